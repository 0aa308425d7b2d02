"""The worker: one long-lived process that turns an index into an image of the dataset."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from setpiece.assets.errors import UserError
from setpiece.assets.library import Library
from setpiece.dataset.atmosphere.weather import weathered, with_visibility
from setpiece.dataset.labels import CastCache, label
from setpiece.dataset.proof import prove
from setpiece.dataset.sensor import develop
from setpiece.dataset.store import Store
from setpiece.farm.adapting import adapter
from setpiece.farm.config import Config
from setpiece.farm.journal import outcome_entry, worker_name
from setpiece.farm.outcome import Failed, Made, Outcome
from setpiece.render.blender.renderer import Renderer
from setpiece.scenes.errors import CameraInside, CannotPlace
from setpiece.scenes.sample import sample
from setpiece.scenes.spec import SceneSpec


class Worker:
    """What is kept between images: Blender with its meshes, the assets, the ray-cast trees.

    Args:
        config: the whole config.
        threads: CPU threads to render with.
        slot: which worker of the machine this is, 0, 1, ...; worker k renders on card k.
    """

    def __init__(self, config: Config, threads: int = 0, slot: int = 0) -> None:
        self.config = config
        self.library = Library(config.assets)
        self.renderer = Renderer(config.device, threads, slot)
        self.cache = CastCache()
        self.store = Store(config.out)
        self.adapt = adapter(config.output.adapt)
        self.name = worker_name(slot)

    def make_image(self, index: int) -> Outcome:
        """Draw scenes for this index until one can be placed and its labels are proven; write that one.

        The result is a function of config, seed and index: whatever was made before, and how often this was tried, has no part.
        """
        watch = Stopwatch()
        reasons: list[str] = []
        quarantined: list[str] = []
        inside = 0
        for attempt in range(self.config.farm.draws):
            try:
                with watch.stage("sample"):
                    spec = self._sample(index, attempt)
            except CannotPlace as error:
                reasons.append(f"draw {attempt}: {error}")
                inside += isinstance(error, CameraInside)
                continue
            problem = self.make(spec, watch)
            if problem is None:
                return self._report(Made(index, attempt, self.renderer.device, watch.seconds, watch.cpu_s(), tuple(quarantined)))
            quarantined.append(problem)
            reasons.append(f"draw {attempt}: {problem}")
            if spec.video is not None or spec.view is not None:
                break  # another draw would be another scene than that of the images beside it
        if inside == self.config.farm.draws:
            raise UserError(f"{reasons[-1].partition(': ')[2]}, in all of {inside} scenes")
        return self._report(Failed(index, "; ".join(reasons[-3:]), quarantined=tuple(quarantined)))

    def _sample(self, index: int, attempt: int) -> SceneSpec:
        seed = self.config.seed
        return sample(self.config, self.config.renderer.to_spec(seed=0), self.library, seed=seed, index=index, attempt=attempt)

    def make(self, spec: SceneSpec, watch: "Stopwatch") -> str | None:
        """Render, label, prove and write one scene; the reason if it was quarantined instead."""
        with watch.stage("render"):
            frame = self.renderer.render(spec, self.library.load)
        with watch.stage("label"):
            labels = label(frame, self.cache)
        with watch.stage("prove"):
            proof = prove(frame, labels)
        with watch.stage("weather"):
            radiance = weathered(frame.radiance, labels, spec)
            labels = with_visibility(labels, radiance, spec)
        with watch.stage("develop"):
            image = self.adapt(develop(radiance, spec.sensor), spec)
        with watch.stage("write"):
            if not proof.ok:
                self.store.quarantine(spec, proof.reason, image)
                return proof.reason
            self.store.write(spec, image, labels, proof)
        return None

    def _report(self, outcome: Outcome) -> Outcome:
        """Add the outcome to this worker's journal."""
        self.store.log(self.name, outcome_entry(self.name, outcome))
        return outcome


class Stopwatch:
    """Wall seconds per stage, summed over attempts, and CPU seconds since it was made."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._cpu_start = time.process_time()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the block as part of a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 6)

    def cpu_s(self) -> float:
        """CPU seconds of the process so far, all threads."""
        return round(time.process_time() - self._cpu_start, 6)
