"""Plates: an outline pushed up, with bevelled rims."""

import manifold3d
import numpy as np
from numpy.typing import ArrayLike, NDArray

from setpiece.assets.kit.part import Part

Float64 = NDArray[np.float64]


def extrude(outline: ArrayLike, height: float, bevel: float = 0.0, *, steps: int = 3) -> Part:
    """A plate between z = 0 and ``height``; u, v are x, y scaled to the outline's bounding box.

    Args:
        outline: (N, 2) simple counter-clockwise polygon.
        height: metres.
        bevel: radius of the rounded rims; smaller than half the outline's narrowest place.
        steps: segments of the rounded rim.
    """
    points = np.asarray(outline, dtype=np.float64)
    bevel = min(bevel, height / 2 * 0.98)
    angles = np.linspace(0.0, np.pi / 2, steps + 1) if bevel > 0 else np.array([np.pi / 2])
    insets, rises = bevel * (1 - np.sin(angles)), bevel * (1 - np.cos(angles))
    lower = [(inset, rise) for inset, rise in zip(insets, rises, strict=True)]
    rows = lower + [(inset, height - rise) for inset, rise in reversed(lower)]
    mitres = _mitres(points)
    layers = np.stack([np.column_stack([points - inset * mitres, np.full(len(points), z)]) for inset, z in rows])
    sides = _sides(len(rows), len(points))
    cap = np.asarray(manifold3d.triangulate([layers[0, :, :2]]), dtype=np.int64)
    triangles = np.concatenate([sides, cap[:, ::-1], cap + (len(rows) - 1) * len(points)])
    vertices = layers.reshape(-1, 3)
    low, high = points.min(axis=0), points.max(axis=0)
    uvs = ((vertices[:, :2] - low) / (high - low))[triangles]
    return Part(vertices, triangles, uvs, np.zeros(len(triangles), dtype=np.int64))


def _mitres(points: Float64) -> Float64:
    """(N, 2) outward vectors along which a corner moves when both its edges move out by one."""
    edges = np.roll(points, -1, axis=0) - points
    normals = np.stack([edges[:, 1], -edges[:, 0]], axis=1) / np.linalg.norm(edges, axis=1, keepdims=True)
    total = normals + np.roll(normals, 1, axis=0)
    mitres: Float64 = 2 * total / np.maximum((total**2).sum(axis=1, keepdims=True), 0.5)
    return mitres


def _sides(rows: int, count: int) -> NDArray[np.int64]:
    i, j = (grid.ravel() for grid in np.meshgrid(np.arange(rows - 1), np.arange(count), indexing="ij"))
    j1 = (j + 1) % count
    a, b, c, d = i * count + j, i * count + j1, (i + 1) * count + j1, (i + 1) * count + j
    result: NDArray[np.int64] = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)]).astype(np.int64)
    return result
