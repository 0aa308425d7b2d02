"""Rounds of faults: ``python -m setpiece.cli.bench.faults [rounds=200] [seed=0] [kind=NAME]``.

Each round brings a dataset of six tiny images to some state, lets something happen, resumes, and compares every file with those of an
undisturbed run; one round on each core at a time. Exit code 1 if a round fails.
"""

import multiprocessing
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from setpiece.assets.errors import UserError
from setpiece.cli import compose, generate  # noqa: F401 - imported before the forks, not in each
from setpiece.cli import verify as _verify  # noqa: F401
from setpiece.cli.bench.faults.kinds import KINDS, may_mount
from setpiece.cli.bench.faults.trial import Broken, Trial, make_ready
from setpiece.dataset import repair  # noqa: F401
from setpiece.farm import local  # noqa: F401
from setpiece.farm.machine import cpu_count

_NEEDS_MOUNT = {"disk full", "folder read only"}
_TOLD_EVERY = 10


def main(words: list[str]) -> int:
    """Run the rounds, print the table; returns the exit code."""
    rounds, seed, kinds = _asked(words)
    failures: list[str] = []
    struck: Counter[str] = Counter()
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="setpiece-faults-") as folder:
        home = Path(folder)
        if not may_mount(home / "mount"):
            kinds = [kind for kind in kinds if kind not in _NEEDS_MOUNT]
            print(f"left out, since this user may not mount disks: {', '.join(sorted(_NEEDS_MOUNT))}")
        make_ready(home / "ready")
        chosen = list(islice(cycle(kinds), rounds))
        with ProcessPoolExecutor(cpu_count(), multiprocessing.get_context("fork")) as pool:
            for found in pool.map(partial(_round, home, seed), range(rounds), chosen):
                if found.problem:
                    failures.append(f"round {found.number} ({found.kind}): {found.problem}")
                    print(failures[-1], flush=True)
                struck[found.kind] += found.struck
                seconds[found.kind].append(found.seconds)
                if (found.number + 1) % _TOLD_EVERY == 0:
                    print(f"{found.number + 1}/{rounds} rounds, {len(failures)} failed", flush=True)
    _print_table(seconds, struck, failures)
    return 1 if failures else 0


@dataclass(frozen=True)
class _Round:
    """What became of one round."""

    number: int
    kind: str
    struck: bool
    seconds: float
    problem: str | None


def _round(home: Path, seed: int, number: int, kind: str) -> _Round:
    start = time.monotonic()
    trial = Trial(home / f"round-{number}", home / "ready", seed * 1_000_003 + number)
    try:
        problem = _problem(trial, kind)
        return _Round(number, kind, trial.marker.exists(), time.monotonic() - start, problem)
    finally:
        trial.discard()


def _problem(trial: Trial, kind: str) -> str | None:
    """One round; what it has shown to be wrong."""
    try:
        KINDS[kind](trial)
        trial.claims_hold()
        trial.come_out_right()
    except (Broken, TimeoutError) as error:
        return str(error)
    return None


def _print_table(seconds: dict[str, list[float]], struck: Counter[str], failures: list[str]) -> None:
    width = max(map(len, seconds))
    print(f"{'fault':<{width}}  rounds  struck  failed  s/round")
    for kind, took in seconds.items():
        failed = sum(f"({kind})" in failure for failure in failures)
        print(f"{kind:<{width}}  {len(took):6}  {struck[kind]:6}  {failed:6}  {sum(took) / len(took):7.1f}")
    rounds = sum(map(len, seconds.values()))
    print(f"{rounds} rounds, {rounds - len(failures)} came out byte for byte as undisturbed, {len(failures)} did not")


def _asked(words: list[str]) -> tuple[int, int, list[str]]:
    given = dict(word.partition("=")[::2] for word in words)
    kind = given.pop("kind", None)
    numbers = {"rounds": "200", "seed": "0"} | given
    if numbers.keys() != {"rounds", "seed"} or not all(number.isdecimal() for number in numbers.values()) or kind not in (None, *KINDS):
        raise UserError(f"faults: found {' '.join(words)!r}; accepted: rounds=N seed=N kind=NAME, one of {', '.join(KINDS)}")
    return int(numbers["rounds"]), int(numbers["seed"]), [kind] if kind else list(KINDS)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except UserError as error:
        sys.exit(f"setpiece: {error}")
