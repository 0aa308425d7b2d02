"""The worker: one long-lived process that turns an index into an image of the dataset."""

from setpiece.farm.config import Config
from setpiece.farm.desk import Desk
from setpiece.farm.draft import Draft, Stopwatch
from setpiece.farm.journal import outcome_entry, worker_name
from setpiece.farm.outcome import Outcome, Outcomes
from setpiece.render.blender.renderer import Renderer
from setpiece.scenes.spec import SceneSpec


class Worker(Desk):
    """A desk with a Blender, which keeps its meshes between images.

    Args:
        config: the whole config.
        threads: CPU threads to render with.
        slot: which worker of the machine this is, 0, 1, ...; worker k renders on card k.
    """

    def __init__(self, config: Config, threads: int = 0, slot: int = 0) -> None:
        super().__init__(config)
        self.renderer = Renderer(config.device, threads, slot)
        self.name = worker_name(slot, config.share)

    def make_image(self, index: int) -> Outcome:
        """Draw scenes for this index until one can be placed and its labels are proven; write that one.

        The result is a function of config, seed and index: whatever was made before, and how often this was tried, has no part.
        """
        draft = Draft(index)
        while (outcome := self.draw(draft)) is None:
            self.render(draft)
            if (outcome := self.finish(draft)) is not None:
                break
        self.log(outcome)
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
        """As a desk, and load the models of the scene."""
        outcome = super().draw(draft)
        if outcome is None:
            with draft.watch.stage("sample"):
                self.load_models(draft)
        return outcome

    def load_models(self, draft: Draft) -> None:
        """Find the models of the scene that was drawn, so that rendering need not."""
        assert draft.spec is not None
        draft.models = {item.asset: self.library.load(item.asset) for item in draft.spec.objects}

    def render(self, draft: Draft) -> None:
        """Render the scene that was drawn; only in the thread that made the worker."""
        assert draft.spec is not None
        with draft.watch.stage("render"):
            draft.frame = self.renderer.render(draft.spec, draft.models.__getitem__)
        draft.tile_px = self.renderer.smaller_tile_px

    def make(self, spec: SceneSpec, watch: Stopwatch) -> str | None:
        """Render, label, prove and write one scene; the reason if it was quarantined instead."""
        with watch.stage("render"):
            frame = self.renderer.render(spec, self.library.load)
        return self.complete(frame, watch)

    def log(self, outcome: Outcome) -> None:
        """Add the outcome to this worker's journal; by one thread at a time."""
        self.store.log(self.name, outcome_entry(self.name, outcome))
