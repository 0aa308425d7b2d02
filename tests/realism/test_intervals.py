"""Intervals are honest: over many simulated repetitions, the 95 % interval holds the truth in 90 to 99 % of them."""

from collections.abc import Callable

import numpy as np
import pytest

from setpiece.realism.classifier import roc_auc, tell_apart
from setpiece.realism.distances.diversity import vendi
from setpiece.realism.distances.frechet import frechet
from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.distances.kernel import gaussian_kernel, mmd_estimate, polynomial_kernel

_REPETITIONS = 200
_SPREAD = np.exp(-np.arange(48) / 12.0)

Sampler = Callable[[np.random.Generator, int], np.ndarray]


def _images(rng: np.random.Generator, n: int, shift: float = 0.0) -> np.ndarray:
    """Like features: positive, correlated, of quickly falling variance."""
    return np.maximum(rng.normal(size=(n, 48)) * _SPREAD * (1.0 + shift) + 0.3 * (1.0 + shift), 0.0)


def _coverage(estimate: Callable[[np.random.Generator], Estimate], truth: float | None = None, repetitions: int = _REPETITIONS) -> float:
    rng = np.random.default_rng(11)
    found = [estimate(rng) for _ in range(repetitions)]
    target = float(np.mean([e.value for e in found])) if truth is None else truth
    return float(np.mean([e.low <= target <= e.high for e in found]))


CASES: dict[str, Callable[[np.random.Generator], Estimate]] = {
    "fd": lambda r: frechet(_images(r, 100), _images(r, 80, 0.3)),
    "kid": lambda r: mmd_estimate(_images(r, 100), _images(r, 80, 0.3), polynomial_kernel, r),
    "kid of equals": lambda r: mmd_estimate(_images(r, 100), _images(r, 80), polynomial_kernel, r),
    "mmd": lambda r: mmd_estimate(_images(r, 60), _images(r, 60, 0.3), gaussian_kernel(1.0), r),
    "auc": lambda r: roc_auc(r.normal(size=90), r.normal(size=110) + 0.8),
    "vendi": lambda r: vendi(_images(r, 100)),
}


@pytest.mark.parametrize("case", CASES)
def test_coverage(case: str) -> None:
    """The estimand is the statistic's mean at these sample sizes."""
    assert 0.90 <= _coverage(CASES[case]) <= 0.995


def test_coverage_of_kid_for_the_population() -> None:
    """KID is unbiased, so its interval also holds zero for equal distributions."""
    assert 0.90 <= _coverage(CASES["kid of equals"], truth=0.0) <= 0.995


def test_coverage_of_the_classifier() -> None:
    """Training varies too, and the interval knows."""
    assert 0.90 <= _coverage(lambda r: tell_apart(_images(r, 60), _images(r, 60, 0.08), r).auc, repetitions=150) <= 0.995


def test_neighbours_that_repeat_each_other_widen_the_interval() -> None:
    """Four shots of each scene carry no more than the scenes do: taken as independent, the interval would be half as wide."""
    rng = np.random.default_rng(5)
    x, y = _images(rng, 64), _images(rng, 64, 0.3)
    repeated = frechet(np.repeat(x, 4, axis=0), np.repeat(y, 4, axis=0))
    shuffled = frechet(np.repeat(x, 4, axis=0)[rng.permutation(256)], np.repeat(y, 4, axis=0)[rng.permutation(256)])
    assert repeated.high - repeated.low > 1.4 * (shuffled.high - shuffled.low)
