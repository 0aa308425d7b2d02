"""Steps that placements in the open share: a thing on level ground at a place, turned as it should be, clear of everything."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import fcl
import numpy as np
from numpy.typing import NDArray

from setpiece.assets.ref import AssetRef
from setpiece.scenes.body import Body, collider, solid_of
from setpiece.scenes.placement.contact import LIFT_M, conflict, footprints_apart
from setpiece.scenes.placement.resting import Resting
from setpiece.scenes.stage import Stage, Surface
from setpiece.scenes.transforms import apply, rotation_z

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Float64 = NDArray[np.float64]


def turned(ref: AssetRef, annotated: bool, library: "Library", heading_deg: float) -> Resting:
    """A thing standing as it was built, its +x in a direction counter-clockwise from the world's +x."""
    return Resting(ref, solid_of(ref, library.load), rotation_z(math.radians(heading_deg)), annotated)


def fits(body: Body, placed: list[Body], stage: Stage, height_m: float) -> bool:
    """True if a body that stands on level ground at a height runs into nothing."""
    low, high = body.bounds_m[0, :2] - 1.0, body.bounds_m[1, :2] + 1.0
    around = np.array([[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]])
    if conflict(body, placed, replace(stage, surface=Surface(around, height_m), scenery=())) is not None:
        return False
    lifted = body.world_from_object.copy()
    lifted[2, 3] += LIFT_M
    return not any(_meets(body, lifted, piece) for piece in stage.scenery)


def spaced(body: Body, others: Sequence[Body], gap_m: float) -> bool:
    """True if no other footprint is nearer than a gap."""
    if gap_m <= 0.0:
        return True
    centre = body.footprint.mean(axis=0)
    away = body.footprint - centre
    grown = centre + away * (1.0 + gap_m / np.linalg.norm(away, axis=1, keepdims=True))
    return all(footprints_apart(grown, other.footprint) for other in others)


def _meets(body: Body, world_from_body: Float64, piece: Body) -> bool:
    """True if a body at a place runs into scenery. Only the triangles beside it are looked at: those of a street are many."""
    if np.any(body.bounds_m[0] > piece.bounds_m[1]) or np.any(body.bounds_m[1] < piece.bounds_m[0]):
        return False
    points = apply(np.linalg.inv(piece.world_from_object) @ world_from_body, body.solid.hull_points)
    low, high = points.min(axis=0), points.max(axis=0)
    vertices, triangles = piece.solid.vertices, piece.solid.triangles
    apart = np.stack([vertices < low, vertices > high], axis=1).reshape(-1, 6)
    near = triangles[~(apart[triangles[:, 0]] & apart[triangles[:, 1]] & apart[triangles[:, 2]]).any(axis=1)]
    if len(near) == 0:
        return False
    used, packed = np.unique(near, return_inverse=True)
    shape = fcl.BVHModel()
    shape.beginModel(len(near), len(used))
    shape.addSubModel(vertices[used], packed.reshape(-1, 3))
    shape.endModel()
    return bool(fcl.collide(collider(body.bvh, world_from_body), collider(shape, piece.world_from_object)))
