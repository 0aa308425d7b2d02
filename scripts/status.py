"""``setpiece status``: how far a dataset is."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from setpiece.assets.errors import UserError
from setpiece.cli import arguments

if TYPE_CHECKING:
    from setpiece.farm.status import Status

HELP = """
Usage: setpiece status DATASET [--json]

Says what is done, missing and given up, how fast it goes, when it will be finished, and what each worker did. Reads only the
dataset's records and journals (logs/*.jsonl): it works while workers are busy, from any machine that sees the folder.

Exit codes: 0 all there; 1 images are missing.

Example:
  setpiece status data/dice
"""


def run(words: list[str]) -> int:
    """Print; returns the exit code."""
    from setpiece.cli.main import EXIT_OK, EXIT_PROBLEMS
    from setpiece.farm.status import status

    as_json = "--json" in words
    root = arguments.dataset([word for word in words if word != "--json"], HELP.strip().splitlines()[0])
    now = status(root)
    if not now.wanted:
        raise UserError(f"{root}: no run has begun to fill it")
    print(json.dumps(asdict(now), indent=1) if as_json else "\n".join(_lines(str(root), now)))
    return EXIT_PROBLEMS if now.missing else EXIT_OK


def _lines(root: str, now: "Status") -> list[str]:
    from setpiece.farm.indices import format_indices
    from setpiece.farm.progress import duration

    lines = [f"{root}: {now.done} of {now.wanted} images ({now.done / now.wanted:.1%})"]
    if now.missing:
        lines.append(f"missing      {len(now.missing)}: {_short(format_indices(list(now.missing)))}")
    for index, reason in list(now.failed.items())[:5]:
        lines.append(f"given up     {index}: {reason}")
    if len(now.failed) > 5:
        lines.append(f"             and {len(now.failed) - 5} more; `setpiece report` counts the causes")
    if now.quarantined:
        lines.append(f"quarantined  {now.quarantined} frames, in {root}/quarantine")
    if now.images_per_s:
        left = f"; {duration(now.seconds_left)} left at that rate" if now.missing and now.seconds_left is not None else ""
        lines.append(f"rate         {now.images_per_s:.2f} images/s lately{left}")
    for worker in now.workers:
        seen = f"last {duration(worker.silent_s)} ago"
        lines.append(f"  {worker.name:<24} {worker.images:>7} images  {worker.seconds_per_image:8.2f} s each  {seen:<18} {worker.device}")
    return lines


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[: text.rindex(",", 0, 86)] + ", ..."
