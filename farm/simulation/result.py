"""Result: what became of a simulated batch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Result:
    """What became of a batch. Worker-seconds add up: ``paid_s`` is the sum of useful, doubled, lost, startup and listing.

    Attributes:
        ideal_s: all images on ordinary workers that never fail, evenly shared, no start, no store.
        done_at_s: (C,) when each commit was first there, float64.
        made: (C,) how often each was made.
        useful_s: worker-seconds of first commits, their writing and waiting for the store included.
        doubled_s: of commits that were there already.
        lost_s: of work in flight when its worker failed.
        startup_s, listing_s: of starting processes; of looking what is missing.
        waiting_s: of all worker-seconds, those spent on a store at its limit.
        faults: crashes and pre-emptions.
        writes, list_pages, heads: operations on the store: files, pages of 1,000 names, looks at single names.
    """

    ideal_s: float
    done_at_s: NDArray[np.float64]
    made: NDArray[np.int64]
    useful_s: float
    doubled_s: float
    lost_s: float
    startup_s: float
    listing_s: float
    waiting_s: float
    faults: int
    writes: int
    list_pages: int
    heads: int

    @property
    def completion_s(self) -> float:
        """When the last image was there."""
        return float(self.done_at_s.max())

    @property
    def paid_s(self) -> float:
        """Worker-seconds from each machine's start to its end; while a machine is being replaced nobody pays."""
        return self.useful_s + self.doubled_s + self.lost_s + self.startup_s + self.listing_s

    @property
    def lateness(self) -> float:
        """Completion against the ideal, 1 at best with ordinary workers."""
        return self.completion_s / self.ideal_s

    @property
    def doubles(self) -> int:
        """Commits made beyond the first time."""
        return int(self.made.sum() - len(self.made))

    def share(self, seconds: float) -> float:
        """A part of what was paid for."""
        return seconds / self.paid_s

    def reached_s(self, share: float) -> float:
        """When that share of the commits was there."""
        return float(np.quantile(self.done_at_s, share, method="inverted_cdf"))

    def peak_writes_per_s(self, window_s: float = 10.0) -> float:
        """Most files that became visible a second, in any window of a fixed grid."""
        per_commit = self.writes / max(1, int(self.made.sum()))
        counts = np.bincount((self.done_at_s / window_s).astype(np.int64))
        return float(counts.max()) * per_commit / window_s
