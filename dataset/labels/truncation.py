"""How much of an object's outline lies beyond the frame, by casting rays there too."""

import math
from dataclasses import dataclass

import numpy as np

from setpiece.dataset.labels.cast import cast
from setpiece.dataset.labels.drift import Drift
from setpiece.dataset.labels.pinhole import PixelBox, Pose, rays
from setpiece.dataset.labels.prepared import Prepared
from setpiece.dataset.labels.types import Bool, BoxXywh, Window
from setpiece.scenes.spec import CameraSpec

_MAX_RAYS = 65536
"""Beyond this many pixels the outside is sampled with a stride."""


@dataclass(frozen=True)
class Outside:
    """The part of an outline beyond the frame.

    Attributes:
        area_px: its area; exact up to ``_MAX_RAYS`` pixels of projected box beyond the frame, then sampled.
        box: the pixels it spans, None when it has none.
    """

    area_px: int
    box: PixelBox | None


def outside(prepared: Prepared, camera: CameraSpec, box: PixelBox, frame: PixelBox, pose: Pose, drift: Drift | None = None) -> Outside:
    """Cast rays in the part of an object's projected box that the frame leaves out."""
    margins = [margin for margin in _around(box, box.meet(frame)) if not margin.empty]
    stride = max(1, math.ceil(math.sqrt(sum(margin.area for margin in margins) / _MAX_RAYS)))
    area, boxes = 0, []
    for margin in margins:
        mask = cast(prepared, rays(camera, margin, stride), pose, drift=drift).prim >= 0
        if mask.any():
            area += int(mask.sum()) * stride * stride
            boxes.append(_span(mask, margin, stride))
    return Outside(area, _union(boxes) if boxes else None)


def truncation(inside_px: int, outside_px: int, in_frame: bool) -> float:
    """Share of the outline beyond the frame; for an outline without pixels, whether its box misses the frame."""
    total = inside_px + outside_px
    if not total:
        return 0.0 if in_frame else 1.0
    return outside_px / total


def amodal_box(inside: Window, beyond: Outside) -> BoxXywh | None:
    """The box of the whole outline, inside and beyond the frame."""
    boxes = [beyond.box] if beyond.box else []
    if inside.bbox_xywh:
        x, y, width, height = inside.bbox_xywh
        boxes.append(PixelBox(x, y, x + width, y + height))
    if not boxes:
        return None
    whole = _union(boxes)
    return whole.x0, whole.y0, whole.x1 - whole.x0, whole.y1 - whole.y0


def _around(box: PixelBox, inner: PixelBox) -> list[PixelBox]:
    """What is left of a box without an inner one: above, below, left and right of it."""
    if inner.empty:
        return [box]
    return [
        PixelBox(box.x0, box.y0, box.x1, inner.y0),
        PixelBox(box.x0, inner.y1, box.x1, box.y1),
        PixelBox(box.x0, inner.y0, inner.x0, inner.y1),
        PixelBox(inner.x1, inner.y0, box.x1, inner.y1),
    ]


def _span(mask: Bool, margin: PixelBox, stride: int) -> PixelBox:
    rows, columns = np.flatnonzero(mask.any(axis=1)) * stride, np.flatnonzero(mask.any(axis=0)) * stride
    return PixelBox(margin.x0 + int(columns[0]), margin.y0 + int(rows[0]), margin.x0 + int(columns[-1]) + 1, margin.y0 + int(rows[-1]) + 1)


def _union(boxes: list[PixelBox]) -> PixelBox:
    return PixelBox(min(box.x0 for box in boxes), min(box.y0 for box in boxes), max(box.x1 for box in boxes), max(box.y1 for box in boxes))
