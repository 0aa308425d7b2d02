"""Changes training images at random; every change is a function of the generator that is passed in."""

import io
import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from setpiece.realism.detection.square import Affine, Rgb, fit
from setpiece.realism.training.config import Augmentation

Floats = npt.NDArray[np.float64]

_AIMED = 0.85
"""Share of the windows that are put over a random object, rather than anywhere."""

_BLUR_VISIBLE_PX = 0.2


@dataclass(frozen=True)
class Size:
    """Of an image, in pixels."""

    width: int
    height: int


def draw_matrix(image: Size, boxes: Floats, size: int, window: int, how: Augmentation, rng: np.random.Generator) -> Affine:
    """Mirror, quarter turn, zoom and place of the window, as one matrix.

    Args:
        image: before.
        boxes: (n, 4) xyxy, pixels of the image.
        size: side of the square that the whole image is fitted into, before zooming.
        window: side of the training image.
        how: ranges.
        rng: where the draws come from.
    """
    turned = _orient(image, how, rng)
    zoom = math.exp(rng.uniform(*np.log(how.scale)))
    full = np.diag([zoom, zoom, 1.0]) @ _square(fit(image.width, image.height, size)) @ turned
    corners = full[:2, :2] @ np.array([[0.0, image.width], [0.0, image.height]]) + full[:2, 2:]
    low, extent = corners.min(axis=1), np.ptp(corners, axis=1)
    aim = full[:2, :2] @ _target(image, boxes, rng) + full[:2, 2] - low
    full[:2, 2] += _place(extent, aim, window, rng) - low
    return full[:2]


def change_colours(rgb: Rgb, how: Augmentation, rng: np.random.Generator) -> Rgb:
    """Brightness, contrast, saturation, hue, grey, blur, noise and compression."""
    gain, contrast, saturation = (1.0 + rng.uniform(-r, r) for r in (how.brightness, how.contrast, how.saturation))
    turn, grey = rng.uniform(-how.hue_deg, how.hue_deg), rng.random() < how.grey
    sigma, noise = rng.uniform(*how.blur_px), rng.uniform(0.0, how.noise)
    compress, quality = rng.random() < how.jpeg, int(rng.integers(how.jpeg_quality[0], how.jpeg_quality[1] + 1))
    pixels = (rgb.astype(np.float32) - 127.5) * contrast + 127.5
    pixels = (pixels * gain) @ _colour_matrix(0.0 if grey else saturation, turn).T
    if sigma > _BLUR_VISIBLE_PX:
        pixels = cv2.GaussianBlur(pixels, (0, 0), sigma)
    if noise > 0.0:
        pixels = pixels + noise * rng.standard_normal(pixels.shape, np.float32)
    out: Rgb = np.clip(pixels, 0.0, 255.0).round().astype(np.uint8)
    return _compress(out, quality) if compress else out


def visible_share(boxes: Floats, window: int) -> tuple[Floats, Floats]:
    """Boxes cut at the window's edges, and the share of each that is left."""
    cut = np.clip(boxes, 0.0, window)
    area, left = (np.prod(np.maximum(b[:, 2:] - b[:, :2], 0.0), axis=1) for b in (boxes, cut))
    return cut, left / np.maximum(area, 1e-9)


def _square(matrix: Affine) -> Floats:
    return np.vstack([matrix, [0.0, 0.0, 1.0]])


def _orient(image: Size, how: Augmentation, rng: np.random.Generator) -> Floats:
    """Mirrors and quarter turns about the image's centre."""
    flips = np.where(rng.random(2) < (how.hflip, how.vflip), -1.0, 1.0)
    quarter = int(rng.integers(1, 4)) if rng.random() < how.rot90 else 0
    cos, sin = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarter]
    linear = np.array([[cos, -sin], [sin, cos]], np.float64) @ np.diag(flips)
    centre = np.array([image.width, image.height]) / 2.0
    return _square(np.column_stack([linear, centre - linear @ centre]))


def _target(image: Size, boxes: Floats, rng: np.random.Generator) -> Floats:
    """A point of the image that the window shall hold."""
    anywhere = rng.uniform(0.0, (image.width, image.height))
    which, aimed = rng.random(), rng.random() < _AIMED
    if not len(boxes) or not aimed:
        return anywhere
    box = boxes[int(which * len(boxes))]
    return np.asarray((box[:2] + box[2:]) / 2.0, np.float64)


def _place(extent: Floats, aim: Floats, window: int, rng: np.random.Generator) -> Floats:
    """Where the image's left upper corner comes to lie: the aim anywhere in the window, and no margin that can be avoided."""
    wanted = rng.uniform(0.0, window, 2) - aim
    spare = window - extent
    return np.clip(wanted, np.minimum(spare, 0.0), np.maximum(spare, 0.0))


def _colour_matrix(saturation: float, turn_deg: float) -> npt.NDArray[np.float32]:
    """Scales and turns chroma in YIQ."""
    to_yiq = np.array([[0.299, 0.587, 0.114], [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])
    cos, sin = saturation * math.cos(math.radians(turn_deg)), saturation * math.sin(math.radians(turn_deg))
    change = np.array([[1.0, 0.0, 0.0], [0.0, cos, -sin], [0.0, sin, cos]])
    out: npt.NDArray[np.float32] = (np.linalg.inv(to_yiq) @ change @ to_yiq).astype(np.float32)
    return out


def _compress(rgb: Rgb, quality: int) -> Rgb:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer))
