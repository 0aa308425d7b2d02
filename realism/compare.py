"""Which of two datasets looks more like the same photographs?"""

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from setpiece.realism.backbones.backbone import load_backbone
from setpiece.realism.check import Say, statistics
from setpiece.realism.classifier import FOLDS, tell_apart
from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.distances.kernel import mmd_difference, mmd_estimate, polynomial_kernel
from setpiece.realism.features import extract
from setpiece.realism.image_set import ImageSet
from setpiece.realism.statistics.findings import Finding
from setpiece.realism.verdict import MINIMUM_IMAGES

_LIMIT = 1500


@dataclass(frozen=True)
class Comparison:
    """Two datasets against one real set.

    Attributes:
        real, a, b: the sets.
        kid: of each.
        auc: of the classifier against each; None where there are too few images.
        difference: KID of a minus KID of b, on the same photographs.
        findings: statistics of each by name.
        sentence: which is nearer, or that it cannot be told.
    """

    real: ImageSet
    a: ImageSet
    b: ImageSet
    kid: tuple[Estimate, Estimate]
    auc: tuple[Estimate | None, Estimate | None]
    difference: Estimate
    findings: tuple[dict[str, Finding], dict[str, Finding]]
    sentence: str


def compare(real: ImageSet, a: ImageSet, b: ImageSet, backbone_name: str, seed: int, say: Say) -> Comparison:
    """Judges both sets with the same network, folds and bootstrap."""
    backbone = load_backbone(backbone_name)
    say(f"features of {backbone.name}")
    sets = [s.subset([i * len(s.paths) // min(_LIMIT, len(s.paths)) for i in range(min(_LIMIT, len(s.paths)))]) for s in (real, a, b)]
    r, x, y = (extract(s.paths, backbone).values.astype(np.float64) for s in sets)
    with threadpool_limits(1, "blas"):
        kid = tuple(mmd_estimate(r, s, polynomial_kernel, np.random.default_rng(seed)) for s in (x, y))
        difference = mmd_difference(r, x, y, polynomial_kernel, np.random.default_rng(seed))
        enough = min(len(r), len(x), len(y)) >= 2 * FOLDS
        auc = tuple(tell_apart(r, s, np.random.default_rng(seed)).auc if enough else None for s in (x, y))
        say("statistics")
        findings = tuple({f.name: f for f in statistics(real, s, np.random.default_rng(seed))} for s in (a, b))
    sentence = _sentence(difference, (auc[0], auc[1]), min(len(r), len(x), len(y)))
    return Comparison(real, a, b, (kid[0], kid[1]), (auc[0], auc[1]), difference, (findings[0], findings[1]), sentence)


def _sentence(difference: Estimate, auc: tuple[Estimate | None, Estimate | None], fewest: int) -> str:
    figures = f"KID of A minus KID of B is {difference.value:+.4f} ({difference.low:+.4f} to {difference.high:+.4f})"
    if fewest < MINIMUM_IMAGES:
        return f"Cannot tell: a set has only {fewest} images, at least {MINIMUM_IMAGES} are needed; {figures}."
    if auc[0] and auc[1]:
        figures += f"; told apart with AUC {auc[0].value:.2f} (A) and {auc[1].value:.2f} (B)"
    nearer = _nearer(difference, auc)
    return (
        f"{nearer} is nearer to the photographs: {figures}."
        if nearer
        else f"Cannot tell which is nearer: {figures}; the intervals overlap."
    )


def _nearer(difference: Estimate, auc: tuple[Estimate | None, Estimate | None]) -> str | None:
    """By KID if its difference is clear, else by classifiers whose intervals are apart; None if they disagree or are not clear."""
    by_kid = "A" if difference.high < 0.0 else "B" if difference.low > 0.0 else None
    by_auc = None
    if auc[0] and auc[1]:
        by_auc = "A" if auc[0].high < auc[1].low else "B" if auc[1].high < auc[0].low else None
    return None if by_kid and by_auc and by_kid != by_auc else by_kid or by_auc
