"""Bays: vehicles parked in the stage's parking bays, forwards or backwards, more or less straight."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field

from setpiece.assets.errors import UserError
from setpiece.assets.ref import AssetRef
from setpiece.assets.spec import Unit
from setpiece.scenes.body import Body
from setpiece.scenes.distributions import Fixed, Normal, Uniform
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.fields import Integer, Number, Within
from setpiece.scenes.placement.things import Things, draw_things
from setpiece.scenes.placement.ways import fits, spaced, turned
from setpiece.scenes.stage import Slot, Stage

if TYPE_CHECKING:
    from setpiece.assets.library import Library

DOORS_M = 0.25
"""Parked vehicles leave at least this between them."""


class Bays(Things):
    """Vehicles in parking bays.

    Attributes:
        count: at most this many vehicles.
        occupancy: share of the bays that hold one.
        backward_probability: share that were backed in, their front to the open side.
        lateral_m: off the middle of the bay, to the side.
        along_m: off the middle of the bay, lengthwise.
        heading_deg: off straight.
        tries: bays tried for one vehicle before the draw is given up.
    """

    kind: Literal["bays"] = "bays"
    count: Annotated[Integer, Within(0, 500)] = Fixed(60)
    occupancy: Annotated[Number, Within(0, 1)] = Uniform(0.1, 0.9)
    backward_probability: Unit = 0.35
    lateral_m: Annotated[Number, Within(-2, 2)] = Normal(0.0, 0.1, -0.3, 0.3)
    along_m: Annotated[Number, Within(-3, 3)] = Normal(0.0, 0.15, -0.4, 0.4)
    heading_deg: Annotated[Number, Within(-45, 45)] = Normal(0.0, 1.2, -6.0, 6.0)
    tries: Annotated[int, Field(ge=1, le=10_000)] = 60


def sample_bays(config: Bays, stage: Stage, library: "Library", rngs: Mapping[str, np.random.Generator]) -> tuple[Body, ...]:
    """Draw how many bays are taken, by what, and how it stands there.

    Raises:
        CannotPlace: if a vehicle finds no bay that it fits into.
        UserError: if the stage has no bays, or the config names kinds that the library does not have.
    """
    free = [slot for slot in stage.slots if slot.kind == "bay"]
    if not free:
        raise UserError("placement: found bays, but this environment has none; accepted: environment=yard, or another placement")
    rng = rngs["placement"]
    most = min(config.count.draw(rngs["quota"]), round(config.occupancy.draw(rngs["quota"]) * len(free)))
    things = draw_things(config.model_copy(update={"count": Fixed(most)}), library, rngs)
    placed: list[Body] = []
    for ref, annotated in things:
        body, slot = _park(config, ref, annotated, stage, library, free, placed, rng)
        free.remove(slot)
        placed.append(body)
    return tuple(placed)


def _park(
    config: Bays,
    ref: AssetRef,
    annotated: bool,
    stage: Stage,
    library: "Library",
    free: list[Slot],
    placed: list[Body],
    rng: np.random.Generator,
) -> tuple[Body, Slot]:
    for _ in range(config.tries if free else 0):
        slot = free[int(rng.integers(len(free)))]
        backward = rng.random() < config.backward_probability
        thing = turned(ref, annotated, library, slot.front_deg + (0.0 if backward else 180.0) + config.heading_deg.draw(rng))
        front = math.radians(slot.front_deg)
        along, across = np.array([math.cos(front), math.sin(front)]), np.array([-math.sin(front), math.cos(front)])
        place = slot.surface.centre_m + config.along_m.draw(rng) * along + config.lateral_m.draw(rng) * across
        body = thing.at(place, slot.surface.height_m)
        if spaced(body, placed, DOORS_M) and fits(body, placed, stage, slot.surface.height_m):
            return body, slot
    raise CannotPlace(f"{ref.name}: fits into none of the {len(free)} free bays that were tried")
