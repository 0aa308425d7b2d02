"""RoadPlan: the measures of one road, from which its slabs, its marks and its paths all follow."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from setpiece.assets.scenery.roads.axis import Axis

Layout = Literal["straight", "curve", "crossing", "country"]
LAYOUTS: tuple[Layout, ...] = ("straight", "curve", "crossing", "country")

REACH_M = 260.0
"""Half the length of every road: by then cars are 12 pixels high in the usual dash camera."""

ROAD_M = 0.4
"""Height of the carriageway above the base of the slab."""


@dataclass(frozen=True)
class RoadPlan:
    """One road, or two that cross. Everything is symmetric about the axes but the parking strips.

    Attributes:
        layout: what it is.
        axes: middle lines; the second one is the road that crosses.
        lanes: of each direction.
        lane_m: width of one.
        parking_m: width of the strips where cars are parked: right of the axis, left of it; 0 for none.
        kerb_m: height of the kerb; 0 for a road without one.
        verge_m: width of the grass between kerb and pavement, or of the shoulder of a country road.
        pavement_m: width.
        front_m: width of the ground beyond that belongs to the slab.
        corner_m: radius of the kerb at a junction.
        mark_m: width of a marked line.
        dash_m: length of a dash, and of the gap behind it.
        drives_left: which side traffic keeps to.
        zebra_s_m: where a zebra crossing is, along the first axis; none if None.
        drawn: seed of what is not decided here: patches, covers of manholes.
    """

    layout: Layout
    axes: tuple[Axis, ...]
    lanes: int
    lane_m: float
    parking_m: tuple[float, float]
    kerb_m: float
    verge_m: float
    pavement_m: float
    front_m: float
    corner_m: float
    mark_m: float
    dash_m: tuple[float, float]
    drives_left: bool
    zebra_s_m: float | None
    drawn: int

    @property
    def driven_m(self) -> float:
        """From the axis to the outer edge of the outermost lane."""
        return self.lanes * self.lane_m

    def edge_m(self, side: int) -> float:
        """From the axis to the edge of the carriageway, on the left (1) or right (-1)."""
        return self.driven_m + self.parking_m[0 if side < 0 else 1]

    @property
    def kerb_width_m(self) -> float:
        """Width of the kerb's stones."""
        return 0.15 if self.kerb_m > 0.0 else 0.0

    def walk_m(self, side: int) -> tuple[float, float]:
        """From the axis to the two edges of the pavement; they coincide where there is none."""
        inner = self.edge_m(side) + self.kerb_width_m + self.verge_m
        return inner, inner + self.pavement_m

    @property
    def junction_m(self) -> float:
        """From the centre of a crossing to where its arms begin; 0 without one."""
        return max(self.edge_m(1), self.edge_m(-1)) + self.corner_m if len(self.axes) > 1 else 0.0

    @property
    def side_height_m(self) -> float:
        """Of pavements and fronts above the carriageway."""
        return self.kerb_m


def draw_plan(layout: Layout, rng: np.random.Generator) -> RoadPlan:
    """The measures of a road of that layout, within what road builders use.

    Lanes are 2.75 to 3.75 m, kerbs 10 to 15 cm, lines 10 to 15 cm, dashes 1:1 to 1:3 (Vienna Convention on Road Signs and Signals,
    annex 2; German RASt 06 and RMS).
    """
    country = layout == "country"
    lanes = int(rng.choice([1, 2, 3], p=[0.72, 0.23, 0.05])) if layout in ("straight", "curve") else 1
    lane_m = float(rng.uniform(2.75, 3.5) if lanes == 1 else rng.uniform(3.0, 3.75))
    parking = tuple(float(rng.uniform(2.0, 2.3)) if rng.random() < 0.6 and layout in ("straight", "curve") else 0.0 for _ in range(2))
    dash = float(rng.choice([3.0, 3.0, 4.0, 6.0]))
    return RoadPlan(
        layout=layout,
        axes=_axes(layout, rng),
        lanes=lanes,
        lane_m=lane_m,
        parking_m=(parking[0], parking[1]),
        kerb_m=0.0 if country else float(rng.uniform(0.1, 0.15)),
        verge_m=float(rng.uniform(0.5, 1.5)) if country else float(rng.choice([0.0, rng.uniform(1.0, 2.5)], p=[0.65, 0.35])),
        pavement_m=0.0 if country else float(rng.uniform(1.6, 4.0)),
        front_m=float(rng.uniform(25.0, 35.0)),
        corner_m=float(rng.uniform(4.0, 9.0)),
        mark_m=float(rng.choice([0.1, 0.12, 0.15])),
        dash_m=(dash, dash * float(rng.choice([1.0, 2.0, 2.0, 3.0]))),
        drives_left=bool(rng.random() < 0.25),
        zebra_s_m=float(rng.uniform(-40.0, 60.0)) if layout in ("straight", "curve") and rng.random() < 0.35 else None,
        drawn=int(rng.integers(2**31)),
    )


def _axes(layout: Layout, rng: np.random.Generator) -> tuple[Axis, ...]:
    if layout == "crossing":
        return Axis(REACH_M), Axis(REACH_M, heading_deg=90.0)
    if layout == "straight":
        return (Axis(REACH_M),)
    turn_deg = float(rng.uniform(20.0, 75.0)) * (1.0 if rng.random() < 0.5 else -1.0)
    if layout == "country" and rng.random() < 0.4:
        turn_deg = 0.0
    return (Axis(REACH_M, turn_deg, float(rng.uniform(110.0, 260.0))),)
