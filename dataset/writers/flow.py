"""Optical flow as Middlebury ``.flo`` or KITTI PNG.

``.flo`` (S. Baker et al., "A database and evaluation methodology for optical flow", IJCV 92, 2011) holds float32 exactly and is what
OpenCV's ``readOpticalFlow`` and every flow network's loader read; it is not compressed (2.4 MB for 640x480), and flow that is not
known is above 1e9. KITTI's 16-bit PNG (M. Menze and A. Geiger, CVPR 2015) is some five times smaller, in steps of 1/64 pixel, up to
512 pixels; its third channel says where flow is known.
"""

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
_MAGIC = np.float32(202021.25)
_UNKNOWN = np.float32(1e10)
_STEPS, _ZERO = 64.0, 32768.0


def encode_flo(flow: Float32) -> bytes:
    """Middlebury's bytes of (H, W, 2) pixels to the right and down, nan where not known."""
    height, width = flow.shape[:2]
    head: bytes = _MAGIC.astype("<f4").tobytes() + np.array([width, height], "<i4").tobytes()
    body: bytes = np.where(_known(flow)[..., None], flow, _UNKNOWN).astype("<f4").tobytes()
    return head + body


def decode_flo(data: bytes) -> Float32:
    """(H, W, 2) float32, nan where not known.

    Raises:
        ValueError: if the bytes are not a whole ``.flo`` file.
    """
    if len(data) < 12 or np.frombuffer(data, "<f4", 1)[0] != _MAGIC:
        raise ValueError("not a Middlebury flow file")
    width, height = (int(side) for side in np.frombuffer(data, "<i4", 2, offset=4))
    if width < 1 or height < 1 or len(data) != 12 + 8 * width * height:
        raise ValueError(f"a flow file of {width} x {height} pixels cannot be {len(data)} bytes long")
    flow = np.frombuffer(data, "<f4", offset=12).reshape(height, width, 2)
    return np.where(np.abs(flow) < 1e9, flow, np.float32(np.nan)).astype(np.float32)


def kitti_rgb16(flow: Float32) -> NDArray[np.uint16]:
    """(H, W, 3) uint16 of (H, W, 2): ``64 u + 32768``, ``64 v + 32768``, and 1 where flow is known and within 512 pixels."""
    steps = np.rint(np.nan_to_num(flow) * np.float32(_STEPS)) + np.float32(_ZERO)
    valid = _known(flow) & (steps >= 0).all(axis=-1) & (steps <= 65535).all(axis=-1)
    rgb16: NDArray[np.uint16] = np.concatenate([np.where(valid[..., None], steps, 0), valid[..., None]], axis=-1).astype(np.uint16)
    return rgb16


def from_kitti(rgb16: NDArray[np.uint16]) -> Float32:
    """(H, W, 2) float32, nan where not known."""
    flow = (rgb16[..., :2].astype(np.float32) - np.float32(_ZERO)) / np.float32(_STEPS)
    return np.where(rgb16[..., 2:] > 0, flow, np.float32(np.nan))


def _known(flow: Float32) -> NDArray[np.bool_]:
    known: NDArray[np.bool_] = np.isfinite(flow).all(axis=-1)
    return known
