"""Images inside the page, so that the report is one file."""

import base64
import io

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

Rgb = npt.NDArray[np.uint8]

_SYNTHETIC = np.array([232.0, 93.0, 4.0], np.float32)
_REAL = np.array([0.0, 128.0, 128.0], np.float32)


def data_uri(rgb: Rgb) -> str:
    """A JPEG for ``src``."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=82)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


def overlay(rgb: Rgb, heat: npt.NDArray[np.float64]) -> Rgb:
    """The picture in grey, orange where it looks synthetic, teal where it looks real, as strongly as the evidence."""
    large = cv2.resize(heat.astype(np.float32), (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_CUBIC)
    strength = np.clip(np.abs(large) / (np.abs(heat).max() or 1.0), 0.0, 1.0)[..., None] * 0.75
    grey = np.repeat(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2).astype(np.float32)
    colour = np.where(large[..., None] > 0, _SYNTHETIC, _REAL)
    out: Rgb = (grey * (1.0 - strength) + colour * strength).clip(0, 255).astype(np.uint8)
    return out
