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
    sentence = _sentence(difference, min(len(r), len(x), len(y)))
    return Comparison(real, a, b, (kid[0], kid[1]), (auc[0], auc[1]), difference, (findings[0], findings[1]), sentence)


def _sentence(difference: Estimate, fewest: int) -> str:
    figures = f"KID of A minus KID of B is {difference.value:+.4f} ({difference.low:+.4f} to {difference.high:+.4f})"
    if fewest < MINIMUM_IMAGES:
        return f"Cannot tell: a set has only {fewest} images, at least {MINIMUM_IMAGES} are needed; {figures}."
    if difference.high < 0.0:
        return f"A is nearer to the photographs: {figures}."
    if difference.low > 0.0:
        return f"B is nearer to the photographs: {figures}."
    return f"Cannot tell which is nearer: {figures}, and the interval holds zero."
