"""Surfaces swept by a ring: lathes, tubes and anything else whose cross-sections correspond point to point."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from setpiece.assets.kit.part import Part

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]


def loft(rings: Float64, *, closed: bool = False, v: Float64 | None = None, slots: ArrayLike = 0) -> Part:
    """Skin over a row of rings.

    Args:
        rings: (R, N, 3), each counter-clockwise seen from the rings that follow it.
        closed: join the last ring to the first (a torus); otherwise both ends are closed with fans.
        v: (R,) texture coordinate along the row, (R + 1,) if closed; default: share of the mean length. u goes once round each ring.
        slots: material slot, or (R - 1,) slots of the bands between rings, (R,) if closed; end caps are painted as the bands beside them.
    """
    bands = len(rings) if closed else len(rings) - 1
    band_slots = np.broadcast_to(np.asarray(slots, dtype=np.int64), (bands,))
    if not closed:
        rings, v, band_slots = _capped(rings, v, band_slots)
    count, around = rings.shape[:2]
    if v is None:
        v = _length_share(rings, closed)
    index = np.arange(count * around).reshape(count, around)
    collapsed = np.ptp(rings, axis=1).max(axis=1) < 1e-9
    index[collapsed] = index[collapsed, :1]
    i, j = (grid.ravel() for grid in np.meshgrid(np.arange(count if closed else count - 1), np.arange(around), indexing="ij"))
    i1, j1 = (i + 1) % count, (j + 1) % around
    quad = np.stack([index[i, j], index[i, j1], index[i1, j1], index[i1, j]], axis=1)
    u = np.stack([j, j + 1, j + 1, j], axis=1) / around
    uv = np.stack([u, np.stack([v[i], v[i], v[i + 1], v[i + 1]], axis=1)], axis=2)
    triangles = np.concatenate([quad[:, [0, 1, 2]], quad[:, [0, 2, 3]]])
    uvs = np.concatenate([uv[:, [0, 1, 2]], uv[:, [0, 2, 3]]])
    whole = (triangles != np.roll(triangles, 1, axis=1)).all(axis=1)
    return _compact(rings.reshape(-1, 3), triangles[whole], uvs[whole], np.tile(band_slots[i], 2)[whole])


def _capped(rings: Float64, v: Float64 | None, slots: Int64) -> tuple[Float64, Float64 | None, Int64]:
    ends = [np.repeat(ring.mean(axis=0)[None], rings.shape[1], axis=0) for ring in (rings[0], rings[-1])]
    head = [] if np.ptp(rings[0], axis=0).max() < 1e-9 else [ends[0][None]]
    tail = [] if np.ptp(rings[-1], axis=0).max() < 1e-9 else [ends[1][None]]
    if v is not None:
        v = np.concatenate([v[:1] if head else v[:0], v, v[-1:] if tail else v[:0]])
    slots = np.concatenate([slots[:1] if head else slots[:0], slots, slots[-1:] if tail else slots[:0]])
    return np.concatenate([*head, rings, *tail]), v, slots


def _length_share(rings: Float64, closed: bool) -> Float64:
    row = np.concatenate([rings, rings[:1]]) if closed else rings
    lengths = np.linalg.norm(np.diff(row, axis=0), axis=2).mean(axis=1)
    total = np.concatenate([[0.0], np.cumsum(lengths)])
    share: Float64 = total / total[-1]
    return share


def _compact(vertices: Float64, triangles: Int64, uvs: Float64, slots: Int64) -> Part:
    used, packed = np.unique(triangles, return_inverse=True)
    return Part(vertices[used], packed.reshape(-1, 3).astype(np.int64), uvs, slots)


def lathe(
    profile: ArrayLike, *, segments: int = 64, closed: bool = False, z_range: tuple[float, float] | None = None, slots: ArrayLike = 0
) -> Part:
    """Body of revolution about z.

    Args:
        profile: (N, 2) radius and height, solid on the left of the way: up the outside, and, for hollow things, down the inside.
        segments: around the axis.
        closed: the profile is a loop that does not touch the axis (a ring), counter-clockwise.
        z_range: heights of v = 0 and v = 1 in the texture; default: v follows the length of the profile.
        slots: material slot, or (N - 1,) slots of the profile's segments, (N,) if closed.
    """
    points = np.asarray(profile, dtype=np.float64)
    angles = np.linspace(0.0, 2 * np.pi, segments, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    radii = np.maximum(points[:, 0], 0.0)
    rings = np.concatenate([radii[:, None, None] * circle, np.broadcast_to(points[:, 1, None, None], (len(points), segments, 1))], axis=2)
    v = None
    if z_range is not None:
        heights = np.append(points[:, 1], points[0, 1]) if closed else points[:, 1]
        v = (heights - z_range[0]) / (z_range[1] - z_range[0])
    return loft(rings, closed=closed, v=v, slots=slots)


def tube(
    path: ArrayLike,
    section: ArrayLike,
    *,
    scale: ArrayLike = 1.0,
    up: ArrayLike = (0.0, 0.0, 1.0),
    closed: bool = False,
    slots: ArrayLike = 0,
) -> Part:
    """A section swept along a path, without twist.

    Args:
        path: (N, 3) metres.
        section: (M, 2) counter-clockwise loop, or (N, M, 2) one per point of the path; its second axis leans towards ``up``.
        scale: factor on the section, or (N,) factors; end with 0 for a closed tip.
        up: must not be parallel to the start of the path.
        closed: the path is a loop.
        slots: material slot, or (N - 1,) slots of the path's segments.
    """
    points = np.asarray(path, dtype=np.float64)
    following, before = np.roll(points, -1, axis=0), np.roll(points, 1, axis=0)
    tangents = following - before
    if not closed:
        tangents[0], tangents[-1] = points[1] - points[0], points[-1] - points[-2]
    tangents /= np.linalg.norm(tangents, axis=1, keepdims=True)
    frames = np.stack(_transported(tangents, np.asarray(up, dtype=np.float64)))
    loops = np.broadcast_to(np.asarray(section, dtype=np.float64), (len(points), *np.shape(section)[-2:]))
    loops = loops * np.broadcast_to(np.asarray(scale, dtype=np.float64), (len(points),))[:, None, None]
    return loft(points[:, None] + np.einsum("nmk,nkd->nmd", loops, frames), closed=closed, slots=slots)


def _transported(tangents: Float64, up: Float64) -> list[Float64]:
    """(2, 3) side and up vectors per tangent, each the one before it made perpendicular to the new tangent."""
    frames = []
    for tangent in tangents:
        up = up - (up @ tangent) * tangent
        up = up / np.linalg.norm(up)
        frames.append(np.stack([np.cross(up, tangent), up]))
    return frames


def ball(radius: float, *, segments: int = 64) -> Part:
    """A sphere about the origin, poles on z; u is longitude, v latitude from -90 to 90 degrees."""
    latitudes = np.linspace(-np.pi / 2, np.pi / 2, segments // 2 + 1)
    profile = np.stack([radius * np.cos(latitudes), radius * np.sin(latitudes)], axis=1)
    profile[[0, -1], 0] = 0.0
    return lathe(profile, segments=segments)
