"""Drop: things fall in a heap and come to rest as physics has it."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from setpiece.scenes.body import Body, solid_of
from setpiece.scenes.distributions import Uniform
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.fields import Number, Within
from setpiece.scenes.placement.contact import LIFT_M
from setpiece.scenes.placement.seat import lifted_free, seat, swallowed
from setpiece.scenes.placement.things import Things, draw_things
from setpiece.scenes.stage import Stage
from setpiece.scenes.transforms import rigid

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Float64 = NDArray[np.float64]

CORRECTION_M = 0.006
"""Physics knows convex pieces, contacts are exact: a thing may be moved up or down by this much in between."""

ROUNDS = 4
"""Things that roll off are picked up and dropped again, all but the last time."""

CLEARANCE_M = 0.004
"""Between things in the air."""


class Drop(Things):
    """Things that are dropped in a heap.

    Attributes:
        density: sum of the things' extents seen from above over the area they are dropped on; from about 1 on they come to lie on
            each other.
        off_centre: where the heap is, from 0 at the centre of the surface to 1 anywhere on it.
        height_m: of the fall of the lowest thing.
        limit_s: simulated seconds in which all must come to rest.
    """

    kind: Literal["drop"] = "drop"
    density: Annotated[Number, Within(0.02, 10)] = Uniform(0.5, 1.5)
    off_centre: Annotated[Number, Within(0, 1)] = Uniform(0.0, 0.3)
    height_m: Annotated[Number, Within(0.001, 1)] = Uniform(0.01, 0.06)
    limit_s: Annotated[float, Field(gt=0.0, le=30.0)] = 4.0


def sample_drop(config: Drop, stage: Stage, library: "Library", rngs: Mapping[str, np.random.Generator]) -> tuple[Body, ...]:
    """Draw what, drop it, and make every contact exact.

    Raises:
        CannotPlace: if the things do not come to rest on the surface, free of each other.
        UserError: if the config names kinds that the library does not have.
    """
    from setpiece.scenes.placement.physics import settle  # brings MuJoCo, which no other placement needs

    rng = rngs["placement"]
    drawn = draw_things(config, library, rngs)
    if not drawn:
        return ()
    things = [Body(ref, solid_of(ref, library.load), _turned(rng), annotated=annotated) for ref, annotated in drawn]
    floor_m = stage.surface.height_m
    obstacles = [piece for piece in stage.scenery if piece.bounds_m[1, 2] > floor_m + LIFT_M]
    falling = _in_the_air(config, stage, things, rng)
    for _ in range(ROUNDS):
        landed = settle(falling, obstacles, floor_m, config.limit_s)
        if landed is None:
            raise CannotPlace(f"drop: {len(things)} things not at rest after {config.limit_s:g} s")
        astray = [stage.surface.inset(body.footprint).min() < 0.0 for body in landed]
        if not any(astray):
            return _exact(landed, obstacles, stage)
        falling = _picked_up(landed, astray, stage, rng)
    raise CannotPlace(f"drop: things beyond the edge of the surface {ROUNDS} times")


def _picked_up(landed: list[Body], astray: list[bool], stage: Stage, rng: np.random.Generator) -> list[Body]:
    """Things that have left the surface, in the air above its middle; the others where they are."""
    top_m = max([stage.surface.height_m, *(body.bounds_m[1, 2] for body, out in zip(landed, astray, strict=True) if not out)])
    bodies = []
    for body, out in zip(landed, astray, strict=True):
        if out:
            centre, angle = body.centre_m, rng.uniform(0.0, 2.0 * math.pi)
            half_m = 0.5 * float(np.linalg.norm(np.ptp(body.solid.bounds_m, axis=0)))
            top_m += 2.0 * half_m + CLEARANCE_M
            place = np.append(stage.surface.centre_m + 0.1 * half_m * np.array([math.cos(angle), math.sin(angle)]), top_m - half_m)
            rotation = body.world_from_object[:3, :3]
            offset = body.world_from_object[:3, 3] - centre
            body = Body(body.ref, body.solid, rigid(rotation, place + offset), annotated=body.annotated)
        bodies.append(body)
    return bodies


def _turned(rng: np.random.Generator) -> Float64:
    """A random orientation (K. Shoemake, "Uniform random rotations", Graphics Gems III, 1992)."""
    w, x, y, z = (quaternion := rng.normal(size=4)) / np.linalg.norm(quaternion)
    rotation = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    return rigid(np.array(rotation), np.zeros(3))


def _in_the_air(config: Drop, stage: Stage, things: list[Body], rng: np.random.Generator) -> list[Body]:
    """Each thing at a random place of the patch, as low as the balls round the others let it be."""
    centres = np.array([thing.bounds_m.mean(axis=0) for thing in things])
    radii = np.array([np.linalg.norm(thing.hull_points - centre, axis=1).max() for thing, centre in zip(things, centres, strict=True)])
    area = sum(float(np.prod(np.ptp(thing.bounds_m[:, :2], axis=0))) for thing in things)
    patch_m = math.sqrt(area / config.density.draw(rng) / math.pi)
    outline, middle = stage.surface.outline_m, stage.surface.centre_m
    middle = middle + config.off_centre.draw(rng) * (rng.dirichlet(np.ones(len(outline))) @ outline - middle)
    room_m = np.maximum(stage.surface.inset(middle[None])[0] - radii, 0.0)
    start_m = stage.surface.height_m + config.height_m.draw(rng)
    placed = np.empty((0, 3))
    for number, radius in enumerate(radii):
        angle, away = rng.uniform(0.0, 2.0 * math.pi), min(patch_m, room_m[number]) * math.sqrt(rng.random())
        x, y = middle + away * np.array([math.cos(angle), math.sin(angle)])
        lowest = start_m + centres[number, 2] - things[number].bounds_m[0, 2]
        reach = (radius + radii[:number] + CLEARANCE_M) ** 2 - ((placed[:, :2] - (x, y)) ** 2).sum(axis=1)
        over = placed[:, 2] + np.sqrt(np.maximum(reach, 0.0))
        placed = np.vstack([placed, [x, y, max(lowest, *over[reach > 0.0])] if np.any(reach > 0.0) else [x, y, lowest]])
    return [
        Body(thing.ref, thing.solid, rigid(thing.world_from_object[:3, :3], place - centre), annotated=thing.annotated)
        for thing, place, centre in zip(things, placed, centres, strict=True)
    ]


def _exact(landed: list[Body], obstacles: list[Body], stage: Stage) -> tuple[Body, ...]:
    """From the bottom up, each thing is lifted until it cuts nothing and lowered until it stands; none may need much of that."""
    floor_m = stage.surface.height_m
    order = np.argsort([body.centre_m[2] for body in landed], kind="stable")
    placed: dict[int, Body] = {}
    for number in order:
        others = [*placed.values(), *obstacles]
        free = lifted_free(landed[number], others, floor_m, CORRECTION_M)
        seated = None if free is None else seat(free, others, floor_m, CORRECTION_M)
        name = landed[number].ref.name
        if seated is None:
            raise CannotPlace(f"drop: {name} {'runs into something' if free is None else 'floats'}")
        if stage.surface.inset(seated.footprint).min() < 0.0:
            raise CannotPlace(f"drop: {name} beyond the edge of the surface")
        if swallowed(seated, list(placed.values())):
            raise CannotPlace(f"drop: {name} inside another thing")
        placed[int(number)] = seated
    return tuple(placed[number] for number in range(len(landed)))
