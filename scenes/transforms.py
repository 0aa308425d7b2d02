"""Rigid transforms as (4, 4) float64 arrays, named ``a_from_b``; angles in radians."""

import math

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.spec import Matrix4

Float64 = NDArray[np.float64]


def rigid(rotation: Float64, translation: Float64) -> Float64:
    """(4, 4) from a (3, 3) rotation and a (3,) translation."""
    matrix = np.eye(4)
    matrix[:3, :3] = rotation
    matrix[:3, 3] = translation
    return matrix


def rotation_z(angle: float) -> Float64:
    """(3, 3) rotation about z, counter-clockwise seen from above."""
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def rotation_between(start: Float64, end: Float64) -> Float64:
    """(3, 3) rotation by the smallest angle that takes unit vector ``start`` to unit vector ``end``."""
    cosine = float(start @ end)
    if cosine < -1.0 + 1e-12:
        axis = np.cross(start, np.eye(3)[np.argmin(np.abs(start))])
        axis /= np.linalg.norm(axis)
        half_turn: Float64 = 2.0 * np.outer(axis, axis) - np.eye(3)
        return half_turn
    v = np.cross(start, end)
    cross = np.array([[0.0, -v[2], v[1]], [v[2], 0.0, -v[0]], [-v[1], v[0], 0.0]])
    rotation: Float64 = np.eye(3) + cross + cross @ cross / (1.0 + cosine)
    return rotation


def apply(a_from_b: Float64, points: Float64) -> Float64:
    """(N, 3) points in b, as (N, 3) points in a."""
    moved: Float64 = points @ a_from_b[:3, :3].T + a_from_b[:3, 3]
    return moved


def look_at(eye: Float64, target: Float64, roll: float) -> Float64:
    """World-from-camera pose (OpenCV axes) at ``eye``, looking at ``target``; ``roll`` turns the camera clockwise seen from behind.

    A view straight up or down has no horizon to level; the image's top is then the world's +y.
    """
    forward = (target - eye) / np.linalg.norm(target - eye)
    up = np.array([0.0, 0.0, 1.0]) if abs(forward[2]) < 1.0 - 1e-9 else np.array([0.0, 1.0, 0.0])
    right = np.cross(forward, up)
    right /= np.linalg.norm(right)
    level = np.column_stack([right, np.cross(forward, right), forward])
    return rigid(level @ rotation_z(roll), eye)


def rows(matrix: Float64) -> Matrix4:
    """A (4, 4) array as the tuples that a spec holds."""
    a, b, c, d = (tuple(float(value) for value in row) for row in matrix)
    return a, b, c, d  # type: ignore[return-value]  # four rows of four
