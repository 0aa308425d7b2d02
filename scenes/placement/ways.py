"""Steps that placements in the open share: a thing on level ground at a place, turned as it should be, clear of everything."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.ref import AssetRef
from setpiece.scenes.body import Body, convex_outline, solid_of
from setpiece.scenes.lru import SizedCache
from setpiece.scenes.placement.contact import conflict, footprints_apart
from setpiece.scenes.placement.resting import Resting
from setpiece.scenes.stage import Stage, Surface
from setpiece.scenes.transforms import apply, rotation_z

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Float64 = NDArray[np.float64]

STEP_M = 1.0
"""Low outlines are remembered for heights in steps of this."""

LOW_OUTLINES: SizedCache[Float64] = SizedCache(1 << 20, lambda outline: outline.nbytes)
"""By the model's hash and a height: what of the model reaches below it, seen from above."""


def turned(ref: AssetRef, annotated: bool, library: "Library", heading_deg: float) -> Resting:
    """A thing standing as it was built, its +x in a direction counter-clockwise from the world's +x."""
    return Resting(ref, solid_of(ref, library.load), rotation_z(math.radians(heading_deg)), annotated)


def fits(body: Body, placed: list[Body], stage: Stage, height_m: float) -> bool:
    """True if a body that stands on level ground at a height runs into nothing."""
    low, high = body.bounds_m[0, :2] - 1.0, body.bounds_m[1, :2] + 1.0
    around = np.array([[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]])
    near = tuple(piece for piece in stage.scenery if _may_meet(body, piece))
    return conflict(body, placed, replace(stage, surface=Surface(around, height_m), scenery=near)) is None


def spaced(body: Body, others: Sequence[Body], gap_m: float) -> bool:
    """True if no other footprint is nearer than a gap."""
    if gap_m <= 0.0:
        return True
    centre = body.footprint.mean(axis=0)
    away = body.footprint - centre
    grown = centre + away * (1.0 + gap_m / np.linalg.norm(away, axis=1, keepdims=True))
    return all(footprints_apart(grown, other.footprint) for other in others)


def _may_meet(body: Body, piece: Body) -> bool:
    """False if nothing of the scenery below the body's top is over its footprint: a car under a tree has only its trunk to fear."""
    if np.any(body.bounds_m[0, :2] > piece.bounds_m[1, :2]) or np.any(body.bounds_m[1, :2] < piece.bounds_m[0, :2]):
        return False
    return not footprints_apart(body.footprint, _low_outline(piece, float(body.bounds_m[1, 2])))


def _low_outline(piece: Body, height_m: float) -> Float64:
    """(N, 2) convex outline of the triangles that reach below a height in the world; the piece stands upright."""
    level_m = math.ceil((height_m - piece.world_from_object[2, 3]) / STEP_M) * STEP_M

    def outline() -> Float64:
        vertices, triangles = piece.solid.vertices, piece.solid.triangles
        low = (vertices[:, 2] <= level_m)[triangles].any(axis=1)
        return convex_outline(vertices[np.unique(triangles[low])][:, :2])

    own = LOW_OUTLINES.get(f"{piece.ref.sha256} {level_m:g}", outline)
    return apply(piece.world_from_object, np.column_stack([own, np.zeros(len(own))]))[:, :2]
