"""Along paths: vehicles in their lanes, parked at the kerb, things on the pavement."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from setpiece.assets.errors import UserError
from setpiece.assets.ref import AssetRef
from setpiece.assets.spec import Spec, Unit
from setpiece.scenes.body import Body
from setpiece.scenes.distributions import Fixed, Normal, Uniform
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.fields import Number, Within
from setpiece.scenes.placement.things import Things, draw_things, require_kinds
from setpiece.scenes.placement.ways import fits, spaced, turned
from setpiece.scenes.stage import Path, Stage

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Float64 = NDArray[np.float64]


class Way(Spec):
    """What stands or moves on the paths of one kind, and how.

    Attributes:
        kinds: what may be there; empty for everything.
        share: how often a thing that may be on paths of several kinds is put on one of this kind, relative to the others.
        along_m: where along the path, from its middle.
        lateral_m: to the left of its middle line.
        heading_deg: of a thing's +x, counter-clockwise from the direction of travel.
        reversed_probability: share that face the other way.
        gap_m: least distance to any other thing.
        speed_m_s: along the path; nothing that is turned round moves.
    """

    kinds: tuple[str, ...] = ()
    share: Annotated[float, Field(gt=0.0)] = 1.0
    along_m: Annotated[Number, Within(-1000, 1000)] = Uniform(-40.0, 80.0)
    lateral_m: Annotated[Number, Within(-20, 20)] = Normal(0.0, 0.15, -0.4, 0.4)
    heading_deg: Annotated[Number, Within(-360, 360)] = Normal(0.0, 1.5, -6.0, 6.0)
    reversed_probability: Unit = 0.0
    gap_m: Annotated[Number, Within(0, 200)] = Uniform(0.5, 3.0)
    speed_m_s: Annotated[Number, Within(0, 100)] = Fixed(0.0)


class AlongPath(Things):
    """Things along the stage's paths.

    Attributes:
        ways: kind of path ("lane", "kerbside", "pavement", "aisle") -> what is there. A kind of path that the stage does not have is
            left out; a thing whose paths are all missing makes the draw impossible.
        tries: places tried for one thing before the draw is given up.
    """

    kind: Literal["along_path"] = "along_path"
    ways: dict[str, Way] = Field(default_factory=lambda: {"lane": Way()})
    tries: Annotated[int, Field(ge=1, le=10_000)] = 100


def sample_along_path(config: AlongPath, stage: Stage, library: "Library", rngs: Mapping[str, np.random.Generator]) -> tuple[Body, ...]:
    """Draw what, on which path, and where on it.

    Raises:
        CannotPlace: if something finds no free place in ``config.tries`` tries.
        UserError: if the config names kinds that the library does not have, kinds that no way takes, or the stage has none of its paths.
    """
    _check(config, stage, library)
    rng = rngs["placement"]
    placed: list[Body] = []
    for ref, annotated in draw_things(config, library, rngs):
        placed.append(_place(config, ref, annotated, stage, library, placed, rng))
    return tuple(placed)


def _check(config: AlongPath, stage: Stage, library: "Library") -> None:
    if not {path.kind for path in stage.paths} & config.ways.keys():
        has = ", ".join(sorted({path.kind for path in stage.paths})) or "none: choose another environment"
        raise UserError(f"placement.ways: found {', '.join(config.ways) or 'nothing'}; accepted: paths that this environment has: {has}")
    for name, way in config.ways.items():
        require_kinds(way.kinds, library, f"ways.{name}.kinds")
    if all(way.kinds for way in config.ways.values()):
        taken = {kind for way in config.ways.values() for kind in way.kinds}
        wanted = set(config.kinds or library.kinds)
        if lost := sorted(wanted - taken):
            raise UserError(f"placement.kinds: found {', '.join(lost)}, which no way takes; accepted: kinds named in placement.ways")


def _place(
    config: AlongPath, ref: AssetRef, annotated: bool, stage: Stage, library: "Library", placed: list[Body], rng: np.random.Generator
) -> Body:
    kind = ref.name.partition("/")[0]
    ways = [
        (way, path) for name, way in config.ways.items() if not way.kinds or kind in way.kinds for path in stage.paths if path.kind == name
    ]
    if not ways:
        raise CannotPlace(f"{ref.name}: this scene has no path of the kinds that it may be on")
    shares = np.array([way.share / sum(other is way for other, _ in ways) for way, _ in ways])
    for _ in range(config.tries):
        way, path = ways[int(rng.choice(len(ways), p=shares / shares.sum()))]
        body = _on(way, path, ref, annotated, library, rng)
        if spaced(body, placed, way.gap_m.draw(rng)) and fits(body, placed, stage, float(path.points_m[0, 2])):
            return body
    raise CannotPlace(f"{ref.name}: no free place on the paths among {len(placed)} things in {config.tries} tries")


def _on(way: Way, path: Path, ref: AssetRef, annotated: bool, library: "Library", rng: np.random.Generator) -> Body:
    """The thing on the path; its wheels stay within the path's width where it is wide enough."""
    point, heading = place_on(path, way.along_m.draw(rng))
    reversed_ = bool(rng.random() < way.reversed_probability)
    heading_deg = math.degrees(heading) + way.heading_deg.draw(rng) + (180.0 if reversed_ else 0.0)
    thing = turned(ref, annotated, library, heading_deg)
    left = np.array([-math.sin(heading), math.cos(heading)])
    room_m = max(0.0, 0.5 * (path.width_m - float(np.ptp(thing.footprint @ left))))
    body = thing.at(point[:2] + float(np.clip(way.lateral_m.draw(rng), -room_m, room_m)) * left, float(point[2]))
    speed_m_s = 0.0 if reversed_ else way.speed_m_s.draw(rng)
    return replace(body, linear_velocity_m_s=(speed_m_s * math.cos(heading), speed_m_s * math.sin(heading), 0.0))


def place_on(path: Path, along_m: float) -> tuple[Float64, float]:
    """(3,) point and heading in radians at a distance from the path's middle, at most its ends."""
    steps = np.diff(path.points_m, axis=0)
    reached = np.concatenate([[0.0], np.cumsum(np.linalg.norm(steps, axis=1))])
    distance = float(np.clip(0.5 * reached[-1] + along_m, 0.0, reached[-1]))
    number = min(int(np.searchsorted(reached, distance, side="right")) - 1, len(steps) - 1)
    share = (distance - reached[number]) / (reached[number + 1] - reached[number])
    point: Float64 = path.points_m[number] + share * steps[number]
    return point, math.atan2(steps[number, 1], steps[number, 0])
