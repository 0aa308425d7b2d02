"""The Fréchet distance: closed forms, degenerate sets, and scipy's matrix square root as the judge."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import sqrtm

from setpiece.realism.distances.frechet import Gaussian, extrapolate, frechet, frechet_distance, frechet_influences, gaussian


def _by_definition(x: np.ndarray, y: np.ndarray) -> float:
    c1, c2 = np.cov(x.T), np.cov(y.T)
    root = sqrtm(c1 @ c2)
    return float(((x.mean(0) - y.mean(0)) ** 2).sum() + np.trace(c1 + c2 - 2.0 * root.real))


def test_closed_form_of_two_gaussians() -> None:
    """Commuting covariances: |m1 - m2|^2 + sum (s1 - s2)^2, within 1e-6 relative."""
    rng = np.random.default_rng(0)
    basis = np.linalg.qr(rng.normal(size=(40, 40)))[0]
    s1, s2, m1, m2 = rng.uniform(0.1, 3, 40), rng.uniform(0.1, 3, 40), rng.normal(size=40), rng.normal(size=40)
    real, data = (Gaussian(1000, m, s[:, None] * basis.T) for m, s in ((m1, s1), (m2, s2)))
    truth = ((m1 - m2) ** 2).sum() + ((s1 - s2) ** 2).sum()
    assert frechet_distance(real, data) == pytest.approx(truth, rel=1e-6)


@settings(max_examples=25, deadline=None)
@given(n=st.integers(3, 60), m=st.integers(3, 60), d=st.integers(1, 24), seed=st.integers(0, 2**32 - 1))
def test_equals_the_definition_at_any_size(n: int, m: int, d: int, seed: int) -> None:
    """More images than features, fewer, and one of each."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(n, d)), 1.0 + 2.0 * rng.normal(size=(m, d))
    regular = min(n, m) > d > 1
    expected = _by_definition(x, y) if regular else None
    found = frechet_distance(gaussian(x), gaussian(y))
    assert found == pytest.approx(frechet_distance(gaussian(y), gaussian(x)), rel=1e-9, abs=1e-9)
    if expected is not None:
        assert found == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("n", [20, 500])
def test_a_set_with_itself(n: int) -> None:
    """Below 1e-6, with dead features too, on both sides of n = d."""
    x = np.random.default_rng(1).exponential(size=(n, 64)).astype(np.float32)
    x[:, 5] = 0.0
    x[:, 6] = x[:, 7]
    assert abs(frechet_distance(gaussian(x), gaussian(x))) < 1e-6


def test_both_paths_agree() -> None:
    """The triangular factor of many images and the plain matrix of few describe the same covariance."""
    x = np.random.default_rng(2).normal(size=(200, 30))
    direct = (x - x.mean(0)) / np.sqrt(199)
    assert gaussian(x).factor.T @ gaussian(x).factor == pytest.approx(direct.T @ direct, abs=1e-12)


def test_influence_is_the_derivative() -> None:
    """Giving one image a little more weight changes the distance as its influence says."""
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(120, 6)), rng.normal(size=(100, 6)) * 1.5 + 0.3
    influence, _ = frechet_influences(gaussian(x), gaussian(y), x, y)

    def distance(weights: np.ndarray) -> float:
        share = weights / weights.sum()
        mean = share @ x
        centred = (x - mean) * np.sqrt(share)[:, None] * np.sqrt(120 / 119)
        return frechet_distance(Gaussian(120, mean, centred), gaussian(y))

    for i in range(5):
        nudge = np.eye(120)[i] * 1e-4
        slope = (distance(np.ones(120) + nudge) - distance(np.ones(120) - nudge)) / 2e-4 * 120
        assert slope == pytest.approx((influence - influence.mean())[i], rel=0.02, abs=0.1)


def test_extrapolation_takes_the_bias_away() -> None:
    """Equal distributions: the FID of finite sets is far above zero, the extrapolated one is not."""
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(600, 20)), rng.normal(size=(600, 20))
    plain, infinite = frechet(x, y).value, extrapolate(x, y, rng)[0]
    assert plain > 0.2
    assert abs(infinite) < plain / 3
