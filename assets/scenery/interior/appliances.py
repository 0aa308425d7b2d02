"""Kitchen machines: oven and fridge between the units; microwave, kettle and toaster on the worktop."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import difference
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.finishes import metal, plastic
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import assemble
from setpiece.assets.kit.profile import rounded_rectangle
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.boards import bar, board
from setpiece.assets.scenery.interior.kitchen import UNDER_M, UNIT_M
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.vary import varied

BODY, DARK = Material(base_color=(0.6, 0.6, 0.59), roughness=0.3), Material(base_color=(0.012, 0.012, 0.013), roughness=0.06)
COLORS: tuple[Rgb, ...] = (
    (0.72, 0.71, 0.69),
    (0.03, 0.03, 0.031),
    (0.72, 0.71, 0.69),
    (0.45, 0.03, 0.025),
    (0.45, 0.55, 0.52),
    (0.65, 0.6, 0.45),
)


def oven_shape(rng: np.random.Generator) -> Model:
    """A built-in oven, as wide and high as a base unit; slots: steel, glass."""
    parts = [board(UNIT_M - 0.001, 0.54, UNDER_M, at=(0, 0.02, 0))]
    parts += [
        board(UNIT_M - 0.006, 0.02, 0.1, at=(0, -0.261, UNDER_M - 0.105)),
        board(UNIT_M - 0.006, 0.02, 0.46, at=(0, -0.261, 0.29), slot=1),
    ]
    parts += [board(UNIT_M - 0.006, 0.02, 0.14, at=(0, -0.261, 0.145)), bar("x", 0.46, 0.014, start=(-0.23, -0.31, 0.7))]
    parts += [bar("y", 0.04, 0.01, start=(x, -0.312, 0.7), sides=8) for x in (-0.2, 0.2)]
    parts += [bar("y", 0.025, 0.04, start=(x, -0.294, UNDER_M - 0.055)) for x in (-0.22, -0.14, 0.14, 0.22)]
    parts.append(board(0.12, 0.002, 0.04, at=(0, -0.2712, UNDER_M - 0.075), soft=0.0005, slot=1))
    return assemble(parts, (BODY, DARK))


def fridge_shape(rng: np.random.Generator) -> Model:
    """A fridge-freezer, 1.5 to 1.9 m; slots: doors, dark gaps and handles."""
    height, split = float(rng.uniform(1.5, 1.9)), float(rng.choice([0.35, 0.7]))
    parts = [board(0.6, 0.58, height, at=(0, 0.03, 0), soft=0.004, slot=1)]
    for low, high in ((0.04, split * height), (split * height + 0.008, height)):
        parts.append(board(0.6, 0.06, high - low, at=(0, -0.292, low), soft=0.008))
        tall = min(0.35, 0.5 * (high - low))
        z = high - tall - 0.06 if low < 0.1 else low + 0.06
        parts.append(bar("z", tall, 0.016, start=(-0.25, -0.35, z), slot=1))
        parts += [bar("y", 0.035, 0.012, start=(-0.25, -0.352, z + dz), slot=1, sides=8) for dz in (0.03, tall - 0.03)]
    return assemble(parts, (BODY, DARK))


def microwave_shape(rng: np.random.Generator) -> Model:
    """A microwave, 45 to 50 cm wide; slots: body, window and controls."""
    x, y, z = float(rng.uniform(0.44, 0.5)), float(rng.uniform(0.32, 0.38)), float(rng.uniform(0.25, 0.29))
    box = rounded_box(x, y, z, 0.008).moved(z=z / 2 + 0.01)
    window = board(0.62 * x, 0.006, 0.72 * z, at=(-0.15 * x, -y / 2, 0.01 + 0.14 * z), slot=1)
    panel = board(0.22 * x, 0.006, 0.8 * z, at=(0.34 * x, -y / 2, 0.01 + 0.1 * z), slot=1)
    handle = bar("z", 0.6 * z, 0.014, start=(0.19 * x, -y / 2 - 0.02, 0.01 + 0.2 * z))
    feet = [bar("z", 0.0105, 0.025, start=(a * 0.4 * x, b * 0.35 * y, 0), slot=1, sides=12) for a in (-1, 1) for b in (-1, 1)]
    return assemble([box, window, panel, handle, *feet], (BODY, DARK))


def kettle_shape(rng: np.random.Generator) -> Model:
    """An electric kettle on its base; slots: body, dark plastic."""
    radius, height, taper = float(rng.uniform(0.07, 0.085)), float(rng.uniform(0.16, 0.2)), float(rng.uniform(0.68, 0.85))
    body = lathe([(0, 0.02), (radius, 0.02), (radius, 0.03), (taper * radius, height), (0, height)], segments=48)
    base = lathe([(0, 0), (radius + 0.008, 0), (radius + 0.006, 0.018), (0, 0.019)], segments=48).painted(1)
    lid = lathe(
        [
            (0, height),
            (0.9 * taper * radius, height),
            (0.8 * taper * radius, height + 0.012),
            (0.012, height + 0.018),
            (0.012, height + 0.03),
            (0, height + 0.032),
        ],
        segments=32,
    )
    grip = [
        bar("z", 0.12, 0.024, start=(radius + 0.035, 0, height - 0.13), slot=1),
        bar("x", 0.06, 0.022, start=(radius - 0.018, 0, height - 0.015), slot=1),
    ]
    spout = extrude([(0.0, -0.02), (0.035, 0.0), (0.0, 0.02)], 0.035).turned((0, 0, 1), 180).moved(-0.9 * taper * radius, 0, height - 0.037)
    return assemble([body, base, lid.painted(1), *grip, spout], (BODY, DARK))


def toaster_shape(rng: np.random.Generator) -> Model:
    """A toaster with two slots; slots: body, dark ends and slits."""
    x, y, z = float(rng.uniform(0.26, 0.3)), float(rng.uniform(0.15, 0.18)), float(rng.uniform(0.17, 0.2))
    body = rounded_box(x, y, z, 0.03).moved(z=z / 2 + 0.008)
    slits = [extrude(rounded_rectangle(0.7 * x, 0.028, 0.004), 0.1).moved(0, s * 0.03, z - 0.05).painted(1) for s in (-1, 1)]
    ends = [board(0.012, 0.8 * y, 0.75 * z, at=(s * x / 2, 0, 0.02), soft=0.004, slot=1) for s in (-1, 1)]
    lever = board(0.02, 0.035, 0.014, at=(x / 2 + 0.014, 0, 0.62 * z), soft=0.003, slot=1)
    feet = [board(0.03, 0.02, 0.012, at=(a * 0.35 * x, b * 0.3 * y, 0), slot=1) for a in (-1, 1) for b in (-1, 1)]
    return assemble([difference(body, slits), *ends, lever, *feet], (BODY, DARK))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Steel, white, black or a fashion colour, with black glass or plastic."""
    color = COLORS[int(rng.integers(len(COLORS)))]
    body = metal(rng, "stainless", (0.2, 0.35)) if rng.random() < 0.4 else plastic(rng, varied(rng, color, 0.08, 0.02))
    return body, DARK.model_copy(update={"roughness": float(rng.uniform(0.04, 0.2))})


OVEN = Category("oven", oven_shape, style)
FRIDGE = Category("fridge", fridge_shape, style)
MICROWAVE = Category("microwave", microwave_shape, style)
KETTLE = Category("kettle", kettle_shape, style)
TOASTER = Category("toaster", toaster_shape, style)
