"""COCO's pairing of detections with objects at an IoU of 0.5, flat, so that what-if questions are a change of flags.

Average precision is summed up from four facts of each detection (class, score, right or not, counted or not) and one of each object
(counted or not). Whoever wants to know what an error costs changes those facts and sums up again; nothing is matched twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from setpiece.realism.detection.coco import CocoSet
from setpiece.realism.evaluation.precision import AREAS, Matches, precision_recall, run_pycocotools

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Boxes:
    """Boxes of all images in one table.

    Attributes:
        image: (n,) place of each one's image in the set.
        label: (n,) class, from 1.
        xyxy: (n, 4) in pixels.
    """

    image: Ints
    label: Ints
    xyxy: Floats

    def only(self, rows: Ints) -> "Boxes":
        """Some of them."""
        return Boxes(self.image[rows], self.label[rows], self.xyxy[rows])


@dataclass(frozen=True)
class Pairing:
    """What pycocotools pairs, for all classes and images.

    Attributes:
        truth: the annotated images.
        objects: all but crowds.
        detections: in the order of the images; scores: (m,).
        partner: (m,) the object that each one matches; -1 for none.
        counted: (m,) false where a detection lies in a crowd or beyond COCO's 100 a class and image: neither right nor wrong.
    """

    truth: CocoSet
    objects: Boxes
    detections: Boxes
    scores: Floats
    partner: Ints
    counted: Flags

    @property
    def finder(self) -> Ints:
        """(n,) the detection that matches each object; -1 for none."""
        out = np.full(len(self.objects.image), -1, np.intp)
        matched = np.flatnonzero(self.partner >= 0)
        out[self.partner[matched]] = matched
        return out


@dataclass(frozen=True)
class Ledger:
    """The facts from which average precision is summed up.

    Attributes:
        label: (m,) class of each detection, from 1.
        right, wrong: (m,); neither for those that do not count.
        wanted: (n,) whether each object counts.
    """

    label: Ints
    right: Flags
    wrong: Flags
    wanted: Flags


def pair(truth: CocoSet, results: Sequence[dict[str, Any]]) -> Pairing:
    """Pairs as COCO does: in each class the surest detection first takes the object that it covers best, at an IoU of 0.5 or more.

    Args:
        truth: annotated images.
        results: COCO's list of detections, of boxes.
    """
    place = {image["id"]: i for i, image in enumerate(truth.images)}
    things = [(i, a) for i, a in enumerate(truth.annotations) if not a.get("iscrowd")]
    rows = sorted(enumerate(results), key=lambda row: place[row[1]["image_id"]])
    objects, found = _boxes([a for _, a in things], place), _boxes([r for _, r in rows], place)
    number = {i + 1: k for k, (i, _) in enumerate(things)}
    index = {i + 1: k for k, (i, _) in enumerate(rows)}
    partner, counted = np.full(len(rows), -1, np.intp), np.zeros(len(rows), np.bool_)
    evaluation = run_pycocotools(truth, list(results), "bbox")
    everything, images = len(AREAS), len(truth.images)
    for k in range(len(truth.classes)):
        for cell in evaluation.evalImgs[k * everything * images : (k * everything + 1) * images]:
            for at, matched, ignored in zip(
                *((cell["dtIds"], cell["dtMatches"][0], cell["dtIgnore"][0]) if cell else ((), (), ())), strict=True
            ):
                counted[index[at]] = not ignored
                partner[index[at]] = number.get(int(matched), -1)
    return Pairing(truth, objects, found, np.array([r["score"] for _, r in rows], np.float64), partner, counted)


def as_it_is(p: Pairing) -> Ledger:
    """Nothing changed."""
    right = p.counted & (p.partner >= 0)
    return Ledger(p.detections.label, right, p.counted & ~right, np.ones(len(p.objects.image), np.bool_))


def ap50(p: Pairing, ledger: Ledger, weights: Floats) -> Floats:
    """Mean average precision at an IoU of 0.5, as COCO has it, for each row of image weights.

    Args:
        p: who is where, and how sure.
        ledger: what counts.
        weights: (r, images).

    Returns:
        (r,); NaN where no object counts.
    """
    each = np.full((len(weights), len(p.truth.classes)), np.nan)
    for k in range(len(p.truth.classes)):
        matches = _matches(p, ledger, k + 1)
        step = max(1, _AT_ONCE // max(len(matches.scores), 1))
        for start in range(0, len(weights), step):
            rows = slice(start, start + step)
            each[rows, k] = precision_recall(matches, weights[rows])[0][:, 0].mean(axis=1)
    there = np.isfinite(each).sum(axis=1)
    out: Floats = np.where(there > 0, np.nansum(each, axis=1) / np.maximum(there, 1), np.nan)
    return out


def per_image(p: Pairing, which: Ints, chosen: Flags) -> Floats:
    """(images,) how many of the chosen ones are in each image; ``which`` is each one's image."""
    return np.bincount(which[chosen], minlength=len(p.truth.images)).astype(np.float64)


def by_image(which: Ints, images: int) -> list[Ints]:
    """The rows of each image."""
    order = np.argsort(which, kind="stable")
    return np.split(order, np.searchsorted(which[order], np.arange(1, images)))


def _matches(p: Pairing, ledger: Ledger, label: int) -> Matches:
    mine = np.flatnonzero((ledger.label == label) & (ledger.right | ledger.wrong))
    order = mine[np.argsort(-p.scores[mine], kind="mergesort")]
    objects = per_image(p, p.objects.image, ledger.wanted & (p.objects.label == label))
    return Matches(p.scores[order], p.detections.image[order], ledger.right[order][None], ledger.wrong[order][None], objects)


def _boxes(entries: Sequence[dict[str, Any]], place: dict[int, int]) -> Boxes:
    xywh = np.array([e["bbox"] for e in entries], np.float64).reshape(-1, 4)
    image, label = (np.array(v, np.intp) for v in ([place[e["image_id"]] for e in entries], [e["category_id"] for e in entries]))
    return Boxes(image, label, np.concatenate([xywh[:, :2], xywh[:, :2] + xywh[:, 2:]], axis=1))
