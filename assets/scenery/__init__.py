"""Scenery: what things stand on and in front of. Each piece is a category of shapes with ``Model.support`` where things may stand."""

from collections.abc import Mapping

from setpiece.assets.category import Category
from setpiece.assets.scenery.box_lid import BOX_LID
from setpiece.assets.scenery.building import BUILDING
from setpiece.assets.scenery.fence import FENCE
from setpiece.assets.scenery.floor import FLOOR
from setpiece.assets.scenery.hedge import HEDGE
from setpiece.assets.scenery.interior import INTERIOR
from setpiece.assets.scenery.lamp_post import LAMP_POST
from setpiece.assets.scenery.land import LAND
from setpiece.assets.scenery.ledge import LEDGE
from setpiece.assets.scenery.roads.lot import PARKING_LOT
from setpiece.assets.scenery.roads.road import ROADS
from setpiece.assets.scenery.sheet import SHEET
from setpiece.assets.scenery.sign_post import SIGN_POST
from setpiece.assets.scenery.storage import STORAGE
from setpiece.assets.scenery.street_furniture import STREET_FURNITURE
from setpiece.assets.scenery.sweep import SWEEP
from setpiece.assets.scenery.table import TABLE
from setpiece.assets.scenery.tray import TRAY
from setpiece.assets.scenery.tree import BARE_TREE, CONIFER, TREE
from setpiece.assets.scenery.wall import WALL
from setpiece.assets.scenery.white_sheet import WHITE_SHEET

INDOOR = (BOX_LID, FLOOR, LEDGE, SHEET, SWEEP, TABLE, TRAY, WALL, WHITE_SHEET, *INTERIOR, *STORAGE)
OUTDOOR = (BARE_TREE, BUILDING, CONIFER, FENCE, HEDGE, LAMP_POST, LAND, PARKING_LOT, SIGN_POST, TREE, *ROADS, *STREET_FURNITURE)

SCENERY: Mapping[str, Category] = {category.name: category for category in (*INDOOR, *OUTDOOR)}
"""Every piece of scenery by name."""
