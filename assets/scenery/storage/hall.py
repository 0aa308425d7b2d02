"""Halls: a floor of polished concrete, lines on it, walls of profiled sheet, a roof on beams. Made to be larger than any aisle."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import rounded_rectangle
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Slab, Speckle
from setpiece.assets.scenery.boards import board
from setpiece.assets.scenery.storage.rack import enamel
from setpiece.assets.scenery.support import with_support
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces import one_of
from setpiece.assets.surfaces.vary import pattern_seed, scaled, varied

SIZE_M = 36.0
LINE_M = 12.0

PANELS: tuple[Rgb, ...] = ((0.62, 0.62, 0.61), (0.62, 0.62, 0.61), (0.42, 0.44, 0.46), (0.30, 0.34, 0.38), (0.55, 0.50, 0.40))
LINES: tuple[Rgb, ...] = ((0.72, 0.47, 0.02), (0.72, 0.47, 0.02), (0.75, 0.75, 0.73), (0.55, 0.03, 0.02))

GLASS = Material(base_color=(0.25, 0.3, 0.33), roughness=0.1)


def floor_shape(rng: np.random.Generator) -> Model:
    """A plate, 36 m square."""
    plate = extrude(rounded_rectangle(SIZE_M, SIZE_M, 0.02), 0.1)
    return with_support(assemble([plate], (Material(base_color=(0.3, 0.3, 0.29), roughness=0.4),)), 0.1)


def floor_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Power-floated concrete, bare or coated, with the shine and the stains of traffic; now and then terrazzo or tile."""
    if rng.random() < 0.15:
        return (one_of(rng, {"terrazzo": 1.0, "tile": 1.0}),)
    color = varied(rng, ((0.30, 0.295, 0.28), (0.22, 0.225, 0.23), (0.38, 0.37, 0.35))[int(rng.integers(3))], 0.12, 0.015)
    worn = Slab(
        second_color=scaled(color, float(rng.uniform(0.6, 0.85))), cloud_m=float(rng.uniform(0.5, 2.0)),
        clouds=float(rng.uniform(0.2, 0.7)), joint_m=float(rng.choice([0.0, rng.uniform(3.0, 6.0)], p=[0.3, 0.7])),
        tracks=float(rng.uniform(0.1, 0.6)),
        skids=float(rng.uniform(0.0, 0.8)), stains=float(rng.uniform(0.0, 0.08)), seed=pattern_seed(rng),
    )  # fmt: skip
    return (Material(base_color=color, roughness=float(rng.uniform(0.22, 0.55)), pattern=worn),)


def line_shape(rng: np.random.Generator) -> Model:
    """A painted or taped line along y, 12 m long, 5 to 10 cm wide; half a millimetre high."""
    return assemble(
        [board(float(rng.choice([0.05, 0.075, 0.1])), LINE_M, 0.0005, soft=0.0001)], (Material(base_color=LINES[0], roughness=0.6),)
    )


def line_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Mostly yellow; worn through to the concrete in places."""
    color = varied(rng, LINES[int(rng.integers(len(LINES)))], 0.08, 0.02)
    worn = Speckle(
        second_color=varied(rng, (0.26, 0.255, 0.245), 0.15, 0.02), scale_m=float(rng.uniform(0.08, 0.4)), detail=10.0,
        contrast=0.85, amount=float(rng.beta(1.2, 4.0)), seed=pattern_seed(rng),
    )  # fmt: skip
    return (Material(base_color=color, roughness=float(rng.uniform(0.35, 0.7)), pattern=worn),)


def wall_shape(rng: np.random.Generator) -> Model:
    """Profiled sheet along x over a concrete plinth, 36 m long, 6.5 to 8 m high; the hall is on the side of -y."""
    height, plinth = float(rng.uniform(6.5, 8.0)), float(rng.choice([0.3, 1.0, 2.0]))
    pitch, rib, proud = float(rng.choice([0.25, 0.333, 1.0])), float(rng.uniform(0.03, 0.08)), float(rng.uniform(0.006, 0.03))
    face = [(x + dx, -0.05 - dy) for x in np.arange(-SIZE_M / 2, SIZE_M / 2 - pitch, pitch) for dx, dy in _rib(rib, proud)]
    outline = [(SIZE_M / 2, 0.05), (-SIZE_M / 2, 0.05), *face, (SIZE_M / 2, -0.05)]
    sheet = extrude(outline, height - plinth).moved(z=plinth)
    return assemble(
        [sheet, board(SIZE_M, 0.16, plinth, slot=1)],
        (Material(base_color=PANELS[0], roughness=0.5), Material(base_color=(0.35, 0.35, 0.34))),
    )


def wall_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Coated sheet, whitish or grey; the plinth is concrete or plaster."""
    return enamel(rng, PANELS[int(rng.integers(len(PANELS)))]), one_of(rng, {"concrete": 3.0, "plaster": 1.0})


def roof_shape(rng: np.random.Generator) -> Model:
    """A deck on beams across x, 36 m square, its lowest edges at z = 0; slots: deck, beams, ducts."""
    depth, pitch = float(rng.uniform(0.3, 0.6)), float(rng.choice([3.0, 4.0, 5.0, 6.0]))
    parts = [board(SIZE_M, SIZE_M, 0.15, at=(0, 0, depth))]
    for y in np.arange(-SIZE_M / 2 + 1.0, SIZE_M / 2, pitch):
        parts += _beam(float(y), depth)
    for x in np.arange(-SIZE_M / 2 + 0.75, SIZE_M / 2, 1.5):
        parts.append(board(0.06, SIZE_M, 0.12, at=(float(x), 0, depth - 0.121)).painted(1))
    duct = (
        extrude(rounded_rectangle(0.4, 0.4, 0.19), SIZE_M)
        .turned((1, 0, 0), 90)
        .moved(float(rng.uniform(2.5, 4.0)), SIZE_M / 2, 0.5 * depth)
    )
    return assemble([*parts, duct.painted(2)], (Material(base_color=PANELS[0], roughness=0.6),) * 3)


def roof_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """White or grey sheet on painted steel."""
    beams: Rgb = ((0.45, 0.45, 0.44), (0.2, 0.21, 0.22), (0.40, 0.04, 0.03))[int(rng.choice(3, p=[0.6, 0.25, 0.15]))]
    return (
        enamel(rng, PANELS[int(rng.integers(3))]),
        enamel(rng, beams),
        Material(base_color=(0.6, 0.6, 0.59), metallic=1.0, roughness=0.45),
    )


def gate_shape(rng: np.random.Generator) -> Model:
    """A sectional gate in its frame, 2.5 to 3.5 m square, hung before a wall; slots: leaf, frame and seals, panes."""
    width, height = float(rng.uniform(2.5, 3.5)), float(rng.uniform(2.6, 3.4))
    sections = round(height / 0.55)
    tall = height / sections
    leaf = [board(width, 0.04, tall - 0.006, at=(0, 0, k * tall + 0.003), soft=0.004) for k in range(sections)]
    frame = [board(0.12, 0.07, height + 0.1, at=(s * (width / 2 + 0.06), 0, 0), slot=1) for s in (-1, 1)]
    frame += [board(width + 0.24, 0.0698, 0.35, at=(0, 0, height + 0.1), slot=1), board(width, 0.042, 0.05, slot=1)]
    panes = [board(0.5, 0.044, 0.6 * tall, at=(float(x), 0, (2 + 0.2) * tall), slot=2) for x in np.linspace(-1, 1, 4) * (width / 2 - 0.4)]
    return assemble(
        [*leaf, *frame, *panes], (Material(base_color=PANELS[0], roughness=0.5), Material(base_color=(0.03, 0.03, 0.03)), GLASS)
    )


def gate_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """White, grey, blue or orange."""
    colors = (*PANELS, (0.03, 0.08, 0.25), (0.6, 0.15, 0.03))
    frame = enamel(rng, (0.05, 0.05, 0.05) if rng.random() < 0.6 else (0.6, 0.6, 0.59))
    return enamel(rng, colors[int(rng.integers(len(colors)))]), frame, GLASS.model_copy(update={"roughness": float(rng.uniform(0.05, 0.2))})


def _rib(width: float, proud: float) -> tuple[tuple[float, float], ...]:
    return (0.0, 0.0), (0.3 * width, proud), (0.7 * width, proud), (width, 0.0)


def _beam(y: float, depth: float) -> list[Part]:
    """An I-beam along x."""
    flanges = [board(SIZE_M, 0.16, 0.015, at=(0, y, z), slot=1) for z in (0.0, depth - 0.016)]
    return [*flanges, board(SIZE_M, 0.012, depth - 0.032, at=(0, y, 0.0155), slot=1)]


GATE = Category("hall_gate", gate_shape, gate_style)
FLOOR_LINE = Category("floor_line", line_shape, line_style)
HALL_FLOOR = Category("hall_floor", floor_shape, floor_style)
HALL_ROOF = Category("hall_roof", roof_shape, roof_style)
HALL_WALL = Category("hall_wall", wall_shape, wall_style)
