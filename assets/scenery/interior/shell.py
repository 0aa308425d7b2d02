"""The shell of a room: a wall with a window in it, and the ceiling. Plain walls and floors are scenery of their own."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import difference
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import rounded_rectangle
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.boards import board
from setpiece.assets.scenery.wall import FACES, WHITE
from setpiece.assets.surfaces import SURFACES, one_of
from setpiece.assets.surfaces.vary import varied

THICKNESS_M = 0.24
FRAME = 2
"""Slot of the window's frame, which fills the opening from edge to edge."""


def window_shape(rng: np.random.Generator) -> Model:
    """A wall along x, 7 to 9 m, with a window in its middle; the room is on the side of -y. Slots: wall, skirting, frame, sill."""
    length, height = float(rng.uniform(7.0, 9.0)), float(rng.uniform(2.7, 3.0))
    width, tall, sill = float(rng.uniform(0.9, 2.2)), float(rng.uniform(1.1, 1.45)), float(rng.uniform(0.95, 1.1))
    slab = board(length, THICKNESS_M, height, soft=0.002)
    wall = difference(slab, [board(width, 3 * THICKNESS_M, tall, at=(0, 0, sill), soft=0.0)])
    skirting = board(length, 0.015, 0.08, at=(0, -THICKNESS_M / 2 - 0.0076, 0), slot=1)
    ledge = board(width + 0.1, 0.22, 0.03, at=(0, -THICKNESS_M / 2 + 0.02, sill - 0.0295), soft=0.006, slot=3)
    parts = [wall, skirting, ledge, *(part.moved(y=0.05, z=sill) for part in _casements(rng, width, tall))]
    return assemble(parts, (Material(base_color=(0.7, 0.69, 0.66), roughness=0.85), WHITE, WHITE, WHITE))


def window_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Wall finishes as plain walls have them, if of one make; frames mostly white."""
    # In the order of plain walls, so that those of one make are alike.
    skirting = WHITE.model_copy(update={"base_color": varied(rng, WHITE.base_color, 0.05, 0.01)})
    face = one_of(rng, FACES)
    skirting = skirting if rng.random() < 0.7 else SURFACES["oak"](rng)
    frame = one_of(rng, {"white_laminate": 4.0, "painted_wood": 1.0, "oak": 1.0, "coated_metal": 0.7})
    return face, skirting, frame, one_of(rng, {"white_laminate": 2.0, "marble": 1.0, "painted_wood": 1.0})


def ceiling_shape(rng: np.random.Generator) -> Model:
    """A plate of 14 m, its lower side at z = 0."""
    plate = extrude(rounded_rectangle(14.0, 14.0, 0.02), 0.12)
    return assemble([plate], (Material(base_color=(0.78, 0.775, 0.76), roughness=0.9),))


def ceiling_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """White plaster; now and then boards."""
    plaster = SURFACES["plaster"](rng)
    white = plaster.model_copy(update={"base_color": varied(rng, (0.78, 0.775, 0.76), 0.03, 0.008)})
    return (white if rng.random() < 0.93 else SURFACES["pine"](rng),)


def _casements(rng: np.random.Generator, width: float, height: float) -> list[Part]:
    """A frame with one to three sashes, each with a bar now and then; there are no panes: glass that is clean is not seen."""
    bar, depth = float(rng.uniform(0.045, 0.07)), 0.07
    parts = [board(width, depth, bar, at=(0, 0, z), slot=FRAME) for z in (0.0, height - bar)]
    sashes = max(1, round(width / 0.8))
    places = np.linspace(-width / 2 + bar / 2, width / 2 - bar / 2, sashes + 1).tolist()
    wide = [bar if abs(x) > width / 2 - bar else 1.5 * bar for x in places]
    parts += [board(w, depth - 0.002, height - 2 * bar, at=(x, 0, bar), slot=FRAME) for x, w in zip(places, wide, strict=True)]
    if rng.random() < 0.35:
        parts.append(board(width - 2 * bar, 0.03, 0.025, at=(0, 0, float(rng.uniform(0.5, 0.7)) * height), slot=FRAME))
    return parts


CEILING = Category("ceiling", ceiling_shape, ceiling_style)
WINDOW_WALL = Category("window_wall", window_shape, window_style)
