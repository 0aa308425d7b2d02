"""Status: how far a dataset is, from its records and journals; asks no process, so it works from any machine that sees the folder."""

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.places import Place
from setpiece.dataset.record import record_paths
from setpiece.farm.journal import failed, made, now_s, read_journal
from setpiece.farm.outcome import Made

RECENT_S = 600.0
"""The rate is that of the last ten minutes of work."""


@dataclass(frozen=True)
class WorkerStatus:
    """One process that made images.

    Attributes:
        name: of its machine, and its number.
        device: what it renders on.
        images: it made, all told.
        seconds_per_image: median wall time.
        silent_s: since its last image.
    """

    name: str
    device: str
    images: int
    seconds_per_image: float
    silent_s: float


@dataclass(frozen=True)
class Status:
    """How far a dataset is.

    Attributes:
        wanted: indices that any run asked for.
        done: how many images are complete.
        missing: indices wanted that are not, in order.
        failed: index -> the last reason, for those of the missing that were given up.
        quarantined: frames kept out because picture and labels disagreed.
        images_per_s: lately, all workers together; 0 before the second image.
        seconds_left: at that rate; None where there is none.
        workers: by name.
    """

    wanted: int
    done: int
    missing: tuple[int, ...]
    failed: dict[int, str]
    quarantined: int
    images_per_s: float
    seconds_left: float | None
    workers: tuple[WorkerStatus, ...]


def status(root: Place, at_s: float | None = None) -> Status:
    """Read records and journals of a dataset, a line at a time: 8 bytes stay of each record and 20 of each image in the journals.

    Args:
        root: its folder or URL.
        at_s: seconds since 1970; now, if left out.
    """
    at_s = now_s() if at_s is None else at_s
    done = np.fromiter((int(path.stem) for path in record_paths(root)), np.int64)
    wanted: set[range] = set()
    failures: dict[int, str] = {}
    workers: dict[str, _Worker] = {}
    for entry in read_journal(root):
        if image := made(entry):
            workers.setdefault(entry.worker, _Worker()).add(entry.time_s, image)
        elif failure := failed(entry):
            failures[failure.index] = failure.reason
        elif entry.kind == "begin":
            wanted.add(range(entry.data["first"], entry.data["last"] + 1))
    asked = _union(wanted)
    missing = np.setdiff1d(asked, done, assume_unique=True)
    given_up = set(np.intersect1d(missing, np.fromiter(failures, np.int64)).tolist())
    rate = _rate([worker.times_s for worker in workers.values()])
    return Status(
        wanted=len(done) + len(missing),
        done=len(done),
        missing=tuple(missing.tolist()),
        failed={index: reason for index, reason in failures.items() if index in given_up},
        quarantined=sum(1 for _ in (root / "quarantine").glob("*/*.json")),
        images_per_s=rate,
        seconds_left=len(missing) / rate if rate else None,
        workers=tuple(workers[name].status(name, at_s) for name in sorted(workers)),
    )


@dataclass
class _Worker:
    """What the journals tell of one process; times of its images, and how long each took."""

    times_s: "array[float]" = field(default_factory=lambda: array("d"))
    took_s: "array[float]" = field(default_factory=lambda: array("f"))
    devices: Counter[str] = field(default_factory=Counter)

    def add(self, time_s: float, image: Made) -> None:
        self.times_s.append(time_s)
        self.took_s.append(sum(image.seconds.values()))
        self.devices[image.device] += 1

    def status(self, name: str, at_s: float) -> WorkerStatus:
        device, images = self.devices.most_common(1)[0][0], len(self.took_s)
        median_s = float(np.partition(np.frombuffer(self.took_s, np.float32), images // 2)[images // 2])
        return WorkerStatus(name, device, images, median_s, max(0.0, at_s - max(self.times_s)))


def _union(ranges: set[range]) -> NDArray[np.int64]:
    """All numbers of some ranges, ascending."""
    end = max((numbers.stop for numbers in ranges), default=0)
    chosen = np.zeros(end, dtype=np.bool_)
    for numbers in ranges:
        chosen[numbers.start : numbers.stop] = True
    return np.flatnonzero(chosen)


def _rate(times_s: Sequence["array[float]"]) -> float:
    """Images a second over the last ten minutes of work; pauses between runs longer than that do not count."""
    if sum(map(len, times_s)) < 2:
        return 0.0
    last = max(map(max, times_s))
    recent = [t for times in times_s for t in times if t >= last - RECENT_S]
    span = last - min(recent)
    return (len(recent) - 1) / span if span > 0.0 else 0.0
