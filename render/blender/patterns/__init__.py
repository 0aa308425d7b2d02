"""Shaders of the procedural patterns, one kind per file; importing this package registers them all with ``apply_pattern``."""

from setpiece.render.blender.patterns import belt, brushed, chips, fields, ground, pebble, slab, speckle, tiles, veins, wear, weave, wood
from setpiece.render.blender.patterns.apply import apply_pattern

__all__ = [
    "apply_pattern",
    "belt",
    "brushed",
    "chips",
    "fields",
    "ground",
    "pebble",
    "slab",
    "speckle",
    "tiles",
    "veins",
    "wear",
    "weave",
    "wood",
]
