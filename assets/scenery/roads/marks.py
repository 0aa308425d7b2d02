"""Marks on roads, as areas of the plane: lines, dashes, stop lines, zebra crossings."""

import numpy as np

from setpiece.assets.kit.paving import Area, area
from setpiece.assets.scenery.roads.axis import Axis
from setpiece.assets.scenery.roads.plan import RoadPlan

STOP_LINE_M = 0.5
ZEBRA_M = 4.0
STRIPE_M = 0.5
SETBACK_M = 1.0
"""Between a zebra crossing and the stop line before it."""


def centre_marks(plan: RoadPlan) -> Area:
    """The lines between the two directions of traffic."""
    found = [_clear(plan, axis, _centre(plan, axis)) for axis in plan.axes]
    return sum(found[1:], found[0])


def other_marks(plan: RoadPlan) -> Area:
    """Lines between lanes and at edges, zebra crossings and stop lines."""
    found = [_clear(plan, axis, _between_lanes(plan, axis)) for axis in plan.axes]
    found += [_at_junction(plan, axis) for axis in plan.axes if plan.junction_m]
    if plan.zebra_s_m is not None:
        found.append(_zebra(plan, plan.axes[0], plan.zebra_s_m))
    return sum(found[1:], found[0])


def line(axis: Axis, t: float, width_m: float, s0: float, s1: float) -> Area:
    """An unbroken line, its middle ``t`` to the left of the axis."""
    return area(axis.strip(s0, s1, t - 0.5 * width_m, t + 0.5 * width_m))


def dashes(axis: Axis, t: float, width_m: float, dash_m: float, gap_m: float) -> Area:
    """A broken line along the whole axis."""
    starts = np.arange(-axis.reach_m, axis.reach_m - dash_m, dash_m + gap_m)
    return area(*(axis.strip(s, s + dash_m, t - 0.5 * width_m, t + 0.5 * width_m) for s in starts.tolist()))


def _centre(plan: RoadPlan, axis: Axis) -> Area:
    solid = plan.lanes > 1 or plan.drawn % 4 == 0
    if not solid:
        return dashes(axis, 0.0, plan.mark_m, *plan.dash_m)
    pair = [line(axis, t, plan.mark_m, -axis.reach_m, axis.reach_m) for t in (-plan.mark_m, plan.mark_m)]
    return pair[0] + pair[1]


def _between_lanes(plan: RoadPlan, axis: Axis) -> Area:
    found = Area()
    for side in (-1, 1):
        for k in range(1, plan.lanes):
            found += dashes(axis, side * k * plan.lane_m, plan.mark_m, *plan.dash_m)
        if plan.layout == "country":
            found += line(axis, side * (plan.driven_m - 0.2), plan.mark_m, -axis.reach_m, axis.reach_m)
        elif plan.edge_m(side) > plan.driven_m:
            found += _parking(plan, axis, side)
    return found


def _parking(plan: RoadPlan, axis: Axis, side: int) -> Area:
    """A line along the parking strip, and ticks between the bays of every second road."""
    edge = side * plan.driven_m
    found = dashes(axis, edge, plan.mark_m, 1.0, 1.0) if plan.drawn % 3 == 0 else line(axis, edge, plan.mark_m, -axis.reach_m, axis.reach_m)
    if plan.drawn % 2 == 0:
        low, high = sorted((edge, side * (plan.edge_m(side) - 0.02)))
        for s in np.arange(-axis.reach_m + 3.0, axis.reach_m, 6.0).tolist():
            found += area(axis.strip(s, s + plan.mark_m, low, high))
    return found


def _clear(plan: RoadPlan, axis: Axis, marks: Area) -> Area:
    """The marks without what a junction, its zebra crossings and the stop lines, or a zebra crossing leave no room for."""
    edge = max(plan.edge_m(1), plan.edge_m(-1))
    if plan.junction_m:
        half = plan.junction_m + ZEBRA_M + SETBACK_M + STOP_LINE_M
        return marks - area(axis.strip(-half, half, -edge, edge))
    if plan.zebra_s_m is not None:
        half = 0.5 * ZEBRA_M + SETBACK_M + STOP_LINE_M
        return marks - area(axis.strip(plan.zebra_s_m - half, plan.zebra_s_m + half, -edge, edge))
    return marks


def _at_junction(plan: RoadPlan, axis: Axis) -> Area:
    """On both arms of an axis: a zebra crossing, and a stop line across the lanes that lead to the junction."""
    found = Area()
    for arm in (-1, 1):
        found += _zebra(plan, axis, arm * (plan.junction_m + 0.5 * ZEBRA_M), stop_arms=(arm,))
    return found


def _zebra(plan: RoadPlan, axis: Axis, s: float, stop_arms: tuple[int, ...] = (-1, 1)) -> Area:
    """Stripes along the road, across all its lanes, and stop lines before it."""
    starts = np.arange(-plan.edge_m(-1) + 0.3, plan.edge_m(1) - STRIPE_M, 2 * STRIPE_M)
    found = area(*(axis.strip(s - 0.5 * ZEBRA_M, s + 0.5 * ZEBRA_M, t, t + STRIPE_M) for t in starts.tolist()))
    for arm in stop_arms:
        # Whoever comes from +s keeps to the left of the axis, where people drive on the right.
        side = arm if not plan.drives_left else -arm
        start = s + arm * (0.5 * ZEBRA_M + SETBACK_M)
        low, high = sorted((start, start + arm * STOP_LINE_M))
        near, far = sorted((side * 0.2, side * (plan.driven_m - 0.1)))
        found += area(axis.strip(low, high, near, far))
    return found
