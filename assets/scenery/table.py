"""Tables: rectangular and round, in wood, laminate and stone, with edges that are never sharp."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.loft import lathe, loft
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import arc, rounded_rectangle
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.support import with_support
from setpiece.assets.surfaces import one_of

TOPS = {
    "oak": 4.0, "walnut": 2.5, "pine": 2.0, "beech": 2.0, "white_laminate": 3.0, "gray_laminate": 1.5, "painted_wood": 1.5, "marble": 1.2,
    "granite": 0.8, "terrazzo": 0.5, "concrete": 0.6, "brushed_steel": 0.4, "linen": 1.2, "cotton": 1.0, "leather": 0.3,
}  # fmt: skip
"""Weights of what the top is made of, or covered with."""

LEGS = {"coated_metal": 4.0, "brushed_steel": 1.0, "painted_wood": 2.0, "white_laminate": 0.5}

DEFAULT = (Material(base_color=(0.46, 0.30, 0.155), roughness=0.45), Material(base_color=(0.03, 0.03, 0.03), roughness=0.4))


def shape(rng: np.random.Generator) -> Model:
    """One table; slot 0 is the top, slot 1 everything below it."""
    height = float(rng.uniform(0.71, 0.77))
    thickness = float(rng.choice([rng.uniform(0.016, 0.022), rng.uniform(0.025, 0.045)]))
    edge = min(float(rng.choice([0.0012, 0.003, 0.008, 0.014])), 0.45 * thickness)
    under = height - thickness
    parts = _round(rng, under, thickness, edge) if rng.random() < 0.25 else _rectangular(rng, under, thickness, edge)
    return with_support(assemble(parts, DEFAULT), height)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another make of the same table."""
    return one_of(rng, TOPS), one_of(rng, LEGS)


def _rectangular(rng: np.random.Generator, under: float, thickness: float, edge: float) -> list[Part]:
    length, width = float(rng.uniform(1.0, 1.9)), float(rng.uniform(0.65, 0.95))
    corner = float(rng.choice([edge + 0.002, 0.015, 0.05]))
    top = extrude(rounded_rectangle(length, width, corner), thickness, edge, steps=4).moved(z=under)
    inset, apron = float(rng.uniform(0.03, 0.1)), float(rng.uniform(0.06, 0.1))
    x, y = length / 2 - inset, width / 2 - inset
    leg = _leg(rng, under)
    parts = [top, *(leg.moved(sx * (x - 0.03), sy * (y - 0.03)).painted(1) for sx in (-1, 1) for sy in (-1, 1))]
    if rng.random() < 0.7:
        long, short = _board(2 * x - 0.06, 0.02, apron), _board(0.02, 2 * y - 0.06, apron)
        parts += [long.moved(0, s * (y - 0.03), under - apron).painted(1) for s in (-1, 1)]
        parts += [short.moved(s * (x - 0.03), 0, under - apron).painted(1) for s in (-1, 1)]
    return parts


def _round(rng: np.random.Generator, under: float, thickness: float, edge: float) -> list[Part]:
    radius = float(rng.uniform(0.4, 0.65))
    top = extrude(arc((0, 0), radius, 0, 360, 129)[:-1], thickness, edge, steps=4).moved(z=under)
    if rng.random() < 0.5:
        leg = _leg(rng, under)
        return [top, *(leg.moved(0.62 * radius * sx, 0.62 * radius * sy).painted(1) for sx in (-1, 1) for sy in (-1, 1))]
    foot, column = float(rng.uniform(0.5, 0.62)) * radius, float(rng.uniform(0.03, 0.05))
    profile = [(0, 0), (foot, 0), (foot, 0.008), (foot - 0.02, 0.016), (column + 0.03, 0.03), (column, 0.06), (column, under), (0, under)]
    return [top, lathe(profile, segments=48).painted(1)]


def _leg(rng: np.random.Generator, height: float) -> Part:
    """Square or round, straight or tapering to the floor."""
    size, taper = float(rng.uniform(0.035, 0.07)), float(rng.choice([1.0, rng.uniform(0.5, 0.8)]))
    square = rng.random() < 0.6
    section = rounded_rectangle(size, size, 0.004) if square else arc((0, 0), size / 2, 0, 360, 33)[:-1]
    rings = [np.column_stack([section * scale, np.full(len(section), z)]) for scale, z in ((taper, 0.0), (1.0, height))]
    return loft(np.stack(rings))


def _board(length: float, width: float, height: float) -> Part:
    return extrude(rounded_rectangle(length, width, 0.002), height, 0.0015, steps=1)


TABLE = Category("table", shape, style)
