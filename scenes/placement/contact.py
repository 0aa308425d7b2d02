"""Exact tests of whether a body may be where it is."""

import fcl
import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.body import Body, collider
from setpiece.scenes.rays import above
from setpiece.scenes.stage import Stage

Float64 = NDArray[np.float64]

LIFT_M = 2e-4
"""A body that rests on scenery touches it. It is lifted by this much to test whether it also runs into something."""


def conflict(body: Body, others: list[Body], stage: Stage, *, apart: bool = False) -> str | None:
    """Why a body cannot be where it is, or None if it can.

    Args:
        body: resting on the stage's surface.
        others: things that are there already.
        stage: the scenery.
        apart: nothing may reach over anything; without, the meshes decide, which is a hundred times slower.
    """
    if stage.surface.inset(body.footprint).min() < 0.0:
        return "beyond the edge of the surface"
    if any(_hits_scenery(body, scenery, stage.surface.height_m) for scenery in stage.scenery):
        return "runs into the scenery"
    for other in others:
        if _boxes_apart(body, other) or footprints_apart(body.footprint, other.footprint):
            continue
        if apart or fcl.collide(body.collider, other.collider):
            return "runs into another thing"
        if _covers(body, other) or _covers(other, body):
            return "inside or under another thing"
    return None


def _hits_scenery(body: Body, scenery: Body, height_m: float) -> bool:
    if scenery.bounds_m[1, 2] <= height_m + LIFT_M or _boxes_apart(body, scenery):
        return False
    lifted = body.world_from_object.copy()
    lifted[2, 3] += LIFT_M
    return bool(fcl.collide(collider(body.bvh, lifted), scenery.collider))


def _boxes_apart(a: Body, b: Body) -> bool:
    return bool(np.any(a.bounds_m[0] > b.bounds_m[1]) or np.any(b.bounds_m[0] > a.bounds_m[1]))


def footprints_apart(a: Float64, b: Float64) -> bool:
    """True if a vertical plane parallel to an edge separates two (N, 2) counter-clockwise convex outlines (separating axis theorem)."""
    return _beyond_an_edge(a, b) or _beyond_an_edge(b, a)


def _beyond_an_edge(outline: Float64, points: Float64) -> bool:
    edges = np.roll(outline, -1, axis=0) - outline
    outward = np.column_stack([edges[:, 1], -edges[:, 0]])
    reach = (points @ outward.T).min(axis=0)
    return bool(np.any(reach > np.einsum("ij,ij->i", outline, outward)))


def _covers(outer: Body, inner: Body) -> bool:
    """True if the inner body, which touches nothing, is within the outer one's closed surface or below it, out of sight."""
    top: Float64 = inner.hull_points[inner.hull_points[:, 2].argmax()]
    return above(outer, top) > 0
