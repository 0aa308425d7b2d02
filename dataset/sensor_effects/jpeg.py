"""The blocks and smeared colours that a JPEG leaves."""

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.writers.png import decode, encode_jpeg


def through_jpeg(picture: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 RGB, as it comes back from a JPEG of the given quality with colours at half resolution."""
    compressed: NDArray[np.uint8] = decode(encode_jpeg(picture, quality))
    return compressed
