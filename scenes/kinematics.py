"""Rigid motion at constant velocity: where a body that is here now will be, and how fast a body on a path moves."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.spec import Vec3

Float64 = NDArray[np.float64]
Trajectory = Callable[[float], Float64]
"""Seconds -> (4, 4) rigid pose in the world."""

STILL: Vec3 = (0.0, 0.0, 0.0)
_STEP_S = 1e-4
"""For velocities as central differences: errors below 1e-7 for anything that a hand or a car does."""


def turned(rotation_vector: Float64) -> Float64:
    """(..., 3, 3) rotations about (..., 3) axes by their lengths, radians (Rodrigues' formula)."""
    angle = np.linalg.norm(rotation_vector, axis=-1)[..., None, None]
    x, y, z = np.moveaxis(rotation_vector, -1, 0)
    zero = np.zeros_like(x)
    cross = np.stack([np.stack([zero, -z, y], -1), np.stack([z, zero, -x], -1), np.stack([-y, x, zero], -1)], -2)
    # sin(a) / a and (1 - cos(a)) / a^2, which stay exact for small angles.
    first, second = np.sinc(angle / math.pi), 0.5 * np.sinc(angle / (2.0 * math.pi)) ** 2
    rotation: Float64 = np.eye(3) + first * cross + second * (cross @ cross)
    return rotation


def advanced(world_from_body: Float64, linear_m_s: Vec3, angular_rad_s: Vec3, time_s: Float64 | float) -> Float64:
    """Where a body is some time later, or earlier.

    Args:
        world_from_body: (4, 4) now.
        linear_m_s: of its origin, world frame.
        angular_rad_s: about its origin, world frame: axis times rate.
        time_s: (...) times.

    Returns:
        (..., 4, 4) poses.
    """
    time = np.asarray(time_s, dtype=np.float64)[..., None]
    poses = np.empty((*time.shape[:-1], 4, 4))
    poses[...] = world_from_body
    poses[..., :3, :3] = turned(time * np.array(angular_rad_s)) @ world_from_body[:3, :3]
    poses[..., :3, 3] += time * np.array(linear_m_s)
    return poses


def rotated(vectors: Float64, angular_rad_s: Vec3, time_s: Float64) -> Float64:
    """(..., 3) vectors turned with a body for times (...): Rodrigues' formula on the vectors, which is fast for millions."""
    rate = float(np.linalg.norm(angular_rad_s))
    if rate == 0.0:
        return vectors
    axis = np.array(angular_rad_s) / rate
    angle = (rate * time_s)[..., None]
    along = np.einsum("...i,i->...", vectors, axis)[..., None]
    turned_by: Float64 = vectors * np.cos(angle) + np.cross(axis, vectors) * np.sin(angle) + axis * along * (1.0 - np.cos(angle))
    return turned_by


def carried(points: Float64, origin: Float64, linear_m_s: Vec3, angular_rad_s: Vec3, time_s: Float64) -> Float64:
    """(..., 3) where points of a body are after times (...); ``origin`` is the (3,) that it turns about and that its velocity is of."""
    moved: Float64 = origin + time_s[..., None] * np.array(linear_m_s) + rotated(points - origin, angular_rad_s, time_s)
    return moved


def carried_back(points: Float64, origin: Float64, linear_m_s: Vec3, angular_rad_s: Vec3, time_s: Float64) -> Float64:
    """(..., 3) where points of a body that were seen at times (...) were at time 0."""
    back: Float64 = origin + rotated(points - origin - time_s[..., None] * np.array(linear_m_s), angular_rad_s, -time_s)
    return back


def velocities(trajectory: Trajectory, time_s: float) -> tuple[Vec3, Vec3]:
    """Linear (m/s, of the origin) and angular velocity (rad/s, axis times rate) of a body on a path, both in the world frame."""
    before, after = trajectory(time_s - _STEP_S), trajectory(time_s + _STEP_S)
    linear = (after[:3, 3] - before[:3, 3]) / (2.0 * _STEP_S)
    turn = after[:3, :3] @ before[:3, :3].T
    # Of a turn by a small angle a, the antisymmetric part holds the axis times sin(a).
    axis = 0.5 * np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])
    return _vector(linear), _vector(axis / (2.0 * _STEP_S))


def _vector(values: Float64) -> Vec3:
    # Differences of equal poses leave rounding behind, which is not motion.
    x, y, z = (0.0 if abs(value) < 1e-9 else float(value) for value in values)
    return x, y, z
