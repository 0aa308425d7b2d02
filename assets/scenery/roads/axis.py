"""The line that a road follows, and places beside it."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

STEP_M = 1.0
"""Between the points by which a bend is computed."""

CHORD_M = 2.0
"""Between the points by which it is drawn: 5 mm beside the true circle at a radius of 100 m."""


@dataclass(frozen=True)
class Axis:
    """A road's middle line: straight, with one circular bend of ``turn_deg`` in its middle. Its frame's origin is its middle.

    Places are given as ``s``, metres along the line, from the middle, and ``t``, metres to its left.

    Attributes:
        reach_m: length of each half.
        turn_deg: by how much it turns to the left, in all; 0 is straight.
        radius_m: of the bend.
        heading_deg: of the middle, counter-clockwise from +x.
    """

    reach_m: float
    turn_deg: float = 0.0
    radius_m: float = 100.0
    heading_deg: float = 0.0

    @cached_property
    def _line(self) -> tuple[Float64, Float64, Float64]:
        """``s``, (N, 2) points and headings in radians, dense enough for the bend."""
        s = np.arange(-self.reach_m, self.reach_m + 0.5 * STEP_M, STEP_M)
        arc_m = abs(math.radians(self.turn_deg)) * self.radius_m
        curvature = math.copysign(1.0 / self.radius_m, self.turn_deg) if self.turn_deg else 0.0
        headings = math.radians(self.heading_deg) + curvature * np.clip(s, -0.5 * arc_m, 0.5 * arc_m)
        middles = 0.5 * (headings[1:] + headings[:-1])
        steps = STEP_M * np.column_stack([np.cos(middles), np.sin(middles)])
        points = np.concatenate([np.zeros((1, 2)), np.cumsum(steps, axis=0)])
        return s, points - points[len(points) // 2], headings

    def at(self, s: Float64 | float, t: Float64 | float) -> Float64:
        """(..., 2) points at ``s`` along and ``t`` to the left; straight on beyond the ends."""
        s, t = np.broadcast_arrays(np.asarray(s, dtype=np.float64), np.asarray(t, dtype=np.float64))
        line, points, _ = self._line
        heading = self.heading(s)
        inside = np.clip(s, line[0], line[-1])
        middle = np.stack([np.interp(inside, line, points[:, axis]) for axis in (0, 1)], axis=-1)
        forward = np.stack([np.cos(heading), np.sin(heading)], axis=-1)
        left = np.stack([-np.sin(heading), np.cos(heading)], axis=-1)
        place: Float64 = middle + (s - inside)[..., None] * forward + t[..., None] * left
        return place

    def heading(self, s: Float64 | float) -> Float64:
        """Direction of the line at ``s``, radians counter-clockwise from +x."""
        line, _, headings = self._line
        return np.asarray(np.interp(np.asarray(s, dtype=np.float64), line, headings))

    def strip(self, s0: float, s1: float, t0: float, t1: float) -> Float64:
        """(N, 2) counter-clockwise outline of what lies between two places along, and two distances to the left."""
        half_m = 0.5 * abs(math.radians(self.turn_deg)) * self.radius_m
        last = math.ceil((half_m + STEP_M) / CHORD_M)
        bend = CHORD_M * np.arange(-last, last + 1)
        along = np.unique(np.concatenate([[s0, s1], bend[(bend > s0) & (bend < s1)]]))
        return np.concatenate([self.at(along, t0), self.at(along[::-1], t1)])

    def beside(self, points: Float64) -> Float64:
        """(N,) distance of (N, 2) points from the line."""
        if self.turn_deg == 0.0:
            heading = math.radians(self.heading_deg)
            across: Float64 = np.abs(points @ np.array([-math.sin(heading), math.cos(heading)]))
            return across
        away: Float64 = np.linalg.norm(points[:, None] - self._line[1][None], axis=2).min(axis=1)
        return away
