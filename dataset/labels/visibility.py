"""Which object each pixel shows: the nearest of the hits of all objects, each cast alone."""

import numpy as np

from setpiece.dataset.labels.cast import Hits
from setpiece.dataset.labels.pinhole import PixelBox
from setpiece.dataset.labels.types import Bool, Float64, Int32


class Picture:
    """The nearest surfaces so far.

    Attributes:
        owner: (H, W) int32 number of the object shown, -1 for background.
        prim: (H, W) int32 its triangle.
        nearness: (H, W) float64, 1 / planar depth in metres, 0 for background.
    """

    def __init__(self, height: int, width: int) -> None:
        self.owner: Int32 = np.full((height, width), -1, dtype=np.int32)
        self.prim: Int32 = np.full((height, width), -1, dtype=np.int32)
        self.nearness: Float64 = np.zeros((height, width))

    def add(self, number: int, box: PixelBox, hits: Hits) -> None:
        """Put an object that was cast in a box into the picture; where it is as near as what is there, it stays hidden."""
        seen = self.nearness[box.slices]
        nearer = hits.nearness > seen
        np.copyto(seen, hits.nearness, where=nearer)
        np.copyto(self.prim[box.slices], hits.prim, where=nearer)
        np.copyto(self.owner[box.slices], number, where=nearer)

    def shows(self, number: int, box: PixelBox) -> Bool:
        """(h, w) the pixels of a box that show an object."""
        shown: Bool = self.owner[box.slices] == number
        return shown
