"""Vignetting: light lost towards the corners."""

import math

import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.sensor_effects import Vignetting

Float32 = NDArray[np.float32]

_ONSET = 0.5
"""Radius, in half diagonals, where the barrel begins to cut the pencil of light."""


def darken_corners(picture: Float32, vignetting: Vignetting) -> Float32:
    """(H, W, 3) linear, times the share of light that arrives."""
    shaded: Float32 = picture * transmission(picture.shape[0], picture.shape[1], vignetting)[..., None]
    return shaded


def transmission(height: int, width: int, vignetting: Vignetting) -> Float32:
    """(H, W) share of light that arrives: cos^4 of the angle off axis (the law of natural vignetting), and the barrel's part."""
    y = (np.arange(height, dtype=np.float32) + 0.5 - height / 2)[:, None]
    x = np.arange(width, dtype=np.float32) + 0.5 - width / 2
    square = (x * x + y * y) / np.float32((height**2 + width**2) / 4)
    natural = (1 + square * np.float32(math.tan(math.radians(vignetting.corner_angle_deg)) ** 2)) ** -2
    if not vignetting.mechanical_stops:
        return natural.astype(np.float32)
    cut = np.clip((np.sqrt(square) - _ONSET) / (1 - _ONSET), 0, 1) ** 2
    share: Float32 = (natural * np.exp2(-vignetting.mechanical_stops * cut)).astype(np.float32)
    return share
