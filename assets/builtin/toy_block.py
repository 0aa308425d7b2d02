"""Toy blocks: wooden cubes with letters, and plain painted building blocks."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import difference
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.color import PLASTICS, pick
from setpiece.assets.kit.designs import atlas
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.finishes import art, printed, wear, wood
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.prints import Canvas, lettering
from setpiece.assets.kit.profile import fillet
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model, Texture

PAINTED, PRINTED = 0, 1
_LETTERS = "ABCDEFGHKLMNPRSTUVXYZ123456789"
_BOARDS = ("#e0c08c", "#d8b57c", "#e8cf9f")


def _letters(rng: np.random.Generator) -> Texture:
    """Six framed characters on pale wood."""
    colors = [str(color) for color in rng.choice(PLASTICS, 3, replace=False)]
    faces = {}
    board = str(rng.choice(_BOARDS))
    for k, face in enumerate(("+x", "-x", "+y", "-y", "+z", "-z")):
        color = colors[k % 3]
        canvas = Canvas(256, 256, board)
        canvas.rectangle(0.09, 0.09, 0.91, 0.91, color, radius_px=22)
        canvas.rectangle(0.15, 0.15, 0.85, 0.85, board, radius_px=16)
        letter = _LETTERS[int(rng.integers(len(_LETTERS)))]
        canvas.text(lettering(letter, 7), 0.5, 0.5, 0.56, 0.52, color)
        faces[face] = canvas
    return atlas(faces, 256)


def _block(rng: np.random.Generator) -> Part:
    """A cube, a board, an arch, a roof or a column on a 3 to 4 cm module."""
    m, edge = float(rng.uniform(0.028, 0.042)), 0.0016
    kind = int(rng.integers(5))
    if kind == 0:
        return rounded_box(m, m, m, edge)
    if kind == 1:
        return rounded_box(2 * m, m, m * float(rng.choice([0.5, 1.0])), edge)
    if kind == 2:
        hole = lathe([(0.0, -m), (0.55 * m, -m), (0.55 * m, m), (0.0, m)], segments=56).turned((1, 0, 0), 90).moved(z=-m / 2)
        return difference(rounded_box(2 * m, m, m, edge), [hole])
    if kind == 3:
        roof = fillet([(-m, 0, edge * 1.5), (m, 0, edge * 1.5), (0, m, edge * 2)], closed=True)
        return extrude(roof, m, edge).turned((1, 0, 0), 90)
    return lathe(fillet([(0, 0), (m / 2, 0, edge), (m / 2, 2 * m, edge), (0, 2 * m)]), segments=64).turned((0, 1, 0), 90)


def shape(rng: np.random.Generator) -> Model:
    """A letter cube or a building block, 3 to 8 cm."""
    textures = {f"letters{k}": _letters(rng) for k in range(3)}
    lettered = rng.random() < 0.4
    side = float(rng.uniform(0.03, 0.045))
    part = rounded_box(side, side, side, 0.0025).painted(PRINTED) if lettered else _block(rng).painted(PAINTED)
    model = assemble([part], textures=textures)
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Bare or painted beech."""
    paint = Material(
        base_color=pick(rng, PLASTICS), roughness=float(rng.uniform(0.25, 0.5)), coat=0.3, pattern=wear(rng, 0.5, 0.015, 0.00005)
    )
    body = paint if rng.random() < 0.65 else wood(rng, lacquered=0.4, ring_m=0.003)
    return body, printed(rng, art(rng, model, "letters"), (0.35, 0.6))


CATEGORY = Category("toy_block", shape, style)
