"""Desk: all of an image's making but the rendering. It knows no Blender, so any number of them may work beside one."""

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
from setpiece.farm.outcome import Failed, Made, Outcome
from setpiece.render.frame import Frame
from setpiece.scenes.errors import CameraInside, CannotPlace
from setpiece.scenes.sample import sample
from setpiece.scenes.spec import SceneSpec


class Desk:
    """What is kept between images: the assets, the ray-cast trees, the dataset. Not for several threads at a time.

    Args:
        config: the whole config.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self.library = Library(config.assets)
        self.cache = CastCache()
        self.store = Store(config.out)
        self.adapt = adapter(config.output.adapt)

    def draw(self, draft: Draft) -> Outcome | None:
        """Draw on until a scene can be placed.

        Returns:
            None, or a ``Failed`` if there are no draws left.

        Raises:
            UserError: the camera is inside of things in every draw.
        """
        while draft.attempt + 1 < self.config.farm.draws and not _settled(draft):
            draft.attempt += 1
            try:
                with draft.watch.stage("sample"):
                    draft.spec = self._sample(draft.index, draft.attempt)
                return None
            except CannotPlace as error:
                draft.reasons.append(f"draw {draft.attempt}: {error}")
                draft.inside += isinstance(error, CameraInside)
        if draft.inside == self.config.farm.draws:
            raise UserError(f"{draft.reasons[-1].partition(': ')[2]}, in all of {draft.inside} scenes")
        return Failed(draft.index, "; ".join(draft.reasons[-3:]), quarantined=tuple(draft.quarantined))

    def finish(self, draft: Draft) -> Outcome | None:
        """Label, prove and write what was rendered.

        Returns:
            A ``Made``, or None if picture and labels disagreed: then ``draw`` again.
        """
        frame, draft.frame = draft.frame, None
        assert frame is not None
        problem = self.complete(frame, draft.watch)
        if problem is not None:
            draft.quarantined.append(problem)
            draft.reasons.append(f"draw {draft.attempt}: {problem}")
            return None
        times, cpu_s = draft.watch.seconds, round(draft.watch.cpu_s, 6)
        return Made(draft.index, draft.attempt, frame.device, times, cpu_s, tuple(draft.quarantined), draft.tile_px)

    def complete(self, frame: Frame, watch: Stopwatch) -> str | None:
        """Label, prove and write a frame; the reason if it was quarantined instead."""
        spec = frame.spec
        with watch.stage("label"):
            output = self.config.output
            labels = label(frame, self.cache, normals=output.normals, occlusion=output.occlusion)
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

    def _sample(self, index: int, attempt: int) -> SceneSpec:
        seed = self.config.seed
        return sample(self.config, self.config.renderer.to_spec(seed=0), self.library, seed=seed, index=index, attempt=attempt)


def _settled(draft: Draft) -> bool:
    """Whether another draw would be another scene than that of the images beside it."""
    return bool(draft.quarantined) and draft.spec is not None and (draft.spec.video is not None or draft.spec.view is not None)
