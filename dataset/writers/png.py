"""PNG and JPEG bytes from arrays and back: OpenCV's encoders, measured.

640x480, 12 objects, CPU ms and kB (one core of the machine in DESIGN.md), OpenCV 4.11:

========================  ==============  ============  ============  ============
PNG settings              photograph      depth (mm)    normals       instances
========================  ==============  ============  ============  ============
none given (used here)    8.5 ms, 432     3.9 ms, 109   7.4 ms, 268   1.1 ms, 5
compression 1             18.0 ms, 490    5.7 ms, 81    16.3 ms, 200  3.4 ms, 8
compression 3             31.4 ms, 474    9.2 ms, 63    20.1 ms, 188  3.5 ms, 8
========================  ==============  ============  ============  ============

Naming a compression level turns OpenCV's fast row filter off, so none is named. PNGs hold no time stamp: equal arrays give
equal bytes.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray


def encode_png(array: NDArray[np.unsignedinteger[Any]]) -> bytes:
    """PNG of (H, W) or (H, W, 3) RGB, 8 or 16 bits."""
    return _encode(".png", array, [])


def encode_jpeg(array: NDArray[np.uint8], quality: int) -> bytes:
    """JPEG of (H, W, 3) RGB."""
    return _encode(".jpg", array, [cv2.IMWRITE_JPEG_QUALITY, quality])


def decode(data: bytes) -> NDArray[Any]:
    """(H, W) or (H, W, 3) RGB of a PNG's or JPEG's bytes, with its own bit depth.

    Raises:
        ValueError: if the bytes are not a whole picture.
    """
    array: NDArray[Any] | None = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_UNCHANGED) if data else None
    if array is None:
        raise ValueError("not a readable picture")
    rgb: NDArray[Any] = cv2.cvtColor(array, cv2.COLOR_BGR2RGB) if array.ndim == 3 else array
    return rgb


def _encode(suffix: str, array: NDArray[Any], settings: list[int]) -> bytes:
    picture = cv2.cvtColor(array, cv2.COLOR_RGB2BGR) if array.ndim == 3 else array
    done, data = cv2.imencode(suffix, picture, settings)
    if not done:
        raise ValueError(f"cannot encode {array.shape} {array.dtype} as {suffix}")
    return bytes(data)
