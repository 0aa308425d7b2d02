"""W1 with everything against bpy alone with nothing: five new scenes in one process each, by turns.

The other program (``w1_plain.py``) builds and renders the same scenes with bare bpy: no labels, no files but one EXR in memory.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from setpiece.cli.bench.labels import measure_cost
from setpiece.cli.bench.w1 import W1_BOUNCES, read_workload
from setpiece.dataset import manifest
from setpiece.dataset.labels import CastCache
from setpiece.dataset.store import Store
from setpiece.render.blender.renderer import Renderer
from setpiece.scenes.spec import RenderSpec


def plain_cpu_s(folder: Path, samples: int) -> float:
    """Mean CPU seconds a scene of bare bpy."""
    words = [sys.executable, str(folder / "w1_plain.py"), str(folder / "w1.json"), str(samples)]
    output = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    line = next(line for line in output.splitlines() if line.startswith("mean_cpu_s"))
    return float(line.split()[1])


def ours_cpu_s(folder: Path, samples: int) -> float:
    """Mean CPU seconds a scene of setpiece with all labels and files, in a process of its own; the first scene counts."""
    words = [sys.executable, "-m", "setpiece.cli.bench.workload", str(folder), str(samples)]
    output = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return float(json.loads(output.splitlines()[-1])["mean_cpu_s"])


def run_ours(folder: Path, samples: int) -> None:
    """The five scenes, whole; prints one line of JSON."""
    workload = read_workload(folder / "w1.json", RenderSpec(samples=samples, **W1_BOUNCES))
    renderer = Renderer("cpu")
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "dataset"
        manifest.begin(root, {}, ["cube", "cylinder", "icosphere", "monkey"])
        store, cache = Store(root), CastCache()
        costs = [measure_cost(renderer, store, cache, spec, workload.load, bare=False) for spec in workload.scenes]
    print(json.dumps({"mean_cpu_s": statistics.mean(cost.whole for cost in costs)}))


def main(folder: Path, samples: int = 32, rounds: int = 2) -> None:
    """Both programs by turns, and the ratio."""
    pairs = [(ours_cpu_s(folder, samples), plain_cpu_s(folder, samples)) for _ in range(rounds)]
    for ours, plain in pairs:
        print(f"W1 at {samples} spp: setpiece {ours:.2f} CPU-s a scene, bare bpy {plain:.2f}, ratio {ours / plain:.3f}")
    ratio = sum(ours for ours, _ in pairs) / sum(plain for _, plain in pairs)
    print(f"W1 at {samples} spp: ratio {ratio:.3f} over {rounds} rounds (aim: at most 1.05)")


if __name__ == "__main__":
    run_ours(Path(sys.argv[1]), int(sys.argv[2]))
