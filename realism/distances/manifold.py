"""Precision, recall (Kynkäänniemi et al. 2019), density, coverage (Naeem et al. 2020): fidelity and variety apart.

Each set's manifold is the union of balls around its images that reach to the k-th neighbour.
"""

import numpy as np
import numpy.typing as npt

from setpiece.realism.distances.intervals import Estimate, estimate, rule_of_three
from setpiece.realism.distances.kernel import squared_distances

Floats = npt.NDArray[np.float64]

NEIGHBOURS = 5


def _radii(x: Floats) -> Floats:
    """Squared distance from each image to its k-th neighbour in the same set."""
    k = min(NEIGHBOURS, len(x) - 1)
    out: Floats = np.partition(squared_distances(x, x), k, axis=1)[:, k]
    return out


def manifold_scores(real: Floats, data: Floats) -> dict[str, Estimate]:
    """The four scores.

    ``precision``: share of synthetic images inside the real manifold. ``recall``: share of real images inside the synthetic one.
    ``density``: in how many real balls a synthetic image lies, over k. ``coverage``: share of real images whose ball holds a
    synthetic one. The intervals are for other images judged against the same manifolds.
    """
    cross = squared_distances(real, data)
    in_real_ball = cross < _radii(real)[:, None]
    in_data_ball = cross < _radii(data)[None, :]
    per_image = {
        "precision": in_real_ball.any(axis=0),
        "recall": in_data_ball.any(axis=1),
        "density": in_real_ball.sum(axis=0) / NEIGHBOURS,
        "coverage": in_real_ball.any(axis=1),
    }
    return {name: _mean(values.astype(np.float64), len(real), len(data), name) for name, values in per_image.items()}


def _mean(values: Floats, n_real: int, n_data: int, name: str) -> Estimate:
    high = np.inf if name == "density" else 1.0
    found = estimate(float(values.mean()), [values], n_real, n_data, low=0.0, high=high)
    return rule_of_three(found, len(values))
