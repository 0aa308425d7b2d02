"""Disparity in pixels as PFM (Middlebury: float32, exact) or KITTI's 16-bit PNG (steps of 1/256 pixel, up to 256).

``cv2.imread(path, cv2.IMREAD_UNCHANGED)`` reads either; PFM's rows are stored from the last to the first. 0 is infinitely far in PFM; in
KITTI's files, not known.
"""

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
_STEPS = 256.0


def encode_pfm(disparity_px: Float32) -> bytes:
    """PFM of (H, W), little-endian."""
    height, width = disparity_px.shape
    body: bytes = np.ascontiguousarray(disparity_px[::-1]).astype("<f4").tobytes()
    return f"Pf\n{width} {height}\n-1.0\n".encode() + body


def decode_pfm(data: bytes) -> Float32:
    """(H, W) float32.

    Raises:
        ValueError: if the bytes are not a whole PFM of one channel, as ``encode_pfm`` writes it.
    """
    head, *rest = data.split(b"\n", 3)
    try:
        width, height = (int(side) for side in rest[0].split())
        pixels = np.frombuffer(rest[2], "<f4").reshape(height, width)
    except (IndexError, ValueError) as error:
        raise ValueError("not a whole PFM file") from error
    if head != b"Pf" or rest[1] != b"-1.0" or width < 1 or height < 1:
        raise ValueError("not a PFM file of one little-endian channel")
    return pixels[::-1].astype(np.float32)


def kitti16(disparity_px: Float32) -> NDArray[np.uint16]:
    """(H, W) uint16: ``256 d``, 0 where that is beyond 16 bits, or less than half a step."""
    steps = np.rint(disparity_px * np.float32(_STEPS))
    return np.where(steps <= 65535.0, steps, 0.0).astype(np.uint16)


def from_kitti(steps: NDArray[np.uint16]) -> Float32:
    """(H, W) float32 pixels; 0 where not known."""
    return steps.astype(np.float32) / np.float32(_STEPS)
