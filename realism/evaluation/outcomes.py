"""What became of each object and of each detection, at the score at which the detector is best used."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from setpiece.realism.detection.coco import CocoSet
from setpiece.realism.detection.detector import Detections
from setpiece.realism.evaluation.precision import Matches

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

MATCH_IOU = 0.5
_DEFAULT_SCORE = 0.5


@dataclass(frozen=True)
class Outcome:
    """One image.

    Attributes:
        image_id: in the COCO file.
        truth: (n, 4) xyxy of its objects, crowds left out; truth_labels: (n,).
        found: (m, 4) of the detections above the threshold; found_labels, scores: (m,).
        partner: (n,) the detection that covers each object, whatever its class; -1 for none.
    """

    image_id: int
    truth: Floats
    truth_labels: Ints
    found: Floats
    found_labels: Ints
    scores: Floats
    partner: Ints

    @property
    def missed(self) -> npt.NDArray[np.bool_]:
        """Objects that no detection covers."""
        return np.asarray(self.partner < 0)

    @property
    def confused(self) -> npt.NDArray[np.bool_]:
        """Objects that are covered by a detection of another class."""
        covered = self.partner >= 0
        labels = self.found_labels[self.partner] if len(self.found_labels) else np.zeros_like(self.partner)
        return np.asarray(covered & (labels != self.truth_labels))

    @property
    def invented(self) -> npt.NDArray[np.bool_]:
        """Detections that cover no object."""
        used = np.zeros(len(self.found), np.bool_)
        used[self.partner[self.partner >= 0]] = True
        return ~used

    @property
    def errors(self) -> int:
        """How many things are wrong."""
        return int(self.missed.sum() + self.confused.sum() + self.invented.sum())


def best_score(matches: Sequence[Matches]) -> float:
    """The score from which on detections have the highest F1 at an IoU of 0.5, all classes together."""
    scores = np.concatenate([m.scores for m in matches])
    true, false = (np.concatenate([getattr(m, key)[0] for m in matches]) for key in ("true", "false"))
    objects = sum(float(m.objects.sum()) for m in matches)
    order = np.argsort(-scores, kind="mergesort")
    hits, misses = np.cumsum(true[order]), np.cumsum(false[order])
    if not len(hits) or not hits[-1]:
        return _DEFAULT_SCORE
    return float(scores[order][int(np.argmax(2.0 * hits / (hits + misses + objects)))])


def outcomes(truth: CocoSet, found: dict[int, Detections], score: float) -> list[Outcome]:
    """Every image's outcome, detections below ``score`` left out."""
    by_image = truth.by_image()
    out = []
    for image in truth.images:
        things = [a for a in by_image[image["id"]] if not a.get("iscrowd")]
        crowds = [a for a in by_image[image["id"]] if a.get("iscrowd")]
        d = found[image["id"]]
        d = d.only((d.scores >= score) & ~_in_crowd(d.xyxy, _corners(crowds)))
        boxes, labels = _corners(things), np.array([a["category_id"] for a in things], np.intp)
        partner = _pair(boxes, labels, d)
        out.append(Outcome(image["id"], boxes, labels, d.xyxy, d.labels, d.scores, partner))
    return out


def confusion(results: Sequence[Outcome], classes: int) -> Ints:
    """(classes + 1, classes + 1) counts: true class down, detected class across; 0 is the background."""
    table = np.zeros((classes + 1, classes + 1), np.intp)
    for r in results:
        across = np.where(r.missed, 0, r.found_labels[r.partner]) if len(r.found_labels) else np.zeros(len(r.truth_labels), np.intp)
        np.add.at(table, (r.truth_labels, across), 1)
        np.add.at(table, (np.zeros(int(r.invented.sum()), np.intp), r.found_labels[r.invented]), 1)
    return table


def iou(a: Floats, b: Floats) -> Floats:
    """Intersection over union, (n, m), of boxes (n, 4) and (m, 4)."""
    inside = _intersection(a, b)
    areas = [np.prod(x[:, 2:] - x[:, :2], axis=1) for x in (a, b)]
    out: Floats = inside / np.maximum(areas[0][:, None] + areas[1] - inside, 1e-9)
    return out


def _pair(boxes: Floats, labels: Ints, found: Detections) -> Ints:
    """Best detections first, each takes the object that it covers best; one of its own class goes before any other."""
    partner = np.full(len(boxes), -1, np.intp)
    overlap = iou(boxes, found.xyxy)
    taken = np.zeros(len(found.scores), np.bool_)
    for same in (True, False):
        for j in np.argsort(-found.scores, kind="mergesort"):
            free = (partner < 0) & (overlap[:, j] >= MATCH_IOU) & ((labels == found.labels[j]) | (not same))
            if free.any() and not taken[j]:
                partner[int(np.argmax(np.where(free, overlap[:, j], -1.0)))] = j
                taken[j] = True
    return partner


def _in_crowd(found: Floats, crowds: Floats) -> npt.NDArray[np.bool_]:
    """Detections of which most lies in a region marked as a crowd: nobody can say whether they are right."""
    area = np.maximum(np.prod(found[:, 2:] - found[:, :2], axis=1), 1e-9)
    return np.asarray((_intersection(found, crowds) / area[:, None] > MATCH_IOU).any(axis=1))


def _intersection(a: Floats, b: Floats) -> Floats:
    low, high = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:], b[None, :, 2:])
    out: Floats = np.prod(np.maximum(high - low, 0.0), axis=2)
    return out


def _corners(annotations: Sequence[dict[str, object]]) -> Floats:
    xywh = np.array([a["bbox"] for a in annotations], np.float64).reshape(-1, 4)
    return np.concatenate([xywh[:, :2], xywh[:, :2] + xywh[:, 2:]], axis=1)
