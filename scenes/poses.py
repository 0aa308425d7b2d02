"""On which faces a body comes to rest, and how often.

Quasi-static estimate of K. Goldberg, B. Mirtich, Y. Zhuang, J. Craig, B. Carlisle, J. Canny, "Part pose statistics: estimators
and experiments", IEEE Trans. Robotics and Automation 15(5), 1999: a body dropped with random orientation first touches with
a face of its convex hull in proportion to the solid angle of that face seen from the centre of mass, then rolls over the
edges beyond which the centre of mass lies, until it lies above the face. ``trimesh.poses`` computes the same one triangle at a
time in Python (4.1 s for a sphere of 5,120 triangles; this: 10 ms), too slow to do for every asset in every worker.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

EDGE_TOLERANCE = 1e-9
"""Relative to the body's size: a centre of mass on an edge counts as above both faces."""

FALL = 5.0
"""How strongly a drop favours poses with a low centre of mass."""


@dataclass(frozen=True, eq=False)
class Poses:
    """Where a body rests.

    Attributes:
        down: (N, 3) unit vectors in the body's frame that point down in each stable pose.
        height_m: (N,) of the centre of mass in each pose.
        probability: (N,), sums to 1.
    """

    down: Float64
    height_m: Float64
    probability: Float64

    def draw(self, rng: np.random.Generator) -> Float64:
        """The (3,) down vector of one pose."""
        index = int(np.searchsorted(np.cumsum(self.probability), rng.random(), side="right"))
        chosen: Float64 = self.down[min(index, len(self.down) - 1)]
        return chosen


def stable_poses(hull: ConvexHull, centre_of_mass: Float64) -> Poses:
    """The stable poses of a body, given the hull of its points (with merged or triangulated faces) and its centre of mass."""
    normals = hull.equations[:, :3]
    resting = _rest(_next_face(hull, centre_of_mass))
    weight = np.bincount(resting, weights=_solid_angles(hull, centre_of_mass), minlength=len(normals))
    # Triangles of one flat face have one normal: together they are one pose.
    keys = np.round(normals, 5)
    stable = weight > 1e-9
    _, first, group = np.unique(keys[stable], axis=0, return_index=True, return_inverse=True)
    probability = np.bincount(group.ravel(), weights=weight[stable])
    height_m = -(normals @ centre_of_mass + hull.equations[:, 3])
    return Poses(normals[stable][first], height_m[stable][first], probability / probability.sum())


def settled(poses: Poses, radius_m: float) -> Poses:
    """The same poses after a real drop, which is not quasi-static: what is left of the fall knocks most things out of high poses.

    The paper's experiments show that excess for low poses; here each pose is weighted by exp(-FALL * height / radius), which leaves
    equal heights (a die's faces) alone and makes a ring on its rim or a box on its smallest face rare. The constant is a choice
    by eye, not a measurement.

    Args:
        poses: from ``stable_poses``.
        radius_m: greatest distance of a point of the body from its centre of mass.
    """
    weight = poses.probability * np.exp(-FALL * (poses.height_m - poses.height_m.min()) / radius_m)
    return Poses(poses.down, poses.height_m, weight / weight.sum())


def _solid_angles(hull: ConvexHull, apex: Float64) -> Float64:
    # A. van Oosterom, J. Strackee, "The solid angle of a plane triangle", IEEE Trans. Biomedical Engineering 30(2), 1983.
    a, b, c = np.moveaxis(hull.points[hull.simplices] - apex, 1, 0)
    la, lb, lc = (np.linalg.norm(v, axis=1) for v in (a, b, c))
    volume = np.abs(np.einsum("ij,ij->i", a, np.cross(b, c)))
    dot_ab, dot_ac, dot_bc = (np.einsum("ij,ij->i", p, q) for p, q in ((a, b), (a, c), (b, c)))
    angles: Float64 = 2.0 * np.arctan2(volume, la * lb * lc + dot_ab * lc + dot_ac * lb + dot_bc * la)
    return angles


def _next_face(hull: ConvexHull, centre_of_mass: Float64) -> Int64:
    """For each hull triangle the one it rolls to: itself if the centre of mass is above it, else the neighbour over the worst edge."""
    normals = hull.equations[:, :3]
    corners = hull.points[hull.simplices]
    # hull.neighbors[:, k] is across the edge opposite corner k.
    starts, ends = corners[:, [1, 2, 0]], corners[:, [2, 0, 1]]
    outward = np.cross(ends - starts, normals[:, None])
    outward /= np.maximum(np.linalg.norm(outward, axis=2, keepdims=True), 1e-30)
    away = np.einsum("ijk,ijk->ij", outward, corners - starts) > 0.0
    outward[away] *= -1.0
    beyond = np.einsum("ijk,ijk->ij", outward, centre_of_mass - starts)
    worst = beyond.argmax(axis=1)
    faces = np.arange(len(normals))
    size = float(np.ptp(hull.points, axis=0).max())
    rolls: Int64 = np.where(beyond[faces, worst] > EDGE_TOLERANCE * size, hull.neighbors[faces, worst], faces)
    return rolls


def _rest(following: Int64) -> Int64:
    """Follow the rolling to its end; each pass doubles the number of rolls."""
    for _ in range(int(np.ceil(np.log2(len(following)))) + 1):
        following = following[following]
    return following
