"""Confidence intervals that stay honest when neighbouring images are alike (frames of one walk, views of one scene).

Images are resampled in blocks of consecutive ones. Two ways, chosen by the statistic:

* ``block_weights`` draws bootstrap weights, for statistics that are cheap to recompute (U-statistics of a kernel matrix).
* ``Influence`` is the bootstrap's limit for smooth statistics (the infinitesimal jackknife, Efron 1982): each image's first-order effect
  on the value. Its spread over blocks gives the same standard error without a single recomputation.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

Floats = npt.NDArray[np.float64]

LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A number with its scale.

    Attributes:
        value: of the statistic, at these sample sizes.
        low, high: 95 % confidence interval.
        n_real, n_data: images that went in; 0 where a side plays no part.
    """

    value: float
    low: float
    high: float
    n_real: int
    n_data: int


def block_length(n: int) -> int:
    """Images a block: the cube root of n, the usual rate for a block bootstrap (Lahiri 2003)."""
    return max(1, round(math.cbrt(n)))


def blocks_of(n: int) -> npt.NDArray[np.intp]:
    """Each image's block, in the order of the files."""
    return np.arange(n) // block_length(n)


def block_weights(n: int, replicates: int, rng: np.random.Generator) -> Floats:
    """How often each image occurs in each bootstrap replicate, (replicates, n)."""
    blocks = blocks_of(n)
    count = int(blocks[-1]) + 1
    drawn = rng.multinomial(count, np.full(count, 1.0 / count), size=replicates)
    return drawn[:, blocks].astype(np.float64)


def few_blocks_factor(n: int) -> float:
    """Widens a bootstrap interval, whose quantiles are too close together when they come from few blocks."""
    count = max(int(blocks_of(n)[-1]) + 1, 2)
    return float(np.sqrt(count / (count - 1)) * stdtrit(count - 1, 0.5 + LEVEL / 2.0) / ndtri(0.5 + LEVEL / 2.0))


def influence_error(influences: Sequence[Floats]) -> tuple[float, float]:
    """Standard error of a smooth statistic of independent sets, and its degrees of freedom (Satterthwaite 1946).

    Args:
        influences: per set, the derivative of the statistic towards each image, such that a mean over the set is its first-order effect.
    """
    variances, freedoms = [], []
    for influence in influences:
        n, blocks = len(influence), blocks_of(len(influence))
        sums = np.bincount(blocks, weights=influence - influence.mean())
        count = len(sums)
        variances.append(float((sums**2).sum()) / n**2 * count / max(count - 1, 1))
        freedoms.append(max(count - 1, 1))
    total = sum(variances)
    if total <= 0.0:
        return 0.0, float(min(freedoms))
    return float(np.sqrt(total)), total**2 / sum(v**2 / f for v, f in zip(variances, freedoms, strict=True))


def half_width(error: float, freedom: float) -> float:
    """Half of the 95 % interval for a standard error with few degrees of freedom."""
    return float(error * stdtrit(freedom, 0.5 + LEVEL / 2.0))


def estimate(
    value: float, influences: Sequence[Floats], n_real: int, n_data: int, *, low: float = -np.inf, high: float = np.inf
) -> Estimate:
    """The interval of a smooth statistic, cut at its bounds."""
    half = half_width(*influence_error(influences))
    return Estimate(value, max(value - half, low), min(value + half, high), n_real, n_data)


def rule_of_three(share: Estimate, n: int) -> Estimate:
    """A share that is all or none shows no spread, yet up to three in n unseen images may differ; other shares stay as they are."""
    if share.value not in (0.0, 1.0) or share.low != share.high:
        return share
    bound = min(1.0, 3.0 / n)
    return replace(share, low=1.0 - bound, high=1.0) if share.value else replace(share, low=0.0, high=bound)


def on_scale(e: Estimate, back: Callable[[float], float]) -> Estimate:
    """An estimate made on another scale (a logarithm, a logit), brought back."""
    return Estimate(back(e.value), back(e.low), back(e.high), e.n_real, e.n_data)
