"""Kernel distances, manifolds and diversity against what they must be by definition."""

import numpy as np
import pytest

from setpiece.realism.classifier import roc_auc, tell_apart
from setpiece.realism.distances.diversity import inception_score, vendi
from setpiece.realism.distances.kernel import gaussian_kernel, mmd, mmd_estimate, polynomial_kernel
from setpiece.realism.distances.manifold import manifold_scores


def test_mmd_is_the_mean_over_pairs() -> None:
    """Term by term, as Gretton et al. 2012 define the unbiased estimate."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(7, 3)), rng.normal(size=(5, 3)) + 1
    k = lambda a, b: float((a @ b / 3 + 1) ** 3)  # noqa: E731
    within = [np.mean([k(a, b) for i, a in enumerate(s) for j, b in enumerate(s) if i != j]) for s in (x, y)]
    across = np.mean([k(a, b) for a in x for b in y])
    assert mmd(x, y, polynomial_kernel) == pytest.approx(sum(within) - 2 * across)
    assert mmd_estimate(x, y, polynomial_kernel, rng).value == pytest.approx(sum(within) - 2 * across)


def test_gaussian_mmd_closed_form() -> None:
    """Two unit Gaussians a distance apart, in one dimension."""
    rng = np.random.default_rng(1)
    width, gap = 1.0, 2.0
    x, y = rng.normal(size=(1500, 1)), rng.normal(size=(1500, 1)) + gap
    factor = width / np.sqrt(width**2 + 2)
    truth = 2 * factor * (1 - np.exp(-(gap**2) / (2 * (width**2 + 2))))
    assert mmd(x, y, gaussian_kernel(width)) == pytest.approx(truth, rel=0.1)


def test_manifolds_of_equal_and_of_distant_sets() -> None:
    """Everything lies in the same place, or nothing does; dropped modes cost recall, not precision."""
    rng = np.random.default_rng(2)
    modes = rng.normal(size=(4, 16)) * 20
    real = np.concatenate([m + rng.normal(size=(60, 16)) for m in modes])
    same = np.concatenate([m + rng.normal(size=(60, 16)) for m in modes])
    dropped = np.concatenate([m + rng.normal(size=(120, 16)) for m in modes[:2]])
    alike, far, half = (manifold_scores(real, s) for s in (same, same + 500, dropped))
    assert all(alike[k].value > 0.8 for k in alike)
    assert all(far[k].value == 0.0 for k in far)
    assert half["precision"].value > 0.8
    assert half["recall"].value < 0.6
    assert half["coverage"].value < 0.6
    assert 0.0 < far["precision"].high < 0.05


def test_vendi_counts_different_images() -> None:
    """k orthogonal kinds of image, equally often, are k images; identical ones are one."""
    assert vendi(np.repeat(np.eye(8), 5, axis=0)).value == pytest.approx(8.0, rel=1e-6)
    assert vendi(np.ones((12, 3))).value == pytest.approx(1.0, rel=1e-6)


def test_inception_score_bounds() -> None:
    """Sure and varied: the number of classes. Unsure: one."""
    assert inception_score(np.eye(10)).value == pytest.approx(10.0, rel=1e-6)
    assert inception_score(np.full((10, 10), 0.1)).value == pytest.approx(1.0, rel=1e-6)


def test_auc_is_the_share_of_pairs_in_order() -> None:
    """Ties count half; perfect separation leaves room for what was not seen."""
    low, high = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0])
    pairs = [(h > n) + 0.5 * (h == n) for h in high for n in low]
    assert roc_auc(low, high).value == pytest.approx(np.mean(pairs))
    perfect = roc_auc(np.arange(50.0), np.arange(50.0) + 100)
    assert (perfect.value, perfect.high) == (1.0, 1.0)
    assert 0.9 < perfect.low < 1.0


def test_classifier_cannot_beat_chance_and_learns_what_is_there() -> None:
    """Noise gives an interval around one half; a shift is found, and its direction with it."""
    rng = np.random.default_rng(3)
    real, data = rng.normal(size=(80, 200)), rng.normal(size=(80, 200))
    assert tell_apart(real, data, rng).auc.low < 0.5 < tell_apart(real, data, rng).auc.high
    data[:, 7] += 6.0
    told = tell_apart(real, data, rng)
    assert told.auc.value > 0.95
    assert (np.argmax(np.abs(told.weights), axis=1) == 7).all()
