"""How varied one set is by itself: Vendi score (Friedman & Dieng 2023) and Inception Score (Salimans et al. 2016)."""

import numpy as np
import numpy.typing as npt

from setpiece.realism.distances.intervals import Estimate, estimate, on_scale

Floats = npt.NDArray[np.float64]

_TINY = 1e-12


def vendi(features: Floats) -> Estimate:
    """Effective number of different images: exp of the entropy of the eigenvalues of the cosine-similarity matrix over n.

    It grows with n: compare sets of equal size.
    """
    n = len(features)
    unit = features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), _TINY)
    left, singular, _ = np.linalg.svd(unit / np.sqrt(n), full_matrices=False)
    p = np.maximum(singular**2, _TINY)
    entropy = float(-(p * np.log(p)).sum())
    surprise = -(left**2) @ (p * np.log(p)) * n
    return on_scale(estimate(entropy, [surprise], 0, n, low=0.0, high=np.log(n)), np.exp)


def inception_score(probabilities: Floats) -> Estimate:
    """Exp of the mean Kullback-Leibler divergence from the set's mean class distribution.

    Args:
        probabilities: (n, classes), of an ImageNet classifier.
    """
    p = np.maximum(probabilities, _TINY)
    divergence = (p * (np.log(p) - np.log(p.mean(axis=0)))).sum(axis=1)
    mean = float(divergence.mean())
    return on_scale(estimate(mean, [divergence], 0, len(p), low=0.0, high=np.log(p.shape[1])), np.exp)
