"""Plane curves: outlines with rounded corners, arcs, superellipses."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float64 = NDArray[np.float64]
Knot = tuple[float, float] | tuple[float, float, float]
"""A corner of an outline: x, y and, where it is rounded, the fillet's radius."""


def fillet(knots: Sequence[Knot], *, closed: bool = False, step_deg: float = 15.0) -> Float64:
    """Polyline through corners of which some are rounded.

    Args:
        knots: (x, y) or (x, y, radius); a radius too large for its neighbours is cut down to what fits.
        closed: whether the last corner joins the first.
        step_deg: bend between two segments of an arc.

    Returns:
        (N, 2) points; the first is not repeated for closed outlines.
    """
    points = np.array([knot[:2] for knot in knots], dtype=np.float64)
    radii = [knot[2] if len(knot) == 3 else 0.0 for knot in knots]
    result: list[Float64] = []
    count = len(points)
    for i, (point, radius) in enumerate(zip(points, radii, strict=True)):
        inner = closed or 0 < i < count - 1
        if radius <= 0.0 or not inner:
            result.append(point[None])
        else:
            result.append(_arc_at(points[i - 1], point, points[(i + 1) % count], radius, step_deg))
    return _without_repeats(np.concatenate(result), closed)


def _arc_at(before: Float64, corner: Float64, after: Float64, radius: float, step_deg: float) -> Float64:
    to_before, to_after = before - corner, after - corner
    length_before, length_after = np.linalg.norm(to_before), np.linalg.norm(to_after)
    to_before, to_after = to_before / length_before, to_after / length_after
    bend = np.pi - np.arccos(np.clip(to_before @ to_after, -1.0, 1.0))
    if bend < 1e-3 or np.pi - bend < 1e-3:
        return corner[None]
    setback = min(radius * np.tan(bend / 2), 0.4999 * min(length_before, length_after))
    radius = setback / np.tan(bend / 2)
    middle = (to_before + to_after) / np.linalg.norm(to_before + to_after)
    centre = corner + middle * radius / np.cos(bend / 2)
    start = corner + to_before * setback - centre
    turn = np.sign(-to_before[0] * to_after[1] + to_before[1] * to_after[0])
    steps = max(2, int(np.ceil(np.rad2deg(bend) / step_deg)) + 1)
    angles = np.linspace(0.0, turn * bend, steps)
    cos, sin = np.cos(angles), np.sin(angles)
    return np.stack([centre[0] + cos * start[0] - sin * start[1], centre[1] + sin * start[0] + cos * start[1]], axis=1)


def _without_repeats(points: Float64, closed: bool) -> Float64:
    following = np.roll(points, -1, axis=0)
    keep = np.linalg.norm(following - points, axis=1) > 1e-9
    if not closed:
        keep[-1] = True
    result: Float64 = points[keep]
    return result


def arc(centre: ArrayLike, radius: ArrayLike, start_deg: float, end_deg: float, count: int) -> Float64:
    """(count, 2) points of a circle's or, with two radii, an ellipse's arc, both ends included."""
    angles = np.deg2rad(np.linspace(start_deg, end_deg, count))
    result: Float64 = np.asarray(centre, dtype=np.float64) + np.stack([np.cos(angles), np.sin(angles)], axis=1) * np.asarray(radius)
    return result


def superellipse(half_width: float, half_height: float, exponent: float, count: int) -> Float64:
    """(count, 2) counter-clockwise loop |x/a|^n + |y/b|^n = 1; exponent 2 is an ellipse, 6 a rounded box."""
    angles = np.linspace(0.0, 2 * np.pi, count, endpoint=False)
    cos, sin = np.cos(angles), np.sin(angles)
    radius = (np.abs(cos) ** exponent + np.abs(sin) ** exponent) ** (-1.0 / exponent)
    return np.stack([half_width * radius * cos, half_height * radius * sin], axis=1)


def rounded_rectangle(width: float, height: float, radius: float, step_deg: float = 15.0) -> Float64:
    """(N, 2) counter-clockwise outline centred at the origin."""
    x, y = width / 2, height / 2
    return fillet([(x, y, radius), (-x, y, radius), (-x, -y, radius), (x, -y, radius)], closed=True, step_deg=step_deg)


def smooth_curve(knots: ArrayLike, count: int) -> Float64:
    """(count, D) points evenly spaced in parameter on the Catmull-Rom spline through (N, D) knots."""
    points = np.asarray(knots, dtype=np.float64)
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0.0, len(points) - 1, count)
    i = np.minimum(t.astype(int), len(points) - 2)
    u = (t - i)[:, None]
    p0, p1, p2, p3 = (padded[i + k] for k in range(4))
    curve: Float64 = 0.5 * (2 * p1 + (p2 - p0) * u + (2 * p0 - 5 * p1 + 4 * p2 - p3) * u**2 + (3 * p1 - p0 - 3 * p2 + p3) * u**3)
    return curve


def middles(points: Float64) -> Float64:
    """(N - 1, 2) middles of a polyline's segments, by which a lathe's segments are painted."""
    return (points[1:] + points[:-1]) / 2
