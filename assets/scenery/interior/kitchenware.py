"""What stays on a worktop and the wall behind it: boards, tools on a rail, paper, knives. Backs are on the side of +y."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.finishes import metal, plastic
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import rounded_rectangle
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.boards import bar, board
from setpiece.assets.surfaces import SURFACES, one_of
from setpiece.assets.surfaces.vary import varied
from setpiece.assets.surfaces.wood import grained

WOOD, DARK = Material(base_color=(0.45, 0.3, 0.16), roughness=0.6), Material(base_color=(0.03, 0.03, 0.03), roughness=0.4)


def board_shape(rng: np.random.Generator) -> Model:
    """One to three cutting boards that lean against the wall, the larger behind; slots: boards of two makes."""
    parts: list[Part] = []
    y, count = 0.0, int(rng.integers(1, 4))
    for k in range(max(2, count)):
        wide, tall, thick = (float(rng.uniform(*r)) * 0.85**k for r in ((0.24, 0.34), (0.32, 0.46), (0.012, 0.025)))
        flat = extrude(rounded_rectangle(wide, tall, 0.02), thick, 0.003)
        lean = float(rng.uniform(8.0, 13.0))
        standing = flat.turned((1, 0, 0), 90.0).moved(z=tall / 2).turned((1, 0, 0), -lean)
        parts.append(standing.moved(x=float(rng.uniform(-0.08, 0.08)), y=y, z=thick * np.sin(np.deg2rad(lean))).painted(k % 2))
        y -= thick / np.cos(np.deg2rad(lean)) + 0.004
    return assemble(parts, (WOOD, WOOD))


def board_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Wood, plastic or stone."""
    looks = {"beech": 3.0, "oak": 2.0, "walnut": 1.0, "white_laminate": 1.5, "marble": 0.5}
    return grained(one_of(rng, looks), "z"), grained(one_of(rng, looks), "z")


def rail_shape(rng: np.random.Generator) -> Model:
    """A rail, 40 to 80 cm, with ladles, turners and spoons that hang from it; slots: steel, handles."""
    length = float(rng.uniform(0.4, 0.8))
    parts = [bar("x", length, 0.012, start=(-length / 2, -0.035, 0.36))]
    parts += [bar("y", 0.04, 0.012, start=(s * (length / 2 - 0.02), -0.038, 0.36), sides=10) for s in (-1, 1)]
    for x in np.arange(-length / 2 + 0.07, length / 2 - 0.05, float(rng.uniform(0.09, 0.15))).tolist():
        long, grip = float(rng.uniform(0.24, 0.34)), float(rng.uniform(0.08, 0.12))
        parts += [bar("y", 0.014, 0.004, start=(x, -0.048, 0.368), sides=8), bar("z", grip, 0.014, start=(x, -0.046, 0.366 - grip), slot=1)]
        parts.append(bar("z", long - grip - 0.02, 0.006, start=(x, -0.046, 0.372 - long), sides=10))
        parts.append(_head(rng).moved(x, -0.046, 0.375 - long))
    return assemble(parts, (DARK, DARK))


def rail_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Steel with black, wooden or steel handles."""
    steel = metal(rng, "stainless", (0.15, 0.35))
    return steel, (DARK, grained(SURFACES["beech"](rng), "z"), steel)[int(rng.integers(3))]


def roll_shape(rng: np.random.Generator) -> Model:
    """Kitchen paper on its stand; slots: paper, stand."""
    radius, height = float(rng.uniform(0.045, 0.07)), float(rng.uniform(0.22, 0.26))
    paper = lathe([(0.02, 0.014), (radius, 0.014), (radius, 0.014 + height), (0.02, 0.014 + height)], closed=True, segments=48)
    foot = lathe([(0, 0), (0.08, 0), (0.078, 0.012), (0.008, 0.013), (0.008, height + 0.05), (0.014, height + 0.06), (0, height + 0.075)])
    return assemble([paper, foot.painted(1)], (WOOD, DARK))


def roll_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """White paper on steel or wood."""
    white = SURFACES["cotton"](rng).model_copy(update={"base_color": varied(rng, (0.78, 0.775, 0.765), 0.03, 0.005), "pattern": None})
    return white, metal(rng, "stainless") if rng.random() < 0.6 else one_of(rng, {"beech": 1.0, "oak": 1.0})


def block_shape(rng: np.random.Generator) -> Model:
    """A slanted block with the handles of three to six knives; slots: block, handles."""
    wide, deep, tall, lean = float(rng.uniform(0.09, 0.14)), 0.1, float(rng.uniform(0.2, 0.24)), float(rng.uniform(14, 24))
    parts = [board(wide, deep, tall, soft=0.003)]
    for x in np.linspace(-0.36, 0.36, int(rng.integers(3, 7))) * wide:
        grip, y = float(rng.uniform(0.09, 0.12)), float(rng.choice([-0.025, 0.02]))
        parts.append(board(0.014, 0.024, grip, at=(float(x), y, tall - 0.002), soft=0.004, slot=1))
    leaning = [part.turned((1, 0, 0), lean) for part in parts]
    low = min(float(part.vertices[:, 2].min()) for part in leaning)
    foot = board(wide, 0.8 * deep, 0.05, at=(0, -0.02, low), soft=0.003)
    return assemble([*leaning, foot], (WOOD, DARK))


def block_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Wood or black plastic; handles black or steel."""
    body = grained(one_of(rng, {"beech": 2.0, "walnut": 1.0, "oak": 1.0}), "z") if rng.random() < 0.75 else plastic(rng, DARK.base_color)
    return body, DARK if rng.random() < 0.7 else metal(rng, "stainless")


def _head(rng: np.random.Generator) -> Part:
    """What a tool works with, hanging down from z = 0: a turner, a spoon or a ladle."""
    kind = int(rng.integers(3))
    if kind == 0:
        return board(float(rng.uniform(0.06, 0.085)), 0.002, 0.09, at=(0, 0, -0.088), soft=0.0005)
    wide, tall = (0.055, 0.075) if kind == 1 else (0.08, 0.08)
    bowl = lathe([(0, -0.5), (0.3, -0.42), (0.48, -0.2), (0.5, 0.0), (0.44, 0.0), (0, -0.1)], segments=32)
    return bowl.scaled(wide, tall, 0.5 * wide).turned((1, 0, 0), 75.0).moved(z=-0.48 * tall)


CUTTING_BOARDS = Category("cutting_boards", board_shape, board_style)
KITCHEN_PAPER = Category("kitchen_paper", roll_shape, roll_style)
KNIFE_BLOCK = Category("knife_block", block_shape, block_style)
UTENSIL_RAIL = Category("utensil_rail", rail_shape, rail_style)
