"""Walls with a skirting board; the room is on the side of -y."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import fillet, rounded_rectangle
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.surfaces import SURFACES, one_of
from setpiece.assets.surfaces.vary import varied

FACES = {"plaster": 8.0, "brick": 1.2, "tile": 0.8, "concrete": 0.8}
"""Weights of what walls are made of."""

WHITE = Material(base_color=(0.72, 0.71, 0.69), roughness=0.4)


def shape(rng: np.random.Generator) -> Model:
    """A wall along x, 7 to 9 m, 2.4 to 3 m high; slot 0 is the wall, slot 1 the skirting."""
    length, height, thickness = float(rng.uniform(7.0, 9.0)), float(rng.uniform(2.4, 3.0)), 0.12
    slab = extrude(rounded_rectangle(length, thickness, 0.003), height)
    skirting = _skirting(rng, length).moved(y=-thickness / 2).painted(1)
    return assemble([slab, skirting], (Material(base_color=(0.7, 0.69, 0.66), roughness=0.85), WHITE))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another wall finish; skirting boards are white more often than not."""
    skirting = WHITE.model_copy(update={"base_color": varied(rng, WHITE.base_color, 0.05, 0.01)})
    return one_of(rng, FACES), skirting if rng.random() < 0.7 else SURFACES["oak"](rng)


def _skirting(rng: np.random.Generator, length: float) -> Part:
    """A board with a rounded upper edge, its back at y = 0."""
    height, depth = float(rng.uniform(0.05, 0.12)), float(rng.uniform(0.01, 0.018))
    section = fillet([(0, 0), (0, height), (-depth, height, 0.6 * depth), (-depth, 0)], closed=True)
    board = extrude(section, length)
    # From (y, z, x) to (x, y, z): a cyclic change of axes keeps faces outward.
    return board.warped(lambda points: points[:, [2, 0, 1]]).moved(x=-length / 2)


WALL = Category("wall", shape, style)
