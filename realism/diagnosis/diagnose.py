"""Puts a diagnosis together: kinds of error, bins, the worst of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from setpiece.realism.diagnosis.axes import Axis, make_axes
from setpiece.realism.diagnosis.bins import Bin, Shown, apart, at_score, bins_of, gain, priced, weights_for, with_clear, worst_first
from setpiece.realism.diagnosis.errors import KINDS, Errors, repaired, sort_errors
from setpiece.realism.diagnosis.pairing import Floats, Pairing, ap50, as_it_is, pair
from setpiece.realism.diagnosis.properties import Properties, properties_of, spread
from setpiece.realism.diagnosis.recorded import recorded_axes
from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.evaluation.evaluate import Evaluation
from setpiece.realism.evaluation.scores import interval

MOST = 6
"""Causes that are named."""


@dataclass(frozen=True)
class Cost:
    """What one kind of error costs.

    Attributes:
        kind: name in ``errors.KINDS``.
        ap50: what AP50 would gain without it.
        count: how often it occurs among what is shown at the score of the highest F1.
    """

    kind: str
    ap50: Estimate
    count: int


@dataclass(frozen=True)
class Diagnosis:
    """Why a detector fails.

    Attributes:
        evaluation: what was diagnosed.
        pairing: of all detections; errors: the kind of each one's error; seen: what is shown at the score of the highest F1.
        properties: of the objects.
        ap50: over all classes.
        costs: of the kinds of error, the dearest first.
        axes: by which boxes were sorted; bins: of all of them.
        missing: bins that are found less often than the rest, the dearest first; false: whose detections are wrong more often.
        causes: of ``missing``, those that are no shadow of an earlier one, with what AP50 would gain.
        confusions: (true class, said class, how often), most frequent first.
    """

    evaluation: Evaluation
    pairing: Pairing
    errors: Errors
    seen: Shown
    properties: Properties
    ap50: Estimate | None
    costs: list[Cost]
    axes: list[Axis]
    bins: list[Bin]
    missing: list[Bin]
    false: list[Bin]
    causes: list[Bin]
    confusions: list[tuple[str, str, int]]


def diagnose(e: Evaluation, seed: int = 0) -> Diagnosis:
    """Diagnoses an evaluated detector; reads every picture.

    Args:
        e: its detections on annotated images.
        seed: of the intervals.
    """
    p = pair(e.truth, e.results)
    errors, seen, weights = sort_errors(p), at_score(p, e.threshold), weights_for(len(e.truth.images), seed)
    properties = properties_of(p.objects, e.truth)
    shown = np.flatnonzero(seen.shown)
    looks = spread(properties_of(p.detections.only(shown), e.truth), shown, len(p.scores))
    axes = make_axes(p, properties, looks) + [a for a in recorded_axes(p) if len(a.bins) > 1]
    bins = with_clear([b for axis in axes for b in bins_of(p, seen, axis, weights)])
    by_name = {a.name: a for a in axes}
    causes = [priced(b, p, seen, by_name[b.axis], weights) for b in apart(bins, p, seen, weights, MOST)]
    plain = ap50(p, as_it_is(p), weights)
    return Diagnosis(
        evaluation=e,
        pairing=p,
        errors=errors,
        seen=seen,
        properties=properties,
        ap50=interval(plain, len(e.truth.images)),
        costs=_costs(p, errors, seen, plain, weights),
        axes=axes,
        bins=bins,
        missing=worst_first(bins, "missing"),
        false=worst_first(bins, "false"),
        causes=causes,
        confusions=_confusions(p, errors, seen),
    )


def _costs(p: Pairing, errors: Errors, seen: Shown, plain: Floats, weights: Floats) -> list[Cost]:
    explained = seen.found.copy()
    explained[errors.blamed[seen.shown & (errors.blamed >= 0)]] = True
    out = []
    for kind in KINDS:
        count = int((~explained).sum() if kind == "missed" else (seen.shown & errors.of(kind)).sum())
        without = ap50(p, repaired(p, errors, kind), weights)
        gained = np.where(np.isfinite(without), without - plain, 0.0)  # where all is missed, nothing is left to judge by
        out.append(Cost(kind, gain(gained, len(weights[0])), count))
    return sorted(out, key=lambda c: -c.ap50.value)


def _confusions(p: Pairing, errors: Errors, seen: Shown) -> list[tuple[str, str, int]]:
    mine = seen.shown & errors.of("classification")
    said, true = p.detections.label[mine], p.objects.label[errors.blamed[mine]]
    names: Sequence[str] = p.truth.classes
    pairs = Counter((names[t - 1], names[s - 1]) for t, s in zip(true, said, strict=True))
    return [(*pair_, n) for pair_, n in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))]
