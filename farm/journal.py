"""Journal: what happened while a dataset was made, by whom and when; lines of JSON in ``logs/``, one file a process.

Nothing in here decides what is in an image, and a dataset is whole without it. Each process appends to a file of its own, named after
its machine, so that many machines may share the folder without locks.
"""

import json
import platform
import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from setpiece.dataset.places import Place, names_in
from setpiece.farm.outcome import Failed, Made, Outcome

FOLDER = "logs"


@dataclass(frozen=True)
class Entry:
    """One line.

    Attributes:
        time_s: seconds since 1970, by the clock of the machine that wrote it.
        worker: name of the process: its machine and number.
        kind: "begin", "made" or "failed".
        data: what it says: a ``Made``, a ``Failed``, or the first and last wanted index and the number of workers of a run.
    """

    time_s: float
    worker: str
    kind: str
    data: dict[str, Any]


def worker_name(slot: int | str, share: str | None = None) -> str:
    """This machine's name and the worker's number ("run" for the process that hands out the work), fit for a file's name.

    With a share of the dataset, "3/8", its number stands between the two: several shares may be made on one machine at once.
    """
    host = re.sub(r"[^A-Za-z0-9.-]", "-", platform.node() or "host")
    return f"{host}-{slot}" if share is None else f"{host}-share{share.partition('/')[0].strip()}-{slot}"


def outcome_entry(worker: str, outcome: Outcome) -> dict[str, Any]:
    """The line for a finished index."""
    kind = "made" if isinstance(outcome, Made) else "failed"
    return _line(worker, kind, asdict(outcome))


def begin_entry(worker: str, wanted: range, workers: int) -> dict[str, Any]:
    """The line for a run that starts."""
    return _line(worker, "begin", {"first": wanted.start, "last": wanted.stop - 1, "workers": workers})


def read_journal(root: Place) -> Iterator[Entry]:
    """All lines of all processes, file by file; a last line that was cut off by a kill is left out."""
    for name in sorted(name for name in names_in(root / FOLDER) if name.endswith(".jsonl")):
        with (root / FOLDER / name).open("rb") as lines:
            for line in lines:
                entry = _entry(line)
                if entry is not None:
                    yield entry


def made(entry: Entry) -> Made | None:
    """The finished image that a line tells of."""
    if entry.kind != "made":
        return None
    known = {name: entry.data[name] for name in Made.__dataclass_fields__ if name in entry.data}
    return Made(**(known | {"quarantined": tuple(known.get("quarantined", ()))}))


def failed(entry: Entry) -> Failed | None:
    """The failure that a line tells of."""
    if entry.kind != "failed":
        return None
    known = {name: entry.data[name] for name in Failed.__dataclass_fields__ if name in entry.data}
    return Failed(**(known | {"quarantined": tuple(known.get("quarantined", ()))}))


def now_s() -> float:
    """Seconds since 1970. For journals only: nothing that decides what is in an image may ask for the time."""
    return round(time.time(), 3)  # noqa: TID251


def _line(worker: str, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(data))
    return {"time_s": now_s(), "worker": worker, "kind": kind} | plain


def _entry(line: bytes) -> Entry | None:
    try:
        raw = json.loads(line)
        return Entry(float(raw.pop("time_s")), str(raw.pop("worker")), str(raw.pop("kind")), raw)
    except (ValueError, KeyError, AttributeError, TypeError):
        return None
