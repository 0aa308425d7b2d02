"""Fréchet distance between two Gaussians, from feature matrices, without a matrix square root.

With centred features ``A / sqrt(n - 1)`` the covariance is ``A'A``, and ``tr sqrt(C1 C2)`` is the sum of the singular values of ``A1 A2'``
(its nuclear norm): never larger than the smaller set, exact where a covariance is singular, and where scipy's ``sqrtm`` of a
2,048 x 2,048 product takes most of a minute. Sets larger than the features' dimension are first reduced to a triangular factor.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh, svdvals
from scipy.linalg.blas import dsyrk
from scipy.linalg.lapack import dpstrf

from setpiece.realism.distances.intervals import Estimate, estimate, half_width, influence_error

Floats = npt.NDArray[np.float64]
Features = npt.NDArray[np.float32] | npt.NDArray[np.float64]

_CHUNK = 2048
_EXTRAPOLATION_FRACTIONS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_EXTRAPOLATION_REPEATS = 3


@dataclass(frozen=True)
class Gaussian:
    """Mean and covariance of a feature matrix.

    Attributes:
        n: images.
        mean: (d,).
        factor: (r, d), r <= min(n, d); ``factor.T @ factor`` is the covariance (n - 1 in the denominator).
    """

    n: int
    mean: Floats
    factor: Floats

    @property
    def trace(self) -> float:
        """Of the covariance."""
        return float((self.factor**2).sum())


def gaussian(features: Features) -> Gaussian:
    """Fits a Gaussian; memory does not grow with n when n exceeds d.

    Args:
        features: (n, d), n >= 2; may be a memory map.
    """
    n, d = features.shape
    mean = sum((c.sum(axis=0) for c in _chunks(features)), np.zeros(d)) / n
    if n <= d:
        return Gaussian(n, mean, (np.asarray(features, np.float64) - mean) / np.sqrt(n - 1))
    scatter = np.zeros((d, d), order="F")
    for chunk in _chunks(features):
        # Only the upper triangle is filled, in half the time.
        scatter = dsyrk(1.0 / (n - 1), (chunk - mean).T, beta=1.0, c=scatter, overwrite_c=True)
    return Gaussian(n, mean, _root(scatter))


def frechet_distance(real: Gaussian, data: Gaussian) -> float:
    """Squared Fréchet distance (the FID, if the features are InceptionV3's)."""
    cross = real.factor @ data.factor.T
    overlap = float(svdvals(cross, overwrite_a=True, check_finite=False).sum()) if cross.size else 0.0
    return float(((real.mean - data.mean) ** 2).sum()) + real.trace + data.trace - 2.0 * overlap


def frechet_influences(real: Gaussian, data: Gaussian, real_features: Features, data_features: Features) -> tuple[Floats, Floats]:
    """First-order effect of every image on the distance, for its standard error.

    The derivative of ``tr C1 - 2 tr sqrt(C1 C2)`` is ``x'(I - T)x`` with T the optimal transport map between the Gaussians; it is
    evaluated through the eigenvectors of the small matrix ``F1 C2 F1'``.
    """
    cross = real.factor @ data.factor.T
    squares, left = eigh(cross @ cross.T, overwrite_a=True, check_finite=False)
    keep = squares > squares[-1] * 1e-10
    singular, left = np.sqrt(squares[keep]), left[:, keep]
    right = cross.T @ left / singular
    gap = real.mean - data.mean
    to_data, to_real = data.factor.T @ right, real.factor.T @ left
    return (
        _influence(real_features, real.mean, to_data / np.sqrt(singular), 2.0 * gap),
        _influence(data_features, data.mean, to_real / np.sqrt(singular), -2.0 * gap),
    )


def frechet(real: Features, data: Features) -> Estimate:
    """FID with the interval in which another pair of sets of the same sizes would put it."""
    g, h = gaussian(real), gaussian(data)
    return estimate(frechet_distance(g, h), frechet_influences(g, h, real, data), g.n, h.n, low=0.0)


def frechet_at_infinity(real: Features, data: Features, rng: np.random.Generator) -> Estimate:
    """FID extrapolated to endless images: a line through its values at growing N, read off at 1/N = 0.

    Chong & Forsyth 2020, "Effectively unbiased FID and Inception score". The line is straight only once N exceeds the features'
    dimension by far; below that the figure is still too high, though less so than the FID.
    """
    value, fit_error = extrapolate(real, data, rng)
    g, h = gaussian(real), gaussian(data)
    error, freedom = influence_error(frechet_influences(g, h, real, data))
    half = half_width(float(np.hypot(error, fit_error)), freedom)
    return Estimate(value, value - half, value + half, g.n, h.n)


def extrapolate(real: Features, data: Features, rng: np.random.Generator) -> tuple[float, float]:
    """The line's value at 1/N = 0 and its standard error as a fit."""
    x, y = [], []
    for fraction in _EXTRAPOLATION_FRACTIONS:
        repeats = _EXTRAPOLATION_REPEATS if fraction < 1.0 and max(len(real), len(data)) <= real.shape[1] else 1
        for _ in range(repeats):
            parts = (s[np.sort(rng.choice(len(s), max(2, round(fraction * len(s))), replace=False))] for s in (real, data))
            x.append(1.0 / fraction)
            y.append(frechet_distance(*(gaussian(p) for p in parts)))
    (slope, value), covariance = np.polyfit(x, y, 1, cov="unscaled")
    residual = float(np.var(np.asarray(y) - slope * np.asarray(x) - value, ddof=2))
    return float(value), float(np.sqrt(residual * covariance[1, 1]))


def _influence(features: Features, mean: Floats, project: Floats, slope: Floats) -> Floats:
    parts = []
    for chunk in _chunks(features):
        centred = chunk - mean
        parts.append(centred @ slope + (centred**2).sum(axis=1) - ((centred @ project) ** 2).sum(axis=1))
    return np.concatenate(parts)


def _chunks(features: Features) -> list[Floats]:
    return [np.asarray(features[i : i + _CHUNK], np.float64) for i in range(0, len(features), _CHUNK)]


def _root(covariance: Floats) -> Floats:
    """A factor (rank, d) by pivoted Cholesky, which stops at the rank instead of failing."""
    factor, pivots, rank, _ = dpstrf(covariance, lower=0, tol=-1.0)
    upper = np.triu(factor)[:rank]
    out = np.empty_like(upper)
    out[:, pivots - 1] = upper
    return out
