"""One ray against one body: for lines of sight and for what lies above a point."""

import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.body import Body

Float64 = NDArray[np.float64]

NEARLY_UP = np.array([1.3e-5, 2.7e-5, 1.0])
"""A ray straight up from the middle of a box runs into the edge between two triangles and counts both."""


def hits(body: Body, origin: Float64, direction: Float64) -> Float64:
    """Distances at which the ray meets the body's surface, in multiples of ``direction``, unordered.

    T. Möller, B. Trumbore, "Fast, minimum storage ray/triangle intersection", J. Graphics Tools 2(1), 1997, over all triangles.

    Args:
        body: what may be hit.
        origin: (3,) world, metres.
        direction: (3,) world, any length.
    """
    rotation, translation = body.world_from_object[:3, :3], body.world_from_object[:3, 3]
    start, along = (origin - translation) @ rotation, direction @ rotation
    a, b, c = np.moveaxis(body.solid.corners, 1, 0)
    edge_ab, edge_ac = b - a, c - a
    p = np.cross(along, edge_ac)
    determinant = np.einsum("ij,ij->i", edge_ab, p)
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse = 1.0 / determinant
        offset = start - a
        u = np.einsum("ij,ij->i", offset, p) * inverse
        q = np.cross(offset, edge_ab)
        v = (q @ along) * inverse
        distance = np.einsum("ij,ij->i", edge_ac, q) * inverse
        hit = (u >= 0.0) & (v >= 0.0) & (u + v <= 1.0) & (distance > 0.0)
    reached: Float64 = distance[hit]
    return reached


def blocks(body: Body, start: Float64, end: Float64) -> bool:
    """True if the body stands between two (3,) points."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    if np.any(body.bounds_m[0] > high) or np.any(body.bounds_m[1] < low):
        return False
    return bool(np.any(hits(body, start, end - start) < 1.0))


def above(body: Body, point: Float64) -> int:
    """How often a ray upward from a (3,) point meets the body; odd inside a closed solid."""
    low, high = body.bounds_m
    if np.any(point[:2] < low[:2]) or np.any(point[:2] > high[:2]) or point[2] > high[2]:
        return 0
    return len(hits(body, point, NEARLY_UP))
