"""Fisheye distortion of Kannala and Brandt 2006, as in OpenCV's cv2.fisheye."""

from typing import Literal

import numpy as np

from setpiece.assets.spec import Spec
from setpiece.scenes.lens.radial import Float64, first_root, inverse_radius

_NEWTON_STEPS = 8


class Fisheye(Spec):
    """A lens whose picture grows with the angle off axis: at angle t it is ``t (1 + k1 t^2 + k2 t^4 + k3 t^6 + k4 t^8)``.

    All k zero is the equidistant fisheye. Only what is in front of the camera (t < 90 degrees) is drawn.
    """

    kind: Literal["fisheye"] = "fisheye"
    k1: float = 0.0
    k2: float = 0.0
    k3: float = 0.0
    k4: float = 0.0

    @property
    def coefficients(self) -> tuple[float, ...]:
        """In OpenCV's order."""
        return self.k1, self.k2, self.k3, self.k4


def reach(lens: Fisheye) -> float:
    """Greatest tangent of the angle off axis up to which the picture grows; that of 89 degrees at most."""
    square = first_root((1.0, 3 * lens.k1, 5 * lens.k2, 7 * lens.k3, 9 * lens.k4))
    return float(np.tan(min(np.sqrt(square), np.radians(89.0))))


def distort(lens: Fisheye, x: Float64, y: Float64) -> tuple[Float64, Float64]:
    """Where rays (x, y, 1) are in the picture, in units of the focal length."""
    radius = np.hypot(x, y)
    angle = np.arctan(radius)
    scale = np.divide(_grown(lens, angle), radius, out=np.ones_like(radius), where=radius > 0)
    return x * scale, y * scale


def undistort(lens: Fisheye, x: Float64, y: Float64, reach_r: float) -> tuple[Float64, Float64]:
    """The rays at places (x, y) of the picture: the inverse of ``distort`` by Newton's method, not further out than ``reach_r``."""
    radius = np.hypot(x, y)
    limit = np.arctan(reach_r)
    angle = inverse_radius(lambda t: _grown(lens, t), limit, radius)
    for _ in range(_NEWTON_STEPS):
        square = angle * angle
        slope = 1 + square * (3 * lens.k1 + square * (5 * lens.k2 + square * (7 * lens.k3 + square * 9 * lens.k4)))
        step = (_grown(lens, angle) - radius) / slope
        angle = np.clip(angle - step, 0.0, limit)
        if np.abs(step).max(initial=0.0) < 1e-13:
            break
    scale = np.divide(np.tan(angle), radius, out=np.ones_like(radius), where=radius > 0)
    return x * scale, y * scale


def _grown(lens: Fisheye, angle: Float64) -> Float64:
    square = angle * angle
    grown: Float64 = angle * (1 + square * (lens.k1 + square * (lens.k2 + square * (lens.k3 + square * lens.k4))))
    return grown
