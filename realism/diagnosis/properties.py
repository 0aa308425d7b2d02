"""What can be said of each box: its shape and place, its neighbours, and how the picture looks inside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import cv2
import numpy as np
import numpy.typing as npt

from setpiece.realism.detection.coco import CocoSet
from setpiece.realism.diagnosis.pairing import Boxes, by_image
from setpiece.realism.evaluation.outcomes import iou
from setpiece.realism.images import read_picture
from setpiece.realism.statistics.picture import Picture

Floats = npt.NDArray[np.float64]
Rgb = npt.NDArray[np.uint8]

_EDGE_PX = 1.0
_MARGIN, _INNER = 0.15, 0.2
_BLACK = 1e-4
_LEAST_CONTRAST = 2.0
_DARKEST = 8.0
_GREY_CHROMA = 12.0
_BLUR_LIMIT_PX = 20.0

COLOURS = ("black", "grey", "white", "red", "orange or brown", "yellow", "green", "turquoise", "blue", "purple", "pink")
_HUES_DEG = (15.0, 50.0, 80.0, 110.0, 180.0, 235.0, 305.0, 345.0)
"""Where red, orange, yellow, green, turquoise, blue, purple and pink begin on the circle of CIELAB's a* and b*."""


@dataclass(frozen=True)
class Properties:
    """One value a box.

    Attributes:
        size_px: side of a square of the box's area, in a picture whose longer side is ``side_px``.
        aspect: log2 of width over height.
        x, y: of the middle, 0..1.
        overlap: largest IoU with another box of the image.
        gap: to the nearest other box, in sizes of its own; infinite if it is alone.
        cut: whether it touches the frame.
        brightness: log2 of the mean linear luminance inside.
        blur_px: standard deviation of the Gaussian that would make a step as soft as the steepest edge in and about it.
        saturation: median of (largest - smallest) / largest channel in the middle of it, which light and shade leave alone.
        colour: place in ``COLOURS``.
        side_px: median of the pictures' longer sides.
    """

    size_px: Floats
    aspect: Floats
    x: Floats
    y: Floats
    overlap: Floats
    gap: Floats
    cut: npt.NDArray[np.bool_]
    brightness: Floats
    blur_px: Floats
    saturation: Floats
    colour: npt.NDArray[np.intp]
    side_px: float


def properties_of(boxes: Boxes, truth: CocoSet) -> Properties:
    """Measures boxes; reads each picture that holds one.

    Args:
        boxes: in pixels as the set's images are entered.
        truth: the set.
    """
    sizes = np.array([(float(i["width"]), float(i["height"])) for i in truth.images])[boxes.image].reshape(-1, 2)
    side_px = float(np.median([max(i["width"], i["height"]) for i in truth.images]))
    w, h = np.maximum(boxes.xyxy[:, 2:] - boxes.xyxy[:, :2], 1e-3).T
    middle = (boxes.xyxy[:, :2] + boxes.xyxy[:, 2:]) / 2.0 / np.maximum(sizes, 1.0)
    cut = (boxes.xyxy[:, :2] < _EDGE_PX).any(axis=1) | (boxes.xyxy[:, 2:] > sizes - _EDGE_PX).any(axis=1)
    overlap, gap = np.zeros(len(w)), np.full(len(w), np.inf)
    looks = np.zeros((len(w), 4))
    for i, mine in enumerate(by_image(boxes.image, len(truth.images))):
        if not len(mine):
            continue
        overlap[mine], gap[mine] = neighbours(boxes.xyxy[mine])
        picture = Picture(read_picture(truth.paths[truth.images[i]["id"]]).rgb)
        zoom = picture.rgb.shape[1] / sizes[mine[0], 0]
        looks[mine] = [look(picture, box * zoom) for box in boxes.xyxy[mine]]
    return Properties(
        size_px=np.sqrt(w * h) * side_px / np.maximum(sizes.max(axis=1, initial=1.0), 1.0),
        aspect=np.log2(w / h),
        x=middle[:, 0],
        y=middle[:, 1],
        overlap=overlap,
        gap=gap,
        cut=np.asarray(cut),
        brightness=looks[:, 0],
        blur_px=looks[:, 1],
        saturation=looks[:, 2],
        colour=looks[:, 3].astype(np.intp),
        side_px=side_px,
    )


def spread(q: Properties, at: npt.NDArray[np.intp], count: int) -> Properties:
    """The properties in a table of ``count`` rows, at the rows that were measured; what is elsewhere means nothing."""
    columns = {f.name: getattr(q, f.name) for f in fields(q) if f.name != "side_px"}
    rows = {name: np.zeros(count, column.dtype) for name, column in columns.items()}
    for name, column in columns.items():
        rows[name][at] = column
    return Properties(**rows, side_px=q.side_px)


def joined(parts: Sequence[Properties]) -> Properties:
    """Several sets' objects in one table; sizes in pixels are brought to the first one's pictures."""
    side_px = parts[0].side_px
    same = [replace(q, size_px=q.size_px * side_px / q.side_px, side_px=side_px) for q in parts]
    columns = {f.name: np.concatenate([getattr(q, f.name) for q in same]) for f in fields(parts[0]) if f.name != "side_px"}
    return Properties(**columns, side_px=side_px)


def neighbours(xyxy: Floats) -> tuple[Floats, Floats]:
    """Of each box of one image: the largest IoU with another, and the distance to the nearest other in sizes of its own."""
    if len(xyxy) < 2:
        return np.zeros(len(xyxy)), np.full(len(xyxy), np.inf)
    overlap = iou(xyxy, xyxy)
    np.fill_diagonal(overlap, 0.0)
    between = np.maximum(np.maximum(xyxy[:, None, :2] - xyxy[None, :, 2:], xyxy[None, :, :2] - xyxy[:, None, 2:]), 0.0)
    distance = np.hypot(between[..., 0], between[..., 1])
    np.fill_diagonal(distance, np.inf)
    own = np.sqrt(np.maximum(np.prod(xyxy[:, 2:] - xyxy[:, :2], axis=1), 1e-6))
    return overlap.max(axis=1), distance.min(axis=1) / own


def look(picture: Picture, xyxy: Floats) -> tuple[float, float, float, int]:
    """Brightness, blur, saturation and colour of a box; see ``Properties``."""
    rows, columns = _window(picture.rgb, xyxy, 0.0)
    brightness = float(np.log2(picture.luminance[rows, columns].mean() + _BLACK))
    saturation, colour = colour_of(picture.rgb[_window(picture.rgb, xyxy, -_INNER)])
    return brightness, blur_px(picture.luma[_window(picture.rgb, xyxy, _MARGIN)]), saturation, colour


def blur_px(luma: npt.NDArray[np.float32]) -> float:
    """Width of the steepest edges, as a Gaussian's standard deviation.

    A step of height c behind a Gaussian of deviation s rises by c / (s sqrt(2 pi)) a pixel at its steepest.

    Args:
        luma: (h, w).
    """
    if min(luma.shape) < 3:
        return _BLUR_LIMIT_PX
    across, down = np.gradient(luma)
    low, high = np.percentile(luma, [1.0, 99.0])
    steepest = float(np.percentile(np.hypot(across, down), 99.0))
    if high - low < _LEAST_CONTRAST:
        return _BLUR_LIMIT_PX
    return min(float(high - low) / (math.sqrt(2.0 * math.pi) * max(steepest, 1e-6)), _BLUR_LIMIT_PX)


def colour_of(rgb: Rgb) -> tuple[float, int]:
    """Median saturation, and the place in ``COLOURS`` of the median colour."""
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).reshape(-1, 3).astype(np.float64)
    light, a, b = np.median(lab, axis=0) - (0.0, 128.0, 128.0)
    channels = rgb.reshape(-1, 3).astype(np.float64)
    saturation = float(np.median(np.ptp(channels, axis=1) / np.maximum(channels.max(axis=1), _DARKEST)))
    if np.hypot(a, b) < _GREY_CHROMA:
        return saturation, 0 if light < 0.35 * 255 else 1 if light < 0.75 * 255 else 2
    hue = float(np.degrees(np.arctan2(b, a))) % 360.0
    return saturation, 3 + (int(np.searchsorted(_HUES_DEG, hue, side="right")) - 1) % len(_HUES_DEG)


def _window(rgb: Rgb, xyxy: Sequence[float] | Floats, margin: float) -> tuple[slice, slice]:
    """Rows and columns of a box made larger by a share of its sides; at least one pixel, inside the picture."""
    x0, y0, x1, y1 = (float(v) for v in xyxy)
    dx, dy = margin * (x1 - x0), margin * (y1 - y0)
    return _span(y0 - dy, y1 + dy, rgb.shape[0]), _span(x0 - dx, x1 + dx, rgb.shape[1])


def _span(low: float, high: float, most: int) -> slice:
    start = min(max(int(np.floor(low)), 0), most - 1)
    return slice(start, max(start + 1, min(int(np.ceil(high)), most)))
