"""Maximum mean discrepancy: unbiased at any N, so the number to read first when there are few images.

KID (Binkowski et al. 2018) has the kernel ``(x.y / d + 1)^3``; the other is Gaussian, as CMMD's (Jayasumana et al. 2024), its
width the median distance between real images. Both are U-statistics: zero on average for equal distributions, and so negative
at times.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from setpiece.realism.distances.intervals import LEVEL, Estimate, block_weights, few_blocks_factor

Floats = npt.NDArray[np.float64]
Kernel = Callable[[Floats, Floats], Floats]

_REPLICATES = 1000


def polynomial_kernel(x: Floats, y: Floats) -> Floats:
    """KID's kernel, (n, m)."""
    out: Floats = (x @ y.T / x.shape[1] + 1.0) ** 3
    return out


def gaussian_kernel(width: float) -> Kernel:
    """``exp(-|x - y|^2 / (2 width^2))``, (n, m)."""

    def kernel(x: Floats, y: Floats) -> Floats:
        out: Floats = np.exp(squared_distances(x, y) / (-2.0 * width**2))
        return out

    return kernel


def squared_distances(x: Floats, y: Floats) -> Floats:
    """Euclidean, squared, (n, m)."""
    squares = (x**2).sum(axis=1)[:, None] + (y**2).sum(axis=1) - 2.0 * (x @ y.T)
    out: Floats = np.maximum(squares, 0.0)
    return out


def median_width(real: Floats) -> float:
    """Median distance between different real images, for ``gaussian_kernel``."""
    upper = squared_distances(real, real)[np.triu_indices(len(real), 1)]
    return float(np.sqrt(np.median(upper))) or 1.0


def mmd(real: Floats, data: Floats, kernel: Kernel) -> float:
    """Squared MMD, unbiased."""
    one = np.ones((1, len(real))), np.ones((1, len(data)))
    return float(_weighted_mmd(kernel(real, real), kernel(data, data), kernel(real, data), *one)[0])


def mmd_estimate(real: Floats, data: Floats, kernel: Kernel, rng: np.random.Generator) -> Estimate:
    """Squared MMD with its block-bootstrap interval (basic bootstrap: reflected about the value).

    A bootstrap of a U-statistic counts the second-order part of the variance three times, which matters where the sets are nearly
    equal and that part is all there is; the replicates are drawn together accordingly.
    """
    matrices = kernel(real, real), kernel(data, data), kernel(real, data)
    value = float(_weighted_mmd(*matrices, np.ones((1, len(real))), np.ones((1, len(data))))[0])
    weights = block_weights(len(real), _REPLICATES, rng), block_weights(len(data), _REPLICATES, rng)
    replicates = _weighted_mmd(*matrices, *weights)
    replicates = replicates[np.isfinite(replicates)]
    variance = float(replicates.var()) + 1e-300
    scale = np.sqrt(max(1.0 - 2.0 * _second_order_variance(*matrices) / variance, 1.0 / 3.0)) * few_blocks_factor(min(len(real), len(data)))
    low, high = (np.quantile(replicates, [0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0]) - value) * scale
    return Estimate(value, float(value - high), float(value - low), len(real), len(data))


def mmd_difference(real: Floats, a: Floats, b: Floats, kernel: Kernel, rng: np.random.Generator) -> Estimate:
    """Squared MMD of ``a`` minus that of ``b`` against the same real set, whose own chance cancels; below zero, ``a`` is nearer."""
    k_real, sides = kernel(real, real), [(kernel(s, s), kernel(real, s)) for s in (a, b)]
    ones, w_real = np.ones((1, len(real))), block_weights(len(real), _REPLICATES, rng)
    values = [float(_weighted_mmd(k_real, k, cross, ones, np.ones((1, len(k))))[0]) for k, cross in sides]
    draws = [_weighted_mmd(k_real, k, cross, w_real, block_weights(len(k), _REPLICATES, rng)) for k, cross in sides]
    value, replicates = values[0] - values[1], draws[0] - draws[1]
    quantiles = np.quantile(replicates[np.isfinite(replicates)], [0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0])
    low, high = (quantiles - value) * few_blocks_factor(min(len(real), len(a), len(b)))
    return Estimate(value, float(value - high), float(value - low), len(real), len(a) + len(b))


def _second_order_variance(k_real: Floats, k_data: Floats, k_cross: Floats) -> float:
    """Of the part of the statistic that pairs of images decide together (Hoeffding's second term)."""
    n, m = k_cross.shape
    within = [2.0 * _centred_square(k, skip_diagonal=True) / (len(k) * max(len(k) - 1, 1)) for k in (k_real, k_data)]
    return within[0] + within[1] + 4.0 * _centred_square(k_cross, skip_diagonal=False) / (n * m)


def _centred_square(k: Floats, *, skip_diagonal: bool) -> float:
    centred = k - k.mean(axis=0) - k.mean(axis=1, keepdims=True) + k.mean()
    total = float((centred**2).sum())
    if not skip_diagonal:
        return total / k.size
    return (total - float((np.diag(centred) ** 2).sum())) / max(len(k) * (len(k) - 1), 1)


def _weighted_mmd(k_real: Floats, k_data: Floats, k_cross: Floats, w_real: Floats, w_data: Floats) -> Floats:
    cross: Floats = ((w_real @ k_cross) * w_data).sum(axis=1) / (w_real.sum(axis=1) * w_data.sum(axis=1))
    out: Floats = _mean_off_diagonal(k_real, w_real) + _mean_off_diagonal(k_data, w_data) - 2.0 * cross
    return out


def _mean_off_diagonal(k: Floats, w: Floats) -> Floats:
    """Weighted mean over pairs of different images: an image drawn twice is no pair."""
    total = ((w @ k) * w).sum(axis=1) - (w**2) @ np.diag(k)
    pairs = w.sum(axis=1) ** 2 - (w**2).sum(axis=1)
    out: Floats = np.divide(total, pairs, out=np.full_like(total, np.nan), where=pairs > 0.0)
    return out
