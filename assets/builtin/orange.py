"""Oranges."""

from setpiece.assets.builtin import citrus
from setpiece.assets.category import Category

CATEGORY = Category("orange", citrus.orange, citrus.style)
