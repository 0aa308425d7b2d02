"""Furniture of rooms: what stands on the floor, hangs on the walls and is in the way on a worktop."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from setpiece.assets.scenery.interior.kitchen import ABOVE_M, UNDER_M, UNIT_M
from setpiece.scenes.body import Body
from setpiece.scenes.environment.build import grounded, of_make, scenery, slot_bounds, surface_of
from setpiece.scenes.environment.decor import decorate
from setpiece.scenes.environment.openings import hung
from setpiece.scenes.environment.worktop import at_the_splashback, machines
from setpiece.scenes.stage import Slot, Surface

if TYPE_CHECKING:
    from setpiece.assets.library import Library


@dataclass(frozen=True, eq=False)
class Walls:
    """Four walls.

    Attributes:
        back: opposite the viewer.
        front: behind the viewer.
        window: at one side, with a window.
        side: at the other.
        width_m: between the walls at the sides.
        depth_m: between the other two.
    """

    back: Body
    front: Body
    window: Body
    side: Body
    width_m: float
    depth_m: float

    @property
    def all(self) -> tuple[Body, ...]:
        """In a fixed order."""
        return self.back, self.front, self.window, self.side

    def along(self, wall: Body, place_m: float) -> float:
        """Where a place, counted from the middle of the room along the wall (to its own +x), is from the wall's own origin."""
        axis, origin = wall.world_from_object[:2, 0], wall.world_from_object[:2, 3]
        return place_m - float(axis @ origin)


@dataclass(frozen=True, eq=False)
class Furnished:
    """Furniture, where things go, where the lamp hangs, and boards that things could stand on besides."""

    bodies: tuple[Body, ...]
    surface: Surface
    lamp_xy_m: tuple[float, float]
    slots: tuple[Slot, ...] = ()


def kitchen(library: "Library", walls: Walls, lived_in: float, rng: np.random.Generator) -> Furnished:
    """A worktop on units along the back wall, with wall units, a fridge, machines, and what a room has."""
    top = scenery(library, "worktop", rng)
    slab = slot_bounds(top, library, 0)
    length_m, count = float(slab[1, 0] - slab[0, 0]), round(float(slab[1, 0] - slab[0, 0]) / UNIT_M)
    room_m = walls.width_m - length_m - 0.05
    start_m = -0.5 * walls.width_m + 0.02 + float(rng.random()) * max(room_m, 0.0)
    top = hung(top, walls.back, library, walls.along(walls.back, start_m + 0.5 * length_m), UNDER_M - float(slab[0, 2]), 0.01)
    surface = surface_of(top, library)
    places = [start_m + (k + 0.5) * UNIT_M for k in range(count)]
    bodies = [top, *_units(library, walls, places, surface.height_m, lived_in, rng)]
    fridge = scenery(library, "fridge", rng)
    for x in (start_m - 0.34, start_m + length_m + 0.34):
        if abs(x) + 0.31 < 0.5 * walls.width_m and rng.random() < lived_in:
            bodies.append(hung(fridge, walls.back, library, walls.along(walls.back, x), 0.0, 0.02))
            break
    bodies += machines(library, surface, lived_in, rng)
    bodies += at_the_splashback(library, walls.back, surface, bodies, lived_in, rng)
    extras, slots = _extras(library, walls, lived_in, rng)
    lamp_y_m = 0.5 * walls.depth_m - float(rng.uniform(1.0, 1.6))
    return Furnished((*bodies, *extras), surface, (float(surface.centre_m[0]) * 0.5, lamp_y_m), slots)


def dining(library: "Library", walls: Walls, lived_in: float, rng: np.random.Generator) -> Furnished:
    """A table in the room with chairs pushed to it, and a sideboard against the wall."""
    y = float(rng.uniform(0.0, 0.5 * walls.depth_m - 1.1)) if walls.depth_m > 2.4 else 0.0
    table = grounded(scenery(library, "table", rng), float(np.clip(rng.normal(0.0, 3.0), -8, 8)), (0.0, y), 0.0)
    chair = of_make(scenery(library, "chair", rng), "chairs")
    low, high = table.bounds_m[:, :2]
    # Chairs look to -y as built: those on the far side look at the viewer.
    far = [(x, float(high[1]) + 0.02, 0.0) for x in (-0.3, 0.3)]
    seats = [*far, (float(low[0]) - 0.02, y, 90.0), (float(high[0]) + 0.02, y, -90.0)]
    bodies = [table]
    for x, at_y, yaw in seats:
        if rng.random() < lived_in and at_y < 0.5 * walls.depth_m - 0.3:
            bodies.append(grounded(chair, yaw + float(np.clip(rng.normal(0.0, 8.0), -20, 20)), _behind((x, at_y), yaw), 0.0))
    extras, slots = _extras(library, walls, lived_in, rng)
    seen = decorate(library, (walls.back,), (*bodies, *extras, walls.front, walls.window, walls.side), lived_in, rng)
    return Furnished((*bodies, *extras, *seen), surface_of(table, library), (0.0, y), slots)


def living(library: "Library", walls: Walls, lived_in: float, rng: np.random.Generator) -> Furnished:
    """A sideboard against the back wall, a rug before it, a sofa at the side."""
    chest = scenery(library, "sideboard", rng)
    x = float(rng.uniform(-0.2, 0.2)) * walls.width_m
    chest = hung(chest, walls.back, library, walls.along(walls.back, x), 0.0, 0.02)
    bodies = [chest]
    if rng.random() < lived_in:
        bodies.append(grounded(scenery(library, "rug", rng), float(rng.normal(0.0, 4.0)), (0.0, -0.2), 0.0))
    if rng.random() < lived_in:
        bodies.append(hung(scenery(library, "sofa", rng), walls.side, library, walls.along(walls.side, 0.0), 0.0, 0.05))
    extras, slots = _extras(library, walls, lived_in, rng)
    seen = decorate(library, (walls.back,), (*bodies, *extras, walls.front, walls.window, walls.side), lived_in, rng)
    return Furnished((*bodies, *extras, *seen), surface_of(chest, library), (0.0, 0.0), slots)


FURNISH: Mapping[str, Callable[["Library", Walls, float, np.random.Generator], Furnished]] = MappingProxyType(
    {"kitchen": kitchen, "dining": dining, "living": living}
)
"""Use of a room -> how it is furnished."""


def _units(library: "Library", walls: Walls, places: list[float], top_m: float, lived_in: float, rng: np.random.Generator) -> list[Body]:
    """Base units, wall units and panels of one kitchen, at places along the back wall."""
    doors, drawers, upper = (of_make(scenery(library, name, rng), "kitchen") for name in ("base_unit", "base_unit", "wall_unit"))
    panel, oven = of_make(scenery(library, "splashback", rng), "splashback"), scenery(library, "oven", rng)
    cooker = int(rng.integers(1, len(places))) if rng.random() < lived_in else -1
    bodies = []
    for number, x in enumerate(places):
        along = walls.along(walls.back, x)
        below = oven if number == cooker else drawers if rng.random() < 0.3 else doors
        bodies.append(hung(below, walls.back, library, along, 0.0, 0.02))
        bodies.append(hung(panel, walls.back, library, along, top_m))
        if number != cooker and rng.random() < lived_in:
            bodies.append(hung(upper, walls.back, library, along, top_m + ABOVE_M))
    return bodies


def _extras(library: "Library", walls: Walls, lived_in: float, rng: np.random.Generator) -> tuple[list[Body], tuple[Slot, ...]]:
    """A door, a switch, a radiator and curtains at the window, pictures and a board on the walls at the sides."""
    bodies: list[Body] = []
    door_m = float(rng.uniform(-0.25, 0.25)) * walls.depth_m
    bodies.append(hung(scenery(library, "door", rng), walls.front, library, walls.along(walls.front, 0.25 * walls.width_m), 0.0, 0.005))
    if rng.random() < lived_in:
        bodies.append(hung(scenery(library, "switch", rng), walls.side, library, walls.along(walls.side, door_m), 1.1))
    if rng.random() < lived_in:
        along = walls.along(walls.side, door_m + 0.7)
        bodies.append(hung(scenery(library, "picture", rng), walls.side, library, along, float(rng.uniform(1.3, 1.5))))
    slots: list[Slot] = []
    if rng.random() < lived_in:
        along, height_m = walls.along(walls.side, door_m - 0.6), float(rng.uniform(1.35, 1.5))
        shelf = hung(scenery(library, "wall_shelf", rng), walls.side, library, along, height_m)
        front_deg = math.degrees(math.atan2(-shelf.world_from_object[1, 1], -shelf.world_from_object[0, 1]))
        bodies.append(shelf)
        slots.append(Slot("shelf", surface_of(shelf, library), front_deg, 0.4))
    return bodies + _at_window(library, walls, lived_in, rng), tuple(slots)


def _at_window(library: "Library", walls: Walls, lived_in: float, rng: np.random.Generator) -> list[Body]:
    bodies: list[Body] = []
    frame = slot_bounds(walls.window, library, 2)
    if rng.random() < lived_in:
        bodies.append(hung(scenery(library, "radiator", rng), walls.window, library, 0.0, 0.08, 0.03))
    if rng.random() < 0.6 * lived_in:
        curtain = of_make(scenery(library, "curtain", rng), "curtains")
        half, tall = 0.5 * float(frame[1, 0] - frame[0, 0]) + 0.2, float(curtain.bounds_m[1, 2])
        height = max(0.02, float(frame[1, 2]) + 0.2 - tall)
        bodies += [hung(curtain, walls.window, library, s * half, height, 0.12) for s in (-1.0, 1.0)]
    return bodies


def _behind(seat_xy_m: tuple[float, float], yaw_deg: float) -> tuple[float, float]:
    """The middle of a chair that is drawn a little from the table's edge, on the side that its back is on."""
    angle = math.radians(yaw_deg + 90.0)
    return seat_xy_m[0] + 0.14 * math.cos(angle), seat_xy_m[1] + 0.14 * math.sin(angle)
