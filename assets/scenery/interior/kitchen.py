"""Fitted kitchens: units 60 cm wide that stand side by side, a worktop over them, and what covers the wall above it."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import difference
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.finishes import metal
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import rounded_rectangle
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.boards import bar, board
from setpiece.assets.scenery.support import with_support
from setpiece.assets.surfaces import one_of
from setpiece.assets.surfaces.wood import grained

UNIT_M = 0.6
UNDER_M = 0.86
"""Height of the base units: where the worktop begins."""

DEPTH_M = 0.62
ABOVE_M = 0.52
"""From the worktop to the wall units."""

FRONTS = {"white_laminate": 5.0, "painted_wood": 3.0, "oak": 2.0, "gray_laminate": 2.0, "walnut": 0.7, "beech": 0.8}
TOPS = {
    "oak": 2.5, "beech": 1.5, "walnut": 1.0, "granite": 2.5, "marble": 1.0, "gray_laminate": 2.0, "terrazzo": 0.7,
    "white_laminate": 0.7, "concrete": 0.5,
}  # fmt: skip
HANDLES = ("stainless", "stainless", "brass", "iron")
GRAY = Material(base_color=(0.6, 0.6, 0.59), roughness=0.4)


def base_shape(rng: np.random.Generator) -> Model:
    """One unit with a door or drawers on a plinth set back; slots: fronts, carcass, handles."""
    whole = board(UNIT_M - 0.001, 0.54, UNDER_M - 0.1, at=(0, 0.02, 0.1), slot=1)
    # Open above, for the basin of a sink.
    carcass = difference(whole, [board(UNIT_M - 0.035, 0.5, 0.4, at=(0, 0.02, UNDER_M - 0.25), soft=0.0, slot=1)])
    plinth = board(UNIT_M, 0.49, 0.1005, at=(0, 0.045, 0), slot=1)
    splits = ([1.0], [0.2, 0.8], [0.2, 0.4, 0.4], [0.33, 0.33, 0.34])[int(rng.integers(4))]
    return assemble([carcass, plinth, *_fronts(splits, UNDER_M - 0.103, 0.1025, -0.25)], (GRAY, GRAY, GRAY))


def wall_shape(rng: np.random.Generator) -> Model:
    """One unit with a door, 60 to 90 cm high, 35 cm deep; its back at the wall. Slots as in base units."""
    height = float(rng.choice([0.6, 0.72, 0.9]))
    carcass = board(UNIT_M - 0.001, 0.33, height, at=(0, 0, 0), slot=1)
    return assemble([carcass, *_fronts([1.0], height - 0.003, 0.0015, -0.165, handle_low=True)], (GRAY, GRAY, GRAY))


def unit_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """One kitchen's fronts and handles, if of one make."""
    fronts = grained(one_of(rng, FRONTS), "z")
    return fronts, one_of(rng, {"white_laminate": 1.0}), metal(rng, HANDLES[int(rng.integers(4))], (0.2, 0.4))


def worktop_shape(rng: np.random.Generator) -> Model:
    """A slab of 1.8, 2.4 or 3 m, most with a steel sink and a tap near its left end; slots: slab, steel."""
    length, thick = UNIT_M * int(rng.choice([3, 4, 5])), float(rng.choice([0.028, 0.038, 0.06]))
    slab = board(length, DEPTH_M, thick, soft=0.003)
    low_x = -length / 2 + 0.02
    parts = [slab]
    if rng.random() < 0.75:
        x, wide, deep = -length / 2 + 0.36, float(rng.uniform(0.4, 0.5)), 0.38
        hole = extrude(rounded_rectangle(wide, deep, 0.05), 1.0).moved(x, -0.02, -0.5)
        parts = [difference(slab, [hole]), *_sink(x, wide, deep, thick)]
        low_x = x + wide / 2 + 0.05
    model = assemble(parts, (GRAY, GRAY.model_copy(update={"metallic": 1.0}))[: len({int(part.slots.max()) for part in parts})])
    top = _highest_level(parts[0], model)
    right, back = length / 2 - 0.02, DEPTH_M / 2 - 0.02
    # The middle of the slab is that of the model along x; the tap leans over nothing but the sink.
    outline = np.array([[right, back], [low_x, back], [low_x, -back], [right, -back]], np.float32)
    return with_support(model, top, outline)


def worktop_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Wood, stone or laminate."""
    looks = one_of(rng, TOPS), metal(rng, "stainless", (0.2, 0.35))
    return looks[: len(model.materials)]


def splash_shape(rng: np.random.Generator) -> Model:
    """A panel 60 cm wide between worktop and wall units, 8 mm thick."""
    return assemble([board(UNIT_M, 0.008, ABOVE_M, soft=0.0003)], (GRAY,))


def splash_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Tiles mostly."""
    return (one_of(rng, {"tile": 5.0, "marble": 0.7, "brushed_steel": 0.5, "white_laminate": 1.0, "painted_wood": 0.8}),)


def _fronts(splits: list[float], height: float, bottom: float, face: float, *, handle_low: bool = False) -> list[Part]:
    """Doors or drawers from the top down, 3 mm apart, each with a bar handle."""
    parts: list[Part] = []
    top = bottom + height
    for share in splits:
        tall = share * height
        low = top - tall
        parts.append(board(UNIT_M - 0.003, 0.019, tall - 0.003, at=(0, face - 0.0096, low), soft=0.0015))
        z = low + 0.05 if handle_low else top - 0.055
        parts.append(bar("x", 0.2, 0.011, start=(-0.1, face - 0.046, z), slot=2, sides=10))
        parts += [bar("y", 0.036, 0.008, start=(x, face - 0.05, z), slot=2, sides=8) for x in (-0.08, 0.08)]
        top = low
    return parts


def _sink(x: float, wide: float, deep: float, thick: float) -> list[Part]:
    """A basin with a rim that lies on the slab, and a tap behind it."""
    depth, sheet, y = 0.16, 0.0015, -0.02
    rim = extrude(rounded_rectangle(wide + 0.03, deep + 0.03, 0.06), sheet + 0.0005).moved(x, y, thick)
    outside = extrude(rounded_rectangle(wide - 0.004, deep - 0.004, 0.048), depth).moved(x, y, thick - depth + sheet)
    inside = extrude(rounded_rectangle(wide - 0.008, deep - 0.008, 0.046), depth).moved(x, y, thick - depth + 2 * sheet)
    shell = difference(outside, [inside])
    ring = difference(rim, [extrude(rounded_rectangle(wide - 0.008, deep - 0.008, 0.046), 1.0).moved(x, y, -0.5)])
    back = deep / 2 + 0.035
    tap = [bar("z", 0.26, 0.03, start=(x, back, thick), slot=1), bar("y", 0.2, 0.022, start=(x, back - 0.19, thick + 0.245), slot=1)]
    spout = bar("z", 0.03, 0.02, start=(x, back - 0.18, thick + 0.215), slot=1)
    return [shell.painted(1), ring.painted(1), *tap, spout, bar("x", 0.07, 0.01, start=(x, back, thick + 0.12), slot=1)]


def _highest_level(slab: Part, model: Model) -> float:
    """Height of the slab's upper face in the model, whose base may be a basin."""
    slots = model.mesh.material_slots
    assert slots is not None
    return float(model.mesh.vertices[model.mesh.triangles[slots == 0]][..., 2].max())


BASE_UNIT = Category("base_unit", base_shape, unit_style)
WALL_UNIT = Category("wall_unit", wall_shape, unit_style)
WORKTOP = Category("worktop", worktop_shape, worktop_style)
SPLASHBACK = Category("splashback", splash_shape, splash_style)
