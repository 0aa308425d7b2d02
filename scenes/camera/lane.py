"""Lane: a path as what is driven along it sees it: a frame at every metre, without jumps."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.transforms import rigid

Float64 = NDArray[np.float64]

WHEELBASE_M = 2.7
"""A car's heading is that from its rear to its front axle."""


@dataclass(frozen=True, eq=False)
class Lane:
    """A polyline.

    Attributes:
        points_m: (N, 3) in the direction of travel.
    """

    points_m: Float64

    @cached_property
    def marks_m(self) -> Float64:
        """(N,) how far along each point is."""
        steps = np.linalg.norm(np.diff(self.points_m, axis=0), axis=1)
        return np.concatenate([[0.0], np.cumsum(steps)])

    @property
    def length_m(self) -> float:
        """From end to end."""
        return float(self.marks_m[-1])

    def point(self, along_m: float) -> Float64:
        """(3,) so far along; straight on beyond the ends."""
        inside = min(max(along_m, 0.0), self.length_m)
        found = np.array([np.interp(inside, self.marks_m, axis) for axis in self.points_m.T])
        first, last = self.points_m[1] - self.points_m[0], self.points_m[-1] - self.points_m[-2]
        end = first if along_m < 0.0 else last
        beyond: Float64 = found + (along_m - inside) * end / np.linalg.norm(end)
        return beyond

    def pose(self, along_m: float) -> Float64:
        """(4, 4) world from lane: x ahead, y to the left, z up, on the middle line."""
        chord = self.point(along_m + 0.5 * WHEELBASE_M) - self.point(along_m - 0.5 * WHEELBASE_M)
        ahead = chord / np.linalg.norm(chord)
        left = np.cross([0.0, 0.0, 1.0], ahead)
        left /= np.linalg.norm(left)
        return rigid(np.column_stack([ahead, left, np.cross(ahead, left)]), self.point(along_m))

    def nearest_m(self, place: Float64) -> float:
        """How far along the lane is nearest to (3,) a place."""
        starts, spans = self.points_m[:-1], np.diff(self.points_m, axis=0)
        share = np.clip(np.einsum("ij,ij->i", place - starts, spans) / np.einsum("ij,ij->i", spans, spans), 0.0, 1.0)
        distances = np.linalg.norm(starts + share[:, None] * spans - place, axis=1)
        best = int(distances.argmin())
        return float(self.marks_m[best] + share[best] * (self.marks_m[best + 1] - self.marks_m[best]))

    def strangeness(self, place: Float64, ahead: Float64) -> float:
        """How little something at (3,) a place that looks (3,) ahead belongs on this lane: metres, and metres per unit of heading."""
        frame = self.pose(self.nearest_m(place))
        return float(np.linalg.norm(frame[:3, 3] - place) + 10.0 * (1.0 - frame[:3, 0] @ ahead))
