"""Scenery: what things stand on and in front of. Each piece is a category of shapes with ``Model.support`` where things may stand."""

from collections.abc import Mapping

from setpiece.assets.category import Category
from setpiece.assets.scenery.floor import FLOOR
from setpiece.assets.scenery.sheet import SHEET
from setpiece.assets.scenery.sweep import SWEEP
from setpiece.assets.scenery.table import TABLE
from setpiece.assets.scenery.tray import TRAY
from setpiece.assets.scenery.wall import WALL

SCENERY: Mapping[str, Category] = {category.name: category for category in (FLOOR, SHEET, SWEEP, TABLE, TRAY, WALL)}
"""Every piece of scenery by name."""
