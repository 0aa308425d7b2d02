"""What radial lens models share: where a polynomial stops growing, and its inverse to start Newton's method from."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

_TABLE = 2048
_NOTHING = 1e-30


def first_root(ascending: tuple[float, ...]) -> float:
    """The least positive real root of a polynomial with coefficients of ascending powers; inf if there is none."""
    # A leading coefficient next to nothing has its roots beyond any picture, and dividing by it overflows.
    roots = np.roots([0.0 if abs(value) < _NOTHING else value for value in reversed(ascending)])
    real = roots[np.abs(roots.imag) < 1e-9].real
    positive = real[real > 0]
    return float(positive.min()) if positive.size else float("inf")


def inverse_radius(grow: Callable[[Float64], Float64], reach_r: float, radius: Float64) -> Float64:
    """Where a growing function of [0, ``reach_r``] has the value ``radius``, by a table; ``reach_r`` for what is beyond."""
    table = np.linspace(0.0, reach_r, _TABLE)
    inverse: Float64 = np.interp(radius, grow(table), table)
    return inverse
