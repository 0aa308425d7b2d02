"""Overlap: how much of a device's time is used when drawing, labels and files take time too. The device is a sleep of 50 ms."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

from setpiece.assets.library import Library
from setpiece.assets.mesh import Model
from setpiece.assets.ref import AssetRef
from setpiece.cli.bench.measure import load_average
from setpiece.cli.compose import compose_config
from setpiece.dataset import manifest
from setpiece.farm.draft import Draft
from setpiece.farm.outcome import Outcome
from setpiece.farm.overlap import Overlap
from setpiece.farm.worker import Worker
from setpiece.render.frame import Frame
from setpiece.scenes.spec import SceneSpec

DEVICE_S = 0.05
WARM, COUNT = 1, 60
CASES = {"tabletop": [], "one die": ["experiment=dice", "placement.count=1"]}


class SleepingDevice:
    """A renderer that takes 50 ms of a device and nothing of the processor, then hands out frames that Blender rendered before.

    Args:
        frames: by index; for larger indices they come round again.
    """

    device = "simulated: 50 ms"
    smaller_tile_px = None

    def __init__(self, frames: list[Frame]) -> None:
        self._frames = frames

    def render(self, spec: SceneSpec, load: Callable[[AssetRef], Model]) -> Frame:
        """Load the models, as the renderer does, and wait."""
        for item in spec.objects:
            load(item.asset)
        time.sleep(DEVICE_S)
        known = self._frames[spec.index % len(self._frames)]
        return replace(known, spec=known.spec.model_copy(update={"index": spec.index, "seed": spec.seed}))


def images_per_s(worker: Worker, overlap: bool) -> float:
    """Images a second over ``COUNT`` images, after a few to warm up."""
    times: list[float] = []

    def note(_index: int, outcome: Outcome | Exception) -> None:
        if isinstance(outcome, Exception):
            raise outcome
        times.append(time.perf_counter())

    indices = iter(range(WARM + COUNT))
    if overlap:
        Overlap(worker, note).run(indices)
    else:
        for index in indices:
            note(index, worker.make_image(index))
    return COUNT / (times[-1] - times[-1 - COUNT])


def recorded(worker: Worker) -> list[Frame]:
    """Frames of a few images, by Blender."""
    frames: list[Frame] = []
    for index in count():
        draft = Draft(index)
        if worker.draw(draft) is None:
            worker.render(draft)
            assert draft.frame is not None
            frames.append(draft.frame)
        if len(frames) == WARM:
            break
    return frames


def measure(name: str, words: list[str]) -> None:
    """With and without overlap, at 320x240, standard output."""
    with tempfile.TemporaryDirectory() as folder:
        config = compose_config([*words, "resolution=320x240", "quality=draft", "renderer.samples=1", f"out={folder}/d", "device=cpu"])
        manifest.begin(Path(config.out), config.model_dump(mode="json"), Library(config.assets).categories)
        worker = Worker(config)
        frames = recorded(worker)
        worker.renderer = SleepingDevice(frames)  # type: ignore[assignment]
        images_per_s(worker, overlap=True)  # shapes are generated once and kept on disk
        start = time.process_time()
        alone = images_per_s(worker, overlap=False)
        cpu_s = (time.process_time() - start) / (WARM + COUNT)
        overlapping = images_per_s(worker, overlap=True)
    most = 1.0 / DEVICE_S
    print(f"{name}, 320x240, device of {DEVICE_S * 1000:.0f} ms, drawing, labels and files {cpu_s * 1000:.0f} CPU-ms: one after the other "
          f"{alone:.2f} images/s, overlapping {overlapping:.2f}, that is {overlapping / most:.1%} of the device's {most:.0f} "
          f"(aim: at least 95%); load average {load_average()}")  # fmt: skip


def main() -> None:
    """A scene of many things, whose models are new in each image, and the least scene."""
    for name, words in CASES.items():
        measure(name, words)
