"""Pallet racks: frames of two posts with bracing, and decks of two beams with boards. Along x; the aisle is on the side of -y.

Sizes are those of common European racking: posts 100 mm wide, 1.1 m deep, beams for two or three pallets side by side.
"""

from itertools import pairwise

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.color import vary
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.finishes import metal, wear
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Chips
from setpiece.assets.scenery.boards import bar, board
from setpiece.assets.scenery.support import with_support
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces import one_of
from setpiece.assets.surfaces.vary import pattern_seed, scaled, varied

DEPTH_M = 1.1
POST_M = 0.1
BEAM_LENGTHS_M = (1.825, 2.7)
DECK_M = 0.022

POST_COLORS: tuple[Rgb, ...] = ((0.02, 0.055, 0.22), (0.03, 0.04, 0.09), (0.25, 0.26, 0.26), (0.46, 0.46, 0.45), (0.03, 0.16, 0.09))
BEAM_COLORS: tuple[Rgb, ...] = ((0.62, 0.13, 0.015), (0.62, 0.13, 0.015), (0.70, 0.36, 0.02), (0.45, 0.02, 0.02), (0.55, 0.56, 0.55))
SIGNS: tuple[Rgb, ...] = ((0.75, 0.75, 0.74), (0.75, 0.75, 0.74), (0.72, 0.55, 0.03))
STEEL, HOLE = Material(base_color=(0.02, 0.06, 0.2), roughness=0.45), Material(base_color=(0.01, 0.01, 0.01), roughness=0.9)


def enamel(rng: np.random.Generator, color: Rgb) -> Material:
    """Powder-coated steel in a colour, scratched by use."""
    return Material(base_color=vary(color, rng, 0.06), roughness=float(rng.uniform(0.3, 0.6)), pattern=wear(rng, 0.5, 0.05))


def frame_shape(rng: np.random.Generator) -> Model:
    """Two posts, 2.5 to 5 m, with feet, horizontal and diagonal braces, and the holes that beams hang in; slots: steel, holes, foot."""
    height = float(rng.choice([2.5, 3.0, 3.5, 4.0, 4.5, 5.0]))
    gauge = float(rng.choice([0.07, 0.085]))
    reach = DEPTH_M / 2 - gauge / 2
    parts = [board(POST_M, gauge, height - 0.006, at=(0, s * reach, 0.006), soft=0.006) for s in (-1, 1)]
    parts += [board(POST_M + 0.07, gauge + 0.03, 0.006, at=(0, s * (reach - 0.01), 0), slot=2) for s in (-1, 1)]
    step = float(rng.choice([0.6, 0.75, 0.9]))
    levels = np.arange(0.25, height - 0.2, step)
    span = DEPTH_M - 1.6 * gauge
    parts += [bar("y", span, 0.03, start=(0, -span / 2, z)) for z in levels[:: max(1, len(levels) - 1)].tolist()]
    for number, (low, high) in enumerate(pairwise(levels.tolist())):
        parts.append(_diagonal(span, low, high, 1 if number % 2 else -1))
    holes = np.arange(0.12, height - 0.06, 0.05)
    for side in (-1, 1):
        parts += [_hole(x, side * DEPTH_M / 2, float(z), side) for z in holes for x in (-0.025, 0.025)]
    return assemble(parts, (STEEL, HOLE, STEEL))


def frame_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Blue, grey, green or galvanised."""
    foot = metal(rng, "steel", (0.4, 0.6))
    color = POST_COLORS[int(rng.integers(len(POST_COLORS)))]
    steel = foot if rng.random() < 0.2 else enamel(rng, color)
    return steel, HOLE.model_copy(update={"roughness": float(rng.uniform(0.7, 1.0))}), foot


def deck_shape(rng: np.random.Generator) -> Model:
    """Two beams with boards on them; slots: beams, boards, end plates, label. The length between posts is the beams'."""
    length, beam = float(rng.choice(BEAM_LENGTHS_M)), float(rng.choice([0.1, 0.12, 0.14]))
    front = DEPTH_M / 2 - 0.025
    parts = [board(length - 0.002, 0.05, beam, at=(0, s * front, 0), soft=0.004) for s in (-1, 1)]
    parts += [
        board(0.006, 0.058, 0.21, at=(a * (length / 2 - 0.004), s * (front + 0.002), beam - 0.215), slot=2)
        for a in (-1, 1)
        for s in (-1, 1)
    ]
    planks = int(rng.choice([1, 3, 5]))
    width = (DEPTH_M - 0.11) / planks
    parts += [
        board(length - 0.02, width - 0.003 * (planks > 1), DECK_M, at=(0, (k - (planks - 1) / 2) * width, beam - 0.002), slot=1)
        for k in range(planks)
    ]
    parts += [board(0.11, 0.001, 0.05, at=(x * length, -front - 0.0255, 0.5 * beam - 0.025), soft=0.0002, slot=3) for x in (-0.3, 0.1)]
    model = assemble(
        parts, (STEEL, Material(base_color=(0.4, 0.3, 0.2), roughness=0.8), STEEL, Material(base_color=SIGNS[0], roughness=0.6))
    )
    top = float(model.mesh.bounds_m[1, 2])
    half_x, half_y = length / 2 - 0.02, DEPTH_M / 2 - 0.06
    outline = np.array([[half_x, half_y], [-half_x, half_y], [-half_x, -half_y], [half_x, -half_y]], np.float32)
    return with_support(model, top, outline)


def deck_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Beams mostly orange; boards chipboard, plywood or planks."""
    plates = metal(rng, "steel", (0.35, 0.6))
    beams = enamel(rng, BEAM_COLORS[int(rng.integers(len(BEAM_COLORS)))])
    boards = chipboard(rng) if rng.random() < 0.6 else one_of(rng, {"pine": 2.0, "beech": 1.0})
    return beams, boards, plates, Material(base_color=varied(rng, SIGNS[int(rng.integers(3))], 0.05, 0.01), roughness=0.5)


def chipboard(rng: np.random.Generator) -> Material:
    """Pressed wood chips, raw."""
    color = varied(rng, (0.42, 0.30, 0.18), 0.12, 0.03)
    chips = Chips(
        colors=(color, scaled(color, 0.75), scaled(color, 1.25), scaled(color, 0.9)),
        chip_m=float(rng.uniform(0.004, 0.012)), share=1.0, joint=0.0, ragged=0.9, seed=pattern_seed(rng),
    )  # fmt: skip
    return Material(base_color=color, roughness=float(rng.uniform(0.6, 0.85)), pattern=chips)


def guard_shape(rng: np.random.Generator) -> Model:
    """The yellow angle that protects a post at the floor, 40 cm high, bolted down; slots: enamel, black bands."""
    height = float(rng.choice([0.3, 0.4]))
    angle = [board(0.2, 0.008, height, at=(0, -0.06, 0.008), soft=0.002)]
    angle += [board(0.008, 0.1, height, at=(s * 0.096, -0.014, 0.008), soft=0.002) for s in (-1, 1)]
    foot = board(0.26, 0.16, 0.008, at=(0, -0.03, 0))
    bands = [board(0.202, 0.009, 0.05, at=(0, -0.0601, z), soft=0.001, slot=1) for z in (0.06, 0.16)]
    return assemble([*angle, foot, *bands], (Material(base_color=(0.7, 0.45, 0.02)), Material(base_color=(0.02, 0.02, 0.02))))


def guard_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Traffic yellow and black, or orange."""
    color: Rgb = (0.72, 0.46, 0.02) if rng.random() < 0.8 else (0.65, 0.14, 0.02)
    return enamel(rng, color), enamel(rng, (0.025, 0.025, 0.026))


def _diagonal(span: float, low: float, high: float, sign: int) -> Part:
    length = float(np.hypot(span, high - low))
    rod = bar("y", length, 0.026, start=(0, -length / 2, 0)).turned((1, 0, 0), sign * float(np.rad2deg(np.arctan2(high - low, span))))
    return rod.moved(z=0.5 * (low + high))


def _hole(x: float, y: float, z: float, side: int) -> Part:
    """A dark plate where the post is punched: nobody sees how deep a hole of 2 cm is."""
    outline = [(0.007, 0.010), (-0.007, 0.010), (-0.004, -0.010), (0.004, -0.010)]
    return extrude(outline, 0.0006).turned((1, 0, 0), 90.0).moved(x, y + (0.0004 if side > 0 else 0.0002), z).painted(1)


RACK_FRAME = Category("rack_frame", frame_shape, frame_style)
RACK_DECK = Category("rack_deck", deck_shape, deck_style)
RACK_GUARD = Category("rack_guard", guard_shape, guard_style)
