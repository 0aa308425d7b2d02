"""The worker: one long-lived process that turns an index into an image of the dataset."""

import time
from threading import Lock

from setpiece.assets.errors import UserError
from setpiece.assets.library import Library
from setpiece.dataset.atmosphere.weather import weathered, with_visibility
from setpiece.dataset.labels import CastCache, label
from setpiece.dataset.proof import prove
from setpiece.dataset.sensor import develop
from setpiece.dataset.store import Store
from setpiece.farm.adapting import adapter
from setpiece.farm.config import Config
from setpiece.farm.draft import Draft, Stopwatch
from setpiece.farm.journal import outcome_entry, worker_name
from setpiece.farm.outcome import Failed, Made, Outcome, Outcomes
from setpiece.render.blender.renderer import Renderer
from setpiece.render.frame import Frame
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
        self.name = worker_name(slot, config.share)
        self._drawing, self._reporting = Lock(), Lock()
        self._cpu_counted_s = 0.0

    def make_image(self, index: int) -> Outcome:
        """Draw scenes for this index until one can be placed and its labels are proven; write that one.

        The result is a function of config, seed and index: whatever was made before, and how often this was tried, has no part.
        """
        draft = Draft(index)
        while (outcome := self.draw(draft)) is None:
            self.render(draft)
            if (outcome := self.finish(draft)) is not None:
                break
        return outcome

    def work(self, job: int) -> Outcomes:
        """Do what the pool hands out: make an image, or, with ``output.shards``, all images of the shard that begins with it.

        An image that cannot be made is left out of its shard.
        """
        size = self.config.output.shards
        if size is None:
            return self.make_image(job)
        there = set(range(job, job + size)) - set(self.store.missing(range(job, job + size)))
        stop = min(job + size, max(self.config.wanted().stop, *(index + 1 for index in there), job))  # what is there already stays
        with self.store.shard(job):
            return tuple(self.make_image(index) for index in range(job, stop))

    def draw(self, draft: Draft) -> Outcome | None:
        """Draw on until a scene can be placed, and load its models; may be called by any thread.

        Returns:
            None, or a ``Failed`` if there are no draws left.

        Raises:
            UserError: the camera is inside of things in every draw.
        """
        while draft.attempt + 1 < self.config.farm.draws and not self._settled(draft):
            draft.attempt += 1
            try:
                with draft.watch.stage("sample"), self._drawing:
                    draft.spec = self._sample(draft.index, draft.attempt)
                    draft.models = {item.asset: self.library.load(item.asset) for item in draft.spec.objects}
                return None
            except CannotPlace as error:
                draft.reasons.append(f"draw {draft.attempt}: {error}")
                draft.inside += isinstance(error, CameraInside)
        if draft.inside == self.config.farm.draws:
            raise UserError(f"{draft.reasons[-1].partition(': ')[2]}, in all of {draft.inside} scenes")
        return self._report(Failed(draft.index, "; ".join(draft.reasons[-3:]), quarantined=tuple(draft.quarantined)))

    def render(self, draft: Draft) -> None:
        """Render the scene that was drawn; only in the thread that made the worker."""
        assert draft.spec is not None
        with draft.watch.stage("render"):
            draft.frame = self.renderer.render(draft.spec, draft.models.__getitem__)
        draft.tile_px = self.renderer.smaller_tile_px

    def finish(self, draft: Draft) -> Outcome | None:
        """Label, prove and write what was rendered; by one thread at a time.

        Returns:
            A ``Made``, or None if picture and labels disagreed: then ``draw`` again.
        """
        frame, draft.frame = draft.frame, None
        assert frame is not None
        problem = self._complete(frame, draft.watch)
        if problem is not None:
            draft.quarantined.append(problem)
            draft.reasons.append(f"draw {draft.attempt}: {problem}")
            return None
        times, cpu_s = draft.watch.seconds, self._count_cpu_s(draft.watch)
        return self._report(Made(draft.index, draft.attempt, frame.device, times, cpu_s, tuple(draft.quarantined), draft.tile_px))

    @staticmethod
    def _settled(draft: Draft) -> bool:
        """Whether another draw would be another scene than that of the images beside it."""
        return bool(draft.quarantined) and draft.spec is not None and (draft.spec.video is not None or draft.spec.view is not None)

    def _count_cpu_s(self, watch: Stopwatch) -> float:
        """CPU seconds of the process, all threads, since the image was begun, but for those that the image before was charged with."""
        now_s, since_s = time.process_time(), max(watch.cpu_start_s, self._cpu_counted_s)
        self._cpu_counted_s = now_s
        return round(now_s - since_s, 6)

    def _sample(self, index: int, attempt: int) -> SceneSpec:
        seed = self.config.seed
        return sample(self.config, self.config.renderer.to_spec(seed=0), self.library, seed=seed, index=index, attempt=attempt)

    def make(self, spec: SceneSpec, watch: Stopwatch) -> str | None:
        """Render, label, prove and write one scene; the reason if it was quarantined instead."""
        with watch.stage("render"):
            frame = self.renderer.render(spec, self.library.load)
        return self._complete(frame, watch)

    def _complete(self, frame: Frame, watch: Stopwatch) -> str | None:
        """Label, prove and write a frame; the reason if it was quarantined instead."""
        spec = frame.spec
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
        with self._reporting:
            self.store.log(self.name, outcome_entry(self.name, outcome))
        return outcome
