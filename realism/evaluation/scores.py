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
    weights = image_weights(images, seed, replicates)
    precision, recall = _averages(matches, weights)
    curves = np.array([precision_recall(by_area[0], weights[:1])[0][0, _IOU50] for by_area in matches])
    return Scores(_overall(precision, recall, images), _by_class(precision, recall, classes, images), curves)


def image_weights(images: int, seed: int, replicates: int = REPLICATES) -> Floats:
    """(1 + replicates, images): ones, then how often each image is in each replicate of the bootstrap."""
    return np.vstack([np.ones((1, images)), block_weights(images, replicates, np.random.default_rng(seed))])


def reweighted(matches: Sequence[Sequence[Matches]], weights: Floats) -> dict[str, Floats]:
    """AP, AP50, AP75 and AR of objects of any size, one a row of ``weights`` (rows, images)."""
    precision, recall = _averages([by_area[:1] for by_area in matches], weights)
    return _figures(precision[:, :, 0], recall[:, :, 0])


def _averages(matches: Sequence[Sequence[Matches]], weights: Floats) -> tuple[Floats, Floats]:
    """Average precision, and recall: (rows, classes, sizes, ious), NaN without objects."""
    precision = np.full((len(weights), len(matches), len(AREAS), len(IOUS)), np.nan)
    recall = precision.copy()
    for k, by_area in enumerate(matches):
        for a, m in enumerate(by_area):
            for rows in _chunks(len(weights), len(m.scores)):
                p, recall[rows, k, a] = precision_recall(m, weights[rows])
                precision[rows, k, a] = p.mean(axis=2)
    return precision, recall


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
    value = float(values[0])
    if not np.isfinite(value):
        return None
    below, above = spread(values, images)
    return rule_of_three(Estimate(value, max(value - below, 0.0), min(value + above, 1.0), images, 0), images)


def spread(values: Floats, images: int) -> tuple[float, float]:
    """How far the 95 % interval reaches below and above the first value, by what the others span.

    Args:
        values: (1 + replicates,), the first from the images as they are.
        images: that were drawn again.
    """
    value, others = float(values[0]), values[1:][np.isfinite(values[1:])]
    tail = (1.0 - LEVEL) / 2.0
    low, high = np.quantile(others, [tail, 1.0 - tail]) if len(others) else (value - 1.0, value + 1.0)
    wider = few_blocks_factor(images)
    return wider * max(value - float(low), 0.0), wider * max(float(high) - value, 0.0)


def _chunks(rows: int, columns: int) -> list[slice]:
    """Parts of the replicates that fit into memory."""
    step = max(1, _AT_ONCE // max(columns, 1))
    return [slice(start, min(start + step, rows)) for start in range(0, rows, step)]
