"""Exponential size distributions of falling particles, the form that Marshall and Palmer found for rain."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class SizeLaw:
    """``N(D) = N0 exp(-slope D)`` particles per cubic metre and millimetre of diameter D, between two sizes.

    Attributes:
        intercept_per_m3_mm: N0.
        slope_per_mm: how fast larger ones get rarer.
        smallest_mm, largest_mm: nothing outside of these is counted or drawn.
    """

    intercept_per_m3_mm: float
    slope_per_mm: float
    smallest_mm: float
    largest_mm: float

    def count_per_m3(self, least_mm: Float64) -> Float64:
        """How many particles of at least the given diameters a cubic metre holds: the integral of the law."""
        from_mm = np.clip(least_mm, self.smallest_mm, self.largest_mm)
        tails = np.exp(-self.slope_per_mm * from_mm) - np.exp(-self.slope_per_mm * self.largest_mm)
        counts: Float64 = self.intercept_per_m3_mm / self.slope_per_mm * tails
        return counts

    def draw_mm(self, least_mm: Float64, rng: np.random.Generator) -> Float64:
        """One diameter for each least diameter, from the law's part above it, by inverting its integral."""
        from_mm = np.clip(least_mm, self.smallest_mm, self.largest_mm)
        share = -np.expm1(-self.slope_per_mm * (self.largest_mm - from_mm))
        drawn: Float64 = from_mm - np.log1p(-rng.random(from_mm.shape) * share) / self.slope_per_mm
        return drawn
