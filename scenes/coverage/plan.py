"""Plan: how many images each factor, and each pair of discrete factors, will get. No scene is built."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from setpiece.scenes.config import SceneConfig
from setpiece.scenes.coverage.cover import LIGHT, MOST_VALUES, decide, decided, needed, pairs, without_sun
from setpiece.scenes.coverage.factors import Factor, factors
from setpiece.scenes.coverage.scramble import BITS, key_hash
from setpiece.scenes.distributions import Choice, Distribution, LogUniform, Rounded, UniformInteger

BINS = 5

Row = dict[str, Any]


@dataclass(frozen=True)
class Discrete:
    """One factor with few values: for each value the images that it will get, and on average would get."""

    key: str
    values: tuple[Any, ...]
    images: tuple[int, ...]
    expected: tuple[float, ...]


@dataclass(frozen=True)
class Continuous:
    """One factor with many values: images in ``BINS`` equally wide bins, by logarithm if the distribution goes by it."""

    key: str
    edges: tuple[float, ...]
    images: tuple[int, ...]


@dataclass(frozen=True)
class Pair:
    """Two discrete factors: how many cells their table has, and those that get no image, as pairs of values."""

    keys: tuple[str, str]
    images: int
    cells: int
    empty: tuple[tuple[Any, Any], ...]


@dataclass(frozen=True)
class Plan:
    """What a config will make.

    Attributes:
        sampling: "sobol", "pairwise": exactly this, but for scenes that have to be redrawn; "random": one forecast, another than the
            dataset.
        images: how many.
        covering_scenes: how many scenes, from index 0 on, hold every pair of values of choices and short ranges; 0 where none are made to.
        discrete, continuous, pairs: in the order of the config.
    """

    sampling: str
    images: int
    covering_scenes: int
    discrete: tuple[Discrete, ...]
    continuous: tuple[Continuous, ...]
    pairs: tuple[Pair, ...]


def plan(config: SceneConfig, seed: int, indices: Iterable[int]) -> Plan:
    """Decide the factors of every image and count them."""
    found = factors(config)
    rows = planned(config, seed, indices)
    listed = {factor.key: values for factor in found if (values := values_of(factor.of))}
    return Plan(
        sampling=config.sampling,
        images=len(rows),
        covering_scenes=len(pairs(config, found, seed)),
        discrete=tuple(_discrete(config, factor, listed[factor.key], rows) for factor in found if factor.key in listed),
        continuous=tuple(_continuous(factor, rows) for factor in found if factor.key not in listed),
        pairs=tuple(
            _pair(a, b, listed, rows) for a, b in combinations((factor for factor in found if factor.key in listed), 2) if _meet(a, b)
        ),
    )


def planned(config: SceneConfig, seed: int, indices: Iterable[int]) -> list[Row]:
    """For each image key -> value of the factors that matter to it."""
    found = factors(config)
    scenes = (config.place_of(index).scene for index in indices)
    if config.sampling == "random":
        return [needed(found, decide(config, found, partial(_forecast, seed, scene))) for scene in scenes]
    return [needed(found, decided(config, found, seed, scene)) for scene in scenes]


def _forecast(seed: int, index: int, key: str) -> float:
    return key_hash("forecast", key, seed, index) / 2.0**BITS


def values_of(of: Distribution[Any]) -> dict[Any, float]:
    """Value -> its probability, in order; empty if there are more than ``MOST_VALUES``."""
    if isinstance(of, Choice):
        total = sum(of.weights)
        shares = {value: weight / total for value, weight in zip(of.values, of.weights, strict=True)}
        return shares if len(shares) <= MOST_VALUES else {}
    if isinstance(of, UniformInteger) and of.high - of.low < MOST_VALUES:
        return dict.fromkeys(range(of.low, of.high + 1), 1.0 / (of.high - of.low + 1))
    if isinstance(of, Rounded):
        return _rounded(of)
    return {}


def _rounded(of: Rounded) -> dict[int, float]:
    """The shares of the integers, from quantiles: exact enough to expect by."""
    steps = 10_000
    if of.quantile(1.0 - 1e-9) - of.quantile(1e-9) >= MOST_VALUES:
        return {}
    counts = Counter(of.quantile((step + 0.5) / steps) for step in range(steps))
    values = range(of.quantile(1e-9), of.quantile(1.0 - 1e-9) + 1)
    return {value: counts[value] / steps for value in values}


def _discrete(config: SceneConfig, factor: Factor, shares: Mapping[Any, float], rows: list[Row]) -> Discrete:
    counts = Counter(row[factor.key] for row in rows if factor.key in row)
    expected = Counter[Any]()
    for row in (row for row in rows if factor.key in row):
        others = without_sun(config, row) if factor.key == LIGHT else None
        for value, share in (values_of(others) if others else shares).items():
            expected[value] += share  # type: ignore[assignment]  # shares of images, not whole ones
    return Discrete(
        factor.key,
        tuple(shares),
        tuple(counts[value] for value in shares),
        tuple(round(float(expected[value]), 2) for value in shares),
    )


def _continuous(factor: Factor, rows: list[Row]) -> Continuous:
    of = factor.of
    low, high = float(of.quantile(1e-3)), float(of.quantile(1.0 - 1e-3))
    by_logarithm = isinstance(of, LogUniform) or (isinstance(of, Rounded) and isinstance(of.of, LogUniform))
    edges = np.geomspace(low, high, BINS + 1) if by_logarithm and low > 0.0 else np.linspace(low, high, BINS + 1)
    values = np.clip([float(row[factor.key]) for row in rows if factor.key in row], low, high)
    edges[0], edges[-1] = low, high
    counts, _ = np.histogram(values, edges)
    return Continuous(factor.key, tuple(float(f"{edge:.4g}") for edge in edges), tuple(counts.tolist()))


def _meet(a: Factor, b: Factor) -> bool:
    """Whether a table of the two says anything: both can matter to one image, and neither decides whether the other does."""
    a_needs, b_needs = dict(a.needs), dict(b.needs)
    agree = all(b_needs.get(key, value) == value for key, value in a.needs)
    return agree and a.key not in b_needs and b.key not in a_needs


def _pair(a: Factor, b: Factor, listed: Mapping[str, Mapping[Any, float]], rows: list[Row]) -> Pair:
    counts = Counter((row[a.key], row[b.key]) for row in rows if a.key in row and b.key in row)
    cells = [(value, other) for value in listed[a.key] for other in listed[b.key]]
    return Pair((a.key, b.key), sum(counts.values()), len(cells), tuple(cell for cell in cells if not counts[cell]))
