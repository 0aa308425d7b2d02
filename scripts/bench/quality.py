"""Quality against time on W1: PSNR of the developed picture against a path-traced reference, and CPU seconds a frame.

The reference has 1,024 samples and another seed. It is denoised too (HIGH, ACCURATE): raw, W1 at 1,024 samples is still 41 dB
from the truth (128 samples: 31.8 dB, and noise falls by 9 dB for 8 times the samples), which would hide what is compared. It
takes some minutes and is kept in ``build/bench`` for the next run.
"""

import time
from pathlib import Path

import numpy as np

from setpiece.cli.bench.measure import psnr_db
from setpiece.cli.bench.w1 import W1_BOUNCES, Workload, read_workload
from setpiece.dataset.sensor import develop
from setpiece.render.blender.renderer import Renderer
from setpiece.render.frame import Float32
from setpiece.scenes.spec import RenderSpec, SceneSpec

SCENES = (0,)
REFERENCE = RenderSpec(samples=1024, denoise_quality="HIGH", denoise_prefilter="ACCURATE", seed=77, **W1_BOUNCES)
CURVE = tuple(
    (n, quality, prefilter) for quality, prefilter in (("FAST", "FAST"), ("BALANCED", "FAST"), ("HIGH", "ACCURATE")) for n in (2, 4, 8, 32)
)


def reference(renderer: Renderer, workload: Workload, number: int) -> Float32:
    """Linear radiance of a scene's reference, rendered once."""
    file = Path("build/bench") / f"w1-scene{number}-{REFERENCE.samples}spp.npy"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        spec = workload.scenes[number].model_copy(update={"render": REFERENCE})
        np.save(file, renderer.render(spec, workload.load, passes=False).radiance)
    loaded: Float32 = np.load(file)
    return loaded


def main(folder: Path) -> None:
    """Print the curve."""
    workload = read_workload(folder / "w1.json", REFERENCE)
    renderer = Renderer("cpu")
    references = {number: reference(renderer, workload, number) for number in SCENES}
    renderer.render(with_quality(workload.scenes[0], 1, "FAST", "FAST"), workload.load)
    print("samples  OIDN            PSNR dB  CPU-s a frame")
    for samples, quality, prefilter in CURVE:
        measured = [measure(renderer, workload, number, references[number], (samples, quality, prefilter)) for number in SCENES]
        decibels, seconds = zip(*measured, strict=True)
        print(f"{samples:7}  {quality + '/' + prefilter:14}  {np.mean(decibels):7.1f}  {np.mean(seconds):13.2f}", flush=True)


def measure(renderer: Renderer, workload: Workload, number: int, truth: Float32, settings: tuple[int, str, str]) -> tuple[float, float]:
    """PSNR in dB and CPU seconds of one frame."""
    spec = with_quality(workload.scenes[number], *settings)
    start = time.process_time()
    frame = renderer.render(spec, workload.load, passes=False)
    seconds = time.process_time() - start
    return psnr_db(develop(frame.radiance, spec.sensor), develop(truth, spec.sensor)), seconds


def with_quality(spec: SceneSpec, samples: int, quality: str, prefilter: str) -> SceneSpec:
    """The scene with other render settings."""
    settings = RenderSpec.model_validate({"samples": samples, "denoise_quality": quality, "denoise_prefilter": prefilter, **W1_BOUNCES})
    return spec.model_copy(update={"render": settings})
