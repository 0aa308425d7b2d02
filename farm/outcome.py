"""What became of one index."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Made:
    """An image that is in the dataset.

    Attributes:
        index: of the image.
        attempt: which draw it is.
        device: what rendered it.
        seconds: wall seconds per stage.
        cpu_s: CPU seconds of its stages, all threads.
        quarantined: reasons of the draws before it whose labels and picture disagreed.
        tile_px: it was rendered in tiles of this size, because the GPU's memory was too small for one of the usual size.
    """

    index: int
    attempt: int
    device: str
    seconds: dict[str, float]
    cpu_s: float
    quarantined: tuple[str, ...] = ()
    tile_px: int | None = None


@dataclass(frozen=True)
class Failed:
    """An index that has no image.

    Attributes:
        index: of the image.
        reason: why, for people.
        log: file that holds the details, if there is one.
        quarantined: reasons of the draws whose labels and picture disagreed.
    """

    index: int
    reason: str
    log: str | None = None
    quarantined: tuple[str, ...] = ()


Outcome = Made | Failed
Outcomes = Outcome | tuple[Outcome, ...]
"""Of one job: an image's, or those of all images of a shard."""
