"""Shelf: an aisle between racks of a warehouse, or between the shelves of a shop, seen from its end."""

from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np

from setpiece.assets.scenery.storage import gondola, rack
from setpiece.assets.spec import Spec, Unit
from setpiece.scenes.body import Body
from setpiece.scenes.distributions import Uniform, UniformInteger
from setpiece.scenes.environment.build import grounded, moved, of_make, rectangle, scenery, surface_of
from setpiece.scenes.environment.fit_out import fit_out
from setpiece.scenes.environment.openings import LAMPS, hung, lamp
from setpiece.scenes.fields import Integer, Number, Within
from setpiece.scenes.stage import Fixture, Path, Slot, Stage

if TYPE_CHECKING:
    from setpiece.assets.library import Library

FRONT_DEG = -90.0
"""The viewer stands at the aisle's end, towards the world's -y."""

PLACE_M = 0.85
"""Of beam for one pallet."""

LOAD_M = 1.5
"""Nothing is piled higher than this, however much room there is."""


class Shelf(Spec):
    """An aisle with racks on both sides, in a closed hall.

    Attributes:
        racking: "pallet" racks of a warehouse, or "gondola" shelves of a shop.
        aisle_m: between the racks' faces.
        bays: in a row.
        levels: of shelves above the lowest, as far as the frames reach.
        level_m: from one level to the next.
        pallets: share of the places in a warehouse that have a pallet.
        ends_m: from the rows' end to the wall.
        lamp_gap_m: between lamps, along the aisle.
        lived_in: share of the places on a warehouse's walls that have something.
    """

    kind: Literal["shelf"] = "shelf"
    racking: Literal["pallet", "gondola"] = "pallet"
    aisle_m: Annotated[Number, Within(0.8, 8)] = Uniform(2.5, 3.3)
    bays: Annotated[Integer, Within(1, 12)] = UniformInteger(2, 4)
    levels: Annotated[Integer, Within(1, 8)] = UniformInteger(1, 3)
    level_m: Annotated[Number, Within(0.2, 3)] = Uniform(1.1, 1.6)
    pallets: Unit = 0.8
    ends_m: Annotated[Number, Within(0.5, 15)] = Uniform(2.0, 6.0)
    lamp_gap_m: Annotated[Number, Within(1, 10)] = Uniform(2.2, 4.0)
    lived_in: Unit = 0.7


def sample_shelf(config: Shelf, library: "Library", rng: np.random.Generator) -> Stage:
    """Draw the racks, the hall around them and its lamps."""
    aisle_m = config.aisle_m.draw(rng)
    rows = _pallet_rows if config.racking == "pallet" else _gondola_rows
    bodies, slots, half_m = rows(config, library, aisle_m, rng)
    depth_m = rack.DEPTH_M if config.racking == "pallet" else gondola.DEPTH_M + gondola.BACK_M
    shell, ceiling_m = _hall(config, library, aisle_m, depth_m, half_m, bodies, rng)
    lamps, fixtures = _lamps(config, library, half_m, ceiling_m, rng)
    floor_m = 0.0
    middle = rectangle((-0.4 * aisle_m, -0.8 * half_m), (0.4 * aisle_m, 0.8 * half_m), floor_m)
    path = Path("aisle", np.array([[0.0, -half_m - 1.5, floor_m], [0.0, half_m, floor_m]]), aisle_m)
    return Stage((*shell, *lamps, *bodies), middle, FRONT_DEG, enclosed=True, paths=(path,), slots=tuple(slots), fixtures=tuple(fixtures))


def _pallet_rows(config: Shelf, library: "Library", aisle_m: float, rng: np.random.Generator) -> tuple[list[Body], list[Slot], float]:
    """Frames, decks, guards and pallets of both sides; where goods go; half the rows' length."""
    frame, deck, guard = (of_make(scenery(library, name, rng), name) for name in ("rack_frame", "rack_deck", "rack_guard"))
    span, tall, thick = float(np.ptp(deck.bounds_m[:, 0])), float(frame.bounds_m[1, 2]), float(np.ptp(deck.bounds_m[:, 2]))
    bays, level_m = config.bays.draw(rng), config.level_m.draw(rng)
    levels = [height for height in level_m * np.arange(1, config.levels.draw(rng) + 1) if height < tall - 0.15]
    pitch = span + rack.POST_M
    centre = 0.5 * (aisle_m + rack.DEPTH_M)
    bodies: list[Body] = []
    slots: list[Slot] = []
    for side, yaw in ((-1.0, 90.0), (1.0, -90.0)):
        x = side * centre
        for k in range(bays + 1):
            y = (k - bays / 2) * pitch
            bodies.append(grounded(frame, yaw, (x, y), 0.0))
            bodies.append(grounded(guard, yaw, (side * (0.5 * aisle_m - 0.02), y), 0.0))
        if rng.random() < config.lived_in:
            sign = of_make(scenery(library, "aisle_sign", rng), "aisle_sign")
            height_m = min(tall, float(rng.uniform(2.2, 2.8))) - float(np.ptp(sign.bounds_m[:, 2]))
            bodies.append(grounded(sign, 0.0, (x, -0.5 * bays * pitch - 0.5 * rack.POST_M - 0.02), height_m))
        for k in range(bays):
            y = (k + 0.5 - bays / 2) * pitch
            decks = [grounded(deck, yaw, (x, y), height - thick) for height in levels]
            bodies += decks
            floors = [0.0, *(surface_of(body, library).height_m for body in decks)]
            roofs = [*(body.bounds_m[0, 2] for body in decks), np.inf]
            for floor_m, roof_m in zip(floors, roofs, strict=True):
                pallets, places = _places(config, library, (x, y), span, yaw, floor_m, float(roof_m), rng)
                bodies += pallets
                slots += places
    return bodies, slots, 0.5 * bays * pitch + 0.1


def _places(
    config: Shelf, library: "Library", xy_m: tuple[float, float], span_m: float, yaw_deg: float, floor_m: float, roof_m: float,
    rng: np.random.Generator,
) -> tuple[list[Body], list[Slot]]:  # fmt: skip
    """Pallets side by side on one level of one bay, short side to the aisle, and what room is on and between them."""
    count = int(span_m // PLACE_M)
    bodies, slots = [], []
    x, middle_y = xy_m
    for k in range(count):
        y = middle_y + (k - (count - 1) / 2) * span_m / count
        if rng.random() < config.pallets:
            askew, proud = rng.normal(0.0, 0.8), rng.normal(0.0, 0.015)
            pallet = grounded(
                scenery(library, "pallet", rng),
                yaw_deg + 90.0 + float(np.clip(askew, -2, 2)),
                (x + float(np.clip(proud, -0.03, 0.03)), y),
                floor_m,
            )
            bodies.append(pallet)
            surface = surface_of(pallet, library)
        else:
            half_x, half_y = 0.5 * rack.DEPTH_M - 0.08, 0.47 * span_m / count
            surface = rectangle((x - half_x, y - half_y), (x + half_x, y + half_y), floor_m)
        clear_m = min(roof_m - surface.height_m - 0.08, LOAD_M)
        slots.append(Slot("pallet", surface, yaw_deg - 90.0, clear_m))
    return bodies, slots


def _gondola_rows(config: Shelf, library: "Library", aisle_m: float, rng: np.random.Generator) -> tuple[list[Body], list[Slot], float]:
    """Backs, bases and shelves of both sides."""
    back, base, shelf = (of_make(scenery(library, name, rng), "gondola") for name in ("gondola_back", "gondola_base", "gondola_shelf"))
    bays, level_m = config.bays.draw(rng), config.level_m.draw(rng)
    tall, low = float(back.bounds_m[1, 2]), gondola.BASE_M
    levels = [height for height in low + level_m * np.arange(1, config.levels.draw(rng) + 1) if height < tall]
    thick = float(np.ptp(shelf.bounds_m[:, 2]))
    bodies: list[Body] = []
    slots: list[Slot] = []
    for side, yaw in ((-1.0, 90.0), (1.0, -90.0)):
        x = side * 0.5 * (aisle_m + gondola.DEPTH_M)
        for k in range(bays):
            y = (k + 0.5 - bays / 2) * gondola.BAY_M
            bodies.append(grounded(back, yaw, (x + side * 0.5 * (gondola.DEPTH_M + gondola.BACK_M + 0.006), y), 0.0))
            shelves = [grounded(base, yaw, (x, y), 0.0), *(grounded(shelf, yaw, (x, y), height - thick) for height in levels)]
            bodies += shelves
            surfaces = [surface_of(body, library) for body in shelves]
            roofs = [*(float(body.bounds_m[0, 2]) for body in shelves[1:]), surfaces[-1].height_m + 0.4]
            slots += [
                Slot("shelf", surface, yaw - 90.0, roof - surface.height_m - 0.015) for surface, roof in zip(surfaces, roofs, strict=True)
            ]
    return bodies, slots, 0.5 * bays * gondola.BAY_M


def _hall(
    config: Shelf, library: "Library", aisle_m: float, depth_m: float, half_m: float, racks: list[Body], rng: np.random.Generator
) -> tuple[list[Body], float]:
    """Floor with lines, walls with what is on them, and roof; and the height that lamps hang at."""
    warehouse = config.racking == "pallet"
    floor = scenery(library, "hall_floor", rng)
    floor = grounded(floor, 90.0, (0.0, 0.0), -float(floor.bounds_m[1, 2]))  # driven on along the aisle
    wall = of_make(scenery(library, "hall_wall", rng), "wall")
    thick = float(np.ptp(wall.bounds_m[:, 1]))
    end_m = half_m + config.ends_m.draw(rng)
    side_m = 0.5 * aisle_m + depth_m + (float(rng.uniform(0.1, 3.0)) if warehouse else 0.1)
    near_m = half_m + max(8.0, end_m - half_m)
    walls = [
        grounded(wall, 0.0, (0.0, end_m + 0.5 * thick), 0.0),
        grounded(wall, 180.0, (0.0, -near_m), 0.0),
        grounded(wall, 90.0, (-side_m - 0.5 * thick, 0.0), 0.0),
        grounded(wall, -90.0, (side_m + 0.5 * thick, 0.0), 0.0),
    ]
    roof = scenery(library, "hall_roof" if warehouse else "ceiling", rng)
    ceiling_m = float(rng.uniform(5.6, 6.3)) if warehouse else float(rng.uniform(2.8, 3.6))
    bodies = [floor, *walls, grounded(roof, 0.0, (0.0, 0.0), ceiling_m)]
    if not warehouse:
        return bodies, ceiling_m
    ends = _at_the_end(library, walls[0], aisle_m, end_m, rng)
    lines = _lines(library, 0.5 * aisle_m - float(rng.uniform(0.15, 0.3)), rng) if rng.random() < 0.85 else []
    return [*bodies, *ends, *lines, *fit_out(library, [walls[0], *walls[2:]], [*ends, *racks], config.lived_in, rng)], ceiling_m


def _at_the_end(library: "Library", wall: Body, aisle_m: float, end_m: float, rng: np.random.Generator) -> list[Body]:
    """A gate or a door in the wall that the aisle leads to, and piles of empty pallets before it."""
    along = float(rng.uniform(-1.0, 1.0))
    bodies = [hung(scenery(library, "hall_gate" if rng.random() < 0.7 else "steel_door", rng), wall, library, along, 0.0, 0.085)]
    side = 1.0 if along < 0.0 else -1.0
    for k in range(int(rng.integers(0, 3))):
        x = side * (0.5 * aisle_m + 0.3 + 1.35 * k)
        height_m = 0.0
        for _ in range(int(rng.integers(2, 12))):
            pallet = grounded(scenery(library, "pallet", rng), float(rng.uniform(-3.0, 3.0)), (x, end_m - 0.6), height_m)
            bodies.append(pallet)
            height_m = float(pallet.bounds_m[1, 2])
    return bodies


def _lines(library: "Library", aside_m: float, rng: np.random.Generator) -> list[Body]:
    """Where trucks drive."""
    line = of_make(scenery(library, "floor_line", rng), "line")
    return [moved(line, 0.0, (side * aside_m, 0.0, 0.0)) for side in (-1.0, 1.0)]


def _lamps(
    config: Shelf, library: "Library", half_m: float, ceiling_m: float, rng: np.random.Generator
) -> tuple[list[Body], list[Fixture]]:
    """Lamps of one make in a row over the aisle."""
    kind = "tube" if rng.random() < (0.75 if config.racking == "pallet" else 0.5) else "panel"
    model = of_make(scenery(library, LAMPS[kind], rng), "lamp")
    gap_m, yaw = config.lamp_gap_m.draw(rng), 90.0 if rng.random() < 0.7 else 0.0
    count = max(2, int((2.0 * half_m + 4.0) // gap_m))
    pairs = [lamp(model, kind, library, yaw, (0.0, (k - (count - 1) / 2) * gap_m - 1.0), ceiling_m) for k in range(count)]
    return [body for body, _ in pairs], [fixture for _, fixture in pairs]
