"""What hangs on the walls of halls and stands before them: columns, cable trays, pipes, cabinets, extinguishers, signs, steel doors."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.finishes import metal, plastic, rubber
from setpiece.assets.kit.loft import ball, lathe
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.boards import bar, board
from setpiece.assets.scenery.storage.rack import enamel
from setpiece.assets.scenery.storage.signs import AISLE_SIGN, PAPER, SAFETY_SIGN, STEEL, fire, plate, printed, warning, way_out
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.vary import varied

RUN_M = 9.0
"""Length of a run of trays or pipes."""

RED: Rgb = (0.45, 0.015, 0.012)


def column_shape(rng: np.random.Generator) -> Model:
    """A column of rolled steel (HE 200 to 300), 6.4 m, on a foot plate; slots: steel, the guard's two colours."""
    wide, height = float(rng.choice([0.2, 0.24, 0.3])), 6.4
    parts = [board(wide, 0.015, height, at=(0, s * wide / 2, 0), soft=0.002) for s in (-1, 1)]
    parts += [board(0.01, wide - 0.016, height, soft=0.001), board(wide + 0.1, wide + 0.1, 0.02)]
    bands = int(rng.choice([0, 5, 8]))
    for k in range(max(bands, 2)):
        tall = 0.2 if bands else 0.01
        parts.append(board(wide + 0.006, 0.017, tall, at=(0, -wide / 2 - 0.0015, 0.03 + tall * k), soft=0.0005, slot=1 + k % 2))
    return assemble(parts, (STEEL,) * 3)


def column_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Grey, white or primed red, with yellow and black at truck height."""
    colors: tuple[Rgb, ...] = ((0.42, 0.42, 0.41), (0.6, 0.6, 0.59), (0.2, 0.21, 0.22), (0.2, 0.04, 0.03))
    return enamel(rng, colors[int(rng.integers(4))]), enamel(rng, (0.7, 0.46, 0.02)), enamel(rng, (0.025, 0.025, 0.026))


def tray_shape(rng: np.random.Generator) -> Model:
    """A cable tray on brackets along x, with its cables; slots: tray, black and grey cables."""
    deep, side = float(rng.choice([0.1, 0.2, 0.3])), 0.06
    parts = [board(RUN_M, deep, 0.002, soft=0.0002)]
    parts += [board(RUN_M, 0.002, side, at=(0, s * deep / 2, 0), soft=0.0002) for s in (-1, 1)]
    for x in np.arange(-RUN_M / 2 + 0.4, RUN_M / 2, 1.2).tolist():
        parts += [board(0.03, deep + 0.04, 0.03, at=(x, 0.02, -0.031)), board(0.03, 0.012, 0.16, at=(x, deep / 2 + 0.04, -0.13))]
    for k in range(int(rng.integers(3, 3 + round(deep / 0.03)))):
        thick, y = float(rng.uniform(0.01, 0.03)), float(rng.uniform(-0.42, 0.42)) * deep
        parts.append(bar("x", RUN_M, thick, start=(-RUN_M / 2, y, 0.004 + thick / 2 + 0.012 * (k % 3)), slot=1 + k % 2, sides=8))
    drop, x = float(rng.uniform(0.8, 2.2)), float(rng.uniform(-0.4, 0.4)) * RUN_M
    parts.append(bar("z", drop, 0.025, start=(x, deep / 2 + 0.03, -drop), slot=2, sides=10))
    return assemble(parts, (STEEL,) * 3)


def tray_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Galvanised steel; cables black and grey."""
    return metal(rng, "steel", (0.4, 0.6)), rubber(rng, (0.02, 0.02, 0.021)), plastic(rng, varied(rng, (0.4, 0.4, 0.39), 0.2, 0.02))


def pipe_shape(rng: np.random.Generator) -> Model:
    """One to three pipes along x in clamps, one of them turning down and into the wall; slots: pipes, clamps and flanges."""
    sizes = rng.choice([0.034, 0.048, 0.06, 0.09], size=int(rng.integers(1, 4))).tolist()
    parts: list[Part] = []
    z = 0.0
    for thick in sizes:
        parts.append(bar("x", RUN_M, thick, start=(-RUN_M / 2, 0, z), sides=20))
        for x in np.arange(-RUN_M / 2 + 0.5, RUN_M / 2, 1.5).tolist():
            parts.append(bar("x", 0.03, thick + 0.012, start=(x, 0, z), slot=1))
            parts.append(board(0.02, 0.06, 0.012, at=(x, 0.5 * thick + 0.025, z - 0.006), soft=0.001, slot=1))
        z += thick + 0.06
    drop = float(rng.uniform(0.25, 0.6))  # short: runs pass over gates and doors
    x = float(rng.uniform(-0.4, 0.4)) * RUN_M
    parts += [bar("z", drop, sizes[0], start=(x, 0, -drop), sides=20), bar("z", 0.05, sizes[0] + 0.03, start=(x, 0, -0.5 * drop), slot=1)]
    reach = 0.5 * max(sizes) + 0.055  # the clamps' own, so that the end is at the wall
    parts += [ball(0.55 * sizes[0], segments=20).moved(x, 0, -drop), bar("y", reach, sizes[0], start=(x, 0, -drop), sides=20)]
    parts.append(bar("y", 0.012, sizes[0] + 0.05, start=(x, reach - 0.012, -drop), slot=1))
    return assemble(parts, (STEEL, STEEL))


def pipe_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Red for sprinklers, grey, blue, yellow, or bare."""
    colors: tuple[Rgb, ...] = (RED, RED, (0.35, 0.36, 0.36), (0.03, 0.12, 0.35), (0.6, 0.42, 0.02))
    bare = metal(rng, "steel", (0.35, 0.55))
    return bare if rng.random() < 0.35 else enamel(rng, colors[int(rng.integers(5))]), bare


def cabinet_shape(rng: np.random.Generator) -> Model:
    """A distribution cabinet with its conduit and a warning on its door; slots: body, dark lock and gap, sign."""
    x, y, z = float(rng.uniform(0.4, 0.8)), float(rng.uniform(0.15, 0.25)), float(rng.uniform(0.5, 1.0))
    parts = [board(x, y, z, soft=0.004), board(x - 0.02, 0.012, z - 0.02, at=(0, -y / 2 - 0.004, 0.01), soft=0.004)]
    parts.append(board(0.03, 0.02, 0.05, at=(0.4 * x, -y / 2 - 0.012, 0.5 * z), slot=1))
    parts += [bar("z", 2.0, 0.03, start=(float(a) * x, 0.25 * y, z - 0.005), slot=1, sides=10) for a in rng.uniform(-0.35, 0.35, 2)]
    parts.append(plate(0.12, 0.12).moved(x=-0.1 * x, y=-y / 2 - 0.0101, z=0.65 * z).painted(2))
    return assemble(parts, (STEEL, STEEL, PAPER), {"print0": warning()})


def cabinet_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Light grey, or the yellow of machines."""
    color: Rgb = (0.52, 0.52, 0.5) if rng.random() < 0.8 else (0.6, 0.42, 0.03)
    return enamel(rng, color), rubber(rng, (0.05, 0.05, 0.05)), printed(rng)


def extinguisher_shape(rng: np.random.Generator) -> Model:
    """An extinguisher on its hook with the sign above it; slots: cylinder, valve and hose, sign."""
    radius, tall = float(rng.uniform(0.07, 0.09)), float(rng.uniform(0.4, 0.5))
    profile = [(0, 0), (radius, 0), (radius, tall - 0.06), (0.6 * radius, tall - 0.015), (0.025, tall), (0, tall)]
    parts = [lathe(profile, segments=40), bar("z", 0.07, 0.03, start=(0, 0, tall - 0.005), slot=1)]
    parts += [
        board(0.02, 0.14, 0.015, at=(0, -0.03, tall + 0.05), slot=1),
        bar("z", 0.75 * tall, 0.02, start=(radius + 0.008, 0, 0.2 * tall), slot=1),
    ]
    parts.append(board(0.04, radius + 0.02, 0.02, at=(0, radius / 2 + 0.01, tall - 0.09), slot=1))
    parts.append(plate(0.2, 0.2).moved(y=radius + 0.018, z=tall + 0.45).painted(2))
    return assemble(parts, (STEEL, STEEL, PAPER), {"print0": fire()})


def extinguisher_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Red, black, with a clean or faded sign."""
    return plastic(rng, varied(rng, RED, 0.1, 0.03), 0.2), rubber(rng, (0.02, 0.02, 0.02)), printed(rng)


def steel_door_shape(rng: np.random.Generator) -> Model:
    """A fire door in its frame, 1 m by 2.1 m, with a bar across it and the sign of the way out above; slots: leaf, frame, bar, sign."""
    width, height = float(rng.uniform(0.95, 1.1)), 2.1
    parts = [board(width, 0.05, height)]
    parts += [board(0.06, 0.09, height + 0.06, at=(s * (width / 2 + 0.03), 0, 0), slot=1) for s in (-1, 1)]
    parts += [board(width - 0.001, 0.0898, 0.06, at=(0, 0, height), slot=1)]
    parts += [bar("x", 0.8 * width, 0.03, start=(-0.4 * width, -0.07, 1.02), slot=2)]
    parts += [board(0.05, 0.05, 0.1, at=(s * 0.38 * width, -0.048, 0.97), slot=2) for s in (-1, 1)]
    parts += [board(width - 0.04, 0.004, 0.25, at=(0, -0.0265, 0.01), soft=0.0005, slot=2)]
    parts.append(plate(0.4, 0.2).moved(y=-0.02, z=height + 0.2).painted(3))
    return assemble(parts, (STEEL, STEEL, STEEL, PAPER), {"print0": way_out()})


def steel_door_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Grey, white, green or blue."""
    colors: tuple[Rgb, ...] = ((0.5, 0.5, 0.49), (0.62, 0.62, 0.6), (0.05, 0.16, 0.1), (0.04, 0.1, 0.25), (0.16, 0.17, 0.18))
    leaf = enamel(rng, colors[int(rng.integers(5))])
    return leaf, leaf if rng.random() < 0.6 else enamel(rng, (0.3, 0.3, 0.3)), metal(rng, "stainless"), printed(rng)


CABLE_TRAY = Category("cable_tray", tray_shape, tray_style)
CABINET = Category("cabinet", cabinet_shape, cabinet_style)
COLUMN = Category("column", column_shape, column_style)
EXTINGUISHER = Category("extinguisher", extinguisher_shape, extinguisher_style)
PIPE_RUN = Category("pipe_run", pipe_shape, pipe_style)
STEEL_DOOR = Category("steel_door", steel_door_shape, steel_door_style)
FITTINGS: tuple[Category, ...] = (AISLE_SIGN, CABINET, CABLE_TRAY, COLUMN, EXTINGUISHER, PIPE_RUN, SAFETY_SIGN, STEEL_DOOR)
"""Every piece."""
