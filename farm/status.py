"""Status: how far a dataset is, from its records and journals; asks no process, so it works from any machine that sees the folder."""

from collections import Counter
from dataclasses import dataclass

from setpiece.dataset.places import Place
from setpiece.dataset.record import record_paths
from setpiece.farm.journal import Entry, failed, made, now_s, read_journal

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
    """Read records and journals of a dataset.

    Args:
        root: its folder or URL.
        at_s: seconds since 1970; now, if left out.
    """
    at_s = now_s() if at_s is None else at_s
    done = {int(path.stem) for path in record_paths(root)}
    entries = list(read_journal(root))
    wanted = {index for entry in entries if entry.kind == "begin" for index in range(entry.data["first"], entry.data["last"] + 1)}
    missing = tuple(sorted(wanted - done))
    gone = set(missing)
    failures = {found.index: found.reason for entry in entries if (found := failed(entry)) and found.index in gone}
    rate = _rate([entry.time_s for entry in entries if entry.kind == "made"])
    return Status(
        wanted=len(wanted | done),
        done=len(done),
        missing=missing,
        failed=failures,
        quarantined=sum(1 for _ in (root / "quarantine").glob("*/*.json")),
        images_per_s=rate,
        seconds_left=len(missing) / rate if rate else None,
        workers=_workers(entries, at_s),
    )


def _rate(times_s: list[float]) -> float:
    """Images a second over the last ten minutes of work; pauses between runs longer than that do not count."""
    if len(times_s) < 2:
        return 0.0
    last = max(times_s)
    recent = sorted(t for t in times_s if t >= last - RECENT_S)
    span = recent[-1] - recent[0]
    return (len(recent) - 1) / span if span > 0.0 else 0.0


def _workers(entries: list[Entry], at_s: float) -> tuple[WorkerStatus, ...]:
    by_name: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind == "made":
            by_name.setdefault(entry.worker, []).append(entry)
    return tuple(_worker(name, by_name[name], at_s) for name in sorted(by_name))


def _worker(name: str, entries: list[Entry], at_s: float) -> WorkerStatus:
    images = [found for entry in entries if (found := made(entry))]
    took = sorted(sum(image.seconds.values()) for image in images)
    device = Counter(image.device for image in images).most_common(1)[0][0]
    return WorkerStatus(name, device, len(images), took[len(took) // 2], max(0.0, at_s - max(entry.time_s for entry in entries)))
