"""Spoils photographs, to show what a bad score looks like."""

import hashlib

import cv2
import numpy as np
import numpy.typing as npt

Rgb = npt.NDArray[np.uint8]

NAME = "-spoiled1"
"""Part of the cache's key: raise it with any change."""

_BLUR_SHARE = 0.01
_NOISE_LEVELS = 25.0


def spoil(rgb: Rgb) -> Rgb:
    """Blurs by a hundredth of the frame and adds noise of 25 levels; the same for the same picture."""
    seed = int.from_bytes(hashlib.sha256(rgb.tobytes()).digest()[:8], "little")
    soft = cv2.GaussianBlur(rgb, (0, 0), max(0.5, _BLUR_SHARE * min(rgb.shape[:2]))).astype(np.float32)
    grain = np.random.default_rng(seed).standard_normal(rgb.shape, dtype=np.float32) * np.float32(_NOISE_LEVELS)
    out: Rgb = np.clip(soft + grain, 0.0, 255.0).round().astype(np.uint8)
    return out
