"""The usual figures, each with an interval from resampling the images."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from setpiece.realism.distances.intervals import LEVEL, Estimate, block_weights, few_blocks_factor, rule_of_three
from setpiece.realism.evaluation.precision import AREAS, IOUS, Matches, precision_recall

Floats = npt.NDArray[np.float64]

REPLICATES = 400
_IOU50, _IOU75 = IOUS.index(0.5), IOUS.index(0.75)
_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Scores:
    """Average precision and its relatives; None where there is no object of the kind.

    Attributes:
        overall: by name: AP, AP50, AP75, AR, and AP and AR by size such as "AP small".
        by_class: AP, AP50, AP75 and AR of each class.
        curves: (classes, 101) precision over recall at an IoU of 0.5, NaN without objects.
    """

    overall: dict[str, Estimate | None]
    by_class: dict[str, dict[str, Estimate | None]]
    curves: Floats


def score(matches: Sequence[Sequence[Matches]], classes: Sequence[str], seed: int, replicates: int = REPLICATES) -> Scores:
    """Scores matched detections.

    Args:
        matches: by class and size.
        classes: their names.
        seed: of the resampling.
        replicates: of the bootstrap.
    """
    images = len(matches[0][0].objects)
    weights = np.vstack([np.ones((1, images)), block_weights(images, replicates, np.random.default_rng(seed))])
    precision = np.full((len(weights), len(classes), len(AREAS), len(IOUS)), np.nan)
    recall, curves = precision.copy(), np.full((len(classes), 101), np.nan)
    for k, by_area in enumerate(matches):
        for a, m in enumerate(by_area):
            for rows in _chunks(len(weights), len(m.scores)):
                p, recall[rows, k, a] = precision_recall(m, weights[rows])
                precision[rows, k, a] = p.mean(axis=2)
                curves[k] = p[0, _IOU50] if rows.start == 0 and a == 0 else curves[k]
    return Scores(_overall(precision, recall, images), _by_class(precision, recall, classes, images), curves)


def _overall(precision: Floats, recall: Floats, images: int) -> dict[str, Estimate | None]:
    figures = _figures(precision[:, :, 0], recall[:, :, 0])
    for a, name in enumerate(AREAS[1:], 1):
        figures |= {f"{key} {name}": value for key, value in _figures(precision[:, :, a], recall[:, :, a]).items() if key in ("AP", "AR")}
    return {name: interval(values, images) for name, values in figures.items()}


def _by_class(precision: Floats, recall: Floats, classes: Sequence[str], images: int) -> dict[str, dict[str, Estimate | None]]:
    out = {}
    for k, name in enumerate(classes):
        figures = _figures(precision[:, k : k + 1, 0], recall[:, k : k + 1, 0])
        out[name] = {key: interval(values, images) for key, values in figures.items()}
    return out


def _figures(precision: Floats, recall: Floats) -> dict[str, Floats]:
    """Means over classes and thresholds, one a replicate, from (replicates, classes, ious)."""
    return {
        "AP": _mean(precision),
        "AP50": _mean(precision[:, :, _IOU50]),
        "AP75": _mean(precision[:, :, _IOU75]),
        "AR": _mean(recall),
    }


def _mean(values: Floats) -> Floats:
    flat = values.reshape(len(values), -1)
    count = np.isfinite(flat).sum(axis=1)
    out: Floats = np.where(count > 0, np.nansum(flat, axis=1) / np.maximum(count, 1), np.nan)
    return out


def interval(values: Floats, images: int) -> Estimate | None:
    """The first value, with the 95 % interval that the others span; None if it is NaN.

    A replicate that happens to hold no object of a rare kind tells nothing and is left out.
    """
    value, others = float(values[0]), values[1:][np.isfinite(values[1:])]
    if not np.isfinite(value):
        return None
    tail = (1.0 - LEVEL) / 2.0
    low, high = np.quantile(others, [tail, 1.0 - tail]) if len(others) else (0.0, 1.0)
    wider = few_blocks_factor(images)
    ends = value - wider * max(value - float(low), 0.0), value + wider * max(float(high) - value, 0.0)
    return rule_of_three(Estimate(value, max(ends[0], 0.0), min(ends[1], 1.0), images, 0), images)


def _chunks(rows: int, columns: int) -> list[slice]:
    """Parts of the replicates that fit into memory."""
    step = max(1, _AT_ONCE // max(columns, 1))
    return [slice(start, min(start + step, rows)) for start in range(0, rows, step)]
