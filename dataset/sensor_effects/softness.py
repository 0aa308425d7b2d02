"""Sharp detail as a lens and the low-pass filter before a chip show it: a point becomes a small blot."""

import cv2
import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]


def soften(light: Float32, sigma_px: float) -> Float32:
    """(H, W, 3) the picture with every point spread as a Gaussian; levels keep their sum away from the frame's edge.

    Args:
        light: (H, W, 3) linear.
        sigma_px: standard deviation of the blot.
    """
    softened: Float32 = cv2.GaussianBlur(light, (0, 0), sigma_px, borderType=cv2.BORDER_REPLICATE)
    return softened
