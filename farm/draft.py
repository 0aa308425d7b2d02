"""Draft: an image in the making, as it goes through a worker's hands."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from setpiece.assets.mesh import Model
from setpiece.assets.ref import AssetRef
from setpiece.render.frame import Frame
from setpiece.scenes.spec import SceneSpec


class Stopwatch:
    """Wall seconds per stage, summed over attempts, and CPU seconds since it was made."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.cpu_start_s = time.process_time()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the block as part of a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 6)


@dataclass
class Draft:
    """An image in the making.

    Attributes:
        index: of the image.
        attempt: which draw is being made; -1 before the first.
        spec: of this draw.
        models: that the spec refers to.
        frame: what was rendered of it.
        tile_px: of its tiles, where they had to be smaller than usual.
        reasons: why the draws before it were given up.
        quarantined: those reasons where picture and labels disagreed.
        inside: how many draws had the camera inside of things.
        watch: its times.
    """

    index: int
    attempt: int = -1
    spec: SceneSpec | None = None
    models: dict[AssetRef, Model] = field(default_factory=dict)
    frame: Frame | None = None
    tile_px: int | None = None
    reasons: list[str] = field(default_factory=list)
    quarantined: list[str] = field(default_factory=list)
    inside: int = 0
    watch: Stopwatch = field(default_factory=Stopwatch)
