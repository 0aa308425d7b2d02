"""The trials of a search: an append-only file of JSON lines that an interrupted search continues from."""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from setpiece.assets.errors import UserError
from setpiece.dataset.files import disk_trouble
from setpiece.realism.search import propose

FILE = "trials.jsonl"


@dataclass(frozen=True)
class Trial:
    """One dataset that was made and judged.

    Attributes:
        number: from 0; trial 0 is the config as it is.
        place: in the unit cube of the keys' ranges.
        values: what was set, by key; empty for trial 0.
        score: small is good; None if too few images could be made.
        low, high: its 95 % interval.
    """

    number: int
    place: tuple[float, ...]
    values: dict[str, Any]
    score: float | None
    low: float | None = None
    high: float | None = None


Judge = Callable[[int, dict[str, Any]], tuple[float, float, float] | None]
"""From a trial's number and values to its score and interval; None if it could not be judged."""


def open_trials(folder: Path, question: dict[str, Any]) -> list[Trial]:
    """The trials that are there already; begins the file if there are none. A line cut off by a crash is dropped.

    Args:
        folder: the search's.
        question: what is searched, and how; plain data.

    Raises:
        UserError: the folder holds a search with another question, or something else.
    """
    path = folder / FILE
    whole = path.read_text().rpartition("\n")[0] if path.exists() else ""
    with disk_trouble(path):
        if not whole:
            _refuse_strangers(folder)
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(_line(question))
            return []
        path.write_text(f"{whole}\n")
    first, *rest = (json.loads(line) for line in whole.splitlines())
    asked = json.loads(_line(question))
    if first != asked:
        differs = sorted(key for key in first.keys() | asked.keys() if first.get(key) != asked.get(key))
        raise UserError(f"out={folder}: holds a search with other {', '.join(differs)}; choose another folder")
    return [Trial(**{**line, "place": tuple(line["place"])}) for line in rest]


def _refuse_strangers(folder: Path) -> None:
    strangers = sorted(p.name for p in folder.iterdir() if p.name != FILE) if folder.is_dir() else []
    if strangers:
        raise UserError(f"out={folder}: holds {strangers[0]!r} and no search; nothing is overwritten")


def search(
    folder: Path,
    trials: list[Trial],
    wanted: int,
    start: Sequence[float],
    values: Callable[[Sequence[float]], dict[str, Any]],
    judge: Judge,
    seed: int,
) -> Iterator[Trial]:
    """Makes the trials that are missing, and writes each down as soon as it is judged.

    Args:
        folder: the search's.
        trials: those that are there; new ones are appended.
        wanted: how many there shall be.
        start: where trial 0, the config as it is, lies; outside the unit cube it guides nothing.
        values: from a place in the unit cube to the keys' values.
        judge: makes and judges one.
        seed: of the search.
    """
    while len(trials) < wanted:
        number = len(trials)
        place = tuple(start) if number == 0 else tuple(map(float, propose(*_known(trials), len(start), seed)))
        chosen = values(place) if number else {}
        score, low, high = judge(number, chosen) or (None, None, None)
        trials.append(Trial(number, place, chosen, score, low, high))
        with disk_trouble(folder / FILE), (folder / FILE).open("a") as file:
            file.write(_line(asdict(trials[-1])))
        yield trials[-1]


def best(trials: Sequence[Trial]) -> Trial:
    """The trial with the lowest score.

    Raises:
        UserError: not one could be judged.
    """
    judged = [trial for trial in trials if trial.score is not None]
    if not judged:
        raise UserError("no trial made enough images to be judged; the logs in the trials' folders say why")
    return min(judged, key=lambda trial: trial.score if trial.score is not None else math.inf)


def _known(trials: Sequence[Trial]) -> tuple[list[tuple[float, ...]], list[float]]:
    """Places and scores inside the ranges; a trial that could not be judged counts as the worst."""
    inside = [t for t in trials if all(0.0 <= u <= 1.0 for u in t.place)]
    worst = max((t.score for t in inside if t.score is not None), default=0.0)
    return [t.place for t in inside], [worst if t.score is None else t.score for t in inside]


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry, sort_keys=True, allow_nan=False) + "\n"
