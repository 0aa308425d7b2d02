"""Crates: slatted wood, and moulded plastic with openings."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import difference
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.color import PLASTICS, pick
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.finishes import plastic, wood
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import fillet, rounded_rectangle
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.surfaces.wood import grained

WOOD, STEEL, PLASTIC, ACROSS, UPRIGHT = range(5)
"""Slots; wood has its grain along x, along y, and upright."""


def _slat(rng: np.random.Generator, size: tuple[float, float, float], at: tuple[float, float, float]) -> Part:
    """A sawn board, never quite true: turned and moved by a hair."""
    x, y, z = np.array(size) * rng.uniform(0.985, 1.0, 3)
    board = rounded_box(float(x), float(y), float(z), 0.0015, steps=2).turned((0, 0, 1), float(rng.normal(0, 0.25)))
    return board.moved(*(np.array(at) + rng.normal(0, 0.0006, 3)))


def _nail(x: float, y: float, z: float, side: float) -> Part:
    """A flat head on a long side's board; ``side`` is the sign of y."""
    head = lathe(fillet([(0.0, -0.002), (0.0035, -0.002), (0.0035, 0.0006, 0.0004), (0.0, 0.0006)]), segments=12)
    return head.turned((1, 0, 0), -90.0 * side).moved(x, y, z).painted(STEEL)


def _wooden(rng: np.random.Generator) -> list[Part]:
    x, y, z = float(rng.uniform(0.3, 0.5)), float(rng.uniform(0.22, 0.34)), float(rng.uniform(0.16, 0.3))
    board, post = 0.009, 0.022
    rows = int(rng.integers(2, 5))
    slat = z / rows * float(rng.uniform(0.72, 0.88))
    parts = [
        _slat(rng, (post, post, z - 0.004), (a * (x / 2 - board - post / 2), b * (y / 2 - board - post / 2), z / 2)).painted(UPRIGHT)
        for a in (-1, 1)
        for b in (-1, 1)
    ]
    for k in range(rows):
        at = slat / 2 + (z - slat) * k / max(rows - 1, 1)
        for side in (-1, 1):
            parts.append(_slat(rng, (x, board, slat), (0, side * (y / 2 - board / 2), at)))
            end = rounded_box(y - 2 * board - 0.001, board, slat, 0.0015, steps=2).turned((0, 0, 1), 90).painted(ACROSS)
            parts.append(end.moved(side * (x / 2 - board / 2), 0, at))
            parts += [_nail(a * (x / 2 - board - post / 2), side * y / 2, at + b * slat * 0.25, side) for a in (-1, 1) for b in (-1, 1)]
    boards = max(3, round(y / 0.075))
    width = (y - 2 * board) / boards
    parts += [
        _slat(rng, (x - 2 * board - 0.002, width * 0.88, board), (0, width * (k - (boards - 1) / 2), board / 2 + 0.003))
        for k in range(boards)
    ]
    return parts


def _moulded(rng: np.random.Generator) -> list[Part]:
    x, y, z, wall = float(rng.uniform(0.3, 0.6)), float(rng.uniform(0.25, 0.4)), float(rng.uniform(0.14, 0.3)), 0.006
    outer = extrude(rounded_rectangle(x, y, 0.025), z, 0.002)
    cutters = [extrude(rounded_rectangle(x - 2 * wall, y - 2 * wall, 0.02), z).moved(z=wall)]
    for length, quarter in ((x, 0.0), (y, 90.0)):
        columns = max(3, round(length / 0.07))
        width = (length - 0.07) / columns
        slot = rounded_rectangle(width * 0.72, z * 0.2, 0.006)
        deep = 2 * max(x, y)
        cutter = extrude(slot, deep).turned((1, 0, 0), 90).moved(y=deep / 2)
        places = [((c - (columns - 1) / 2) * width, z * (0.2 + 0.27 * r)) for c in range(columns) for r in range(2)]
        cutters += [cutter.moved(x=along, z=up).turned((0, 0, 1), quarter) for along, up in places]
        grip = extrude(rounded_rectangle(min(0.11, length * 0.3), 0.03, 0.0145), deep).turned((1, 0, 0), 90).moved(y=deep / 2, z=z * 0.82)
        cutters.append(grip.turned((0, 0, 1), quarter))
    body = difference(outer, cutters)
    rim = difference(
        extrude(rounded_rectangle(x + 0.016, y + 0.016, 0.03), 0.012, 0.002),
        [extrude(rounded_rectangle(x - 0.001, y - 0.001, 0.025), 0.05).moved(z=-0.02)],
    )
    return [body.painted(PLASTIC), rim.moved(z=z - 0.013).painted(PLASTIC)]


def shape(rng: np.random.Generator) -> Model:
    """A slatted wooden fruit crate or a moulded stacking crate, 30 to 60 cm long."""
    parts = _wooden(rng) if rng.random() < 0.55 else _moulded(rng)
    model = assemble(parts)
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Raw or stained wood; plastic in the colours of breweries and bakers."""
    steel = Material(base_color=(0.35, 0.33, 0.31), metallic=1.0, roughness=0.5)
    slats = wood(rng, lacquered=0.1)
    return slats, steel, plastic(rng, pick(rng, PLASTICS, ("#26282b", "#4b4e52")), 0.45), grained(slats, "y"), grained(slats, "z")


CATEGORY = Category("crate", shape, style)
