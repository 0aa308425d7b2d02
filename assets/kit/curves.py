"""Smooth curves through a few points."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]


def monotone(x: Float64, knots_x: Sequence[float] | Float64, knots_y: Sequence[float] | Float64) -> Float64:
    """The curve through the knots that rises and falls only where they do, at ``x``.

    Piecewise cubic Hermite: Fritsch and Butland, "A method for constructing local monotone piecewise cubic interpolants", 1984.

    Args:
        x: (N,) places.
        knots_x: (K,) rising.
        knots_y: (K,) values there.
    """
    from scipy.interpolate import PchipInterpolator  # takes longer to load than most shapes to make, and few shapes need it

    line: Float64 = PchipInterpolator(knots_x, knots_y)(x)
    return line
