"""Sharpening: an unsharp mask on brightness alone, so that edges get no coloured fringes."""

import cv2
import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.sensor_effects import Sharpening

Float32 = NDArray[np.float32]

OVERSHOOT = 0.2
"""How far a pixel may go beyond its neighbours, in shares of the difference between them: cameras limit halos, without which a bit of
sky between leaves would become a white dot."""


def sharpen(picture: Float32, sharpening: Sharpening) -> Float32:
    """(H, W, 3) display values 0..1, sharpened; may go a little beyond."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    detail = grey - cv2.GaussianBlur(grey, (0, 0), sharpening.radius_px)
    detail *= np.float32(sharpening.amount)
    around = np.ones((3, 3), np.uint8)
    low, high = cv2.erode(grey, around), cv2.dilate(grey, around)
    beyond = np.float32(OVERSHOOT) * (high - low)
    limited = np.clip(grey + detail, low - beyond, high + beyond) - grey
    sharpened: Float32 = picture + limited[..., None]
    return sharpened
