"""The farm: workers together, the first image, records that are there already, a long run in one process."""

import hashlib
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from setpiece.assets.library import Library
from setpiece.cli.bench.measure import family_mb, load_average, resident_mb
from setpiece.cli.compose import compose_config
from setpiece.dataset import manifest
from setpiece.dataset.files import location
from setpiece.dataset.record import missing, record_path
from setpiece.farm.config import Config
from setpiece.farm.worker import Worker

RECORDS = 100_000


def generate(root: Path, *words: str) -> float:
    """Wall seconds of a ``setpiece generate``."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "setpiece.cli.main", "generate", "device=cpu", f"out={root}", *words], check=True, capture_output=True
    )
    return time.perf_counter() - start


def images_per_s(root: Path) -> float:
    """Between the first image of a run and the last, by the journals; start-up and finalising left out."""
    lines = [json.loads(line) for file in (root / "logs").glob("*.jsonl") for line in file.read_text().splitlines()]
    times = sorted(line["time_s"] for line in lines if line["kind"] == "made")
    return (len(times) - 1) / float(times[-1] - times[0])


def median_gap_ms(root: Path) -> float:
    """What one worker does between two images: its reply, its next job. From one outcome to the next, less the stages of that."""
    (journal,) = (file for file in (root / "logs").glob("*.jsonl") if "-run" not in file.name)
    made = [json.loads(line) for line in journal.read_text().splitlines()]
    gaps = [after["time_s"] - before["time_s"] - sum(after["seconds"].values()) for before, after in pairwise(made)]
    return 1000.0 * float(statistics.median(gaps))


def children_cpu_s() -> float:
    """CPU seconds of the processes that were started and waited for; those of Ray's own among them, as far as Ray waits for them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def workers(folder: Path, rounds: int = 3, count: int = 24) -> None:
    """Two workers with one thread each against one such worker, in turns, so that a busy neighbour disturbs both."""
    one: list[float] = []
    two: list[float] = []
    for turn in range(rounds):
        for number, rates in ((1, one), (2, two)):
            root = folder / f"workers-{turn}-{number}"
            generate(root, "resolution=320x240", f"count={count}", f"farm.workers={number}", "farm.threads=1", "seed=3")
            rates.append(images_per_s(root))
    ratios = [b / a for a, b in zip(one, two, strict=True)]
    print(f"320x240, one thread each: one worker {max(one):.2f} images/s, two workers {max(two):.2f}, ratio {max(two) / max(one):.2f}, "
          f"pairs {', '.join(f'{ratio:.2f}' for ratio in ratios)} (aim: at least 1.9); load average {load_average()}")  # fmt: skip


def ray_against_local(folder: Path, rounds: int = 3, count: int = 24) -> None:
    """A Ray cluster of one's own against the local pool, one worker with one thread each, in turns, on images that cost little.

    Beside the ratio, what an image costs outside of its stages, which a busy neighbour disturbs less: the wait for the next job.
    """
    rates: dict[str, list[float]] = {"local": [], "ray": []}
    for turn in range(rounds):
        for farm, found in rates.items():
            root, before = folder / f"ray-{turn}-{farm}", children_cpu_s()
            words = (f"farm={farm}", "farm.workers=1", "farm.threads=1", "resolution=320x240", "quality=draft", f"count={count}", "seed=3")
            generate(root, *words)
            found.append(images_per_s(root))
            print(f"  farm={farm}: {found[-1]:.3f} images/s, {children_cpu_s() - before:.1f} CPU-s of the whole, "
                  f"{median_gap_ms(root):.1f} ms between an image and the next")  # fmt: skip
    ratios = [local / ray - 1.0 for local, ray in zip(*rates.values(), strict=True)]
    pairs = ", ".join(f"{ratio:+.1%}" for ratio in ratios)
    print(f"320x240 draft, Ray over local: pairs {pairs} (aim: under 3 %); load average {load_average()}")


def first_image(folder: Path, resolution: str, rounds: int = 5) -> None:
    """From the command to the first record, in draft quality."""
    took = []
    for turn in range(rounds):
        root = folder / f"first-{resolution}-{turn}"
        process = subprocess.Popen(
            [
                sys.executable, "-m", "setpiece.cli.main", "generate",
                "quality=draft", f"resolution={resolution}", "count=1", f"out={root}",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        start = time.perf_counter()
        while not record_path(root, 0).exists() and process.poll() is None:
            time.sleep(0.01)
        took.append(time.perf_counter() - start)
        process.wait()
    print(f"start to first image, {resolution}: {min(took):.1f} s, median {statistics.median(took):.1f} s of {rounds} (aim: under 4 s); "
          f"load average {load_average()}")  # fmt: skip


def many_records(folder: Path) -> None:
    """Skip and finalise 100,000 records, copies of one with other indices."""
    root = folder / "many"
    generate(root, "resolution=64x48", "quality=draft", "count=1")
    simulate_records(root)
    start = time.perf_counter()
    left = missing(root, range(RECORDS + 1))
    skipped = time.perf_counter() - start
    assert left == [RECORDS]
    start, cpu_before, most_mb = time.perf_counter(), children_cpu_s(), 0.0
    process = subprocess.Popen([sys.executable, "-m", "setpiece.cli.main", "finalise", str(root)], stdout=subprocess.DEVNULL)
    while process.poll() is None:
        most_mb = max(most_mb, family_mb(process.pid))
        time.sleep(0.1)
    wall, cpu = time.perf_counter() - start, children_cpu_s() - cpu_before
    assert process.returncode == 0
    print(f"{RECORDS:,} records: skipped in {skipped:.2f} s (aim: under 3 s), finalised in {wall:.0f} s, {cpu:.0f} CPU-s "
          f"(aim: under 60 s), {most_mb:.0f} MB at most (aim: under 500 MB); load average {load_average()}")  # fmt: skip


def simulate_records(root: Path) -> None:
    """Records 1 to ``RECORDS`` - 1, each that of image 0 under its own index, sealed; they name its files."""
    body = b"{" + record_path(root, 0).read_bytes().partition(b",")[2].rstrip()
    for index in range(1, RECORDS):
        mine = body.replace(b'"index":0', b'"index":%d' % index)
        path = root / location("records", index, ".json")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b'{"record_sha256":"%s",%s\n' % (hashlib.sha256(mine).hexdigest().encode(), mine[1:]))


def long_run(folder: Path, images: int) -> None:
    """One process, unattended: memory, time an image and file descriptors, early and late. A few dice, so that an hour is enough."""
    words = [
        "experiment=dice",
        "resolution=128x96",
        "quality=draft",
        "placement.count=[uniform,1,5]",
        f"out={folder / 'long'}",
        f"count={images}",
        "device=cpu",
    ]
    config: Config = compose_config(words)
    manifest.begin(Path(config.out), config.model_dump(mode="json"), Library(config.assets).categories)
    worker = Worker(config, threads=1)
    seconds, resident, descriptors = [], [], []
    for index in range(images):
        start = time.process_time()
        worker.make_image(index)
        seconds.append(time.process_time() - start)
        resident.append(resident_mb())
        descriptors.append(sum(1 for _ in Path("/proc/self/fd").iterdir()))
    window = max(images // 10, 1)
    early, late = slice(window, 2 * window), slice(-window, None)
    for name, values, unit in (("memory", resident, "MB"), ("CPU time", seconds, "s"), ("file descriptors", descriptors, "")):
        a, b = statistics.median(values[early]), statistics.median(values[late])
        print(f"{images} images of 128x96, {name}: {a:.4g} {unit} early, {b:.4g} {unit} late, ratio {b / a:.3f} (aim: at most 1.05)")


def main(images: int = 2000) -> None:
    """All of them; ``images`` is the length of the long run."""
    folder = Path(tempfile.mkdtemp(prefix="setpiece-bench-"))
    try:
        for resolution in ("320x240", "640x480"):
            first_image(folder, resolution)
        workers(folder)
        ray_against_local(folder)
        many_records(folder)
        long_run(folder, images)
    finally:
        shutil.rmtree(folder)
