"""Six kinds of error and what each costs (TIDE: Bolya, Foley, Hays, Hoffman, ECCV 2020, section 2.2).

A detection that matches nothing is, in this order: badly placed (its best object of its own class is covered by 0.1 to 0.5), of the
wrong class (it covers an object of another one by 0.5 or more), a duplicate (the object it covers is taken), background (it covers
nothing by more than 0.1), or badly placed and of the wrong class. An object is missed if no detection matches it and none of the
first two kinds is its. The cost of a kind is the gain in AP50 when that kind alone is repaired: the surest detection that is badly
placed or wrongly named becomes right, its rivals for the object go, so do duplicates, background and both; missed objects are not
asked for. The order and the repairs are those of the authors' own program.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from setpiece.realism.diagnosis.pairing import Flags, Floats, Ints, Ledger, Pairing, as_it_is, by_image
from setpiece.realism.evaluation.outcomes import MATCH_IOU, iou

KINDS = ("classification", "localisation", "both", "duplicate", "background", "missed")
NONE = -1
BACKGROUND_IOU = 0.1

_CLASS, _PLACE, _BOTH, _DUPLICATE, _BACKGROUND = range(5)

TITLES = {
    "classification": "Wrong class",
    "localisation": "Badly placed",
    "both": "Badly placed and wrong class",
    "duplicate": "Found twice",
    "background": "Shows nothing",
    "missed": "Missed",
}


@dataclass(frozen=True)
class Errors:
    """What is wrong.

    Attributes:
        kind: (m,) place in ``KINDS`` of each detection's error; -1 if it is right or does not count.
        blamed: (m,) the object that a misplaced or misnamed detection should have been; -1 for the rest.
        missed: (n,) objects that no such detection explains.
    """

    kind: npt.NDArray[np.intp]
    blamed: Ints
    missed: Flags

    def of(self, name: str) -> Flags:
        """(m,) detections with this error."""
        return np.asarray(self.kind == KINDS.index(name))


def sort_errors(p: Pairing) -> Errors:
    """Gives each wrong detection its kind."""
    kind, blamed = np.full(len(p.scores), NONE, np.intp), np.full(len(p.scores), NONE, np.intp)
    wrong = p.counted & (p.partner < 0)
    images = len(p.truth.images)
    for boxes, things in zip(by_image(p.detections.image, images), by_image(p.objects.image, images), strict=True):
        mine = boxes[wrong[boxes]]
        overlap = iou(p.detections.xyxy[mine], p.objects.xyxy[things])
        same = p.detections.label[mine, None] == p.objects.label[things]
        kind[mine], at = _kinds(overlap, same)
        blamed[mine] = np.where(at >= 0, things[at] if len(things) else NONE, NONE)
    free = p.finder < 0
    explained = np.zeros(len(free), np.bool_)
    explained[blamed[blamed >= 0]] = True
    return Errors(kind, blamed, free & ~explained)


def repaired(p: Pairing, errors: Errors, name: str) -> Ledger:
    """The ledger as it were without one kind of error."""
    ledger = as_it_is(p)
    if name == "missed":
        return replace(ledger, wanted=ledger.wanted & ~errors.missed)
    mine = errors.of(name)
    saved = _surest(p, errors.blamed, mine) if name in ("classification", "localisation") else np.zeros_like(mine)
    label = np.where(saved, p.objects.label[errors.blamed] if len(p.objects.label) else 0, ledger.label)
    return replace(ledger, label=label, right=ledger.right | saved, wrong=ledger.wrong & ~mine)


def _kinds(overlap: Floats, same: Flags) -> tuple[Ints, Ints]:
    """Kind of each detection (rows), and the object (column) that a misplaced or misnamed one should have been."""
    if not overlap.shape[1]:
        return np.full(len(overlap), _BACKGROUND, np.intp), np.full(len(overlap), NONE, np.intp)
    own, other = np.where(same, overlap, 0.0), np.where(same, 0.0, overlap)
    best_own, best_other = own.max(axis=1), other.max(axis=1)
    tests = [
        (best_own >= BACKGROUND_IOU) & (best_own < MATCH_IOU),
        best_other >= MATCH_IOU,
        best_own >= MATCH_IOU,
        np.maximum(best_own, best_other) <= BACKGROUND_IOU,
    ]
    kind = np.select(tests, [_PLACE, _CLASS, _DUPLICATE, _BACKGROUND], _BOTH).astype(np.intp)
    at = np.select([kind == _PLACE, kind == _CLASS], [own.argmax(axis=1), other.argmax(axis=1)], NONE)
    return kind, at.astype(np.intp)


def _surest(p: Pairing, blamed: Ints, mine: Flags) -> Flags:
    """Of the detections that would be right with their error repaired, the surest for each object that nothing else has found."""
    out = np.zeros_like(mine)
    taken = p.finder >= 0
    for j in np.flatnonzero(mine)[np.argsort(-p.scores[mine], kind="mergesort")]:
        if not taken[blamed[j]]:
            taken[blamed[j]] = out[j] = True
    return out
