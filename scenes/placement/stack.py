"""Stack: towers and piles of things that can stand on each other, touching exactly."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.spatial import ConvexHull, QhullError

from setpiece.assets.ref import AssetRef
from setpiece.assets.spec import Spec, Unit
from setpiece.scenes.body import Body, solid_of
from setpiece.scenes.distributions import Normal, Uniform, UniformInteger
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.fields import Integer, Number, Within
from setpiece.scenes.placement.contact import conflict
from setpiece.scenes.placement.resting import DOWN, Resting
from setpiece.scenes.placement.seat import contact_points, seat
from setpiece.scenes.placement.things import Weights, draw_refs, require_kinds
from setpiece.scenes.solid import Solid, carries
from setpiece.scenes.stage import Stage
from setpiece.scenes.transforms import apply, rotation_between, rotation_z

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Float64 = NDArray[np.float64]

STACKABLE = ("bowl", "box", "book", "brick", "can", "crate", "plate", "toy_block")
"""What is stacked unless the user says otherwise; those of them that the library has."""

HOLLOW = 0.6
"""A thing that fills less of its hull than this stands as built (plates, bowls, crates); others lie on their broadest face."""

FLAT = 0.6
"""Share of what a thing covers, seen from above, that its base must have to count as flat."""

ABOVE_M = 2e-3
"""Where the search for the contact begins, above all that is below."""

REFIT = 6
"""Tries for one thing on a tower; the offset from the middle halves with each."""


class Stack(Spec):
    """Towers of things.

    Attributes:
        towers: how many.
        height: how many things in a tower; fewer if one that was drawn stands nowhere on it, but at least two (or one, if asked).
        kinds: kind -> weight; empty for those of the library that people stack.
        same_kind_probability: share of the towers that are all of one kind; all of one shape where shapes nest in each other.
        offset: of each thing from the middle of the one below, in shares of its own half width.
        yaw_deg: of each thing against the one below.
        tries: places tried for one tower before the draw is given up.
    """

    kind: Literal["stack"] = "stack"
    towers: Annotated[Integer, Within(1, 60)] = UniformInteger(1, 4)
    height: Annotated[Integer, Within(1, 40)] = UniformInteger(2, 5)
    kinds: Weights = Field(default_factory=dict)
    same_kind_probability: Unit = 0.6
    offset: Annotated[Number, Within(0, 1)] = Uniform(0.0, 0.25)
    yaw_deg: Annotated[Number, Within(-180, 180)] = Normal(0.0, 8.0, -30.0, 30.0)
    tries: Annotated[int, Field(ge=1, le=10_000)] = 60


@dataclass(frozen=True, eq=False)
class _Tower:
    """Bodies from the bottom up, and for each of them the (N, 2) points it stands on."""

    bodies: tuple[Body, ...]
    contacts: tuple[Float64, ...]


def sample_stack(config: Stack, stage: Stage, library: "Library", rngs: Mapping[str, np.random.Generator]) -> tuple[Body, ...]:
    """Draw towers, build each, and find places for them.

    Raises:
        CannotPlace: if a tower finds no free place, or things that were drawn do not stand on each other.
        UserError: if the config names kinds that the library does not have.
    """
    rng = rngs["placement"]
    placed: list[Body] = []
    for _ in range(config.towers.draw(rng)):
        refs = _draw_tower(config, library, config.height.draw(rng), rngs["assets"])
        tower = _build(config, refs, stage.surface.height_m, library, rng)
        placed += _find_place(config, tower, placed, stage, rng)
    return tuple(placed)


def _draw_tower(config: Stack, library: "Library", height: int, rng: np.random.Generator) -> list[AssetRef]:
    require_kinds(tuple(config.kinds), library, "kinds")
    weights = config.kinds or {kind: 1.0 for kind in library.kinds if kind in STACKABLE} or dict.fromkeys(library.kinds, 1.0)
    if rng.random() >= config.same_kind_probability:
        return draw_refs(weights, library, height, rng)
    first = draw_refs(weights, library, 1, rng)[0]
    if fills(solid_of(first, library.load)) < HOLLOW:
        return [first] * height
    kind = first.name.partition("/")[0]
    return [first, *(library.draw(kind, rng) for _ in range(height - 1))]


def fills(solid: Solid) -> float:
    """Share of its hull that a solid fills."""
    return float(solid.volume_m3 / solid.hull_volume_m3)


def lying(ref: AssetRef, solid: Solid, yaw: float) -> Resting:
    """As it is put on a pile: on the face that carries it lowest; hollow things, and those that would lie on a curve, as built."""
    low = solid.poses.down[solid.poses.height_m.argmin()]
    lowest = Resting(ref, solid, rotation_z(yaw) @ rotation_between(low, DOWN))
    if not solid.stands_as_built or (fills(solid) >= HOLLOW and _base_m2(lowest) > FLAT * lowest.footprint_m2):
        return lowest
    return Resting(ref, solid, rotation_z(yaw))


def _base_m2(thing: Resting) -> float:
    """Area that carries a thing."""
    body = thing.at(np.zeros(2), 0.0)
    try:
        return float(ConvexHull(contact_points(body, (), 0.0)).volume)
    except (QhullError, ValueError):  # an edge or a point
        return 0.0


def stands(bodies: Sequence[Body], contacts: Sequence[Float64]) -> bool:
    """True if the common centre of mass of a tower's upper part lies above what carries it, at every level.

    Args:
        bodies: from the bottom up. Masses go by the volumes of the hulls.
        contacts: for each body, the (N, 2) points it stands on.
    """
    masses = np.array([body.solid.hull_volume_m3 for body in bodies])
    centres = np.array([apply(body.world_from_object, body.solid.centre_of_mass[None])[0, :2] for body in bodies])
    return all(
        carries(points, (masses[level:, None] * centres[level:]).sum(axis=0) / masses[level:].sum())
        for level, points in enumerate(contacts)
    )


def _build(config: Stack, refs: Sequence[AssetRef], floor_m: float, library: "Library", rng: np.random.Generator) -> _Tower:
    """A tower about the origin, larger things further down."""
    solids = [solid_of(ref, library.load) for ref in refs]
    yaw = rng.uniform(0.0, 2.0 * math.pi)
    things = sorted((lying(ref, solid, yaw) for ref, solid in zip(refs, solids, strict=True)), key=lambda thing: -thing.footprint_m2)
    nested = len({ref.sha256 for ref in refs}) == 1 and fills(solids[0]) < HOLLOW
    tower = _Tower((), ())
    for thing in things:
        turn = 0.0 if nested else math.radians(config.yaw_deg.draw(rng))
        offset = 0.0 if nested or not tower.bodies else config.offset.draw(rng)
        tower = _topped(tower, thing, turn, offset, floor_m, rng) or tower
    if len(tower.bodies) < min(2, len(refs)):
        raise CannotPlace(
            f"stack: nothing stands on {tower.bodies[0].ref.name}" if tower.bodies else f"stack: {refs[0].name} does not stand"
        )
    return tower


def _topped(tower: _Tower, thing: Resting, turn: float, offset: float, floor_m: float, rng: np.random.Generator) -> _Tower | None:
    turned = Resting(thing.ref, thing.solid, rotation_z(turn) @ thing.rotation)
    middle = tower.bodies[-1].bounds_m[:, :2].mean(axis=0) if tower.bodies else np.zeros(2)
    top_m = max([floor_m, *(float(body.bounds_m[1, 2]) for body in tower.bodies)]) + ABOVE_M
    half_m = 0.5 * np.ptp(turned.footprint, axis=0).min()
    angle = rng.uniform(0.0, 2.0 * math.pi)
    aside = offset * half_m * np.array([math.cos(angle), math.sin(angle)])
    for number in range(REFIT):
        body = turned.at(middle + aside * 0.5**number, top_m)
        seated = seat(body, tower.bodies, floor_m, top_m - floor_m)
        if seated is None:
            continue
        contacts = contact_points(seated, tower.bodies, floor_m)
        grown = _Tower((*tower.bodies, seated), (*tower.contacts, contacts))
        on_top = not tower.bodies or float(seated.bounds_m[0, 2]) > floor_m + ABOVE_M
        if on_top and stands(grown.bodies, grown.contacts):
            return grown
    return None


def _find_place(config: Stack, tower: _Tower, placed: Sequence[Body], stage: Stage, rng: np.random.Generator) -> list[Body]:
    """The tower, moved to where none of it is in the way of anything."""
    outline = stage.surface.outline_m
    reasons: dict[str, int] = {}
    for number in range(config.tries):
        # Towers are put near each other, and looked for farther out when there is no room.
        spread = 0.35 + 0.65 * number / config.tries
        target = stage.surface.centre_m + spread * (rng.dirichlet(np.ones(len(outline))) @ outline - stage.surface.centre_m)
        bodies = [_shifted(body, target) for body in tower.bodies]
        found = [reason for body in bodies if (reason := conflict(body, list(placed), stage)) is not None]
        if not found:
            return bodies
        reasons[found[0]] = reasons.get(found[0], 0) + 1
    most = max(reasons, key=lambda reason: reasons[reason])
    raise CannotPlace(f"stack: no free place for a tower of {len(tower.bodies)} in {config.tries} tries; mostly: {most}")


def _shifted(body: Body, by: Float64) -> Body:
    pose = body.world_from_object.copy()
    pose[:2, 3] += by
    return Body(body.ref, body.solid, pose, annotated=body.annotated)
