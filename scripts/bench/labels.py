"""What labels and files cost: CPU seconds of whole images against the bare render of the same scenes.

The bare render is without the depth and index passes. A whole image is all that ``setpiece generate`` does after drawing the scene:
those passes, every label by ray casting, the label proof, the picture's development to 8 bits, every file of ``output=all``, the record.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from setpiece.assets.library import Library
from setpiece.assets.mesh import Model
from setpiece.assets.ref import AssetRef
from setpiece.cli.bench.measure import cpu_s
from setpiece.cli.compose import compose_config
from setpiece.dataset import manifest
from setpiece.dataset.labels import CastCache, label
from setpiece.dataset.proof import prove
from setpiece.dataset.sensor import develop
from setpiece.dataset.store import Store
from setpiece.render.blender.renderer import Renderer
from setpiece.scenes.sample import sample
from setpiece.scenes.spec import SceneSpec

STAGES = ("render", "label", "prove", "develop", "write")


@dataclass(frozen=True)
class Cost:
    """CPU seconds of one image: the bare render, and each stage of the whole."""

    bare: float
    stages: dict[str, float]

    @property
    def whole(self) -> float:
        """All stages together."""
        return sum(self.stages.values())


def measure_cost(
    renderer: Renderer, store: Store, cache: CastCache, spec: SceneSpec, load: Callable[[AssetRef], Model], *, bare: bool = True
) -> Cost:
    """One image, whole, and bare before it if asked for."""
    bare_cpu_s = cpu_s(lambda: renderer.render(spec, load, passes=False)) if bare else 0.0
    stages: dict[str, float] = {}
    mark = time.process_time()

    def lap(name: str) -> None:
        nonlocal mark
        now = time.process_time()
        stages[name] = now - mark
        mark = now

    frame = renderer.render(spec, load)
    lap("render")
    labels = label(frame, cache)
    lap("label")
    proof = prove(frame, labels)
    lap("prove")
    image = develop(frame.radiance, spec.sensor)
    lap("develop")
    store.write(spec, image, labels, proof)
    lap("write")
    return Cost(bare_cpu_s, stages)


def measure_costs(renderer: Renderer, specs: Sequence[SceneSpec], load: Callable[[AssetRef], Model]) -> list[Cost]:
    """Every image but the first, which pays for what is loaded once."""
    categories = sorted({item.category for spec in specs for item in spec.objects if item.category})
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "dataset"
        manifest.begin(root, {}, categories)
        store, cache = Store(root), CastCache()
        return [measure_cost(renderer, store, cache, spec, load) for spec in specs][1:]


def report(costs: Sequence[Cost]) -> str:
    """The table, in CPU milliseconds an image, and the ratio."""
    bare = sum(cost.bare for cost in costs)
    whole = sum(cost.whole for cost in costs)
    lines = [f"bare render      {1000 * bare / len(costs):8.0f} ms CPU an image ({len(costs)} images)"]
    for stage in STAGES:
        spent = sum(cost.stages[stage] for cost in costs)
        lines.append(f"  {stage:14} {1000 * spent / len(costs):8.0f}")
    lines.append(f"whole image      {1000 * whole / len(costs):8.0f}   whole / bare = {whole / bare:.3f} (aim: at most 1.05)")
    return "\n".join(lines)


def tabletop_specs(library: Library, count: int) -> list[SceneSpec]:
    """Scenes of twelve objects of the default experiment, 640x480, quality standard."""
    config = compose_config(["experiment=tabletop", "quality=standard", "resolution=640x480", "placement.count=12"])
    render = config.renderer.to_spec(seed=0)
    return [sample(config, render, library, seed=0, index=index) for index in range(count)]


def main(images: int = 11) -> None:
    """Measure on the default experiment."""
    library = Library(compose_config([]).assets)
    specs = tabletop_specs(library, images)
    print(report(measure_costs(Renderer("cpu"), specs, library.load)))


if __name__ == "__main__":
    main()
