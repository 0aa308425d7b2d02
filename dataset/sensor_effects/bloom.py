"""Bloom: veiling glare of a real lens, a point spread function with wide skirts and no threshold."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.sensor_effects import Bloom

Float32 = NDArray[np.float32]

_SKIRTS = ((1.0, 0.5), (4.0, 0.3), (16.0, 0.2))
"""Standard deviations, in core radii, and shares of three Gaussians; together they fall off about like 1 / r^2.5."""
_FINE_SIGMA_PX = 2.5
"""Gaussians are made on a grid so coarse that they have about this standard deviation there."""


def scatter(picture: Float32, bloom: Bloom) -> Float32:
    """(H, W, 3) linear, with a share of the light spread out; light that would leave the frame is sent back, so none is lost."""
    diagonal = math.hypot(*picture.shape[:2])
    scattered: Float32 = picture * np.float32(1 - bloom.share)
    for radii, share in _SKIRTS:
        halo = _spread(picture, radii * bloom.radius * diagonal)
        halo *= np.float32(bloom.share * share)
        scattered += halo
    return scattered


def _spread(picture: Float32, sigma_px: float) -> Float32:
    """A Gaussian blur that keeps the sum of the light, on a coarser grid where it is wide."""
    height, width = picture.shape[:2]
    factor = max(1, int(sigma_px / _FINE_SIGMA_PX))
    size = (max(1, width // factor), max(1, height // factor))
    coarse = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if factor > 1 else picture
    blurred = cv2.GaussianBlur(coarse, (0, 0), sigma_px * size[0] / width, borderType=cv2.BORDER_REFLECT)
    spread: Float32 = cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR) if factor > 1 else blurred
    return spread
