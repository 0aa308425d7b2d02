"""Brown-Conrady distortion, coefficients named and ordered as in OpenCV's calibrateCamera (Brown 1966, Conrady 1919)."""

from typing import Literal

import numpy as np

from setpiece.assets.spec import Spec
from setpiece.scenes.lens.radial import Float64, first_root, inverse_radius

_NEWTON_STEPS = 8


class BrownConrady(Spec):
    """A lens that bends straight lines a little. Negative k1 is a barrel, positive a pincushion.

    With ``r^2 = x^2 + y^2`` of a ray (x, y, 1) the picture has it at
    ``x (1 + k1 r^2 + k2 r^4 + k3 r^6) + 2 p1 x y + p2 (r^2 + 2 x^2)``, and y alike with p1 and p2 exchanged.
    """

    kind: Literal["brown_conrady"] = "brown_conrady"
    k1: float = 0.0
    k2: float = 0.0
    p1: float = 0.0
    p2: float = 0.0
    k3: float = 0.0

    @property
    def coefficients(self) -> tuple[float, ...]:
        """In OpenCV's order."""
        return self.k1, self.k2, self.p1, self.p2, self.k3


def reach(lens: BrownConrady) -> float:
    """Greatest radius (tangent of the angle off axis) up to which the radial polynomial grows; inf if it always does."""
    square = first_root((1.0, 3 * lens.k1, 5 * lens.k2, 7 * lens.k3))
    return float(np.sqrt(square))


def distort(lens: BrownConrady, x: Float64, y: Float64) -> tuple[Float64, Float64]:
    """Where rays (x, y, 1) are in the picture, in units of the focal length."""
    square = x * x + y * y
    radial = 1 + square * (lens.k1 + square * (lens.k2 + square * lens.k3))
    across = x * radial + 2 * lens.p1 * x * y + lens.p2 * (square + 2 * x * x)
    down = y * radial + lens.p1 * (square + 2 * y * y) + 2 * lens.p2 * x * y
    return across, down


def undistort(lens: BrownConrady, x: Float64, y: Float64, reach_r: float) -> tuple[Float64, Float64]:
    """The rays at places (x, y) of the picture: the inverse of ``distort`` by Newton's method, not further out than ``reach_r``."""
    radius = np.hypot(x, y)
    grow = np.divide(
        inverse_radius(lambda r: distort(lens.model_copy(update={"p1": 0.0, "p2": 0.0}), r, 0 * r)[0], reach_r, radius),
        radius,
        out=np.ones_like(radius),
        where=radius > 0,
    )
    u, v = x * grow, y * grow
    for _ in range(_NEWTON_STEPS):
        step_u, step_v = _newton_step(lens, u, v, x, y)
        u, v = u - step_u, v - step_v
        if max(np.abs(step_u).max(initial=0.0), np.abs(step_v).max(initial=0.0)) < 1e-13:
            break
    return u, v


def _newton_step(lens: BrownConrady, u: Float64, v: Float64, x: Float64, y: Float64) -> tuple[Float64, Float64]:
    off_x, off_y = distort(lens, u, v)
    off_x, off_y = off_x - x, off_y - y
    square = u * u + v * v
    radial = 1 + square * (lens.k1 + square * (lens.k2 + square * lens.k3))
    slope = lens.k1 + square * (2 * lens.k2 + square * 3 * lens.k3)
    # The Jacobian is symmetric.
    xx = radial + 2 * u * u * slope + 2 * lens.p1 * v + 6 * lens.p2 * u
    xy = 2 * u * v * slope + 2 * lens.p1 * u + 2 * lens.p2 * v
    yy = radial + 2 * v * v * slope + 6 * lens.p1 * v + 2 * lens.p2 * u
    determinant = xx * yy - xy * xy
    return (yy * off_x - xy * off_y) / determinant, (xx * off_y - xy * off_x) / determinant
