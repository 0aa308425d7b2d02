"""YOLO's text files: one for each picture, a row for each object, classes from 0, coordinates as shares of width and height.

``class cx cy w h`` with boxes; ``class x1 y1 x2 y2 ...`` with polygons (Ultralytics reads either in a file, never both).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import yaml

from setpiece.dataset.export.outlines import outlines, single
from setpiece.dataset.export.split import Split
from setpiece.dataset.record import ObjectRecord, Record

FILE = "data.yaml"


@dataclass(frozen=True)
class Rows:
    """Labels of a picture.

    Attributes:
        text: of the file.
        bridged: how many masks in several parts became one polygon.
    """

    text: str
    bridged: int = 0


def boxes(record: Record, ids: Mapping[str, int]) -> Rows:
    """A row with the box of each object that is seen."""
    camera = record.spec.camera
    rows = []
    for thing in _seen(record):
        x, y, w, h = thing.bbox_xywh or (0, 0, 0, 0)
        centre = ((x + 0.5 * w) / camera.width, (y + 0.5 * h) / camera.height)
        rows.append(_row(ids[thing.category], [*centre, w / camera.width, h / camera.height]))
    return Rows("".join(rows))


def polygons(record: Record, ids: Mapping[str, int]) -> Rows:
    """A row with the outline of each object that is seen; see ``outlines.single`` for masks with holes or in parts."""
    size = np.array([record.spec.camera.width, record.spec.camera.height], np.float64)
    rows, bridged = [], 0
    for thing in _seen(record):
        x, y, w, h = thing.bbox_xywh or (0, 0, 0, 0)
        rings = outlines(thing.visible.decode()[y : y + h, x : x + w])
        bridged += sum(_is_outer(ring) for ring in rings) > 1
        rows.append(_row(ids[thing.category], ((single(rings) + np.array([x, y])) / size).ravel().tolist()))
    return Rows("".join(rows), bridged)


def description(ids: Mapping[str, int], splits: Mapping[Split, Sequence[int]]) -> str:
    """``data.yaml``; without ``path``, so that its own folder is meant wherever that is."""
    folders: dict[str, Split] = {"train": "train", "val": "valid", "test": "test"}
    there = {name: f"images/{name}" for name, split in folders.items() if splits[split]}
    names = {number - 1: name for name, number in sorted(ids.items(), key=lambda item: item[1])}
    text: str = yaml.safe_dump({**there, "names": names}, sort_keys=False, allow_unicode=True)
    return text


def _seen(record: Record) -> list[ObjectRecord]:
    return [thing for thing in record.objects if thing.bbox_xywh is not None]


def _row(category: int, numbers: Sequence[float]) -> str:
    return f"{category - 1} " + " ".join(f"{number:.7f}" for number in numbers) + "\n"


def _is_outer(ring: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> bool:
    """Whether a ring goes clockwise on the screen, by the sign of its area."""
    x, y = ring.T
    return bool(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)) > 0.0)
