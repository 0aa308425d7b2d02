"""Outlines of particles as small pictures that sum to one: a disc, and irregular clusters for flakes of snow."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]

IRREGULAR = 5
"""How many irregular outlines there are: 1, 2, ..., this."""
_FINE = 8
"""Pixels are averaged over this many places along each side."""


@lru_cache(maxsize=256)
def outline(kind: int, radius_px: float) -> Float32:
    """(K, K) an outline of the given radius, antialiased, sum 1.

    Args:
        kind: 0 for a disc, 1 to ``IRREGULAR`` for a cluster.
        radius_px: of the disc, or of the one of equal spread.
    """
    half = int(np.ceil(radius_px * (1.0 if kind == 0 else 1.6)))
    places = (np.arange((2 * half + 1) * _FINE) + 0.5) / _FINE - half - 0.5
    x, y = np.meshgrid(places / radius_px, places / radius_px)
    mask = x * x + y * y <= 1 if kind == 0 else _cluster(kind, x, y)
    kernel: Float32 = cv2.resize(mask.astype(np.float32), None, fx=1 / _FINE, fy=1 / _FINE, interpolation=cv2.INTER_AREA)
    kernel /= kernel.sum()
    return kernel


def _cluster(kind: int, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """An aggregate of a few crystals: overlapping soft spots, denser where they overlap."""
    rng = np.random.default_rng(kind)
    total = np.zeros_like(x)
    for _ in range(rng.integers(4, 8)):
        center, size = rng.normal(0.0, 0.42, 2), rng.uniform(0.3, 0.6)
        total += np.clip(1.25 - ((x - center[0]) ** 2 + (y - center[1]) ** 2) / size**2, 0, 1)
    solid: NDArray[np.float64] = 1 - np.exp(-1.5 * total)
    return solid
