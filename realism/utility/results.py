"""From the finished cells to the figures of the study."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from setpiece.realism.detection.coco import CocoSet
from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.evaluation.precision import Kind, match
from setpiece.realism.evaluation.scores import image_weights, reweighted
from setpiece.realism.utility.cells import REAL, Cell
from setpiece.realism.utility.estimates import difference, mean, ratio
from setpiece.realism.utility.study import Study

Floats = npt.NDArray[np.float64]

BOX_MEASURES = ("AP50", "AP")
_KINDS: dict[str, Kind] = {"": "bbox", "mask ": "segm"}


@dataclass(frozen=True)
class Row:
    """One cell at one measure.

    Attributes:
        value: mean over seeds.
        by_seed: of each seed.
        ratio: to the cell ``real``; None without that cell, or where it scores 0.
        difference: to the cell ``real``.
        gain: difference to the same photographs alone; None in cells that are no mix, and without that cell.
    """

    value: Estimate
    by_seed: tuple[float, ...]
    ratio: Estimate | None
    difference: Estimate | None
    gain: Estimate | None = None


@dataclass(frozen=True)
class Results:
    """The study's figures.

    Attributes:
        study: what was asked.
        rows: by measure ("AP50", "AP", "mask AP50", "mask AP"), then by cell.
    """

    study: Study
    rows: dict[str, dict[Cell, Row]]


def collect(study: Study, folders: dict[tuple[Cell, int], Path], results_file: str) -> Results:
    """Scores every cell on the same draws of the test images.

    Args:
        study: all of whose cells are judged.
        folders: of the cells and seeds.
        results_file: name of COCO's results in each folder.
    """
    test = study.test.coco
    weights = image_weights(len(test.images), 0)
    detections = {key: json.loads((folder / results_file).read_text()) for key, folder in folders.items()}
    rows: dict[str, dict[Cell, Row]] = {}
    for prefix, kind in _KINDS.items():
        if kind == "segm" and study.config.model != "mask_rcnn":
            continue
        scored = {cell: [_scores(test, detections[cell, seed], kind, weights) for seed in study.seeds] for cell in study.cells}
        for name in BOX_MEASURES:
            rows[prefix + name] = compared(
                {cell: np.array([s[name] for s in by_seed]) for cell, by_seed in scored.items()}, len(test.images)
            )
    return Results(study, rows)


def compared(values: dict[Cell, Floats], images: int) -> dict[Cell, Row]:
    """Rows of one measure.

    Args:
        values: (seeds, 1 + replicates) of each cell, replicates of the same images in the same column.
        images: of the test set.
    """
    reference = values.get(REAL)
    out = {}
    for cell, v in values.items():
        against = None if reference is None or cell == REAL else reference
        alone = values.get(replace(cell, real_share=1.0)) if 0.0 < cell.real_share < 1.0 else None
        out[cell] = Row(
            mean(v, images),
            tuple(map(float, v[:, 0])),
            None if against is None else ratio(v, against, images),
            None if against is None else difference(v, against, images),
            None if alone is None else difference(v, alone, images),
        )
    return out


def _scores(test: CocoSet, detections: Sequence[dict[str, Any]], kind: Kind, weights: Floats) -> dict[str, Floats]:
    return reweighted(match(test, list(detections), kind), weights)
