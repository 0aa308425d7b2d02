"""Exact contact along the vertical: how far a body can come down before it touches something, and where it then touches."""

from collections.abc import Sequence

import fcl
import numpy as np
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene
from numpy.typing import NDArray

from setpiece.scenes.body import Body, collider
from setpiece.scenes.lru import SizedCache
from setpiece.scenes.rays import above

Float64 = NDArray[np.float64]

STEP_M = 4e-4
"""Of the search for the first contact; no wall of a thing is thinner."""

GAP_M = 1e-5
"""What is left between a seated body and what it stands on."""

FEEL_M = 8e-4
"""Where the gap below a seated body is smaller than this, it stands on what is there: real faces are never quite flat."""

GRID = 40
"""Contact is looked for at GRID x GRID places of what two bodies have in common, seen from above."""

SIGHT_M = 0.01
"""Rays start this far from what they look for."""


def raised(body: Body, height_m: float) -> Body:
    """The body, moved up."""
    pose = body.world_from_object.copy()
    pose[2, 3] += height_m
    return Body(body.ref, body.solid, pose, body.known_footprint, body.annotated)


def touches(body: Body, others: Sequence[Body], height_m: float = 0.0) -> bool:
    """True if the surface of the body, raised by a height, cuts the surface of any other."""
    if not others:
        return False
    pose = body.world_from_object.copy()
    pose[2, 3] += height_m
    here = collider(body.bvh, pose)
    return any(_near(body, other, height_m) and fcl.collide(here, other.collider) > 0 for other in others)


def swallowed(body: Body, others: Sequence[Body]) -> bool:
    """True if one body that touches no other is within another's closed surface."""
    return any(
        _near(body, other, 0.0) and (above(other, body.hull_points[0]) % 2 == 1 or above(body, other.hull_points[0]) % 2 == 1)
        for other in others
    )


def seat(body: Body, others: Sequence[Body], floor_m: float, reach_m: float) -> Body | None:
    """The body brought down until it stands on something, or None if there is nothing within reach.

    Args:
        body: must be free where it is.
        others: bodies that may be in the way.
        floor_m: height of the level surface below everything.
        reach_m: how far down to look.
    """
    lowest = float(body.bounds_m[0, 2]) - floor_m
    below = [other for other in others if _over(body, other)]
    free = 0.0
    while free < reach_m:
        step = min(free + STEP_M, reach_m, max(lowest, free))
        if touches(body, below, -step):
            return raised(body, -_first_contact(body, below, free, step))
        if step >= lowest:
            return raised(body, -lowest)
        free = step
    return None


def lifted_free(body: Body, others: Sequence[Body], floor_m: float, limit_m: float) -> Body | None:
    """The body raised by as little as frees it from the others and the floor, or None if that is more than the limit."""
    start = max(0.0, floor_m - float(body.bounds_m[0, 2]))
    height = start
    while height <= limit_m:
        if not touches(body, others, height):
            return raised(body, height)
        height += 0.25 * STEP_M
    return None


def contact_points(body: Body, others: Sequence[Body], floor_m: float) -> Float64:
    """(N, 2) points, seen from above, at which a seated body stands on others or on the floor: where the gap is below ``FEEL_M``."""
    points = [body.hull_points[body.hull_points[:, 2] < floor_m + FEEL_M][:, :2]]
    points += [_common(body, other) for other in others if _near(body, other, -FEEL_M)]
    return np.concatenate(points)


def _common(body: Body, other: Body) -> Float64:
    """The (N, 2) points of a grid over both at which the underside of the body is just above a surface of the other."""
    low = np.maximum(body.bounds_m[0, :2], other.bounds_m[0, :2])
    high = np.minimum(body.bounds_m[1, :2], other.bounds_m[1, :2])
    x, y = (np.linspace(low[axis], high[axis], 2 * GRID + 1)[1::2] for axis in range(2))
    grid = np.column_stack([part.ravel() for part in np.meshgrid(x, y)])
    below_m = float(body.bounds_m[0, 2]) - SIGHT_M
    underside_m = below_m + _sight(body, np.column_stack([grid, np.full(len(grid), below_m)]), 1.0)
    met = underside_m < float(body.bounds_m[1, 2]) + SIGHT_M
    grid, start_m = grid[met], underside_m[met] + FEEL_M
    near = _sight(other, np.column_stack([grid, start_m]), -1.0) < 2.0 * FEEL_M
    return grid[near]


def _sight(body: Body, origins: Float64, up: float) -> Float64:
    """(N,) distances from world points straight up (1) or down (-1) to the body's surface; huge where there is none."""
    return traced(body, origins, np.broadcast_to([0.0, 0.0, up], origins.shape))


def traced(body: Body, origins: Float64, directions: Float64) -> Float64:
    """(N,) distances from world points along unit vectors to the body's surface; huge where there is none."""
    rotation, translation = body.world_from_object[:3, :3], body.world_from_object[:3, 3]
    starts = np.ascontiguousarray((origins - translation) @ rotation, dtype=np.float32)
    along = np.ascontiguousarray(directions @ rotation, dtype=np.float32)
    distances: Float64 = SCENES.get(body.ref.sha256, lambda: _Traced(body.solid.corners)).scene.run(starts, along, query="DISTANCE")
    return distances.astype(np.float64)


class _Traced:
    """A mesh for Embree, in its own frame."""

    def __init__(self, corners: Float64) -> None:
        self.scene = EmbreeScene()
        self.nbytes = 250 * len(corners)
        TriangleMesh(self.scene, corners.astype(np.float32))


SCENES: SizedCache[_Traced] = SizedCache(128 << 20, lambda traced: traced.nbytes)
"""By the model's hash."""


def _first_contact(body: Body, below: Sequence[Body], free: float, hit: float) -> float:
    while hit - free > GAP_M:
        middle = 0.5 * (free + hit)
        if touches(body, below, -middle):
            hit = middle
        else:
            free = middle
    return free


def _near(body: Body, other: Body, height_m: float) -> bool:
    lift = np.array([0.0, 0.0, height_m])
    low, high = body.bounds_m + lift
    return not (np.any(low > other.bounds_m[1] + GAP_M) or np.any(high < other.bounds_m[0] - GAP_M))


def _over(body: Body, other: Body) -> bool:
    """True if the other could be met on the way down."""
    low, high = body.bounds_m
    apart = np.any(low[:2] > other.bounds_m[1, :2]) or np.any(high[:2] < other.bounds_m[0, :2])
    return not apart and float(other.bounds_m[0, 2]) < float(high[2])
