"""COCO segmentations as arrays, and back."""

from typing import Any

import numpy as np
import numpy.typing as npt
from pycocotools import mask as coco_mask

Mask = npt.NDArray[np.uint8]


def decode(segmentation: Any, width: int, height: int) -> Mask:  # noqa: ANN401 - polygons or a run-length dictionary
    """A mask of 0 and 1, (height, width).

    Args:
        segmentation: polygons, or run lengths, compressed or not.
        width: of the image.
        height: of the image.
    """
    runs = coco_mask.frPyObjects(segmentation, height, width) if _is_open(segmentation) else segmentation
    out: Mask = coco_mask.decode(coco_mask.merge(runs) if isinstance(runs, list) else runs)
    return out


def encode(mask: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """Compressed run lengths of one mask, as JSON takes them."""
    runs: dict[str, Any] = coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))
    return {"size": list(map(int, runs["size"])), "counts": runs["counts"].decode("ascii")}


def _is_open(segmentation: Any) -> bool:  # noqa: ANN401 - as above
    return isinstance(segmentation, list) or isinstance(segmentation["counts"], list)
