"""Lemons."""

from setpiece.assets.builtin import citrus
from setpiece.assets.category import Category

CATEGORY = Category("lemon", citrus.lemon, citrus.style, stands=False)
