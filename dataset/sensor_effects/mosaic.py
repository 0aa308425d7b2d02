"""A colour filter array and its interpolation: one colour per pixel (RGGB) and back."""

import cv2
import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
UInt16 = NDArray[np.uint16]

_BLACK = 1 / 256
"""Pedestal, a share of white: keeps what noise takes below black."""


def mosaic(picture: Float32) -> Float32:
    """(H, W) what each pixel's own filter lets through: red at even rows and columns, blue at odd ones, green elsewhere."""
    raw = picture[..., 1].copy()
    raw[::2, ::2] = picture[::2, ::2, 0]
    raw[1::2, 1::2] = picture[1::2, 1::2, 2]
    return raw


def demosaic(raw: Float32, white: float) -> Float32:
    """(H, W, 3) all colours at all pixels, interpolated along edges by OpenCV.

    OpenCV does this in 16-bit integers; levels are given to it as square roots, which keeps shadows fine.

    Args:
        raw: (H, W) linear.
        white: the greatest level.
    """
    height, width = raw.shape
    share = np.clip(raw * np.float32(1 / white) + np.float32(_BLACK), 0, 1 + _BLACK)
    codes = (np.sqrt(share * np.float32(1 / (1 + _BLACK))) * np.float32(65535) + np.float32(0.5)).astype(np.uint16)
    # OpenCV interpolates nothing in the outermost pixels: they get a border with the same filters, two pixels wide.
    padded = cv2.copyMakeBorder(codes, 2, 2, 2, 2, cv2.BORDER_REFLECT_101)
    colors = cv2.demosaicing(padded, cv2.COLOR_BayerRGGB2RGB_EA)[2 : height + 2, 2 : width + 2]
    root = colors.astype(np.float32) * np.float32(1 / 65535)
    levels: Float32 = (root * root * np.float32(1 + _BLACK) - np.float32(_BLACK)) * np.float32(white)
    return levels
