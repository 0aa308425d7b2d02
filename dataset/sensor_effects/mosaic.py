"""A colour filter array and its interpolation: one colour per pixel (RGGB) and back."""

import cv2
import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
UInt16 = NDArray[np.uint16]

_BILINEAR = np.array([0.5, 1.0, 0.5], np.float32)
_BLACK = 1 / 256
"""Pedestal, a share of white: keeps what noise takes below black."""


def mosaic(picture: Float32) -> Float32:
    """(H, W) what each pixel's own filter lets through: red at even rows and columns, blue at odd ones, green elsewhere."""
    raw = picture[..., 1].copy()
    raw[::2, ::2] = picture[::2, ::2, 0]
    raw[1::2, 1::2] = picture[1::2, 1::2, 2]
    return raw


def demosaic(raw: Float32, white: float) -> Float32:
    """(H, W, 3) all colours at all pixels: green along edges by OpenCV, red and blue by their bilinear differences to green.

    Differences of colour change less than colours do, so edges get few coloured fringes (Hibbard 1995). All is done on square
    roots of the levels, since OpenCV works in 16-bit integers and shadows need them fine.

    Args:
        raw: (H, W) linear.
        white: the greatest level.
    """
    share = np.clip(raw * np.float32(1 / white) + np.float32(_BLACK), 0, 1 + _BLACK)
    root = np.sqrt(share * np.float32(1 / (1 + _BLACK)))
    green = _green(root)
    difference = root - green
    root = cv2.merge([green + _spread(difference, 0), green, green + _spread(difference, 1)])
    levels: Float32 = (root * root * np.float32(1 + _BLACK) - np.float32(_BLACK)) * np.float32(white)
    return levels


def _green(root: Float32) -> Float32:
    """(H, W) green everywhere."""
    codes = (root * np.float32(65535) + np.float32(0.5)).astype(np.uint16)
    # OpenCV interpolates nothing in the outermost pixels: they get a border with the same filters, two pixels wide.
    padded = cv2.copyMakeBorder(codes, 2, 2, 2, 2, cv2.BORDER_REFLECT_101)
    colors = cv2.demosaicing(padded, cv2.COLOR_BayerRGGB2RGB_EA)
    green: Float32 = colors[2:-2, 2:-2, 1] * np.float32(1 / 65535)
    return green


def _spread(difference: Float32, first: int) -> Float32:
    """(H, W) bilinear between the pixels of every second row and column, from the ``first`` on."""
    known = np.zeros_like(difference)
    known[first::2, first::2] = difference[first::2, first::2]
    spread: Float32 = cv2.sepFilter2D(known, -1, _BILINEAR, _BILINEAR, borderType=cv2.BORDER_REFLECT_101)
    return spread
