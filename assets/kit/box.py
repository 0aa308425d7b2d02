"""Boxes with rounded edges."""

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.kit.part import Part

Float64 = NDArray[np.float64]
FACES = ("+x", "-x", "+y", "-y", "+z", "-z")
"""Order of the faces in every table about boxes."""

# Right and up of each face's picture as somebody in front of that face sees it (z up; +z and -z seen with +x to the right).
_RIGHT = np.array([[0, 1, 0], [0, -1, 0], [-1, 0, 0], [1, 0, 0], [1, 0, 0], [1, 0, 0]], dtype=np.float64)
_UP = np.array([[0, 0, 1], [0, 0, 1], [0, 0, 1], [0, 0, 1], [0, 1, 0], [0, -1, 0]], dtype=np.float64)


def rounded_box(x: float, y: float, z: float, radius: float, *, steps: int = 4, flat_steps: int = 1) -> Part:
    """A box about the origin with its edges rounded.

    Each face has its own cell of a 3 by 2 texture atlas, in the order of ``FACES``, left to right and bottom to top.

    Args:
        x: outer size, metres.
        y: outer size, metres.
        z: outer size, metres.
        radius: of the edges, at most half the shortest side.
        steps: segments of a quarter circle.
        flat_steps: segments of the flat part of each face, for boxes that will be warped.
    """
    half = np.array([x, y, z]) / 2
    radius = min(radius, float(half.min()) * 0.999)
    vertices, triangles, uvs = [], [], []
    start = 0
    for face in range(6):
        points, faces, uv = _face(face, half, radius, steps, flat_steps)
        vertices.append(points)
        triangles.append(faces + start)
        uvs.append(uv)
        start += len(points)
    corners = np.concatenate(vertices)
    _, first, welded = np.unique(np.round(corners, 9), axis=0, return_index=True, return_inverse=True)
    joined = welded.reshape(-1)[np.concatenate(triangles)]
    return Part(corners[first], joined, np.concatenate(uvs), np.zeros(len(joined), dtype=np.int64))


def _coordinates(half: float, radius: float, steps: int, flat_steps: int) -> Float64:
    """Places on one axis of the un-rounded box: evenly spaced in angle within the rounded ends."""
    bend = np.tan(np.linspace(0.0, np.pi / 4, steps // 2 + 1)) * radius
    flat = np.linspace(-(half - radius), half - radius, flat_steps + 1)
    return np.concatenate([-(half - radius) - bend[:0:-1], flat, half - radius + bend[1:]])


def _face(face: int, half: Float64, radius: float, steps: int, flat_steps: int) -> tuple[Float64, NDArray[np.int64], Float64]:
    right, up = _RIGHT[face], _UP[face]
    out = np.cross(right, up)
    size_right, size_up, size_out = (float(np.abs(axis) @ half) for axis in (right, up, out))
    s = _coordinates(size_right, radius, steps, flat_steps)
    t = _coordinates(size_up, radius, steps, flat_steps)
    grid_s, grid_t = np.meshgrid(s, t, indexing="ij")
    flat = grid_s[..., None] * right + grid_t[..., None] * up + size_out * out
    core = np.clip(flat, -(half - radius), half - radius)
    away = flat - core
    points = core + radius * away / np.linalg.norm(away, axis=-1, keepdims=True)
    uv = np.stack([(grid_s / size_right + 1) / 2, (grid_t / size_up + 1) / 2], axis=-1)
    uv = (uv + np.array([face % 3, face // 3])) / np.array([3, 2])
    index = np.arange(grid_s.size).reshape(grid_s.shape)
    quad = np.stack([index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]], axis=-1).reshape(-1, 4)
    triangles = np.concatenate([quad[:, [0, 1, 2]], quad[:, [0, 2, 3]]])
    return points.reshape(-1, 3), triangles, uv.reshape(-1, 2)[triangles]
