"""What lines a road: lamps, signs, street trees, buildings, hedges and fences, each at its place along the axis."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.scenery.roads.axis import Axis
from setpiece.assets.scenery.roads.build import pit_m, tree_places
from setpiece.assets.scenery.roads.plan import RoadPlan
from setpiece.scenes.body import Body
from setpiece.scenes.environment.build import grounded
from setpiece.scenes.environment.outdoors import Taken, foot, outline, planted, stock

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Float64 = NDArray[np.float64]

LAMP_SETBACK_M = 0.5
"""Of masts and signs from the kerb (RASt 06)."""

CLEAR_M = 2.2
"""Street trees are pruned up to here."""

END_M = 6.0
"""Nothing stands this close to the end of the slab."""


def facing_road(axis: Axis, s: float, side: int) -> float:
    """Yaw in degrees that turns the -y of what stands on the left (1) or right (-1) towards the road."""
    return math.degrees(float(axis.heading(s))) + (0.0 if side > 0 else 180.0)


def lamps(plan: RoadPlan, library: "Library", spacing_m: float, both_sides: bool, rng: np.random.Generator) -> list[Body]:
    """Lamp posts along every axis, of one model, at even distances; opposite ones stand in the gaps."""
    lamp = stock(library, "lamp_post", 1, rng)[0]
    found = []
    for axis in plan.axes:
        first = rng.uniform(0.0, spacing_m) - axis.reach_m + END_M
        for side, shift in ((-1, 0.0), (1, 0.5 * spacing_m))[: 2 if both_sides else 1]:
            for s in np.arange(first + shift, axis.reach_m - END_M, spacing_m).tolist():
                place = axis.at(s, side * _post_m(plan, side))
                found += [planted(lamp, facing_road(axis, s, side), place, plan.kerb_m)] if _clear(plan, s, 1.0) else []
    return found


def signs(plan: RoadPlan, library: "Library", per_100_m: float, rng: np.random.Generator) -> list[Body]:
    """Signs beside the lanes that they are meant for, facing who comes."""
    kinds = stock(library, "sign_post", 6, rng)
    found = []
    for axis in plan.axes:
        for _ in range(rng.poisson(per_100_m * 2.0 * axis.reach_m / 100.0)):
            s, side, sign = rng.uniform(END_M - axis.reach_m, axis.reach_m - END_M), int(rng.choice([-1, 1])), kinds[int(rng.integers(6))]
            onward = (side < 0) != plan.drives_left
            yaw_deg = math.degrees(float(axis.heading(s))) + (-90.0 if onward else 90.0) + rng.normal(0.0, 4.0)
            if _clear(plan, s, 2.0):
                found.append(planted(sign, yaw_deg, axis.at(s, side * (_post_m(plan, side) + 0.35)), plan.kerb_m))
    return found


def street_trees(plan: RoadPlan, kinds: Sequence[Body], share: float, rng: np.random.Generator) -> list[Body]:
    """Trees in the pits or the verge between kerb and pavement: the two of the kinds with the least below head height."""
    kinds = sorted(kinds, key=_low_reach_m)[:2]
    found = []
    for axis in plan.axes:
        for side in (-1, 1):
            middle = plan.kerb_width_m + (0.5 * plan.verge_m if plan.verge_m else 0.25 + 0.5 * pit_m(plan))
            for s in tree_places(plan, axis):
                if rng.random() < share:
                    tree = kinds[int(rng.random() < 0.25)]
                    place = axis.at(s, side * (plan.edge_m(side) + middle))
                    found.append(planted(tree, float(rng.uniform(0.0, 360.0)), place, plan.kerb_m))
    return found


def _low_reach_m(tree: Body) -> float:
    """How far from its trunk a tree reaches where people walk and cars drive."""
    vertices = tree.solid.vertices
    return float(np.linalg.norm(vertices[vertices[:, 2] < CLEAR_M, :2] - foot(tree), axis=1).max())


def row(
    plan: RoadPlan,
    kinds: Sequence[Body],
    setback_m: tuple[float, float],
    gap_m: tuple[float, float],
    reach_m: float,
    taken: Taken,
    rng: np.random.Generator,
) -> list[Body]:
    """Bodies in rows along both sides of every axis, their -y to the road.

    Args:
        plan: of the road.
        kinds: what stands there.
        setback_m: least and greatest distance of their fronts from the pavement.
        gap_m: least and greatest distance between neighbours.
        reach_m: how far from the middle of the road they stand.
        taken: ground that is taken, and is taken here.
        rng: draws them.
    """
    found: list[Body] = []
    for axis in plan.axes:
        last = min(reach_m, axis.reach_m - END_M)
        for side in (-1, 1):
            s = -last
            while s < last:
                kind = kinds[int(rng.integers(len(kinds)))]
                length = float(np.ptp(kind.solid.bounds_m[:, 0]))
                s += float(rng.uniform(*gap_m))
                body = _fronting(plan, axis, kind, s + 0.5 * length, side, float(rng.uniform(*setback_m)))
                s += length
                around = outline(body)
                if s < last and _beside(plan, around) and taken.take(around):
                    found.append(body)
    return found


def ends(plan: RoadPlan, kinds: Sequence[Body], rng: np.random.Generator) -> list[Body]:
    """Trees behind the ends of the road, where it would otherwise stop before one's eyes."""
    found = []
    for axis in plan.axes:
        half = plan.walk_m(1)[1] + 12.0
        for s in (-axis.reach_m - 4.0, axis.reach_m + 4.0):
            for t in np.arange(-half, half, 5.0).tolist():
                place = axis.at(s + math.copysign(rng.uniform(0.0, 8.0), s), t + rng.normal(0.0, 1.0))
                found.append(planted(kinds[int(rng.integers(len(kinds)))], float(rng.uniform(0.0, 360.0)), place, -0.06))
    return found


def _post_m(plan: RoadPlan, side: int) -> float:
    """From the axis to lamp posts and signs."""
    return plan.edge_m(side) + (plan.kerb_width_m + LAMP_SETBACK_M - 0.15 if plan.kerb_m else plan.verge_m + 0.8)


def _clear(plan: RoadPlan, s: float, margin_m: float) -> bool:
    """True if a post at ``s`` stands neither in a junction nor in the way of a zebra crossing or a street tree."""
    if abs(s) < plan.junction_m + 5.0 + margin_m and plan.junction_m:
        return False
    if plan.zebra_s_m is not None and abs(s - plan.zebra_s_m) < 2.5 + margin_m:
        return False
    return plan.kerb_m == 0.0 or min((abs(s - place) for place in tree_places(plan, plan.axes[0])), default=np.inf) > 0.8


def _fronting(plan: RoadPlan, axis: Axis, kind: Body, s: float, side: int, setback_m: float) -> Body:
    """A body whose front, the middle of its -y side, is at a distance from the pavement."""
    setback_m += 0.5 * float(np.ptp(kind.solid.bounds_m[:, 1]))
    x, y = axis.at(s, side * (plan.walk_m(side)[1] + setback_m)).tolist()
    return grounded(kind, facing_road(axis, s, side), (x, y), plan.kerb_m)


def _beside(plan: RoadPlan, around: Float64) -> bool:
    """True if no corner reaches over the back of a pavement, of whichever road."""
    points = np.concatenate([around, 0.5 * (around + np.roll(around, -1, axis=0))])
    return all(float(axis.beside(points).min()) > max(plan.walk_m(1)[1], plan.walk_m(-1)[1]) - 0.05 for axis in plan.axes)
