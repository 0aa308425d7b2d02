"""The one way in and out of any lens: ``distort`` and ``undistort``."""

import numpy as np

from setpiece.scenes.lens import brown_conrady, fisheye
from setpiece.scenes.lens.brown_conrady import BrownConrady
from setpiece.scenes.lens.fisheye import Fisheye
from setpiece.scenes.lens.radial import Float64

_FARTHEST = 50.0
"""No ray further out than this (88.9 degrees) is drawn."""
_SAFE = 0.999
"""Of the radius where the picture stops growing: there Newton's method has no slope to follow."""
_RESIDUAL = 1e-9


def reach(lens: BrownConrady | Fisheye) -> float:
    """Greatest sqrt(x^2 + y^2) of a ray (x, y, 1) that the lens model maps one to one."""
    found = brown_conrady.reach(lens) if isinstance(lens, BrownConrady) else fisheye.reach(lens)
    return min(_SAFE * found, _FARTHEST)


def distort(lens: BrownConrady | Fisheye, x: Float64, y: Float64) -> tuple[Float64, Float64]:
    """Where rays (x, y, 1) are in the picture, in units of the focal length. Meant for rays within ``reach``."""
    if isinstance(lens, BrownConrady):
        return brown_conrady.distort(lens, x, y)
    return fisheye.distort(lens, x, y)


def undistort(lens: BrownConrady | Fisheye, x: Float64, y: Float64) -> tuple[Float64, Float64]:
    """The rays (x, y, 1) that places of the picture show; nan where no ray within ``reach`` goes."""
    limit = reach(lens)
    with np.errstate(all="ignore"):
        found = brown_conrady.undistort(lens, x, y, limit) if isinstance(lens, BrownConrady) else fisheye.undistort(lens, x, y, limit)
        back = distort(lens, *found)
        good = (np.hypot(back[0] - x, back[1] - y) < _RESIDUAL * (1 + np.hypot(x, y))) & (np.hypot(*found) <= limit)
    return np.where(good, found[0], np.nan), np.where(good, found[1], np.nan)
