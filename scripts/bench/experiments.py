"""What an image of each named experiment costs: CPU seconds by stage, and memory, in a process that has made one already.

Run as ``python -m setpiece.cli.bench only=experiments``; ``count`` is the number of images of each, four unless said otherwise. Each
experiment gets a process of its own, since memory is never given back.
"""

import multiprocessing
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from setpiece.assets.library import Library
from setpiece.cli.bench.measure import load_average
from setpiece.cli.compose import compose_config
from setpiece.dataset import manifest
from setpiece.dataset.atmosphere.weather import weathered, with_visibility
from setpiece.dataset.labels import CastCache, label
from setpiece.dataset.proof import prove
from setpiece.dataset.sensor import develop
from setpiece.dataset.store import Store
from setpiece.farm.config import Config
from setpiece.farm.processes import without_blenders_path
from setpiece.render.blender.renderer import Renderer
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.sample import sample
from setpiece.scenes.spec import SceneSpec

EXPERIMENTS = ("tabletop", "dice", "inspection", "kitchen_clutter", "warehouse", "parking_snow", "street_weather")
STAGES = ("sample", "build", "render", "label", "weather", "develop", "write")


class Stages:
    """CPU seconds of this process by stage, summed over images."""

    def __init__(self) -> None:
        self.cpu_s = dict.fromkeys(STAGES, 0.0)
        self._mark = time.process_time()

    def lap(self, name: str) -> None:
        """What was spent since the last lap, to a stage."""
        now = time.process_time()
        self.cpu_s[name] += now - self._mark
        self._mark = now

    def move(self, seconds: float, source: str, to: str) -> None:
        """Count seconds under another stage."""
        self.cpu_s[source] -= seconds
        self.cpu_s[to] += seconds


class Maker:
    """A worker without its farm, so that each step can be timed."""

    def __init__(self, config: Config, root: Path) -> None:
        self.config, self.library = config, Library(config.assets)
        manifest.begin(root, {}, self.library.categories)
        self.renderer, self.cache, self.store = Renderer("cpu"), CastCache(), Store(root)

    def make(self, index: int, stages: Stages) -> None:
        """One image, with all files."""
        spec = self._draw(index)
        models = {item.asset: self.library.load(item.asset) for item in spec.objects}
        stages.lap("sample")
        frame = self.renderer.render(spec, models.__getitem__)
        stages.lap("render")
        stages.move(frame.seconds["build"], "render", "build")
        labels = label(frame, self.cache)
        proof = prove(frame, labels)
        stages.lap("label")
        radiance = weathered(frame.radiance, labels, spec)
        labels = with_visibility(labels, radiance, spec)
        stages.lap("weather")
        image = develop(radiance, spec.sensor)
        stages.lap("develop")
        self.store.write(spec, image, labels, proof)
        stages.lap("write")

    def _draw(self, index: int) -> SceneSpec:
        """The first draw of an index that can be placed."""
        settings = self.config.renderer.to_spec(seed=0)
        for attempt in range(self.config.farm.draws):
            try:
                return sample(self.config, settings, self.library, seed=self.config.seed, index=index, attempt=attempt)
            except CannotPlace:
                continue
        raise LookupError(f"image {index} cannot be placed")


def measure(experiment: str, count: int) -> str:
    """A row of the table: mean CPU seconds an image by stage and in all, and the most memory."""
    with tempfile.TemporaryDirectory() as folder:
        maker = Maker(
            compose_config([f"experiment={experiment}", "resolution=640x480", "device=cpu", f"out={folder}"]), Path(folder) / "data"
        )
        maker.make(0, Stages())
        stages = Stages()
        for index in range(1, count + 1):
            maker.make(index, stages)
    spent = [stages.cpu_s[stage] / count for stage in STAGES]
    most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return " | ".join(["", experiment.ljust(15), *(f"{value:.2f}" for value in spent), f"{sum(spent):.1f}", f"{most_mb:.0f}", ""]).strip()


def main(count: int = 4, experiments: tuple[str, ...] = EXPERIMENTS) -> None:
    """Measure one experiment after the other, each in a fresh process."""
    print(f"CPU seconds an image of 640x480, mean of {count} after the first; load average {load_average()}")
    print("| experiment | " + " | ".join(STAGES) + " | in all | MB |")
    print("|---" * (len(STAGES) + 3) + "|")
    for experiment in experiments:
        with without_blenders_path(), ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            print(pool.submit(measure, experiment, count).result(), flush=True)
