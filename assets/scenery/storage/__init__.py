"""What warehouses and shops are made of: racks, shelves, pallets, halls. Racks are built of frames and decks that fit each other."""

from setpiece.assets.category import Category
from setpiece.assets.scenery.storage.conveyor import CONVEYOR
from setpiece.assets.scenery.storage.fittings import FITTINGS
from setpiece.assets.scenery.storage.gondola import GONDOLA_BACK, GONDOLA_BASE, GONDOLA_SHELF
from setpiece.assets.scenery.storage.hall import FLOOR_LINE, GATE, HALL_FLOOR, HALL_ROOF, HALL_WALL
from setpiece.assets.scenery.storage.pallet import PALLET
from setpiece.assets.scenery.storage.rack import RACK_DECK, RACK_FRAME, RACK_GUARD

STORAGE: tuple[Category, ...] = (
    *FITTINGS,
    CONVEYOR,
    FLOOR_LINE,
    GATE,
    GONDOLA_BACK,
    GONDOLA_BASE,
    GONDOLA_SHELF,
    HALL_FLOOR,
    HALL_ROOF,
    HALL_WALL,
    PALLET,
    RACK_DECK,
    RACK_FRAME,
    RACK_GUARD,
)
"""Every piece."""
