"""Parts: what the records of one folder add to a dataset's description. Each can be made alone, so several are made at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import IO, Protocol, TypeVar

from setpiece.dataset import coco
from setpiece.dataset.counts import Counts
from setpiece.dataset.manifest import Manifest
from setpiece.dataset.page.statistics import Statistics
from setpiece.dataset.places import Place
from setpiece.dataset.record import record_folders
from setpiece.dataset.store import outlines

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")


class Spread(Protocol):
    """Calls a function with each of several jobs and gives the results in their order: ``map``, or by several processes ``farm.spread``."""

    def __call__(self, task: Callable[[_Job], _Result], jobs: Iterable[_Job], /) -> Iterator[_Result]:
        """As ``map``."""


@dataclass
class Part:
    """Of the records of one folder.

    Attributes:
        lines: for annotations.json, one entry an image.
        counts: for the manifest's summary.
        statistics: for the page.
    """

    lines: list[coco.Lines] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    statistics: Statistics = field(default_factory=Statistics)


def part_of(root: Place, category_ids: Mapping[str, int], folder: str) -> Part:
    """Reads the records of one folder.

    Raises:
        UserError: a record is damaged, or of a category that the dataset does not have.
    """
    part = Part()
    for outline in outlines(root, folder):
        part.lines.append(coco.lines(outline, category_ids))
        part.counts.add(outline)
        part.statistics.add(outline)
    return part


def write_annotations(stream: IO[bytes], root: Place, begun: Manifest, spread: Spread = map) -> tuple[Counts, Statistics]:
    """Writes annotations.json from all records of a dataset.

    Returns:
        What was counted meanwhile.

    Raises:
        UserError: as ``part_of``.
    """
    counts, statistics = Counts(), Statistics()

    def lines() -> Iterator[coco.Lines]:
        for part in spread(partial(part_of, root, begun.category_ids), record_folders(root)):
            counts.merge(part.counts)
            statistics.merge(part.statistics)
            yield from part.lines

    coco.write_lines(stream, begun, lines())
    return counts, statistics
