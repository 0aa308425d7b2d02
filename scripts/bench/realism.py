"""Measures the realism check: ``python -m setpiece.cli.bench.realism real=FOLDER data=FOLDER``.

Prints one JSON object: FID in both resize modes and KID (to hold beside other tools on the same folders), seconds of a first
and of a second run, the Fréchet step on 10,000 x 2,048 features, and peak memory at two set sizes.
"""

import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from setpiece.cli.key_values import KeyValues

HELP = """
Usage: python -m setpiece.cli.bench.realism real=FOLDER data=FOLDER
"""


def fid_and_kid(real: str, data: str, resize: str) -> dict[str, float]:
    """Distances and the seconds they took, end to end, in this process."""
    from setpiece.realism.backbones.backbone import load_backbone
    from setpiece.realism.distances.frechet import frechet_distance, gaussian
    from setpiece.realism.distances.kernel import mmd, polynomial_kernel
    from setpiece.realism.features import extract
    from setpiece.realism.image_set import open_images

    start, cpu = time.perf_counter(), time.process_time()
    network = load_backbone("inception", "bilinear" if resize == "bilinear" else None)
    x, y = (extract(open_images(Path(folder), "folder").paths, network).values for folder in (real, data))
    fid = frechet_distance(gaussian(x), gaussian(y))
    spent = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - cpu}
    return {"fid": fid, "kid": mmd(x.astype(np.float64), y.astype(np.float64), polynomial_kernel), **spent}


def frechet_step() -> dict[str, float]:
    """10,000 x 2,048 against the same shape."""
    from setpiece.realism.distances.frechet import frechet_distance, gaussian

    rng = np.random.default_rng(0)
    x, y = (rng.random((10_000, 2_048), dtype=np.float32) ** power for power in (1, 2))
    start, cpu = time.perf_counter(), time.process_time()
    value = frechet_distance(gaussian(x), gaussian(y))
    return {"value": value, "seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - cpu}


def peak_memory(count: int) -> dict[str, float]:
    """Peak resident megabytes of extracting features from ``count`` fresh images of 640x640."""
    import cv2

    from setpiece.realism.backbones.backbone import load_backbone
    from setpiece.realism.features import extract

    rng = np.random.default_rng(count)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{i}.jpg" for i in range(count)]
        for path in paths:
            cv2.imwrite(str(path), cv2.resize(rng.integers(0, 256, (40, 40, 3), dtype=np.uint8), (640, 640)))
        extract(paths, load_backbone("efficientnet"))
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {"images": count, "peak_mb": int(status["VmHWM"].split()[0]) / 1024}


def _alone(function: Callable[..., dict[str, float]], *arguments: object) -> dict[str, float]:
    """In a fresh process, so that nothing is warm and memory is its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def run(argv: list[str]) -> int:
    """Measures and prints; returns the exit code."""
    args = KeyValues(argv, HELP, required=("real", "data"))
    real, data = str(args.path("real")), str(args.path("data"))
    args.done()
    out: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as cache:
        from setpiece.realism.backbones.backbone import load_backbone
        from setpiece.realism.backbones.packages import cache_folder

        for name in ("inception", "efficientnet"):
            load_backbone(name)
        (Path(cache) / "backbones").symlink_to(cache_folder() / "backbones")
        os.environ["SETPIECE_CACHE"] = cache
        out["first run"] = _alone(fid_and_kid, real, data, "clean")
        out["second run"] = _alone(fid_and_kid, real, data, "clean")
        out["resize of 2017"] = _alone(fid_and_kid, real, data, "bilinear")
        out["frechet step, 10000 x 2048"] = _alone(frechet_step)
        out["memory"] = [_alone(peak_memory, count) for count in (100, 400)]
    print(json.dumps(out, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
