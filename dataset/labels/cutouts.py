"""Holes that an opacity image cuts: a ray that meets one goes on to the next surface."""

from collections.abc import Callable

import numpy as np

from setpiece.dataset.labels.prepared import Prepared
from setpiece.dataset.labels.types import Bool, Float32, Float64, Indices, Int32
from setpiece.render.frame import Cutout

_MAX_LAYERS = 256
_STEP = 1e-5
"""How far beyond a hole a ray starts again, as a share of its depth; a hundred times the rounding of its origin."""


def pierce(
    prepared: Prepared,
    centers: Float32,
    directions: Float32,
    nearness_of: Callable[[Int32, Indices], Float64],
    prim: Int32,
    nearness: Float64,
) -> None:
    """Move the hits that are holes on to the next surface, in place.

    Args:
        prepared: the object.
        centers: (h * w, 3) or (3,) where the rays start, in the object's frame.
        directions: (h * w, 3) where they go.
        nearness_of: 1 / depth at which rays, by flat pixel index, meet the planes of triangles.
        prim: (h, w) first triangle met, -1 for none.
        nearness: (h, w) 1 / depth of it.
    """
    prims, nears = prim.reshape(-1), nearness.reshape(-1)
    centers = np.broadcast_to(centers, directions.shape)
    pending = np.flatnonzero(prims >= 0)
    reached = np.zeros(len(prims))
    for _ in range(_MAX_LAYERS):
        reached[pending] = np.maximum(reached[pending], 1 / nears[pending])
        points = centers[pending] + reached[pending, None].astype(np.float32) * directions[pending]
        pending = pending[_in_hole(prepared, prims[pending], points)]
        if not len(pending):
            return
        reached[pending] *= 1 + _STEP
        origins = centers[pending] + reached[pending, None].astype(np.float32) * directions[pending]
        prims[pending] = prepared.scene.run(origins, directions[pending])
        nears[pending] = nearness_of(prims[pending], pending)
        pending = pending[prims[pending] >= 0]
    prims[pending] = -1
    nears[pending] = 0.0


def _in_hole(prepared: Prepared, prim: Int32, points_m: Float32) -> Bool:
    slots = prepared.geometry.material_slots[prim]
    holes = np.zeros(len(prim), dtype=np.bool_)
    for slot, cutout in prepared.geometry.cutouts.items():
        chosen = np.flatnonzero(slots == slot)
        holes[chosen] = opacity(cutout, _texture_coordinates(prepared, prim[chosen], points_m[chosen])) < cutout.cutoff
    return holes


def _texture_coordinates(prepared: Prepared, prim: Int32, points_m: Float32) -> Float32:
    if prepared.geometry.corner_uvs is None:
        return np.zeros((len(prim), 2), dtype=np.float32)
    first, second, third = np.moveaxis(prepared.geometry.corner_uvs[prim], 1, 0)
    u, v = prepared.interpolation.at(prim, points_m)
    coordinates: Float32 = first + u[:, None] * (second - first) + v[:, None] * (third - first)
    return coordinates


def opacity(cutout: Cutout, coordinates: Float32) -> Float32:
    """Opacity, 0 to 1, at texture coordinates (N, 2): bilinear and repeating, as Cycles samples it."""
    height, width = cutout.alpha.shape
    x = coordinates[:, 0] * width - 0.5
    y = (1 - coordinates[:, 1]) * height - 0.5
    left, top = np.floor(x), np.floor(y)
    columns = (left.astype(np.int64)[:, None] + (0, 1)) % width
    rows = (top.astype(np.int64)[:, None] + (0, 1)) % height
    texels = cutout.alpha[rows[:, :, None], columns[:, None, :]].astype(np.float32)
    across = np.stack([1 - (x - left), x - left], axis=1)
    down = np.stack([1 - (y - top), y - top], axis=1)
    sampled: Float32 = np.einsum("nj,ni,nji->n", down, across, texels) / np.float32(255)
    return sampled
