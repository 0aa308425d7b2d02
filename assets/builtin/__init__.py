"""The built-in procedural categories. Add one: a file with a ``CATEGORY``, and its name in ``_NAMES``."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from setpiece.assets.category import Category

_NAMES = (
    "dice",
    "bottle",
    "can",
    "mug",
    "box",
    "bowl",
    "plate",
    "jar",
    "ball",
    "book",
    "traffic_cone",
    "crate",
    "hammer",
    "screwdriver",
    "wrench",
    "apple",
    "orange",
    "lemon",
    "banana",
    "candle",
    "glass",
    "spoon",
    "fork",
    "brick",
    "plant_pot",
    "toy_block",
    "soap",
    "tape_roll",
    "pen",
    "flashlight",
    "phone",
    "remote",
    "carton",
    "car",
    "van",
    "bus",
    "truck",
    "bicycle",
    "gaming_dice",
)

BUILTIN: Mapping[str, Category] = MappingProxyType({name: import_module(f"{__name__}.{name}").CATEGORY for name in _NAMES})
"""Every built-in category by name, in a fixed order."""

__all__ = ["BUILTIN"]
