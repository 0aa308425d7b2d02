"""Who is there, and who is served: the share of each group of a factor, the detector's score on it, and what falls short."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from setpiece.assets.errors import UserError
from setpiece.realism.detection.coco import CocoSet
from setpiece.realism.diagnosis.axes import Axis, class_axis, make_axes
from setpiece.realism.diagnosis.bins import Bin, at_score, bins_of, weights_for, with_clear
from setpiece.realism.diagnosis.pairing import pair
from setpiece.realism.diagnosis.properties import properties_of, spread
from setpiece.realism.diagnosis.recorded import UNKNOWN, recorded_axes
from setpiece.realism.evaluation.evaluate import Evaluation

MEASURED = ("size", "aspect", "position", "overlap", "neighbour", "truncation", "brightness", "blur", "saturation", "colour")


@dataclass(frozen=True)
class Shortfall:
    """A group that falls short of what was stated.

    Attributes:
        group: which.
        share: its share, if that is too small; else None.
        gap: how far its recall lies below that of the others, if that is too much; else None.
    """

    group: Bin
    share: float | None = None
    gap: float | None = None

    @property
    def sentence(self) -> str:
        """In words."""
        name = f"{self.group.axis}={self.group.name}"
        if self.share is not None:
            return f"{name}: {self.share:.1%} of the set, {self.group.objects} objects in {self.group.images} images"
        found = f"{self.group.found} of its {self.group.objects} objects are found"
        return f"{name}: recall {self.gap or 0.0:.2f} below the others' ({found})"


@dataclass(frozen=True)
class Coverage:
    """Groups of every factor.

    Attributes:
        truth: the annotated set.
        evaluation: of a detector on it; None where only shares were asked for.
        axes: the factors; groups: of all of them.
        shortfalls: what falls short of what was stated.
    """

    truth: CocoSet
    evaluation: Evaluation | None
    axes: list[Axis]
    groups: list[Bin]
    shortfalls: list[Shortfall]


def cover(
    truth: CocoSet, e: Evaluation | None, by: Sequence[str], min_share: float | None, max_gap: float | None, seed: int = 0
) -> Coverage:
    """Counts groups, and scores them where a detector was evaluated.

    Args:
        truth: the annotated set.
        e: a detector on it, or None.
        by: factors: "class", what is measured of boxes (``MEASURED``), what is recorded ("lighting", "weather", "hour", "material", an
            attribute, ...), or a dotted place in the recorded scenes. Empty: class, colour, and all that is recorded.
        min_share: a group with a smaller share falls short.
        max_gap: so does one whose recall is lower than that of the others by more than this, and beyond chance.
        seed: of the intervals.

    Raises:
        UserError: a factor is neither known nor recorded.
    """
    p = pair(truth, e.results if e else [])
    seen = at_score(p, e.threshold if e else 1.0)
    shown = np.flatnonzero(seen.shown)
    measured: list[Axis] = []
    if not by or set(by) & set(MEASURED):
        looks = spread(properties_of(p.detections.only(shown), truth), shown, len(p.scores))
        measured = make_axes(p, properties_of(p.objects, truth), looks)[1:]
    known = {a.name: a for a in [class_axis(p), *measured, *recorded_axes(p)]}
    standard = [n for n in known if n not in MEASURED or n == "colour"]
    places = [n for n in by if "." in n]
    unknown = [n for n in by if n not in known and n not in places and n not in MEASURED]
    if unknown:
        raise UserError(
            f"by={unknown[0]}: no such factor; accepted: {', '.join(known)}, or a place in the scenes such as camera.focal_length_mm"
        )
    axes = [known[n] for n in (by or standard) if n in known] + (recorded_axes(p, places)[-len(places) :] if places else [])
    groups = with_clear([b for a in axes for b in bins_of(p, seen, a, weights_for(len(truth.images), seed))])
    return Coverage(truth, e, axes, groups, _shortfalls(groups, min_share, max_gap if e else None))


def _shortfalls(groups: Sequence[Bin], min_share: float | None, max_gap: float | None) -> list[Shortfall]:
    out = []
    for g in groups:
        if g.name == UNKNOWN:
            continue
        if min_share is not None and g.share < min_share:
            out.append(Shortfall(g, share=g.share))
        if max_gap is not None and g.missing is not None and g.missing.named and g.missing.gap.value > max_gap:
            out.append(Shortfall(g, gap=g.missing.gap.value))
    return out
