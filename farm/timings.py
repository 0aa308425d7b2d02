"""Timings: seconds of every stage of every image of a batch, at a few bytes each, so that ten million fit into memory."""

from array import array
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from setpiece.farm.outcome import Made


@dataclass
class Timings:
    """Images in the order in which they were added; 8 bytes for an image and 4 for each of its stages.

    Attributes:
        indices: of the images.
        stages: stage -> wall seconds, 0 where an image has no such stage.
    """

    indices: "array[int]" = field(default_factory=lambda: array("q"))
    stages: dict[str, "array[float]"] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.indices)

    def add(self, image: Made) -> None:
        """Enter one image."""
        for name in image.seconds.keys() - self.stages.keys():
            self.stages[name] = array("f", bytes(4 * len(self)))
        self.indices.append(image.index)
        for name, values in self.stages.items():
            values.append(image.seconds.get(name, 0.0))

    def stage(self, name: str) -> NDArray[np.float32]:
        """(N,) seconds of one stage."""
        return np.frombuffer(self.stages[name], np.float32)

    def totals(self) -> NDArray[np.float64]:
        """(N,) seconds of all stages together."""
        totals = np.zeros(len(self))
        for name in self.stages:
            totals += self.stage(name)
        return totals

    def slowest(self, factor: float, listed: int) -> tuple[tuple[int, float, str], ...]:
        """The images that took at least ``factor`` times the median: index, seconds, and the stage that took longest; the slowest first.

        Of an image that was made several times the last one counts.
        """
        if not self.stages:
            return ()
        totals = self.totals()
        _, from_end = np.unique(np.frombuffer(self.indices, np.int64)[::-1], return_index=True)
        last = len(self) - 1 - from_end
        last = last[totals[last] > 0.0]
        if not last.size:
            return ()
        slow = last[totals[last] >= factor * np.median(totals[last])]
        slow = slow[np.argsort(-totals[slow], kind="stable")][:listed]
        return tuple(
            (self.indices[at], float(totals[at]), max(self.stages, key=lambda name: self.stages[name][at])) for at in slow.tolist()
        )
