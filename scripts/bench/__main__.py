"""All benchmarks: ``python -m setpiece.cli.bench [w1=FOLDER] [only=NAME,NAME] [count=N]``; names are in ``NAMES``.

``w1`` is a folder that holds ``w1.json`` and ``w1_plain.py``; without it the benchmarks that need them are left out, and say so.
``count`` is the length of the farm's long run, 2,000 images unless said otherwise, and the images of each experiment, four unless said
otherwise. ``farm`` takes an hour and ``experiments`` ten minutes, so they only run when named.
"""

import sys
from pathlib import Path

from setpiece.assets.errors import UserError
from setpiece.cli.bench import experiments, farm, labels, memory, overlap, placement, quality, workload

NAMES = ("labels", "memory", "placement", "overlap", "experiments", "farm", "w1", "quality")
ONLY_NAMED = ("experiments", "farm")


def main(words: list[str]) -> int:
    """Run the benchmarks that were asked for, all by default."""
    given = dict(word.split("=", 1) for word in words if "=" in word)
    if len(given) != len(words) or not given.keys() <= {"w1", "only", "count"}:
        raise UserError(f"bench: found {' '.join(words)!r}; accepted: w1=FOLDER count=N only=NAME,NAME with names among {', '.join(NAMES)}")
    if not given.get("count", "2000").isdigit():
        raise UserError(f"bench: count={given['count']}; accepted: a number of images")
    chosen = given["only"].split(",") if "only" in given else [name for name in NAMES if name not in ONLY_NAMED]
    folder = Path(given["w1"]) if "w1" in given else None
    if "labels" in chosen:
        labels.main()
    if "memory" in chosen:
        memory.main()
    if "placement" in chosen:
        placement.main()
    if "overlap" in chosen:
        overlap.main()
    if "experiments" in chosen:
        experiments.main(int(given.get("count", "4")))
    if "farm" in chosen:
        farm.main(int(given.get("count", "2000")))
    if folder is None and not {"w1", "quality"}.isdisjoint(chosen):
        print("w1 and quality left out: give the folder with w1.json and w1_plain.py as w1=FOLDER")
    if folder is None:
        return 0
    if "w1" in chosen:
        workload.main(folder)
    if "quality" in chosen:
        quality.main(folder)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except UserError as error:
        sys.exit(f"setpiece: {error}")
