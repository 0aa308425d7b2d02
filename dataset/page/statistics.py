"""What the report's histograms show, counted record by record in constant memory."""

import math
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from pydantic import JsonValue

from setpiece.dataset.record import AnyRecord, ObjectRecord

SIZE_EDGES_PX = (0, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
"""Lower edges of the bins for an object's size: the square root of its visible area; the last bin has no end."""
VISIBLE_BINS = 10
HEAT_COLUMNS, HEAT_ROWS = 32, 24


def _grid() -> NDArray[np.int64]:
    return np.zeros((HEAT_ROWS, HEAT_COLUMNS), dtype=np.int64)


@dataclass
class Statistics:
    """Counts over all annotated objects.

    Attributes:
        images: how many were counted.
        categories: annotations by category.
        sizes: annotations by size.
        visible: annotations by visible fraction.
        heat: (HEAT_ROWS, HEAT_COLUMNS) how many boxes cover each cell of the frame.
    """

    images: int = 0
    categories: Counter[str] = field(default_factory=Counter)
    sizes: list[int] = field(default_factory=lambda: [0] * len(SIZE_EDGES_PX))
    visible: list[int] = field(default_factory=lambda: [0] * VISIBLE_BINS)
    heat: NDArray[np.int64] = field(default_factory=_grid)

    def add(self, record: AnyRecord) -> None:
        """Counts one image."""
        self.images += 1
        for thing in record.objects:
            if thing.bbox_xywh is not None:
                self._add_object(thing, thing.bbox_xywh, record.spec.camera.width, record.spec.camera.height)

    def merge(self, other: "Statistics") -> None:
        """Adds what another counted."""
        self.images += other.images
        self.categories.update(other.categories)
        self.sizes = [a + b for a, b in zip(self.sizes, other.sizes, strict=True)]
        self.visible = [a + b for a, b in zip(self.visible, other.visible, strict=True)]
        self.heat += other.heat

    def as_json(self) -> dict[str, JsonValue]:
        """Plain data for the page."""
        return {
            "categories": [[name, count] for name, count in sorted(self.categories.items(), key=lambda item: (-item[1], item[0]))],
            "sizes": {"edges": list(SIZE_EDGES_PX), "counts": list[JsonValue](self.sizes)},
            "visible": list[JsonValue](self.visible),
            "heat": self.heat.tolist(),
        }

    def _add_object(self, thing: ObjectRecord, box: tuple[int, int, int, int], width: int, height: int) -> None:
        self.categories[thing.category] += 1
        self.sizes[bisect_right(SIZE_EDGES_PX, math.sqrt(thing.visible_px)) - 1] += 1
        self.visible[min(int(thing.visible_fraction * VISIBLE_BINS), VISIBLE_BINS - 1)] += 1
        x, y, w, h = box
        rows = slice(y * HEAT_ROWS // height, -(-(y + h) * HEAT_ROWS // height))
        columns = slice(x * HEAT_COLUMNS // width, -(-(x + w) * HEAT_COLUMNS // width))
        self.heat[rows, columns] += 1
