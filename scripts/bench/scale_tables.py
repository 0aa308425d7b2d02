"""The tables of docs/scale.md, as Markdown: simulated batches, and arithmetic from measured figures."""

from collections.abc import Callable, Sequence

from setpiece.farm.simulation import (
    Batch,
    Faults,
    Footprint,
    PerImage,
    Result,
    StoreLimits,
    footprint,
    price_per_thousand,
    simulate,
)

SPOT = Faults(crashes_per_hour=0.05, preemptions_per_hour=0.1, replace_s=300.0, slow_share=0.05, slow_alpha=3.0)
"""Assumed, not measured: a worker loses its machine every 10 h and crashes every 20 h; 5 % of the machines are slow."""

S3_WRITES_PER_S = 3500.0
"""A second and partitioned prefix, at least: docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html."""


SPLITS = (("one range each", 1, False), ("5 ranges each", 5, False), ("20 ranges each", 20, False), ("one each, then steal", 1, True))


def splits(workers: int, images: int) -> str:
    """How the work is shared out, on machines that fail."""
    rows = []
    for name, tasks, steal in SPLITS:
        batch = Batch(images=images, workers=workers, tasks=tasks * workers, steal=steal, faults=SPOT)
        result = simulate(batch)
        rows.append((name, *_course(result), *_waste(result), f"{result.list_pages:,}"))
    return _table(("split", "ideal", "99 %", "all", "paid", "lost", "doubled", "starting, listing", "list pages"), rows)


def store_limits(workers: Sequence[int] = (1000, 3000, 10_000), images: int = 300_000) -> str:
    """When a store that takes 3,500 writes a second is the bottle-neck."""
    rows = []
    for layout, files, commit in (("7 files an image", 7, 1), ("2 files (output=detection)", 2, 1), ("shards of 10", 7, 10)):
        for count in workers:
            store = StoreLimits(writes_per_s=S3_WRITES_PER_S)
            batch = Batch(images=images, workers=count, tasks=count, files_per_image=files, images_per_commit=commit, store=store)
            result = simulate(batch)
            rows.append(
                (layout, f"{count:,}", f"{result.peak_writes_per_s():,.0f}", *_course(result), f"{result.share(result.waiting_s):.1%}")
            )
    return _table(("layout", "workers", "peak writes/s", "ideal", "99 %", "all", "paid", "waiting for the store"), rows)


def shards(sizes: Sequence[int] = (1, 10, 100, 1000, 10_000), images: int = 10**6, workers: int = 100) -> str:
    """What a fault loses when a shard is committed whole."""
    rows = []
    for size in sizes:
        result = simulate(Batch(images=images, workers=workers, tasks=workers, images_per_commit=size, faults=SPOT))
        rows.append((f"{size:,}", f"{result.writes:,}", *_course(result), f"{result.share(result.lost_s):.2%}"))
    return _table(("images a shard", "writes", "ideal", "99 %", "all", "paid", "lost"), rows)


def sizes(counts: Sequence[int] = (10**6, 10**7, 10**8, 10**9)) -> str:
    """What datasets weigh: the measured image, times their number."""
    each = PerImage()
    plain = [footprint(count, each) for count in counts]
    rows: list[Sequence[str]] = [
        ("files and records", *(f"{one.files:,}" for one in plain)),
        ("bytes", *(_bytes(one.bytes) for one in plain)),
        ("folders of a modality", *(f"{one.folders:,}" for one in plain)),
        ("records", *(_bytes(one.record_bytes) for one in plain)),
        ("annotations.json", *(_bytes(one.annotations_bytes) for one in plain)),
        ("pages to list the records", *(f"{one.list_pages:,}" for one in plain)),
        ("... at 30 ms, one after the other", *(_time(one.list_pages * 0.03) for one in plain)),
        ("finalise, CPU time", *(_time(one.finalise_s) for one in plain)),
        ("finalise in 100 parts, then join", *(_time(one.tree_merge_s(100)) for one in plain)),
        ("CPU-hours to render", *(f"{one.cpu_hours:,.0f}" for one in plain)),
        ("days on 10,000 cores", *(f"{_days(one):.2g}" for one in plain)),
    ]
    return _table(("images", *(f"{count:,}" for count in counts)), rows)


def price(cores: Sequence[float] = (0.01, 0.02, 0.04), per_million_writes: float = 5.0) -> str:
    """Price of 1,000 images, from CPU seconds and an assumed price of a core."""
    each = PerImage()
    rows = []
    for core in cores:
        files = price_per_thousand(each.cpu_s, core, each.files, per_million_writes)
        in_shards = price_per_thousand(each.cpu_s, core, 1 + 1 / 1000, per_million_writes)
        rows.append((f"{core:g}", f"{price_per_thousand(each.cpu_s, core):.4f}", f"{files:.4f}", f"{in_shards:.4f}"))
    return _table(("per core-hour", "rendering", "with 7 writes an image", "with shards of 1,000"), rows)


def _course(result: Result) -> tuple[str, str, str, str]:
    """Ideal, 99 % and all; worker-hours."""
    return _time(result.ideal_s), _time(result.reached_s(0.99)), _time(result.completion_s), f"{result.paid_s / 3600.0:,.0f} h"


def _waste(result: Result) -> tuple[str, str, str]:
    overhead = result.startup_s + result.listing_s
    return f"{result.share(result.lost_s):.2%}", f"{result.share(result.doubled_s):.2%}", f"{result.share(overhead):.2%}"


def _days(one: Footprint) -> float:
    return one.cpu_hours / 24.0 / 10_000.0


def _time(seconds: float) -> str:
    for unit, length in (("d", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.1f} s"


def _bytes(number: float) -> str:
    for unit, size in (("PB", 1e15), ("TB", 1e12), ("GB", 1e9)):
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number / 1e6:.3g} MB"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows))


TABLES: dict[str, Callable[[], str]] = {
    "splits": lambda: splits(10_000, 10**6),
    "splits-long": lambda: splits(1000, 10**6),
    "store": store_limits,
    "shards": shards,
    "sizes": sizes,
    "price": price,
}
