"""Outlines of particles as small pictures that sum to one: a disc, and irregular clusters for flakes of snow."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

IRREGULAR = 5
"""How many irregular outlines there are: 1, 2, ..., this."""
_FARTHEST = 2.2
"""Radii that an irregular outline reaches out from its middle."""
_FINE = 8
"""Pixels are averaged over this many places along each side."""


@lru_cache(maxsize=256)
def outline(kind: int, radius_px: float) -> Float32:
    """(K, K) an outline of the given radius, antialiased, sum 1.

    Args:
        kind: 0 for a disc, 1 to ``IRREGULAR`` for a cluster.
        radius_px: of the disc, or of the one that hides as much.
    """
    half = int(np.ceil(radius_px * (1.0 if kind == 0 else _FARTHEST)))
    places = (np.arange((2 * half + 1) * _FINE) + 0.5) / _FINE - half - 0.5
    x, y = np.meshgrid(places / radius_px, places / radius_px)
    mask = x * x + y * y <= 1 if kind == 0 else _cluster(kind, x, y) * (x * x + y * y <= _FARTHEST**2)
    kernel: Float32 = cv2.resize(mask.astype(np.float32), None, fx=1 / _FINE, fy=1 / _FINE, interpolation=cv2.INTER_AREA)
    kernel /= kernel.sum()
    return kernel


def _cluster(kind: int, x: Float64, y: Float64) -> Float64:
    """An aggregate of a few crystals, overlapping soft spots, denser where they overlap; it hides as much as the unit disc does."""
    spots = _spots(kind)
    places = np.linspace(-3, 3, 301)
    whole = _density(spots, *np.meshgrid(places, places))
    size = np.sqrt(np.pi / (whole.sum() * (places[1] - places[0]) ** 2))
    return _density(spots, x / size, y / size)


def _spots(kind: int) -> Float64:
    """(N, 3) column, row and radius of a cluster's spots; the centre of mass is near (0, 0)."""
    rng = np.random.default_rng(kind)
    count = int(rng.integers(4, 8))
    centers, radii = rng.normal(0.0, 0.42, (count, 2)), rng.uniform(0.3, 0.6, count)
    return np.column_stack([centers - np.average(centers, axis=0, weights=radii**2), radii])


def _density(spots: Float64, x: Float64, y: Float64) -> Float64:
    """Share of the light that a cluster hides at places."""
    total = np.zeros_like(x)
    for column, row, radius in spots:
        total += np.clip(1.25 - ((x - column) ** 2 + (y - row) ** 2) / radius**2, 0, 1)
    solid: Float64 = 1 - np.exp(-1.5 * total)
    return solid
