"""Road: a street through a town or suburb, straight, bent or with a crossing, or a road through the country."""

from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from setpiece.assets.library import shape_rng
from setpiece.assets.scenery.roads.axis import Axis
from setpiece.assets.scenery.roads.plan import REACH_M, ROAD_M, Layout, RoadPlan, draw_plan
from setpiece.assets.scenery.roads.road import road_name
from setpiece.assets.spec import Spec, Unit
from setpiece.scenes.body import Body
from setpiece.scenes.distributions import Choice, Distribution, Uniform
from setpiece.scenes.environment.build import moved, scenery
from setpiece.scenes.environment.outdoors import Taken, grove, land, stock, street_lamps, woods
from setpiece.scenes.environment.roadside import ends, lamps, row, signs, street_trees
from setpiece.scenes.fields import Number, Switch, Text, Within
from setpiece.scenes.stage import Path, Stage, Surface

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Float64 = NDArray[np.float64]

SURROUNDINGS = ("town", "suburb", "country")

FRONT_DEG = 180.0
"""The viewer stands at the world's -x and looks along the road."""

IN_SIGHT_M = 170.0
"""Paths end this far from the middle, so that from everywhere on them the road goes on beyond."""

POINTS_M = 2.0
"""Between the points of a path."""


class Road(Spec):
    """A road 520 m long with what stands beside it, on land that reaches to the horizon.

    Attributes:
        layout: "straight", "curve", "crossing" or "country".
        surroundings: "town" (houses wall to wall), "suburb" (gardens, hedges, fences) or "country", as for every country road.
        lamp_spacing_m: between the lamp posts of one side.
        lamps_probability: share of the images with street lamps; country roads have none.
        tree_share: share of the places for street trees that have one.
        signs_per_100_m: traffic signs, both sides together.
        trees: scenery that trees are taken from.
        woods: how many trees in the distance.
    """

    kind: Literal["road"] = "road"
    layout: Text = Choice(get_args(Layout), (3.0, 2.0, 2.0, 1.5))
    surroundings: Text = Choice(SURROUNDINGS, (2.0, 2.0, 0.5))
    lamp_spacing_m: Annotated[Number, Within(10, 100)] = Uniform(25.0, 40.0)
    lamps_probability: Annotated[Unit, Switch("lamp_spacing_m")] = 0.95
    tree_share: Annotated[Number, Within(0, 1)] = Uniform(0.0, 0.9)
    signs_per_100_m: Annotated[Number, Within(0, 20)] = Uniform(0.5, 3.0)
    trees: Text = Choice(("tree", "conifer", "bare_tree"), (6.0, 1.0, 0.5))
    woods: Annotated[Number, Within(0, 1000)] = Uniform(100.0, 220.0)

    @field_validator("layout", mode="after")
    @classmethod
    def _known_layouts(cls, layout: Distribution[str]) -> Distribution[str]:
        return among(layout, get_args(Layout), "layout")

    @field_validator("surroundings", mode="after")
    @classmethod
    def _known_surroundings(cls, surroundings: Distribution[str]) -> Distribution[str]:
        return among(surroundings, SURROUNDINGS, "surroundings")


def among(given: Distribution[str], known: tuple[str, ...], what: str) -> Distribution[str]:
    """The distribution, if all it can give is known.

    Raises:
        ValueError: naming what is not, and what is accepted.
    """
    named = set(given.values) if isinstance(given, Choice) else set(given.support)
    if unknown := named - set(known):
        raise ValueError(f"{', '.join(sorted(unknown))!r} is not a {what}; accepted: {', '.join(known)}")
    return given


def sample_road(config: Road, library: "Library", rng: np.random.Generator) -> Stage:
    """Draw the road, what lines it and what is behind that; the carriageway is at z = 0, the first road runs along x."""
    layout = config.layout.draw(rng)
    surroundings = config.surroundings.draw(rng) if layout != "country" else "country"
    body = moved(scenery(library, road_name(layout), rng), 0.0, (0.0, 0.0, -ROAD_M))
    plan = draw_plan(layout, shape_rng("scenery", body.ref.name, body.ref.variant))  # type: ignore[arg-type]  # validated
    lit = rng.random() < config.lamps_probability and layout != "country"
    posts = lamps(plan, library, config.lamp_spacing_m.draw(rng), bool(rng.random() < 0.6), rng) if lit else []
    beside = [*posts, *signs(plan, library, config.signs_per_100_m.draw(rng), rng)]
    trees = grove(config.trees, library, 4, rng)
    if layout != "country":
        beside += street_trees(plan, trees, config.tree_share.draw(rng), rng)
    beside += _lining(surroundings, plan, library, trees, rng)
    beside += ends(plan, trees, rng)
    along = np.concatenate([axis.at(np.arange(-axis.reach_m, axis.reach_m, 10.0), 0.0) for axis in plan.axes])
    beside += woods(trees, rng, round(config.woods.draw(rng)), 60.0, 300.0, along)
    ground = land(library, rng, -0.06)
    half_m = 20.0 if plan.axes[0].turn_deg == 0.0 else 6.0
    surface = Surface(plan.axes[0].strip(-half_m, half_m, -plan.edge_m(-1), plan.edge_m(1))[[0, 1, -2, -1]], 0.0)
    scene = (body, ground, *beside)
    return Stage(scene, surface, FRONT_DEG, enclosed=True, outdoor=True, paths=paths(plan), fixtures=street_lamps(posts, library))


def paths(plan: RoadPlan) -> tuple[Path, ...]:
    """The lanes in their direction of travel, the strips where cars are parked, and the pavements."""
    found = []
    for axis in plan.axes:
        for side in (-1, 1):
            onward = (side < 0) != plan.drives_left
            lanes = [side * (k + 0.5) * plan.lane_m for k in range(plan.lanes)]
            found += [_path("lane", axis, t, plan.lane_m, 0.0, onward) for t in lanes]
            parking_m, kerb_m = plan.edge_m(side) - plan.driven_m, plan.kerb_m
            if parking_m:
                found.append(_path("kerbside", axis, side * (plan.driven_m + 0.5 * parking_m), parking_m, 0.0, onward))
            if plan.pavement_m:
                near, far = plan.walk_m(side)
                found += _pavements(plan, axis, side * 0.5 * (near + far), far - near, kerb_m, onward)
    return tuple(found)


def _pavements(plan: RoadPlan, axis: Axis, t: float, width_m: float, height_m: float, onward: bool) -> list[Path]:
    """A pavement is whole, or ends at the junction."""
    if not plan.junction_m:
        return [_path("pavement", axis, t, width_m, height_m, onward)]
    return [
        _path("pavement", axis, t, width_m, height_m, onward, span)
        for span in ((-IN_SIGHT_M, -plan.junction_m), (plan.junction_m, IN_SIGHT_M))
    ]


def _path(
    kind: str, axis: Axis, t: float, width_m: float, height_m: float, onward: bool, span: tuple[float, float] = (-IN_SIGHT_M, IN_SIGHT_M)
) -> Path:
    s = np.linspace(*span, max(2, round((span[1] - span[0]) / POINTS_M)))
    points = axis.at(s if onward else s[::-1], t)
    return Path(kind, np.column_stack([points, np.full(len(points), height_m)]), width_m)


HOUSES = MappingProxyType({"town": ((0.0, 0.0), (0.0, 0.02)), "suburb": ((3.0, 9.0), (2.0, 12.0)), "country": ((8.0, 15.0), (40.0, 160.0))})
"""Setbacks from the pavement and gaps between houses, metres."""


def _lining(surroundings: str, plan: RoadPlan, library: "Library", trees: list[Body], rng: np.random.Generator) -> list[Body]:
    """Houses, and in front of those that stand back hedges, fences and trees."""
    setback_m, gap_m = HOUSES[surroundings]
    if surroundings == "town" and rng.random() < 0.5:
        gap_m = (0.0, float(rng.choice([0.02, 4.0, 10.0])))
    taken = Taken()
    found = row(plan, stock(library, "building", 6, rng), setback_m, gap_m, REACH_M, taken, rng)
    if surroundings == "town":
        return found
    borders = [*stock(library, "hedge", 1, rng), *stock(library, "fence", 1, rng)]
    found += row(plan, borders, (0.1, 0.3), (0.0, 1.5 if surroundings == "suburb" else 60.0), BORDERS_M, taken, rng)
    return found + row(plan, trees, (1.5, 8.0), (4.0, 40.0 if surroundings == "suburb" else 18.0), REACH_M, taken, rng)


BORDERS_M = 100.0
"""Hedges and fences farther from the middle would only cost time."""
