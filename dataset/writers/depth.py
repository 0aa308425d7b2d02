"""Planar depth in metres as float32: OpenEXR or NPZ, and in millimetres as 16-bit PNG.

640x480, 12 objects on a smooth ground, CPU ms and kB on one core, OpenEXR 3.5:

==================  =======  =======  ==================================================
format              ms       kB       note
==================  =======  =======  ==================================================
EXR, PXR24          4.5      138      "exr": 24 of 32 bits, relative error below 2^-16
EXR, ZIP            13.1     1040     "exr_exact"
EXR, PIZ            35.9     842      exact
EXR, no compression 0.7      1236     exact
EXR, HTJ2K          4.0      221      exact, but only OpenEXR 3.4 and later reads it
NPZ, deflated       50       968      exact; "npz" is stored uncompressed (1 ms, 1229 kB)
==================  =======  =======  ==================================================

The one channel is named "Y" (luminance), which OpenCV and image viewers show as grey; OpenCV misreads a lone "Z".
"""

import io

import numpy as np
import OpenEXR
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
_DEEPEST_MM = 65535.0


def encode_exr(depth_m: Float32, *, exact: bool) -> bytes:
    """OpenEXR of (H, W) metres; ``inf`` stays ``inf``."""
    compression = OpenEXR.ZIP_COMPRESSION if exact else OpenEXR.PXR24_COMPRESSION
    header = {"compression": compression, "type": OpenEXR.scanlineimage}
    stream = io.BytesIO()
    OpenEXR.File(header, {"Y": np.ascontiguousarray(depth_m, dtype=np.float32)}).write(stream)
    return stream.getvalue()


def decode_exr(data: bytes) -> Float32:
    """(H, W) float32 metres.

    Raises:
        ValueError: if the bytes are not an OpenEXR file with a channel Y.
    """
    try:
        pixels: Float32 = OpenEXR.File(io.BytesIO(data), separate_channels=True).channels()["Y"].pixels
    except (RuntimeError, KeyError) as error:
        raise ValueError(f"not a depth OpenEXR: {error}") from error
    return pixels


def encode_npz(depth_m: Float32) -> bytes:
    """NPZ with one array, ``depth_m``; uncompressed, and without a time stamp."""
    stream = io.BytesIO()
    np.savez(stream, depth_m=depth_m)
    return stream.getvalue()


def decode_npz(data: bytes) -> Float32:
    """(H, W) float32 metres.

    Raises:
        ValueError: if the bytes are not an NPZ file with an array ``depth_m``.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            depth: Float32 = arrays["depth_m"]
    except Exception as error:  # zipfile, zlib, numpy and struct each have their own
        raise ValueError(f"not a depth NPZ: {error}") from error
    return depth


def millimetres(depth_m: Float32) -> NDArray[np.uint16]:
    """(H, W) uint16: rounded millimetres; 0 where nothing is hit or beyond 65.535 m.

    A surface nearer than half a millimetre becomes 1, because 0 means none.
    """
    depth_mm = np.rint(np.where(np.isfinite(depth_m), depth_m, np.float32(0.0)) * np.float32(1000.0))
    depth_mm = np.where(depth_m < np.inf, np.maximum(depth_mm, 1.0), 0.0)
    return np.where(depth_mm <= _DEEPEST_MM, depth_mm, 0.0).astype(np.uint16)
