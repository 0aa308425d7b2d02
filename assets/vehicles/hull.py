"""The lower body of a car: cross-sections along x, from the rear bumper to the front one, up to the belt, bonnet and boot lid."""

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.kit.curves import monotone
from setpiece.assets.kit.loft import loft
from setpiece.assets.kit.part import Part
from setpiece.assets.kit.profile import smooth_curve
from setpiece.assets.vehicles.plan import CarPlan
from setpiece.assets.vehicles.slots import PAINT, TRIM

Float64 = NDArray[np.float64]

SIDE_POINTS, TOP_POINTS = 15, 6


def hull(plan: CarPlan) -> Part:
    """Closed, without wheel arches."""
    x = stations(plan)
    top, bottom, half = top_line(plan, x), bottom_line(plan, x), half_width(plan, x)
    rings = np.stack([_ring(*row) for row in zip(x, half, bottom, np.minimum(top, plan.belt), top, strict=True)])
    whole = loft(rings).warped(lambda points: _flared(plan, points))
    return whole.painted(PAINT).painted_where(lambda centres: centres[:, 2] < bottom_line(plan, centres[:, 0]) + 0.06, TRIM)


def stations(plan: CarPlan) -> Float64:
    """Where the cross-sections are: 6 cm apart, closer towards both ends."""
    ends = 1.0 - np.cos(np.linspace(0.0, np.pi / 2, 10))
    rear, front = plan.stern_x + 0.4 * ends, plan.nose_x - 0.5 * ends
    between = np.linspace(rear[-1], front[-1], int((front[-1] - rear[-1]) / 0.065))
    return np.concatenate([rear[:-1], between, front[-2::-1]])


def half_width(plan: CarPlan, x: Float64) -> Float64:
    """Of the widest place of each section: nearly constant, rounded off in plan at both ends."""
    half = plan.width / 2
    middle = monotone(x, [plan.stern_x, 0.0, 0.5 * plan.wheelbase, plan.wheelbase, plan.nose_x], [0.95, 0.992, 1.0, 0.992, 0.93])
    front = _rounded(plan.nose_x - x, 0.62, 0.6)
    rear = _rounded(x - plan.stern_x, 0.42, 0.75)
    width: Float64 = half * middle * front * rear
    return width


def top_line(plan: CarPlan, x: Float64) -> Float64:
    """Height of the body in its middle plane: boot lid, belt under the cabin, bonnet."""
    nose, stern = plan.nose_x, plan.stern_x
    if plan.style == "sedan":
        tail = [
            (stern, plan.deck - 0.06),
            (stern + 0.06, plan.deck + 0.025),
            (stern + 0.16, plan.deck + 0.022),
            (plan.tail_x, plan.deck + 0.005),
        ]
    else:
        tail = [(stern, plan.belt - 0.1), (stern + 0.06, plan.belt - 0.03), (stern + 0.14, plan.belt)]
    front = [
        (plan.header_x, plan.belt),
        (plan.cowl_x - 0.1, plan.cowl),
        (plan.cowl_x + 0.25 * (nose - plan.cowl_x), plan.cowl - 0.035),
        (nose - 0.32, plan.hood + 0.03),
        (nose - 0.15, plan.hood - 0.01),
        (nose - 0.05, plan.hood - 0.07),
        (nose, plan.hood - 0.17),
    ]
    knots = np.array([*tail, *front])
    return monotone(x, knots[:, 0], knots[:, 1])


def bottom_line(plan: CarPlan, x: Float64) -> Float64:
    """Height of the underside."""
    nose, stern, low = plan.nose_x, plan.stern_x, plan.sill
    knots = [
        (stern, low + 0.2),
        (stern + 0.07, low + 0.09),
        (stern + 0.3, low + 0.03),
        (0.3, low),
        (plan.wheelbase - 0.4, low),
        (nose - 0.3, low),
        (nose - 0.06, low + 0.02),
        (nose, low + 0.09),
    ]
    return monotone(x, *np.array(knots).T)


def _rounded(distance: Float64, depth: float, share: float) -> Float64:
    """1 away from an end, falling like a quarter ellipse to ``share`` at the end."""
    inside = np.clip(1.0 - distance / depth, 0.0, 1.0)
    factor: Float64 = share + (1.0 - share) * (1.0 - inside**2.2) ** (1 / 2.2)
    return factor


def _ring(x: float, half: float, bottom: float, shoulder: float, top: float) -> Float64:
    """(N, 3) section: flat below, doors with a tucked-in sill, a belly, a crease and a shoulder, a crowned top."""
    rise = shoulder - bottom
    side = smooth_curve(
        [
            (half - 0.13, bottom),
            (half - 0.075, bottom + 0.012),
            (half - 0.05, bottom + 0.09 * rise),
            (half - 0.012, bottom + 0.26 * rise),
            (half, bottom + 0.5 * rise),
            (half - 0.01, bottom + 0.72 * rise),
            (half - 0.016, bottom + 0.8 * rise),
            (half - 0.038, bottom + 0.86 * rise),
            (half - 0.052, bottom + 0.95 * rise),
            (half - 0.085, shoulder),
        ],
        SIDE_POINTS,
    )
    across = np.linspace(1.0, 0.0, TOP_POINTS)[1:]
    crown = np.column_stack([across * (half - 0.085), shoulder + (top - shoulder) * np.sqrt(1.0 - across**2.6)])
    # The bonnet is lower than the belt: there its own edge is the shoulder, and it is crowned by a little.
    crown[:, 1] = np.where(top > shoulder, crown[:, 1], shoulder + 0.03 * min(1.0, 3 * rise) * (1.0 - across**2))
    right = np.concatenate([[(0.0, bottom)], side, crown])
    left = right[-2:0:-1] * np.array([-1.0, 1.0])
    loop = np.concatenate([right, left])
    # Seen from the front (from +x, with y to the right) the way up the +y side is counter-clockwise.
    return np.column_stack([np.full(len(loop), x), loop])


def _flared(plan: CarPlan, points: Float64) -> Float64:
    """Wings pulled out by 2 cm along the edges of the wheel arches."""
    result = points.copy()
    for axle in (0.0, plan.wheelbase):
        distance = np.hypot(points[:, 0] - axle, points[:, 2] - plan.tyre) - arch_radius(plan)
        side = np.abs(points[:, 1]) > 0.75 * plan.width / 2
        result[:, 1] += np.sign(points[:, 1]) * side * 0.02 * np.exp(-((distance - 0.02) ** 2) / 0.09**2)
    return result


def arch_radius(plan: CarPlan) -> float:
    """Of the cut-outs above the wheels."""
    return plan.tyre + (0.055 if plan.style == "suv" else 0.042)
