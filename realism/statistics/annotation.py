"""What a set's annotations look like: how many objects, of which classes, how large, where, how crowded."""

from collections import Counter

import numpy as np
import numpy.typing as npt

from setpiece.realism.image_set import AnnotatedImage, ImageSet

Floats = npt.NDArray[np.float64]

_EDGE_PX = 1.0


def annotation_figures(images: ImageSet) -> dict[str, Floats]:
    """Samples of each statistic: one value an image for counts, one a box for the rest. Crowd regions and empty boxes are left out."""
    annotated = [images.annotated[p] for p in images.paths]
    per_image = [_boxes(a) for a in annotated]
    rows = np.concatenate([r for r in per_image if len(r)]) if any(len(r) for r in per_image) else np.zeros((0, 6))
    return {
        "objects_per_image": np.array([len(r) for r in per_image], np.float64),
        "box_size": rows[:, 0],
        "box_aspect": rows[:, 1],
        "position_x": rows[:, 2],
        "position_y": rows[:, 3],
        "overlap": rows[:, 4],
        "truncation": rows[:, 5],
    }


def class_counts(images: ImageSet) -> Counter[str]:
    """Boxes of each class."""
    return Counter(b.category for p in images.paths for b in images.annotated[p].boxes if not b.crowd)


def _boxes(image: AnnotatedImage) -> Floats:
    """(n, 6): log2 of size over image size, log2 of width over height, centre (x, y) in 0..1, largest IoU with another, at the edge."""
    xywh = np.array([b.xywh for b in image.boxes if not b.crowd and min(b.xywh[2:]) > 0.0]).reshape(-1, 4)
    x, y, w, h = xywh.T
    iou = _largest_iou(xywh)
    edge = (x < _EDGE_PX) | (y < _EDGE_PX) | (x + w > image.width - _EDGE_PX) | (y + h > image.height - _EDGE_PX)
    size = np.log2(np.sqrt(w * h / (image.width * image.height)))
    return np.stack([size, np.log2(w / h), (x + w / 2) / image.width, (y + h / 2) / image.height, iou, edge], axis=1)


def _largest_iou(xywh: Floats) -> Floats:
    if len(xywh) < 2:
        return np.zeros(len(xywh))
    low, high = xywh[:, :2], xywh[:, :2] + xywh[:, 2:]
    sides = np.clip(np.minimum(high[:, None], high) - np.maximum(low[:, None], low), 0.0, None)
    shared, area = sides.prod(axis=2), xywh[:, 2:].prod(axis=1)
    iou = shared / (area[:, None] + area - shared)
    np.fill_diagonal(iou, 0.0)
    out: Floats = iou.max(axis=1)
    return out
