"""The measures of a passenger car, from which everything else follows."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

BodyStyle = Literal["hatchback", "sedan", "estate", "suv"]

SHARES: dict[BodyStyle, float] = {"hatchback": 0.36, "sedan": 0.2, "estate": 0.14, "suv": 0.3}
"""How often each is met on a road."""


@dataclass(frozen=True)
class CarPlan:
    """One car. x = 0 at the rear axle, the front is +x, y = 0 in the middle, z = 0 on the road; metres.

    Attributes:
        style: kind of body.
        wheelbase: between the axles.
        front, rear: overhangs beyond the axles.
        width, height: of the body, without mirrors.
        tyre: outer radius of the wheels.
        sill: clearance below the doors.
        belt: lower edge of the side windows.
        hood: height of the bonnet's leading edge; it rises to ``cowl`` at the foot of the windscreen.
        cowl: see above.
        cowl_x: foot of the windscreen.
        header_x: where the windscreen meets the roof.
        roof_x: where the roof meets the rear window.
        tail_x: foot of the rear window.
        deck: height of the body at the foot of the rear window.
        tumble: how far the roof's edges lie inward of the belt.
        roof_drop: how much lower the roof's rear end is than its peak.
    """

    style: BodyStyle
    wheelbase: float
    front: float
    rear: float
    width: float
    height: float
    tyre: float
    sill: float
    belt: float
    hood: float
    cowl: float
    cowl_x: float
    header_x: float
    roof_x: float
    tail_x: float
    deck: float
    tumble: float
    roof_drop: float

    @property
    def nose_x(self) -> float:
        """Foremost point."""
        return self.wheelbase + self.front

    @property
    def stern_x(self) -> float:
        """Rearmost point."""
        return -self.rear


def draw_plan(rng: np.random.Generator) -> CarPlan:
    """A car as they are built: small ones with short overhangs, tall ones with large wheels."""
    names = list(SHARES)
    style = names[int(rng.choice(len(names), p=list(SHARES.values())))]
    size = float(rng.uniform(0.0, 1.0))
    tall = style == "suv"
    low, high = {"hatchback": (2.42, 2.68), "sedan": (2.62, 2.95), "estate": (2.6, 2.92), "suv": (2.55, 2.9)}[style]
    wheelbase = low + (high - low) * size
    width = 1.69 + 0.18 * size + 0.03 * tall + float(rng.normal(0.0, 0.012))
    height = {"hatchback": 1.47, "sedan": 1.445, "estate": 1.48, "suv": 1.65}[style] + float(rng.normal(0.0, 0.025))
    front = 0.76 + 0.12 * size + float(rng.normal(0.0, 0.02))
    rear = {"hatchback": 0.66, "sedan": 0.98, "estate": 0.92, "suv": 0.82}[style] + 0.1 * size + float(rng.normal(0.0, 0.02))
    belt = height * float(rng.uniform(0.63, 0.655))
    cowl_x = wheelbase - float(rng.uniform(0.3, 0.42))
    rake = float(rng.uniform(0.72, 0.85)) - 0.1 * tall
    roof_x, tail_x = {
        "hatchback": (-rear + 0.34, -rear + 0.12),
        "sedan": (0.22 + 0.1 * size, -0.48 - 0.05 * size),
        "estate": (-rear + 0.3, -rear + 0.1),
        "suv": (-rear + 0.34, -rear + 0.12),
    }[style]
    lean = float(rng.uniform(0.0, 0.16)) if style != "sedan" else float(rng.uniform(-0.1, 0.1))
    return CarPlan(
        style=style,
        wheelbase=wheelbase,
        front=front,
        rear=rear,
        width=width,
        height=height,
        tyre=0.305 + 0.028 * size + 0.03 * tall,
        sill=0.19 + 0.05 * tall,
        belt=belt,
        hood=height * float(rng.uniform(0.525, 0.555)),
        cowl=belt + float(rng.uniform(0.03, 0.06)),
        cowl_x=cowl_x,
        header_x=cowl_x - rake,
        roof_x=roof_x + lean,
        tail_x=tail_x,
        deck=belt + (0.09 if style == "sedan" else 0.04),
        tumble=float(rng.uniform(0.15, 0.2)),
        roof_drop={"hatchback": 0.05, "sedan": 0.05, "estate": 0.03, "suv": 0.04}[style] + float(rng.uniform(0.0, 0.03)),
    )
