"""COCO's average precision, recomputed for any weights of the images from one matching (Lin et al. 2014).

pycocotools matches detections with objects once. What it then accumulates is repeated here with a weight for each image, so that a
bootstrap over images costs a few cumulative sums instead of an evaluation; weights of one give pycocotools' own figures.
"""

import contextlib
import io
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from setpiece.realism.detection.coco import CocoSet, as_coco

Floats = npt.NDArray[np.float64]
Kind = Literal["bbox", "segm"]

AREAS = ("all", "small", "medium", "large")
"""Sizes of objects: below 32 x 32 pixels, below 96 x 96, above."""

IOUS = tuple(round(0.5 + 0.05 * i, 2) for i in range(10))
RECALLS = 101


@dataclass(frozen=True)
class Matches:
    """One class's detections at one size of objects, the best first.

    Attributes:
        scores: (d,).
        image: (d,) place of each detection's image.
        true: (ious, d) whether it matches an object that counts.
        false: (ious, d) whether it matches nothing; those that match an ignored object are neither.
        objects: (images,) objects that count in each image.
    """

    scores: Floats
    image: npt.NDArray[np.intp]
    true: npt.NDArray[np.bool_]
    false: npt.NDArray[np.bool_]
    objects: Floats


def match(truth: CocoSet, results: list[dict[str, Any]], kind: Kind) -> list[list[Matches]]:
    """Matches by class and by ``AREAS``, as pycocotools finds them.

    Args:
        truth: annotated images.
        results: COCO's list of detections.
        kind: by boxes or by masks.
    """
    evaluation = run_pycocotools(truth, results, kind)
    images, most = len(evaluation.params.imgIds), evaluation.params.maxDets[-1]
    rows = [evaluation.evalImgs[i : i + images] for i in range(0, len(evaluation.evalImgs), images)]
    return [[_matches(rows[k * len(AREAS) + a], images, most) for a in range(len(AREAS))] for k in range(len(truth.classes))]


def run_pycocotools(truth: CocoSet, results: list[dict[str, Any]], kind: Kind) -> COCOeval:
    """The evaluation of pycocotools, matched; annotations and results are numbered from 1, in their order."""
    content = as_coco(truth)
    content["annotations"] = [{"iscrowd": 0, **a, "id": i + 1} for i, a in enumerate(content["annotations"])]
    with contextlib.redirect_stdout(io.StringIO()):  # it prints its progress
        coco = COCO()
        coco.dataset = content
        coco.createIndex()
        evaluation = COCOeval(coco, _results(coco, results, kind), kind)
        evaluation.evaluate()
    return evaluation


def precision_recall(matches: Matches, weights: Floats) -> tuple[Floats, Floats]:
    """Interpolated precision and recall for each row of image weights.

    Args:
        matches: of one class at one size; at any thresholds of IoU.
        weights: (r, images).

    Returns:
        (r, ious, 101) precision at recall 0, 0.01, ..., 1 and (r, ious) recall; NaN in rows without an object.
    """
    total, ious = weights @ matches.objects, len(matches.true)
    precision, recall = np.zeros((len(weights), ious, RECALLS)), np.zeros((len(weights), ious))
    each, at = weights[:, matches.image], np.linspace(0.0, 1.0, RECALLS)
    with np.errstate(invalid="ignore", divide="ignore"):
        for t in range(ious):
            hits = np.flatnonzero(matches.true[t])
            if not len(hits):
                continue
            true = np.cumsum(each[:, hits], axis=1)
            false = np.cumsum(each * matches.false[t], axis=1)[:, hits]
            height = np.maximum.accumulate((true / (true + false + np.spacing(1)))[:, ::-1], axis=1)[:, ::-1]
            reached = true / total[:, None]
            recall[:, t] = reached[:, -1]
            for r in np.flatnonzero(total > 0):
                place = np.searchsorted(reached[r], at, side="left")
                found = place < len(hits)
                precision[r, t, found] = height[r, place[found]]
    precision[total <= 0], recall[total <= 0] = np.nan, np.nan
    return precision, recall


def _results(coco: COCO, results: list[dict[str, Any]], kind: Kind) -> COCO:
    """The detections as pycocotools wants them; it cannot load an empty list."""
    if results:
        plain = [{k: v for k, v in r.items() if kind == "segm" or k != "segmentation"} for r in results]
        return coco.loadRes(plain)
    empty = COCO()
    empty.dataset = {**coco.dataset, "annotations": []}
    empty.createIndex()
    return empty


def _matches(images: list[dict[str, Any] | None], count: int, most: int) -> Matches:
    found = [(i, e) for i, e in enumerate(images) if e is not None]
    objects = np.zeros(count)
    for i, e in found:
        objects[i] = np.count_nonzero(np.asarray(e["gtIgnore"]) == 0)
    scores = np.concatenate([np.asarray(e["dtScores"][:most], np.float64) for _, e in found] or [np.zeros(0)])
    image = np.concatenate([np.full(len(e["dtScores"][:most]), i, np.intp) for i, e in found] or [np.zeros(0, np.intp)])
    order = np.argsort(-scores, kind="mergesort")
    empty = np.zeros((len(IOUS), 0), np.bool_)
    matched, ignored = (
        np.concatenate([np.asarray(e[key][:, :most]) > 0 for _, e in found] or [empty], axis=1)[:, order]
        for key in ("dtMatches", "dtIgnore")
    )
    return Matches(scores[order], image[order], matched & ~ignored, ~matched & ~ignored, objects)
