"""Simulated batches: ``python -m setpiece.cli.bench.simulate``; prints the tables of docs/scale.md, or one batch of your own."""

import sys
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from setpiece.assets.errors import UserError
from setpiece.cli.arguments import existing
from setpiece.cli.bench.scale_tables import TABLES
from setpiece.dataset.places import Place
from setpiece.farm.journal import made, read_journal
from setpiece.farm.simulation import Batch, ImageTimes, Result, fitted, simulate

HELP = """
Usage: python -m setpiece.cli.bench.simulate [data=DATASET] [seed=N] [key=value ...] | table=NAME

Without keys: every table of docs/scale.md; table= prints one of them. With keys: one batch, simulated image by image.

  data=DATASET                   image times as its journals have them, instead of image_times.*
  images=1000000 workers=1000    the batch
  tasks=5000 steal=true          how it is shared out
  images_per_commit=1000         shards instead of files
  faults.preemptions_per_hour=   faults.crashes_per_hour= faults.replace_s= faults.slow_share= faults.slow_alpha=
  store.writes_per_s=3500        store.bytes_per_s= store.latency_s=
  image_times.median_s=7         image_times.sigma=0.35 startup_s=4 files_per_image=7 bytes_per_image=0.77e6

Example:
  python -m setpiece.cli.bench.simulate workers=10000 tasks=50000 faults.preemptions_per_hour=0.1
"""


def main(words: list[str]) -> int:
    """Print; returns the exit code."""
    if {"-h", "--help"} & set(words):
        print(HELP.strip())
        return 0
    given = dict(_pair(word) for word in words)
    if not given or set(given) == {"table"}:
        return _tables(given.get("table"))
    seed = given.pop("seed", "0")
    if not seed.isdecimal():
        raise UserError(f"seed={seed}: expected a whole number from 0 on")
    data = given.pop("data", None)
    batch = batch_of(given, None if data is None else measured(existing(data)))
    print(f"{batch.image_times.median_s:.3g} s an image (median), sigma {batch.image_times.sigma:.2f}; simulated, not measured:")
    try:
        result = simulate(batch, int(seed))
    except ValueError as error:
        raise UserError(f"{error}; accepted: smaller shards, or fewer faults an hour") from None
    print("\n".join(lines(batch, result)))
    return 0


def batch_of(given: Mapping[str, str], image_times: ImageTimes | None = None) -> Batch:
    """The batch that dotted keys describe.

    Raises:
        UserError: a key is unknown, or a value not accepted.
    """
    tree: dict[str, Any] = {} if image_times is None else {"image_times": image_times.model_dump()}
    for key, value in given.items():
        section, _, name = key.rpartition(".")
        place = tree.setdefault(section, {}) if section else tree
        place[name] = value
    if "workers" in tree and "tasks" not in tree:
        tree["tasks"] = tree["workers"]
    try:
        return Batch.model_validate(tree)
    except ValidationError as error:
        first = error.errors()[0]
        problem = "no such key; --help lists them" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
        raise UserError(f"{'.'.join(map(str, first['loc'])) or 'batch'}: {problem}") from None


def measured(root: Place) -> ImageTimes:
    """The image times in a dataset's journals; start-up and pauses are not in them.

    Raises:
        UserError: too few images were made.
    """
    seconds = [sum(image.seconds.values()) for entry in read_journal(root) if (image := made(entry))]
    try:
        return fitted(seconds)
    except ValueError as error:
        raise UserError(f"{root}: its journals have {len(seconds)} images; {error}") from None


def lines(batch: Batch, result: Result) -> list[str]:
    """What became of a batch, for people."""
    parts = {"useful": result.useful_s, "doubled": result.doubled_s, "lost": result.lost_s, "starting": result.startup_s,
             "listing": result.listing_s}  # fmt: skip
    shares = ", ".join(f"{name} {result.share(seconds):.2%}" for name, seconds in parts.items())
    return [
        f"all there after {result.completion_s / 3600:.3f} h, 99 % after {result.reached_s(0.99) / 3600:.3f} h; "
        f"ideal {result.ideal_s / 3600:.3f} h",
        f"{result.paid_s / 3600:,.0f} worker-hours: {shares}; waiting for the store {result.share(result.waiting_s):.2%}",
        f"{result.faults} faults; {result.doubles} commits made again, of {batch.commits}",
        f"{result.writes:,} writes, at most {result.peak_writes_per_s():,.0f} a second; {result.list_pages:,} pages of listings, "
        f"{result.heads:,} looks at single names",
    ]


def _tables(name: str | None) -> int:
    if name is not None and name not in TABLES:
        raise UserError(f"table={name}: accepted: {', '.join(TABLES)}")
    for title, table in TABLES.items():
        if name in (None, title):
            print(f"{title}\n\n{table()}\n", flush=True)
    return 0


def _pair(word: str) -> tuple[str, str]:
    key, _, value = word.partition("=")
    if not value:
        raise UserError(f"{word!r}: expected key=value\n{HELP.strip().splitlines()[0]}")
    return key, value


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except UserError as error:
        print(f"setpiece: {error}", file=sys.stderr)
        sys.exit(2)
