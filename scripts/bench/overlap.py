"""Overlap: how much of a device's time is used when drawing, labels and files take time too. The device is a sleep.

Images are real ones, all labels and files included; only the renderer is replaced, by one that waits and hands out what Blender rendered
before. Two cores give each image 100 CPU-ms every 50 ms: what takes more cannot keep such a device busy here, and neighbours leave less. So
slower devices are tried too: one that is as much slower as the machine is short of processor time shows the same.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from setpiece.assets.library import Library
from setpiece.assets.mesh import Model
from setpiece.assets.ref import AssetRef
from setpiece.cli.bench.measure import load_average
from setpiece.cli.compose import compose_config
from setpiece.dataset import manifest
from setpiece.farm.config import Config
from setpiece.farm.draft import Draft
from setpiece.farm.helper import Helper
from setpiece.farm.machine import cpu_count
from setpiece.farm.outcome import Made, Outcome
from setpiece.farm.overlap import Overlap, hands_for, in_flight
from setpiece.farm.team import Team
from setpiece.farm.worker import Worker
from setpiece.render.frame import Frame
from setpiece.scenes.spec import SceneSpec

DEVICES_S = (0.05, 0.2, 1.0)
WARM, COUNT = 100, 100
CASES = {
    "5 things, 60 models in all": ["placement.count=5", "assets.variants=2"],
    "the same, photographs and boxes only": ["placement.count=5", "assets.variants=2", "output=detection"],
    "tabletop, 10 things on average, 450 models in all": [],
}


class SleepingDevice:
    """A renderer that takes time of a device and nothing of the processor, then hands out frames that Blender rendered before.

    Args:
        frames: by index; for larger indices they come round again.

    Attributes:
        seconds: that each image takes.
        slept_s: all told, by the clock.
    """

    device = "simulated"
    smaller_tile_px = None

    def __init__(self, frames: list[Frame]) -> None:
        self._frames = frames
        self.seconds = self.slept_s = 0.0

    def render(self, spec: SceneSpec, load: Callable[[AssetRef], Model]) -> Frame:
        """Look up the models, as the renderer does, and wait."""
        for item in spec.objects:
            load(item.asset)
        start = time.perf_counter()
        time.sleep(self.seconds)
        self.slept_s += time.perf_counter() - start
        known = self._frames[spec.index % len(self._frames)]
        return replace(known, spec=known.spec.model_copy(update={"index": spec.index, "seed": spec.seed}))


@dataclass(frozen=True)
class Pace:
    """Of the last ``COUNT`` images.

    Attributes:
        images_per_s: finished.
        cpu_ms: of an image's stages.
        cores: that those kept busy; where neighbours leave less than they need, this is the bound and not the device.
        busy: share of the time in which the device had work.
    """

    images_per_s: float
    cpu_ms: float
    cores: float
    busy: float


class Clock:
    """Told of every image, says how fast the last ones were."""

    def __init__(self, device: SleepingDevice) -> None:
        self._device = device
        self._seen: list[tuple[float, float, float]] = []
        self._failed: Outcome | Exception | None = None

    def note(self, _index: int, outcome: Outcome | Exception) -> None:
        """An image is finished."""
        if not isinstance(outcome, Made):
            self._failed = outcome  # not raised here: this is a thread of the overlap's, which waits for it
            return
        self._seen.append((time.perf_counter(), self._device.slept_s, outcome.cpu_s))

    def pace(self) -> Pace:
        """Of the last ``COUNT``, the warm-up left out."""
        if self._failed is not None:
            raise RuntimeError("an image was not made") from (self._failed if isinstance(self._failed, Exception) else None)
        (start, slept, _), (end, slept_at_end, _) = self._seen[-1 - COUNT], self._seen[-1]
        cpu_s = sum(cpu for *_, cpu in self._seen[-COUNT:])
        return Pace(COUNT / (end - start), 1000 * cpu_s / COUNT, cpu_s / (end - start), (slept_at_end - slept) / (end - start))


def recorded(worker: Worker, frames: int = 1) -> list[Frame]:
    """Frames of a few images, by Blender."""
    made: list[Frame] = []
    for index in count():
        draft = Draft(index)
        if worker.draw(draft) is None:
            worker.render(draft)
            assert draft.frame is not None
            made.append(draft.frame)
        if len(made) == frames:
            break
    return made


def paces(config: Config) -> dict[float, tuple[Pace, Pace]]:
    """Device's seconds an image -> pace without helpers, one step after the other, and with."""
    worker = Worker(config)
    device = SleepingDevice(recorded(worker))
    worker.renderer = device  # type: ignore[assignment]
    hands = hands_for(cpu_count())
    team = Team(worker, [Helper(config.model_dump_json()) for _ in range(hands)])
    found = {}
    for device.seconds in DEVICES_S:
        alone, together = Clock(device), Clock(device)
        for index in range(WARM + COUNT):
            alone.note(index, worker.make_image(index))
        Overlap(team, together.note, hands).run(iter(range(WARM + COUNT)))
        found[device.seconds] = alone.pace(), together.pace()
    return found


def measure(name: str, words: list[str]) -> None:
    """One case at 320x240, standard output."""
    with tempfile.TemporaryDirectory() as folder:
        config = compose_config([*words, "resolution=320x240", "quality=draft", "renderer.samples=1", f"out={folder}/d", "device=cpu"])
        manifest.begin(Path(config.out), config.model_dump(mode="json"), Library(config.assets).categories)
        hands = hands_for(cpu_count())
        for seconds, (alone, together) in paces(config).items():
            print(f"{name}, 320x240, device of {seconds * 1000:.0f} ms: one after the other {alone.images_per_s:.2f} images/s, "
                  f"{alone.cpu_ms:.0f} CPU-ms each, device busy {alone.busy:.0%}; {hands} helpers, {in_flight(hands)} images in hand "
                  f"{together.images_per_s:.2f} images/s, {together.cpu_ms:.0f} CPU-ms each, {together.cores:.2f} cores, "
                  f"device busy {together.busy:.0%} of the time (aim: 95%); load average {load_average()}", flush=True)  # fmt: skip


def main() -> None:
    """A scene of few things whose models are all known, and the default one."""
    for name, words in CASES.items():
        measure(name, words)


if __name__ == "__main__":
    main()
