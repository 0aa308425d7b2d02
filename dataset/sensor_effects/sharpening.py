"""Sharpening: an unsharp mask on brightness alone, so that edges get no coloured fringes."""

import cv2
import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.sensor_effects import Sharpening

Float32 = NDArray[np.float32]


def sharpen(picture: Float32, sharpening: Sharpening) -> Float32:
    """(H, W, 3) display values 0..1, sharpened; may go a little beyond."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    detail = grey - cv2.GaussianBlur(grey, (0, 0), sharpening.radius_px)
    detail *= np.float32(sharpening.amount)
    sharpened: Float32 = picture + detail[..., None]
    return sharpened
