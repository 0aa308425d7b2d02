"""Prisms along the three axes of a vehicle, with which windows, lamps, seams and grilles are cut."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.part import Part

Float64 = NDArray[np.float64]


def across(outline: ArrayLike, left: float = -2.0, right: float = 2.0) -> Part:
    """An outline in (x, z), either way round, pushed from y = ``left`` to ``right``."""
    flat = extrude(_counter_clockwise(outline), right - left)
    # From (x, y, z) to (x, -z, y).
    return flat.warped(lambda points: np.stack([points[:, 0], right - points[:, 2], points[:, 1]], axis=1))


def along(outline: ArrayLike, start: float, end: float) -> Part:
    """An outline in (y, z), either way round, pushed from x = ``start`` to ``end``."""
    return extrude(_counter_clockwise(outline), end - start).warped(lambda points: points[:, [2, 0, 1]]).moved(x=start)


def upright(outline: ArrayLike, low: float, high: float) -> Part:
    """An outline in (x, y), either way round, pushed from z = ``low`` to ``high``."""
    return extrude(_counter_clockwise(outline), high - low).moved(z=low)


def shrunk(outline: Float64, inset: float) -> Float64:
    """The outline with its edges moved inward."""
    points = _counter_clockwise(outline)
    edges = np.roll(points, -1, axis=0) - points
    inward = np.stack([-edges[:, 1], edges[:, 0]], axis=1) / np.linalg.norm(edges, axis=1, keepdims=True)
    total = inward + np.roll(inward, 1, axis=0)
    moved: Float64 = points + inset * 2 * total / np.maximum((total**2).sum(axis=1, keepdims=True), 0.5)
    return moved


def ribbon(line: ArrayLike, width: float) -> Float64:
    """Outline of a band of constant width about an open polyline, (N, 2) to (2 N, 2)."""
    points = np.asarray(line, dtype=np.float64)
    step = np.gradient(points, axis=0)
    side = np.stack([-step[:, 1], step[:, 0]], axis=1) / np.linalg.norm(step, axis=1, keepdims=True) * width / 2
    return np.concatenate([points - side, (points + side)[::-1]])


def _counter_clockwise(outline: ArrayLike) -> Float64:
    points = np.asarray(outline, dtype=np.float64)
    following = np.roll(points, -1, axis=0)
    signed = (points[:, 0] * following[:, 1] - points[:, 1] * following[:, 0]).sum()
    return points if signed > 0 else points[::-1]
