"""Draft: an image in the making, as it goes through a worker's hands."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields

from setpiece.assets.mesh import Model
from setpiece.assets.ref import AssetRef
from setpiece.render.frame import Frame
from setpiece.scenes.spec import SceneSpec


class Stopwatch:
    """Wall seconds per stage, and CPU seconds of all stages, those of all threads of the processes that they ran in."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.cpu_s = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the block as part of a stage."""
        start, cpu_start_s = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            self.cpu_s += time.process_time() - cpu_start_s
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

    def take_over(self, other: "Draft") -> None:
        """Become as another draft of the same image, which a step was done to elsewhere; models and frame, which stay here, excepted."""
        for entry in fields(self):
            if entry.name not in {"models", "frame"}:
                setattr(self, entry.name, getattr(other, entry.name))
