"""``setpiece report``: where a batch's time went, and what failed."""

from typing import TYPE_CHECKING

from setpiece.assets.errors import UserError
from setpiece.cli.arguments import existing
from setpiece.cli.key_values import KeyValues

if TYPE_CHECKING:
    from setpiece.dataset.places import Place
    from setpiece.farm.report import Report

HELP = """
Usage: setpiece report DATASET [prometheus=FILE.prom]

Adds up the journals (logs/*.jsonl) of every process that worked on a dataset: seconds of each stage, the slowest images, failures and
quarantined frames by cause. prometheus= also writes status and report in Prometheus' text format, whole or not at all, for
node_exporter's textfile collector.

Example:
  setpiece report data/dice prometheus=/var/lib/node_exporter/dice.prom
"""


def run(words: list[str]) -> int:
    """Print and write; returns the exit code."""
    from setpiece.dataset.files import write_atomically
    from setpiece.farm.report import prometheus, report
    from setpiece.farm.status import status

    args = KeyValues([word if "=" in word else f"data={word}" for word in words], HELP, required=("data",))
    root, file = existing(args.text("data")), args.optional_path("prometheus")
    args.done()
    if file is not None and file.suffix != ".prom":
        raise UserError(f"prometheus={file}: expected a file that ends in .prom, as node_exporter reads")
    found = report(root)
    print("\n".join(_lines(root, found)))
    if file is not None:
        write_atomically(file, prometheus(status(root), found).encode(), durable=False)
    return 0


def _lines(root: "Place", found: "Report") -> list[str]:
    lines = [f"{root}: {found.images} images made, {found.cpu_s:.2f} CPU-s each"]
    if found.stages:
        lines.append(f"{'seconds':<10} {'mean':>8} {'median':>8} {'95 %':>8}")
        lines += [f"{name:<10} {mean:8.3f} {median:8.3f} {high:8.3f}" for name, (mean, median, high) in found.stages.items()]
    if found.stragglers:
        lines.append("slowest, at least three times the median:")
        lines += [f"  image {index}: {seconds:.2f} s, most of it in {stage}" for index, seconds, stage in found.stragglers]
    for title, causes in (("failed", found.failures), ("quarantined", found.quarantined)):
        lines += [f"{title} {times} times: {cause}" for cause, times in causes.items()]
    return lines
