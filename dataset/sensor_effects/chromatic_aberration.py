"""Lateral chromatic aberration: red and blue pictures of another size than the green one."""

import cv2
import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.sensor_effects import ChromaticAberration

Float32 = NDArray[np.float32]


def separate_colors(picture: Float32, aberration: ChromaticAberration) -> Float32:
    """(H, W, 3) linear, with red and blue scaled about the centre. Bilinear, so that no light becomes negative."""
    red, green, blue = cv2.split(picture)
    merged: Float32 = cv2.merge([_scaled(red, 1 + aberration.red), green, _scaled(blue, 1 + aberration.blue)])
    return merged


def _scaled(channel: Float32, size: float) -> Float32:
    if size == 1.0:
        return channel
    height, width = channel.shape
    center_x, center_y = (width - 1) / 2, (height - 1) / 2
    source_from_target = np.array([[1 / size, 0, center_x * (1 - 1 / size)], [0, 1 / size, center_y * (1 - 1 / size)]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    scaled: Float32 = cv2.warpAffine(channel, source_from_target, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return scaled
