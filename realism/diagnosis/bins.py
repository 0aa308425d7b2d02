"""How well each bin is found, and what it costs that it is found less often than the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.special import stdtr

from setpiece.realism.diagnosis.axes import Axis
from setpiece.realism.diagnosis.pairing import Flags, Floats, Ints, Ledger, Pairing, ap50, as_it_is, per_image
from setpiece.realism.distances.intervals import LEVEL, Estimate, block_weights, blocks_of, few_blocks_factor
from setpiece.realism.evaluation.scores import interval

REPLICATES = 400
MINIMUM = 10
"""Objects, or detections, in it and outside it below which a bin is counted but not judged."""

MINIMUM_IMAGES = 5
"""Images that hold some, likewise."""

CHANCE = 0.05
"""Of naming a bin that is no worse than the rest; of naming any as clear in a set where none is."""


@dataclass(frozen=True)
class Shown:
    """What a person who looks at the finished boxes sees: detections of at least a score.

    Attributes:
        found: (n,) objects with a right detection.
        shown: (m,) detections that are counted and sure enough.
        right: (m,) of these, those that match an object.
    """

    found: Flags
    shown: Flags
    right: Flags


@dataclass(frozen=True)
class Loss:
    """What a part costs the whole.

    Attributes:
        cost: with its 95 % interval.
        gap: the others' rate minus its own.
        chance: probability of so much where part and rest are alike, by the bootstrap's standard error (Student's t over blocks of images).
        clear: whether that is small even for the worst of all bins that were looked at (Bonferroni); set by ``with_clear``.
    """

    cost: Estimate
    gap: Estimate
    chance: float
    clear: bool = False

    @property
    def named(self) -> bool:
        """Worth naming."""
        return self.cost.value > 0.0 and self.chance < CHANCE


@dataclass(frozen=True)
class Bin:
    """One bin of one axis.

    Attributes:
        axis, name: of it; ``title`` of the axis.
        images: that hold its objects.
        share: of all objects; of the images with objects, where the axis is one of images.
        objects, found: how many, and how many of them are found; detections, right: how many boxes are shown, and how many are right.
        recall, precision: found over objects, right over detections; None where there are none.
        missing: recall of the whole set that is lost because these objects are found less often than the others; None if there are too few.
        false: precision of the whole set that is lost because these detections are wrong more often than the others; None likewise.
        ap50: gained if none of the bin's objects were missed and none of its detections wrong; only of the worst bins, see ``priced``.
        typical: median of the property in the bin, where it is a number.
        members: places of its objects.
    """

    axis: str
    title: str
    name: str
    images: int
    share: float
    objects: int
    found: int
    detections: int
    right: int
    recall: Estimate | None
    precision: Estimate | None
    missing: Loss | None
    false: Loss | None
    typical: float | None
    members: Ints
    ap50: Estimate | None = None


def weights_for(images: int, seed: int, replicates: int = REPLICATES) -> Floats:
    """(replicates + 1, images): ones, then resampled images."""
    return np.vstack([np.ones((1, images)), block_weights(images, replicates, np.random.default_rng(seed))])


def at_score(p: Pairing, score: float) -> Shown:
    """What is shown from a score on."""
    shown = p.counted & (p.scores >= score)
    right = shown & (p.partner >= 0)
    finder = p.finder
    return Shown((finder >= 0) & right[finder] if len(right) else np.zeros(len(finder), np.bool_), shown, right)


def bins_of(p: Pairing, seen: Shown, axis: Axis, weights: Floats) -> list[Bin]:
    """Judges each bin that holds an object, or ought to."""
    wanted = [k for k in range(len(axis.bins)) if axis.asked or (axis.objects == k).any()]
    return [_bin(p, seen, axis, k, weights) for k in wanted]


def _bin(p: Pairing, seen: Shown, axis: Axis, k: int, weights: Floats) -> Bin:
    mine, boxes = axis.objects == k, seen.shown & (axis.detections == k)
    recall, missing = _rates(p, p.objects.image, mine, ~mine, seen.found, weights)
    precision, false = _rates(p, p.detections.image, boxes, seen.shown & ~boxes, seen.right, weights)
    images, all_images = (int((per_image(p, p.objects.image, f) > 0).sum()) for f in (mine, np.ones_like(mine)))
    share = images / max(all_images, 1) if axis.of_images else mine.sum() / max(len(mine), 1)
    return Bin(
        axis=axis.name,
        title=axis.title,
        name=axis.bins[k],
        images=images,
        share=float(share),
        objects=int(mine.sum()),
        found=int((mine & seen.found).sum()),
        detections=int(boxes.sum()),
        right=int((boxes & seen.right).sum()),
        recall=recall,
        precision=precision,
        missing=missing,
        false=false,
        typical=None if axis.values is None or not mine.any() else float(np.median(axis.values[mine])),
        members=np.flatnonzero(mine),
    )


def with_clear(bins: Sequence[Bin]) -> list[Bin]:
    """The bins of all axes, those marked that no chance among so many explains."""
    tests = max(sum(b.missing is not None for b in bins), 1)

    def marked(loss: Loss | None) -> Loss | None:
        return None if loss is None else replace(loss, clear=loss.named and loss.chance * tests < CHANCE)

    return [replace(b, missing=marked(b.missing), false=marked(b.false)) for b in bins]


def worst_first(bins: Sequence[Bin], what: Literal["missing", "false"]) -> list[Bin]:
    """Bins whose objects are missing, or whose detections are false, more often than the rest; the dearest first."""
    named = [(loss.cost.value, b) for b in bins if (loss := getattr(b, what)) is not None and loss.named]
    return [b for _, b in sorted(named, key=lambda pair: (-pair[0], pair[1].axis, pair[1].name))]


def apart(bins: Sequence[Bin], p: Pairing, seen: Shown, weights: Floats, most: int) -> list[Bin]:
    """The dearest bin, then the dearest without its objects, and so on: causes rather than their shadows.

    Objects that are small are often blurred too. A bin that is only worse because of an earlier bin's objects is left out.
    """
    chosen: list[Bin] = []
    left = np.ones(len(p.objects.image), np.bool_)
    while len(chosen) < most:
        losses = []
        for b in worst_first(bins, "missing"):
            mine = np.zeros_like(left)
            mine[b.members] = True
            loss = _rates(p, p.objects.image, mine & left, left & ~mine, seen.found, weights)[1]
            losses += [(loss.cost.value, b)] if loss and loss.named else []
        if not losses:
            break
        chosen.append(max(losses, key=lambda pair: pair[0])[1])
        left[chosen[-1].members] = False
    return chosen


def priced(b: Bin, p: Pairing, seen: Shown, axis: Axis, weights: Floats) -> Bin:
    """The bin with what AP50 would gain without its failures."""
    ledger, k = as_it_is(p), axis.bins.index(b.name)
    unwanted = np.zeros(len(ledger.wanted), np.bool_)
    unwanted[b.members] = True
    free = unwanted & (p.finder < 0)
    healed = Ledger(ledger.label, ledger.right, ledger.wrong & (axis.detections != k), ledger.wanted & ~free)
    return replace(b, ap50=gain(ap50(p, healed, weights) - ap50(p, ledger, weights), len(p.truth.images)))


def gain(differences: Floats, images: int) -> Estimate:
    """The first difference, with the 95 % interval that the others span."""
    value, others = float(differences[0]), differences[1:][np.isfinite(differences[1:])]
    tail = (1.0 - LEVEL) / 2.0
    low, high = (float(v) for v in np.quantile(others, [tail, 1.0 - tail])) if len(others) else (-1.0, 1.0)
    wider = few_blocks_factor(images)
    return Estimate(value, value - wider * max(value - low, 0.0), value + wider * max(high - value, 0.0), images, 0)


def _rates(p: Pairing, image: Ints, mine: Flags, rest: Flags, good: Flags, weights: Floats) -> tuple[Estimate | None, Loss | None]:
    """Share of mine that is good, and what the whole loses by its lying below that of the rest."""
    if not mine.any():
        return None, None
    here, fine, others, fine_others = (weights @ per_image(p, image, f) for f in (mine, mine & good, rest, rest & good))
    with np.errstate(invalid="ignore", divide="ignore"):
        share, rest_share = fine / here, fine_others / others
        gap: Floats = rest_share - share
        loss: Floats = here / (here + others) * gap
    holding = int((per_image(p, image, mine) > 0).sum())
    judged = min(mine.sum(), rest.sum()) >= MINIMUM and holding >= MINIMUM_IMAGES
    return interval(share, max(holding, 2)), _loss(loss, gap, holding) if judged else None


def _loss(values: Floats, gaps: Floats, images: int) -> Loss:
    spread = few_blocks_factor(images) * float(np.std(values[1:][np.isfinite(values[1:])]))
    if spread > 0.0:
        chance = float(stdtr(max(int(blocks_of(images)[-1]), 1), -float(values[0]) / spread))
    else:  # all alike in every resampling: certain, either way
        chance = 0.5 - 0.5 * float(np.sign(values[0]))
    return Loss(gain(values, images), gain(gaps, images), chance)
