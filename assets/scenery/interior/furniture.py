"""Furniture that stands about: chairs, a sofa, a sideboard, a shelf on the wall, a rug."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import rounded_rectangle
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.boards import bar, board
from setpiece.assets.scenery.support import with_support
from setpiece.assets.surfaces import one_of
from setpiece.assets.surfaces.wood import grained

WOODS = {"oak": 3.0, "walnut": 1.5, "beech": 2.0, "pine": 1.0, "painted_wood": 2.0, "white_laminate": 1.5}
SEATS = {"oak": 2.0, "beech": 1.5, "walnut": 1.0, "painted_wood": 2.0, "plastic": 1.5, "linen": 1.5, "leather": 1.0, "felt": 1.0}
LEGS = {"coated_metal": 2.0, "oak": 2.0, "beech": 1.5, "brushed_steel": 1.0}
CLOTHS = {"linen": 3.0, "cotton": 2.0, "leather": 1.5, "felt": 2.0}
PLAIN = Material(base_color=(0.4, 0.3, 0.2), roughness=0.5)


def chair_shape(rng: np.random.Generator) -> Model:
    """A dining chair that looks to -y; slot 0 seat and back, slot 1 legs."""
    seat, width, depth = 0.45, float(rng.uniform(0.4, 0.46)), float(rng.uniform(0.4, 0.44))
    tall, lean = float(rng.uniform(0.8, 0.95)), float(rng.uniform(4.0, 10.0))
    parts = [rounded_box(width, depth, 0.03, 0.012).moved(z=seat - 0.015)]
    leg = float(rng.uniform(0.028, 0.04))
    parts += [bar("z", seat - 0.02, leg, start=(a * (width / 2 - leg), b * (depth / 2 - leg), 0), slot=1) for a in (-1, 1) for b in (-1, 1)]
    rise = tall - seat
    posts = [bar("z", rise, leg * 0.9, start=(a * (width / 2 - leg), 0, -0.02), slot=1) for a in (-1, 1)]
    back: list[Part] = [board(width - 2 * leg, 0.014, 0.4 * rise, at=(0, 0, 0.5 * rise), soft=0.004)]
    if rng.random() < 0.5:
        back = [board(0.03, 0.012, 0.85 * rise, at=(float(x), 0, 0.0), soft=0.003) for x in np.linspace(-1, 1, 5) * (width / 2 - 0.08)]
        back.append(board(width - leg, 0.02, 0.07, at=(0, 0, 0.84 * rise), soft=0.006))
    parts += [part.turned((1, 0, 0), -lean).moved(y=depth / 2 - leg, z=seat) for part in (*posts, *back)]
    return assemble(parts, (PLAIN, PLAIN))


def chair_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Wood, plastic or covered seats on wood or steel."""
    return one_of(rng, SEATS), grained(one_of(rng, LEGS), "z")


def sofa_shape(rng: np.random.Generator) -> Model:
    """A sofa for two or three that looks to -y; slot 0 cloth, slot 1 feet."""
    seats, arm = int(rng.choice([2, 3])), float(rng.uniform(0.12, 0.2))
    inner = 0.66 * seats
    width, depth, base = inner + 2 * arm, 0.9, 0.3
    parts = [
        rounded_box(width, depth, 0.2, 0.03).moved(z=0.2),
        rounded_box(width, 0.2, 0.5, 0.06, steps=6).moved(y=depth / 2 - 0.1, z=0.56),
    ]
    parts += [rounded_box(arm, depth, 0.4, 0.05, steps=6).moved(x=s * (width - arm) / 2, z=0.4) for s in (-1, 1)]
    for k in range(seats):
        x = (k - (seats - 1) / 2) * 0.66
        parts.append(rounded_box(0.655, 0.7, 0.16, 0.05, steps=6).moved(x, -0.09, base + 0.08))
        parts.append(rounded_box(0.64, 0.18, 0.42, 0.07, steps=6).turned((1, 0, 0), -10).moved(x, depth / 2 - 0.26, base + 0.34))
    parts += [bar("z", 0.11, 0.04, start=(a * (width / 2 - 0.08), b * 0.38, 0), slot=1) for a in (-1, 1) for b in (-1, 1)]
    return assemble(parts, (PLAIN, PLAIN))


def sofa_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Cloth or leather on wood."""
    return one_of(rng, CLOTHS), one_of(rng, LEGS)


def sideboard_shape(rng: np.random.Generator) -> Model:
    """A chest with doors or drawers on feet, against a wall; slots: body, fronts, knobs and feet."""
    columns, rows = int(rng.integers(2, 5)), int(rng.integers(1, 4))
    width, height, depth, feet = (
        0.45 * columns,
        float(rng.uniform(0.6, 0.85)),
        float(rng.uniform(0.38, 0.48)),
        float(rng.uniform(0.06, 0.16)),
    )
    body = board(width, depth, height - feet, at=(0, 0, feet), soft=0.003)
    parts = [
        body,
        *(
            bar("z", feet + 0.002, 0.035, start=(a * (width / 2 - 0.05), b * (depth / 2 - 0.05), 0), slot=2)
            for a in (-1, 1)
            for b in (-1, 1)
        ),
    ]
    wide, tall = (width - 0.04) / columns, (height - feet - 0.04) / rows
    for c in range(columns):
        for r in range(rows):
            x, z = (c - (columns - 1) / 2) * wide, feet + 0.02 + r * tall
            parts.append(board(wide - 0.004, 0.018, tall - 0.004, at=(x, -depth / 2 - 0.0085, z + 0.002), soft=0.0015, slot=1))
            parts.append(bar("y", 0.025, 0.022, start=(x, -depth / 2 - 0.04, z + tall / 2), slot=2))
    return with_support(assemble(parts, (PLAIN,) * 3), height)


def sideboard_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """One wood, or painted fronts in it."""
    body = one_of(rng, WOODS)
    fronts = body if rng.random() < 0.6 else one_of(rng, WOODS)
    return body, grained(fronts, "z"), grained(one_of(rng, LEGS), "z")


def shelf_shape(rng: np.random.Generator) -> Model:
    """A board on two brackets; slot 0 board, slot 1 brackets."""
    length, depth, thick = float(rng.uniform(0.6, 1.4)), float(rng.uniform(0.16, 0.24)), float(rng.uniform(0.018, 0.035))
    parts = [board(length, depth, thick, at=(0, 0, 0.12))]
    for x in (-0.35 * length, 0.35 * length):
        parts += [
            board(0.02, 0.012, 0.12, at=(x, depth / 2 - 0.006, 0), slot=1),
            board(0.02, 0.8 * depth, 0.01, at=(x, 0.1 * depth, 0.1095), slot=1),
        ]
    return with_support(assemble(parts, (PLAIN, PLAIN)), 0.12 + thick)


def shelf_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Wood on black or steel brackets."""
    return one_of(rng, WOODS), one_of(rng, {"coated_metal": 2.0, "brushed_steel": 1.0})


def rug_shape(rng: np.random.Generator) -> Model:
    """A rug of 1.4 to 2.4 m, 8 mm thick; slot 0 the middle, slot 1 its border."""
    x, y = float(rng.uniform(1.4, 2.4)), float(rng.uniform(1.0, 1.6))
    rim = float(rng.uniform(0.03, 0.15))
    parts = [extrude(rounded_rectangle(x, y, 0.02), 0.008, 0.003).painted(1)]
    parts.append(extrude(rounded_rectangle(x - 2 * rim, y - 2 * rim, 0.01), 0.0085).moved(z=0.0005))
    return assemble(parts, (PLAIN, PLAIN))


def rug_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Wool or flat weave."""
    return one_of(rng, {"felt": 3.0, "linen": 2.0, "cotton": 2.0}), one_of(rng, {"felt": 3.0, "linen": 2.0})


CHAIR = Category("chair", chair_shape, chair_style)
SOFA = Category("sofa", sofa_shape, sofa_style)
SIDEBOARD = Category("sideboard", sideboard_shape, sideboard_style)
WALL_SHELF = Category("wall_shelf", shelf_shape, shelf_style)
RUG = Category("rug", rug_shape, rug_style)
