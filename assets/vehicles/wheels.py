"""Wheels: tyre, rim with spokes, brake disc; the axle is y, the outside looks to -y."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Part
from setpiece.assets.kit.profile import fillet
from setpiece.assets.vehicles.slots import RIM, TRIM, TYRE

Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class WheelPlan:
    """One design of wheel.

    Attributes:
        radius: of the tyre, metres.
        width: of the tyre.
        rim: share of the radius that is rim.
        spokes: how many; 0 is a pressed steel disc.
        pair: whether the spokes come in pairs.
        spoke: width of a spoke at the rim, as a share of the way to the next.
    """

    radius: float
    width: float
    rim: float
    spokes: int
    pair: bool
    spoke: float


def draw_wheel(rng: np.random.Generator, radius: float) -> WheelPlan:
    """As cars have them."""
    return WheelPlan(
        radius=radius,
        width=0.19 + 0.35 * (radius - 0.29) + float(rng.uniform(0.0, 0.03)),
        rim=float(rng.uniform(0.64, 0.73)),
        spokes=int(rng.choice([5, 5, 6, 7, 9, 10, 12])),
        pair=bool(rng.random() < 0.4),
        spoke=float(rng.uniform(0.28, 0.5)),
    )


def wheel(plan: WheelPlan) -> list[Part]:
    """The parts of one wheel about the origin."""
    r, half, rim = plan.radius, plan.width / 2, plan.rim * plan.radius
    tyre = lathe(
        fillet(
            [
                (rim - 0.01, -half * 0.8),
                (rim + 0.3 * (r - rim), -half * 0.97, 0.02),
                (r - 0.012, -half * 0.86, 0.02),
                (r, -half * 0.6, 0.05),
                (r, half * 0.6, 0.05),
                (r - 0.012, half * 0.86, 0.02),
                (rim - 0.01, half * 0.8),
            ],
            closed=True,
            step_deg=40,
        ),
        segments=30,
        closed=True,
    )
    barrel = lathe(
        fillet(
            [
                (rim - 0.022, -half * 0.8),
                (rim - 0.016, -half * 0.9, 0.004),
                (rim + 0.004, -half * 0.9, 0.004),
                (rim + 0.004, half * 0.8),
                (rim - 0.022, half * 0.8),
            ],
            closed=True,
            step_deg=60,
        ),
        segments=30,
        closed=True,
    )
    back = lathe([(0.0, -half * 0.15), (rim - 0.015, -half * 0.15), (rim - 0.015, half * 0.6), (0.0, half * 0.6)], segments=24)
    disc = lathe([(0.0, -half * 0.3), (0.62 * rim, -half * 0.3), (0.62 * rim, -half * 0.1), (0.0, -half * 0.1)], segments=24)
    hub = lathe(
        fillet([(0.0, -half * 0.72), (0.17 * rim, -half * 0.72, 0.006), (0.24 * rim, -half * 0.2), (0.0, -half * 0.2)]), segments=20
    )
    parts = [tyre.painted(TYRE), barrel.painted(RIM), back.painted(TRIM), disc.painted(RIM), hub.painted(RIM), *_spokes(plan, rim, half)]
    # From lathe's z axis to y: the profile's lower end comes to look at -y.
    return [part.turned((1, 0, 0), -90) for part in parts]


def _spokes(plan: WheelPlan, rim: float, half: float) -> list[Part]:
    pitch = 2 * np.pi / plan.spokes
    wide, narrow = plan.spoke * pitch * rim, 0.6 * plan.spoke * pitch * rim * 0.5 + 0.012
    strips = [(0.0, 1.0)] if not plan.pair else [(-0.34, 0.36), (0.34, 0.36)]
    parts = []
    for k in range(plan.spokes):
        for shift, share in strips:
            outer, inner = wide * share / 2, max(narrow * share / 2, 0.006)
            outline = [
                (0.1 * rim, shift * narrow - inner),
                (rim - 0.012, shift * wide - outer),
                (rim - 0.012, shift * wide + outer),
                (0.1 * rim, shift * narrow + inner),
            ]
            spoke = extrude(outline, half * 0.3, 0.004, steps=1).warped(lambda p: _dished(p, rim, half))
            parts.append(spoke.turned((0, 0, 1), np.rad2deg(k * pitch)).painted(RIM))
    return parts


def _dished(points: Float64, rim: float, half: float) -> Float64:
    """Spokes stand out a little at the rim and lie deeper near the hub; z = -half is the outside."""
    lean = points[:, 0] / rim
    return np.column_stack([points[:, :2], points[:, 2] - half * (0.62 + 0.2 * lean)])
