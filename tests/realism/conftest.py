"""Small picture sets, and one BLAS thread: the matrices here are small."""

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from threadpoolctl import threadpool_limits

Rgb = npt.NDArray[np.uint8]
Change = Callable[[Rgb, np.random.Generator], Rgb]


@pytest.fixture(autouse=True)
def _one_blas_thread() -> Iterator[None]:
    with threadpool_limits(1, "blas"):
        yield


def scene(rng: np.random.Generator, side: int = 160, discs: float = 0.5) -> Rgb:
    """Discs (a share of the things) and boxes in shaded light, with a little noise, much as a photograph's statistics go."""
    y, x = np.mgrid[0:side, 0:side] / side
    light = 150 + rng.normal(0, 12) + 40 * (rng.normal(0, 1) * (x - 0.5) + rng.normal(0, 1) * (y - 0.5))
    image = np.repeat(light[..., None], 3, axis=2) * (1 + rng.normal(0, 0.01, 3))
    for _ in range(int(rng.integers(3, 9))):
        at = tuple(int(v) for v in rng.uniform(0.1, 0.9, 2) * side)
        colour = tuple(float(v) for v in rng.uniform(20, 235, 3))
        size = int(rng.uniform(0.04, 0.13) * side)
        if rng.random() < discs:
            cv2.circle(image, at, size, colour, -1, cv2.LINE_AA)
        else:
            cv2.rectangle(image, at, (at[0] + 2 * size, at[1] + size), colour, -1)
    image = cv2.GaussianBlur(image, (0, 0), 0.6) + rng.normal(0, 2.0, image.shape)
    return np.clip(image, 0, 255).round().astype(np.uint8)


def write_set(folder: Path, count: int, seed: int, change: Change | None = None) -> Path:
    """A folder of ``count`` PNG scenes."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(seed)
    for i in range(count):
        picture = scene(rng)
        Image.fromarray(change(picture, rng) if change else picture).save(folder / f"{i:03}.png", compress_level=1)
    return folder
