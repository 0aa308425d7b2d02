"""What a camera makes of a point in its frame: where it is in the picture, how large, how far out of focus, for how long."""

import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.lens import Fisheye
from setpiece.scenes.lens.mapping import distort, reach, undistort
from setpiece.scenes.spec import CameraSpec

Float64 = NDArray[np.float64]

_WIDEST_DEG = 89.0
USUAL_SHUTTER_S = 1 / 125
"""Of a camera in the grey light of bad weather."""


def shutter_s(camera: CameraSpec) -> float:
    """How long what falls is exposed. A camera whose shutter is not modelled (0) has the usual one: nobody's stops rain as beads."""
    return camera.shutter_s or USUAL_SHUTTER_S


def project(camera: CameraSpec, points_m: Float64) -> tuple[Float64, Float64]:
    """Columns and rows of (N, 3) points of the camera's frame, pixels; nan for what is behind it or beyond its lens."""
    z = np.where(points_m[:, 2] > camera.near_m, points_m[:, 2], np.nan)
    x, y = points_m[:, 0] / z, points_m[:, 1] / z
    if camera.lens is not None:
        inside = np.hypot(x, y) <= reach(camera.lens)
        x, y = distort(camera.lens, np.where(inside, x, np.nan), np.where(inside, y, np.nan))
    return x * camera.focal_length_px + camera.width / 2, y * camera.focal_length_px + camera.height / 2


def pixels_per_metre(camera: CameraSpec, points_m: Float64) -> Float64:
    """(N,) how large a small thing at (N, 3) points is in the picture. A fisheye keeps angles, other lenses planes."""
    distance = np.linalg.norm(points_m, axis=1) if isinstance(camera.lens, Fisheye) else points_m[:, 2]
    scale: Float64 = camera.focal_length_px / np.maximum(distance, camera.near_m)
    return scale


def defocus_px(camera: CameraSpec, depth_m: Float64) -> Float64:
    """(N,) radius of the circle of confusion of points at (N,) depths, pixels: a thin lens, apertures far smaller than distances.

    ``aperture / 2 * focal length * |1 / depth - 1 / focus|``; 0 for a camera without aperture (a pinhole).
    """
    if camera.f_number is None:
        return np.zeros_like(depth_m)
    aperture_m = camera.focal_length_mm / 1000 / camera.f_number
    radius: Float64 = aperture_m / 2 * camera.focal_length_px * np.abs(1 / depth_m - 1 / camera.focus_distance_m)
    return radius


def half_angle(camera: CameraSpec) -> float:
    """Angle between the axis and the frame's farthest corner, radians; 89 degrees at most."""
    x = np.array([camera.width, camera.width]) / 2 / camera.focal_length_px
    y = np.array([camera.height, -camera.height]) / 2 / camera.focal_length_px
    if camera.lens is not None:
        x, y = undistort(camera.lens, x, y)
    widest = np.radians(_WIDEST_DEG)
    return float(np.nan_to_num(np.arctan(np.hypot(x, y)), nan=widest).max().clip(0, widest))


def relative_velocity_m_s(camera: CameraSpec, points_m: Float64, velocity_m_s: Float64) -> Float64:
    """(N, 3) velocities in the frame of a camera that may move and turn, of things at (N, 3) points of that frame.

    Args:
        camera: sees them.
        points_m: in the camera's frame.
        velocity_m_s: (N, 3) or (3,), in the world.
    """
    world_from_camera = np.array(camera.world_from_camera, dtype=np.float64)[:3, :3]
    turning = np.array(camera.angular_velocity_rad_s) @ world_from_camera
    relative: Float64 = (velocity_m_s - np.array(camera.linear_velocity_m_s)) @ world_from_camera - np.cross(turning, points_m)
    return relative


def apparent_wind_m_s(camera: CameraSpec, wind_m_s: float, fall_m_s: float) -> float:
    """The greatest speed, against the camera, of what falls."""
    return float(np.hypot(fall_m_s, wind_m_s) + np.linalg.norm(camera.linear_velocity_m_s))
