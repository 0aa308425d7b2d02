"""Where to look next: a Gaussian process with expected improvement, for searches of some dozens of dear, noisy trials.

Jones, Schonlau & Welch 1998, "Efficient global optimization of expensive black-box functions". The next point is a pure function of the
points before it, so that a search continues after any interruption as if there had been none.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve
from scipy.special import ndtr

Floats = npt.NDArray[np.float64]

_CANDIDATES = 2048
_NEIGHBOURS = 256
_LENGTHS = (0.1, 0.2, 0.4, 0.8, 1.6)
_NOISES = (1e-4, 1e-2, 1e-1, 0.5)


def propose(points: Sequence[Sequence[float]], scores: Sequence[float], dimensions: int, seed: int) -> Floats:
    """The point of the unit cube to try next, to make the score small.

    Args:
        points: tried so far, each (dimensions,) in 0..1.
        scores: what they gave.
        dimensions: of the cube.
        seed: another seed is another search.

    Returns:
        (dimensions,) in 0..1; evenly spread while fewer than 2 * dimensions + 1 points are known.
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(len(points),)))
    if len(points) < 2 * dimensions + 1:
        return _even(len(points), dimensions, np.random.default_rng(seed))
    known, values = np.array(points, dtype=np.float64), np.array(scores, dtype=np.float64)
    best = known[values.argmin()]
    near = np.clip(best + rng.normal(0.0, 0.1, (_NEIGHBOURS, dimensions)), 0.0, 1.0)
    candidates = np.concatenate([rng.random((_CANDIDATES, dimensions)), near])
    chosen: Floats = candidates[_expected_improvement(known, values, candidates).argmax()]
    return chosen


def _even(number: int, dimensions: int, rng: np.random.Generator) -> Floats:
    """The additive recurrence with the generalised golden ratio (Roberts 2018): any first n points are spread evenly."""
    ratio = 1.5
    for _ in range(40):
        ratio = (1.0 + ratio) ** (1.0 / (dimensions + 1))
    steps = ratio ** -np.arange(1.0, dimensions + 1.0)
    point: Floats = (rng.random(dimensions) + number * steps) % 1.0
    return point


def _expected_improvement(known: Floats, values: Floats, candidates: Floats) -> Floats:
    """How much below the best known mean each candidate may be expected to lie."""
    spread = float(values.std()) or 1.0
    y = (values - values.mean()) / spread
    length, noise = max(((a, b) for a in _LENGTHS for b in _NOISES), key=lambda pair: _log_likelihood(known, y, *pair))
    factor = cho_factor(_matern(known, known, length) + noise * np.eye(len(y)), lower=True)
    weights = cho_solve(factor, y)
    cross = _matern(candidates, known, length)
    mean = cross @ weights
    std = np.sqrt(np.maximum(1.0 - np.einsum("ij,ji->i", cross, cho_solve(factor, cross.T)), 1e-12))
    gain = float((_matern(known, known, length) @ weights).min()) - mean
    z = gain / std
    improvement: Floats = gain * ndtr(z) + std * np.exp(-0.5 * z**2) / np.sqrt(2.0 * np.pi)
    return improvement


def _log_likelihood(known: Floats, y: Floats, length: float, noise: float) -> float:
    factor = cho_factor(_matern(known, known, length) + noise * np.eye(len(y)), lower=True)
    return float(-0.5 * y @ cho_solve(factor, y) - np.log(np.diag(factor[0])).sum())


def _matern(a: Floats, b: Floats, length: float) -> Floats:
    """The Matérn kernel of smoothness 5/2."""
    r = np.sqrt(5.0) * np.linalg.norm(a[:, None] - b[None], axis=-1) / length
    kernel: Floats = (1.0 + r + r**2 / 3.0) * np.exp(-r)
    return kernel
