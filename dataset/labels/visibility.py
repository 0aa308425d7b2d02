"""Which object each pixel shows: the nearest of the hits of all objects, each cast alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from setpiece.dataset.labels.cast import Hits
from setpiece.dataset.labels.pinhole import PixelBox
from setpiece.dataset.labels.types import Float64, Int32


@dataclass(frozen=True, eq=False)
class Picture:
    """The nearest surfaces.

    Attributes:
        owner: (H, W) int32 number of the object in the sequence, -1 for background.
        nearness: (H, W) float64, 1 / planar depth in metres, 0 for background.
    """

    owner: Int32
    nearness: Float64


def compose(height: int, width: int, boxes: Sequence[PixelBox], hits: Sequence[Hits]) -> Picture:
    """The picture of all objects; where two are equally near, the earlier one shows.

    Args:
        height: of the picture.
        width: of the picture.
        boxes: where each object was cast, inside the picture.
        hits: what was hit there.
    """
    owner = np.full((height, width), -1, dtype=np.int32)
    nearness = np.zeros((height, width))
    for number, (box, hit) in enumerate(zip(boxes, hits, strict=True)):
        seen = nearness[box.slices]
        nearer = hit.nearness > seen
        np.copyto(seen, hit.nearness, where=nearer)
        np.copyto(owner[box.slices], number, where=nearer)
    return Picture(owner, nearness)
