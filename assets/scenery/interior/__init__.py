"""What rooms are made of and furnished with. What hangs on a wall has its back on the side of +y."""

from setpiece.assets.category import Category
from setpiece.assets.scenery.interior.appliances import FRIDGE, KETTLE, MICROWAVE, OVEN, TOASTER
from setpiece.assets.scenery.interior.fittings import CURTAIN, DOOR, PICTURE, RADIATOR, SWITCH
from setpiece.assets.scenery.interior.furniture import CHAIR, RUG, SIDEBOARD, SOFA, WALL_SHELF
from setpiece.assets.scenery.interior.kitchen import BASE_UNIT, SPLASHBACK, WALL_UNIT, WORKTOP
from setpiece.assets.scenery.interior.kitchenware import CUTTING_BOARDS, KITCHEN_PAPER, KNIFE_BLOCK, UTENSIL_RAIL
from setpiece.assets.scenery.interior.lamps import PANEL_LAMP, PENDANT_LAMP, TUBE_LAMP
from setpiece.assets.scenery.interior.ornaments import CLOCK, COAT_RAIL, FLOOR_LAMP, NOTICE_BOARD
from setpiece.assets.scenery.interior.shell import CEILING, WINDOW_WALL

INTERIOR: tuple[Category, ...] = (
    BASE_UNIT,
    CEILING,
    CHAIR,
    CLOCK,
    COAT_RAIL,
    CURTAIN,
    CUTTING_BOARDS,
    DOOR,
    FLOOR_LAMP,
    FRIDGE,
    KETTLE,
    KITCHEN_PAPER,
    KNIFE_BLOCK,
    MICROWAVE,
    NOTICE_BOARD,
    OVEN,
    PANEL_LAMP,
    PENDANT_LAMP,
    PICTURE,
    RADIATOR,
    RUG,
    SIDEBOARD,
    SOFA,
    SPLASHBACK,
    SWITCH,
    TOASTER,
    TUBE_LAMP,
    UTENSIL_RAIL,
    WALL_SHELF,
    WALL_UNIT,
    WINDOW_WALL,
    WORKTOP,
)
"""Every piece."""
