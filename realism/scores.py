"""Every distance of one backbone, each on its scale: from photographs among themselves to photographs spoiled."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from setpiece.realism.distances.diversity import inception_score, vendi
from setpiece.realism.distances.frechet import extrapolate, frechet, frechet_at_infinity, frechet_distance, gaussian
from setpiece.realism.distances.intervals import Estimate, blocks_of
from setpiece.realism.distances.kernel import Kernel, gaussian_kernel, median_width, mmd, mmd_estimate, polynomial_kernel
from setpiece.realism.distances.manifold import manifold_scores

Features = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

_PAIRWISE_LIMIT = 3000
_FLOOR_SPLITS = 8
_FLOOR_SPLITS_LARGE = 2
_LEAST_TO_HALVE = 8


@dataclass(frozen=True)
class Score:
    """A distance with what it would be for perfect and for spoiled images.

    Attributes:
        name: stable key, as in report.json.
        title: for people.
        estimate: synthetic against real.
        floor: real against real, halves of the set; for diversity, the real set's own figure.
        ceiling: real against blurred, noisy copies; None for diversity.
        better: "low", "high", or "floor" (the nearer to the real set's figure the better).
        note: what to keep in mind when reading it.
    """

    name: str
    title: str
    estimate: Estimate
    floor: float
    ceiling: float | None
    better: str
    note: str


def distance_scores(real: Features, data: Features, spoiled: Features, rng: np.random.Generator) -> list[Score]:
    """All distances between feature matrices.

    Args:
        real: (n, d), photographs.
        data: (m, d), synthetic images.
        spoiled: features of spoiled copies of some real images.
        rng: bootstrap and random halves.
    """
    scores = [frechet_score(real, data, spoiled, rng), _infinity_score(real, data, spoiled, rng)]
    other = real[: len(real) // 2]
    r, d, s, o = (_thin(x) for x in (real, data, spoiled, other))
    return [*scores, *_kernel_scores(r, d, s, o, rng), *_manifold_scores(r, d, s, o, rng), _vendi_score(r, d)]


def inception_score_of(real: Features, data: Features) -> Score:
    """Inception Score of both sets, by an ImageNet classifier's probabilities (n, 1000)."""
    note = "EfficientNet-Lite0's classes, not InceptionV3's: compare within this report only"
    n = min(len(real), len(data))
    floor = inception_score(_thin(real, n)).value
    return Score("inception_score", "Inception Score", inception_score(_thin(data, n)), floor, None, "floor", note)


def frechet_score(real: Features, data: Features, spoiled: Features, rng: np.random.Generator) -> Score:
    """The plain Fréchet distance; arguments as in ``distance_scores``."""
    splits = [_halves(len(real), rng) for _ in range(_FLOOR_SPLITS if len(real) <= real.shape[1] else _FLOOR_SPLITS_LARGE)]
    floors = [frechet_distance(gaussian(real[a]), gaussian(real[b])) for a, b in splits if len(real) >= _LEAST_TO_HALVE]
    ceiling = frechet_distance(gaussian(real), gaussian(spoiled))
    note = "falls as N grows, so compare it only at equal N; its floor is at half of N and therefore too high"
    return Score("fd", "Fréchet distance", frechet(real, data), float(np.mean(floors or [0.0])), ceiling, "low", note)


def _infinity_score(real: Features, data: Features, spoiled: Features, rng: np.random.Generator) -> Score:
    a, b = _halves(len(real), rng)
    floor = extrapolate(real[a], real[b], rng)[0] if len(real) >= _LEAST_TO_HALVE else 0.0
    ceiling = extrapolate(real, spoiled, rng)[0]
    few = min(len(real), len(data)) <= real.shape[1]
    note = "extrapolated to endless images" + ("; with fewer images than features still too high" if few else "")
    return Score("fd_infinity", "Fréchet distance, N → ∞", frechet_at_infinity(real, data, rng), floor, ceiling, "low", note)


def _kernel_scores(real: Floats, data: Floats, spoiled: Floats, other: Floats, rng: np.random.Generator) -> list[Score]:
    kernels: list[tuple[str, str, Kernel, str]] = [
        ("kid", "Kernel distance (KID)", polynomial_kernel, "unbiased at any N; may be slightly negative"),
        (
            "mmd_rbf",
            "Gaussian MMD (as CMMD)",
            gaussian_kernel(median_width(real)),
            "unbiased; kernel as wide as the median distance of photographs",
        ),
    ]
    halves = [_halves(len(real), rng) for _ in range(_FLOOR_SPLITS)]
    scores = []
    for name, title, kernel, note in kernels:
        floor = float(np.mean([mmd(real[a], real[b], kernel) for a, b in halves]))
        scores.append(Score(name, title, mmd_estimate(real, data, kernel, rng), floor, mmd(other, spoiled, kernel), "low", note))
    return scores


def _manifold_scores(real: Floats, data: Floats, spoiled: Floats, other: Floats, rng: np.random.Generator) -> list[Score]:
    titles = {
        "precision": "share of synthetic images that lie among the photographs",
        "recall": "share of photographs that lie among the synthetic images",
        "density": "how deep among the photographs the synthetic images lie; 1 is typical",
        "coverage": "share of photographs with a synthetic image as near as their own neighbours",
    }
    a, b = _halves(len(real), rng)
    floor, ceiling = manifold_scores(real[a], real[b]), manifold_scores(other, spoiled)
    found = manifold_scores(real, data)
    return [Score(k, k.capitalize(), found[k], floor[k].value, ceiling[k].value, "high", note) for k, note in titles.items()]


def _vendi_score(real: Floats, data: Floats) -> Score:
    n = min(len(real), len(data))
    note = f"effective number of different images among {n}"
    return Score("vendi", "Vendi score", vendi(_thin(data, n)), vendi(_thin(real, n)).value, None, "floor", note)


def _halves(n: int, rng: np.random.Generator) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Random halves that keep neighbouring images together."""
    blocks = blocks_of(n)
    count = int(blocks[-1]) + 1
    if count < 4:
        order = rng.permutation(n)
        return np.sort(order[: n // 2]), np.sort(order[n // 2 :])
    first = np.isin(blocks, rng.permutation(count)[: count // 2])
    return np.flatnonzero(first), np.flatnonzero(~first)


def _thin(x: Features | Floats, limit: int = _PAIRWISE_LIMIT) -> Floats:
    """At most ``limit`` rows, evenly spread."""
    chosen = x if len(x) <= limit else x[np.arange(limit) * len(x) // limit]
    return np.asarray(chosen, np.float64)
