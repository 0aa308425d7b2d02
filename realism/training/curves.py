"""The losses as TensorBoard event files and as one PNG."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

Floats = npt.NDArray[np.float64]

_WIDTH, _HEIGHT, _EDGE = 900, 480, 56
_COLOURS = ("#1c3144", "#e85d04", "#0b7a75", "#7048e8", "#c92a2a", "#f2a900")
_SMOOTH_SHARE = 0.02


class Curves:
    """Keeps both up to date while a run trains."""

    def __init__(self, folder: Path, history: list[dict[str, float]]) -> None:
        """Opens the files.

        Args:
            folder: of the run; events go to ``tensorboard``, the picture is ``curves.png``.
            history: the steps so far; the picture shows it, and what is appended to it.
        """
        from torch.utils.tensorboard import SummaryWriter

        self._path, self._history = folder / "curves.png", history
        self._writer: Any = SummaryWriter(str(folder / "tensorboard"), purge_step=len(history) if history else None)

    def add(self, step: int, losses: dict[str, float], lr: float) -> None:
        """One step's losses and learning rate."""
        for name, value in losses.items():
            self._writer.add_scalar(f"train/{name}", value, step)
        self._writer.add_scalar("train/lr", lr, step)

    def flush(self) -> None:
        """Writes what there is."""
        self._writer.flush()
        draw(self._history).save(self._path)

    def close(self) -> None:
        """Writes the rest and closes the files."""
        if self._history:
            self.flush()
        self._writer.close()


def draw(history: list[dict[str, float]]) -> Image.Image:
    """Losses over steps on a logarithmic scale, raw in pale and smoothed in full colour."""
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
    pen = ImageDraw.Draw(picture)
    names = list(history[0])
    values = np.maximum(np.array([[row[n] for n in names] for row in history]), 1e-4)
    low, high = np.log10(values.min()), np.log10(values.max())
    span = max(high - low, 0.1)
    x = _EDGE + np.arange(len(values)) / max(len(values) - 1, 1) * (_WIDTH - 2 * _EDGE)
    _grid(pen, low, span, len(values))
    for i, name in enumerate(names):
        colour = _COLOURS[i % len(_COLOURS)]
        smooth = _smooth(values[:, i])
        y = _HEIGHT - _EDGE - (np.log10(smooth) - low) / span * (_HEIGHT - 2 * _EDGE)
        pen.line([*map(tuple, np.column_stack([x, y]).tolist())], fill=colour, width=2)
        pen.text((_EDGE + 150 * i, 16), f"{name} {smooth[-1]:.3g}", fill=colour)
    return picture


def _grid(pen: ImageDraw.ImageDraw, low: float, span: float, steps: int) -> None:
    for tick in np.linspace(low, low + span, 5):
        y = _HEIGHT - _EDGE - (tick - low) / span * (_HEIGHT - 2 * _EDGE)
        pen.line([(_EDGE, y), (_WIDTH - _EDGE, y)], fill="#e3e8ec")
        pen.text((8, y - 6), f"{10**tick:.3g}", fill="#5d6b78")
    for share in (0.0, 0.5, 1.0):
        at = _EDGE + share * (_WIDTH - 2 * _EDGE)
        pen.text((at - 10, _HEIGHT - _EDGE + 12), f"{1 + round(share * (steps - 1))}", fill="#5d6b78")


def _smooth(values: Floats) -> Floats:
    sigma = max(_SMOOTH_SHARE * len(values), 0.5)
    radius = min(int(3 * sigma) + 1, max(len(values) - 1, 1))
    kernel = cv2.getGaussianKernel(2 * radius + 1, sigma).ravel()
    weight, total = (np.convolve(np.pad(v, radius), kernel, "valid") for v in (np.ones_like(values), values))
    out: Floats = total / weight
    return out
