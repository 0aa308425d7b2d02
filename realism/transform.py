"""From an image of any size to what a network takes: the resize decides as much about FID as the images do.

Parmar, Zhang & Zhu 2022, "On aliased resizing and surprising subtleties in GAN evaluation".
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

Resize = Literal["clean", "bilinear", "bilinear-tf1"]
Rgb = npt.NDArray[np.uint8]
Pixels = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Transform:
    """What happens to an image before the network.

    Attributes:
        size: pixels a side; the image is squeezed to a square, as FID does.
        resize: "clean" (bicubic with antialiasing, in float), "bilinear" (without antialiasing, as pytorch-fid does it) or "bilinear-tf1"
            (the same, corner-aligned as TensorFlow 1 did, for torch-fidelity's and torchmetrics' figures).
        mean, std: subtracted and divided by, in 0..255, per channel R, G, B.
    """

    size: int
    resize: Resize
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    @property
    def key(self) -> str:
        """Identifies the transform in a cache."""
        return f"{self.size}-{self.resize}-{self.mean}-{self.std}"

    def __call__(self, rgb: Rgb) -> Pixels:
        """The network's input (3, size, size), float32.

        Args:
            rgb: (h, w, 3), 8 bits.
        """
        pixels = _clean(rgb, self.size) if self.resize == "clean" else _bilinear(rgb, self.size, tf1=self.resize == "bilinear-tf1")
        scaled = (pixels - np.asarray(self.mean, np.float32)) / np.asarray(self.std, np.float32)
        return np.ascontiguousarray(scaled.transpose(2, 0, 1))


def _clean(rgb: Rgb, size: int) -> Pixels:
    if rgb.shape[:2] == (size, size):
        return rgb.astype(np.float32)
    channels = [Image.fromarray(rgb[..., c].astype(np.float32)).resize((size, size), Image.Resampling.BICUBIC) for c in range(3)]
    out: Pixels = np.stack([np.asarray(c) for c in channels], axis=-1).clip(0.0, 255.0)
    return out


def _bilinear(rgb: Rgb, size: int, *, tf1: bool) -> Pixels:
    if rgb.shape[:2] == (size, size):
        return rgb.astype(np.float32)
    top, bottom, v = _taps(rgb.shape[0], size, tf1)
    left, right, u = _taps(rgb.shape[1], size, tf1)
    u, v = u[None, :, None], v[:, None, None]
    upper, lower = rgb[top].astype(np.float32), rgb[bottom].astype(np.float32)
    rows = upper + (lower - upper) * v
    out: Pixels = rows[:, left] + (rows[:, right] - rows[:, left]) * u
    return out


def _taps(length: int, size: int, tf1: bool) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Pixels]:
    """Neighbours and the second one's weight, for every output sample along one axis."""
    shift = 0.0 if tf1 else 0.5
    position = np.clip((np.arange(size) + shift) * (length / size) - shift, 0.0, length - 1.0)
    first = np.floor(position).astype(np.intp)
    return first, np.minimum(first + 1, length - 1), (position - first).astype(np.float32)
