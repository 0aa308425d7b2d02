"""Procedural surface patterns, one kind per file. Add one: a spec here, its shader in ``render/blender/patterns``."""

from typing import Annotated

from pydantic import Field

from setpiece.assets.patterns.belt import Belt
from setpiece.assets.patterns.brushed import Brushed
from setpiece.assets.patterns.chips import Chips
from setpiece.assets.patterns.fields import Fields
from setpiece.assets.patterns.ground import Ground
from setpiece.assets.patterns.pebble import Pebble
from setpiece.assets.patterns.slab import Slab
from setpiece.assets.patterns.speckle import Speckle
from setpiece.assets.patterns.tiles import Tiles
from setpiece.assets.patterns.veins import Veins
from setpiece.assets.patterns.wear import Wear
from setpiece.assets.patterns.weave import Weave
from setpiece.assets.patterns.wood import Wood

Pattern = Annotated[
    Belt | Brushed | Chips | Fields | Ground | Pebble | Slab | Speckle | Tiles | Veins | Wear | Weave | Wood, Field(discriminator="kind")
]

__all__ = [
    "Belt",
    "Brushed",
    "Chips",
    "Fields",
    "Ground",
    "Pattern",
    "Pebble",
    "Slab",
    "Speckle",
    "Tiles",
    "Veins",
    "Wear",
    "Weave",
    "Wood",
]
