"""Wheel tracks: where vehicles have driven since the snow fell."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.body import Body
from setpiece.scenes.stage import Path, Slot, Stage
from setpiece.scenes.weather.spec import WheelTrack

Float64 = NDArray[np.float64]

DRIVEN = 0.9
"""Share of the lanes on which somebody has driven since."""
PASSES = 4
"""On each: most of them in the ruts of the one before, some beside."""
WANDER_M = 0.16
ARRIVED_SINCE = 0.6
"""Share of the parked vehicles that came after the snow."""
LEFT_SINCE = 0.25
"""Share of the empty bays that somebody has left since."""
TYRE_M = (0.19, 0.27)
GAUGE_M = (1.45, 1.62)
IN_BAY_M = 1.2
"""What stands no farther than this from the middle of a bay stands in it."""
SPACING_M = 8.0
"""Between the points of a track along a lane that bends by a few degrees in that distance."""


def wheel_tracks(stage: Stage, things: Sequence[Body], rng: np.random.Generator) -> tuple[WheelTrack, ...]:
    """Draw who has driven where.

    Args:
        stage: its lanes are driven on; from its bays one drives into the nearest lane.
        things: those that stand in bays have tracks behind them, or were there before the snow.
        rng: the stream "tracks".
    """
    lanes = [path for path in stage.paths if path.kind == "lane"]
    found = [_pass(lane, rng) for lane in lanes if rng.random() < DRIVEN for _ in range(PASSES)]
    for bay in stage.slots:
        taken = any(np.linalg.norm(bay.surface.centre_m - thing.centre_m[:2]) < IN_BAY_M for thing in things)
        chance, way = rng.random(), 1.0 if rng.random() < 0.5 else -1.0
        if lanes and chance < (ARRIVED_SINCE if taken else LEFT_SINCE):
            found.append(_track(_turn_in(bay, lanes, way, rng), float(rng.uniform(0.5, 1.0)), rng))
    return tuple(found)


def _pass(lane: Path, rng: np.random.Generator) -> WheelTrack:
    """One vehicle along a lane, a little beside its middle."""
    points = lane.points_m[:, :2]
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.linspace(0.0, along[-1], max(2, round(along[-1] / SPACING_M)))
    middle = np.column_stack([np.interp(at, along, column) for column in points.T])
    ahead = np.gradient(middle, axis=0)
    left = np.column_stack([-ahead[:, 1], ahead[:, 0]]) / np.linalg.norm(ahead, axis=1, keepdims=True)
    drift = rng.normal(0.0, WANDER_M) + 0.5 * WANDER_M * np.sin(at / rng.uniform(15.0, 40.0) + rng.uniform(0.0, 2.0 * math.pi))
    return _track(middle + drift[:, None] * left, float(rng.uniform(0.4, 1.0)), rng)


def _turn_in(bay: Slot, lanes: Sequence[Path], way: float, rng: np.random.Generator) -> Float64:
    """(N, 2) from the middle of a bay straight out, then round into the nearest lane (a Bezier curve of four points)."""
    front = math.radians(bay.front_deg)
    out, side = np.array([math.cos(front), math.sin(front)]), np.array([-math.sin(front), math.cos(front)])
    start = bay.surface.centre_m
    reach = min(float(np.abs((lane.points_m[:, :2] - start) @ out).min()) for lane in lanes)
    far = float(rng.uniform(6.0, 10.0))
    turn, end = start + reach * out + 0.3 * way * far * side, start + reach * out + way * far * side
    knots = np.array([start - 1.2 * out, start + 0.8 * reach * out, turn, end])
    t = np.linspace(0.0, 1.0, 14)[:, None]
    curve: Float64 = (1 - t) ** 3 * knots[0] + 3 * t * (1 - t) ** 2 * knots[1] + 3 * t**2 * (1 - t) * knots[2] + t**3 * knots[3]
    return curve


def _track(middle: Float64, pressed: float, rng: np.random.Generator) -> WheelTrack:
    points = tuple((float(x), float(y)) for x, y in np.round(middle, 3))
    return WheelTrack(points_m=points, gauge_m=float(rng.uniform(*GAUGE_M)), tyre_m=float(rng.uniform(*TYRE_M)), pressed=pressed)
