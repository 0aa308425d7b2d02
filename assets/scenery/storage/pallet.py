"""Pallets: EPAL 1, 1200 x 800 x 144 mm, new to grey with age."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.part import assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.boards import board
from setpiece.assets.scenery.support import with_support
from setpiece.assets.surfaces.vary import scaled, varied
from setpiece.assets.surfaces.wood import PINE, boards, grained

LENGTH_M, WIDTH_M, HEIGHT_M = 1.2, 0.8, 0.144
PLANK_M = 0.022
TOP_BOARDS = ((0.145, -0.3275), (0.1, -0.165), (0.145, 0.0), (0.1, 0.165), (0.145, 0.3275))
"""Width and middle of the boards that carry the load, along y."""


def shape(rng: np.random.Generator) -> Model:
    """Five boards on three on nine blocks on three; slots: boards along, blocks of pressed wood, boards across."""
    parts = [board(LENGTH_M, width, PLANK_M, at=(0, y, 0.122), soft=0.0015) for width, y in TOP_BOARDS]
    parts += [board(0.145, WIDTH_M, PLANK_M, at=(x, 0, 0.1), soft=0.0015, slot=2) for x in (-0.5275, 0.0, 0.5275)]
    for y, width in ((-0.35, 0.1), (0.0, 0.145), (0.35, 0.1)):
        parts += [board(0.145, width, 0.078, at=(x, y, PLANK_M), soft=0.002, slot=1) for x in (-0.5275, 0.0, 0.5275)]
        parts.append(board(LENGTH_M, width, PLANK_M, at=(0, y, 0.0), soft=0.0015))
    jitter = rng.normal(0.0, 0.0012, (len(parts), 2))
    moved = [part.moved(x, y) for part, (x, y) in zip(parts, jitter.tolist(), strict=True)]
    plank, block = Material(base_color=(0.45, 0.33, 0.2), roughness=0.8), Material(base_color=(0.36, 0.26, 0.16), roughness=0.9)
    model = assemble(moved, (plank, block, plank))
    half = np.array([LENGTH_M / 2 - 0.01, WIDTH_M / 2 - 0.01])
    outline = (np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]]) * half).astype(np.float32)
    return with_support(model, HEIGHT_M, outline)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Pale and new, or grey from years in the rain."""
    aged = float(rng.beta(1.2, 1.2))
    wood = boards(rng, PINE, 0.0)
    gray = varied(rng, (0.25, 0.235, 0.21), 0.1, 0.02)
    color = tuple(float((1 - aged) * new + aged * old) for new, old in zip(wood.base_color, gray, strict=True))
    planks = wood.model_copy(update={"base_color": color, "coat": 0.0, "roughness": float(rng.uniform(0.7, 0.95))})
    blocks = planks.model_copy(update={"base_color": scaled(planks.base_color, float(rng.uniform(0.7, 0.95)))})
    return planks, blocks, grained(planks, "y")


PALLET = Category("pallet", shape, style)
