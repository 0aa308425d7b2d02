"""Quality against time on W1: PSNR of the developed picture against a path-traced reference, and CPU seconds a frame.

The reference (1,024 samples, no denoiser, another seed) takes some minutes; it is kept in ``build/bench`` for the next run.
"""

from pathlib import Path

import numpy as np

from setpiece.cli.bench.measure import cpu_s, psnr_db
from setpiece.cli.bench.w1 import W1_BOUNCES, Workload, read_workload
from setpiece.dataset.sensor import develop
from setpiece.render.blender.renderer import Renderer
from setpiece.scenes.spec import RenderSpec, SceneSpec

SCENES = (0, 3)
REFERENCE = RenderSpec(samples=1024, denoise=False, seed=77, **W1_BOUNCES)
CURVE = tuple((samples, quality, prefilter) for quality, prefilter in (("FAST", "FAST"), ("HIGH", "ACCURATE")) for samples in (2, 4, 8, 32))


def reference(renderer: Renderer, workload: Workload, number: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Linear radiance of a scene's reference, rendered once."""
    file = Path("build/bench") / f"w1-scene{number}-{REFERENCE.samples}spp.npy"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        spec = workload.scenes[number].model_copy(update={"render": REFERENCE})
        np.save(file, renderer.render(spec, workload.load, passes=False).radiance)
    loaded: np.ndarray[tuple[int, ...], np.dtype[np.float32]] = np.load(file)
    return loaded


def main(folder: Path) -> None:
    """Print the curve."""
    workload = read_workload(folder / "w1.json", REFERENCE)
    renderer = Renderer("cpu")
    references = {number: reference(renderer, workload, number) for number in SCENES}
    renderer.render(with_quality(workload.scenes[0], 1, "FAST", "FAST"), workload.load)
    print("samples  OIDN            PSNR dB  CPU-s a frame")
    for samples, quality, prefilter in CURVE:
        decibels, seconds = [], []
        for number in SCENES:
            spec = with_quality(workload.scenes[number], samples, quality, prefilter)
            frames = []
            seconds.append(cpu_s(lambda spec=spec, frames=frames: frames.append(renderer.render(spec, workload.load, passes=False))))  # type: ignore[misc]
            decibels.append(psnr_db(develop(frames[0].radiance, spec.sensor), develop(references[number], spec.sensor)))
        print(f"{samples:7}  {quality + '/' + prefilter:14}  {np.mean(decibels):7.1f}  {np.mean(seconds):13.2f}", flush=True)


def with_quality(spec: SceneSpec, samples: int, quality: str, prefilter: str) -> SceneSpec:
    """The scene with other render settings."""
    settings = RenderSpec.model_validate({"samples": samples, "denoise_quality": quality, "denoise_prefilter": prefilter, **W1_BOUNCES})
    return spec.model_copy(update={"render": settings})
