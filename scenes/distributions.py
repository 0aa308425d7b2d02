"""Distributions as a user writes them: a plain value, or a list that starts with the name of a distribution.

    sun_elevation_deg: 30                        always 30
    sun_elevation_deg: [uniform, 5, 70]          integers: both ends included
    power_w: [log_uniform, 5, 200]
    focal_length_mm: [normal, 35, 5]             mean, standard deviation
    focal_length_mm: [normal, 35, 5, 24, 50]     ... cut off at 24 and 50
    look: [choice, a, b, c]                      equally likely
    look: [choice, {a: 3, b: 1}]                 with weights

Lists, because Hydra replaces a list on override where it would merge a mapping. Config classes declare fields as ``Number``,
``Integer`` or ``Text``, and limit what a field may produce with ``Annotated[Number, Within(-10, 90)]``.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from scipy.special import ndtr, ndtri

T = TypeVar("T")


class Distribution(ABC, Generic[T]):
    """Something that a value can be drawn from."""

    @property
    @abstractmethod
    def support(self) -> tuple[T, T]:
        """The lowest and the highest value that can be drawn (for texts: in alphabetical order)."""

    @abstractmethod
    def draw(self, rng: np.random.Generator) -> T:
        """One value. Takes at most one number from ``rng``."""

    @abstractmethod
    def quantile(self, u: float) -> T:
        """The value below which a share ``u`` in [0, 1) of the draws lies; ``quantile`` of an even ``u`` is distributed as ``draw``."""

    @abstractmethod
    def written(self) -> object:
        """The YAML form; parsing it gives an equal distribution."""


@dataclass(frozen=True)
class Fixed(Distribution[T]):
    """Always the same value."""

    value: T

    @property
    def support(self) -> tuple[T, T]:
        """The value, twice."""
        return self.value, self.value

    def draw(self, rng: np.random.Generator) -> T:
        """The value."""
        return self.value

    def quantile(self, u: float) -> T:
        """The value."""
        return self.value

    def written(self) -> object:
        """The value itself."""
        return self.value


@dataclass(frozen=True)
class Uniform(Distribution[float]):
    """Every value in [low, high] equally likely."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _check_ordered(self.low, self.high)

    @property
    def support(self) -> tuple[float, float]:
        """``(low, high)``."""
        return self.low, self.high

    def draw(self, rng: np.random.Generator) -> float:
        """One value."""
        return self.quantile(rng.random())

    def quantile(self, u: float) -> float:
        """The share ``u`` of the way from low to high."""
        return _clip(self.low + (self.high - self.low) * u, self.support)

    def written(self) -> list[object]:
        """``[uniform, low, high]``."""
        return ["uniform", self.low, self.high]


@dataclass(frozen=True)
class LogUniform(Distribution[float]):
    """The logarithm is uniform: every factor equally likely. For quantities that span decades."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if self.low <= 0.0:
            raise ValueError(f"log_uniform needs positive bounds, not {self.low:g}")
        _check_ordered(self.low, self.high)

    @property
    def support(self) -> tuple[float, float]:
        """``(low, high)``."""
        return self.low, self.high

    def draw(self, rng: np.random.Generator) -> float:
        """One value."""
        return self.quantile(rng.random())

    def quantile(self, u: float) -> float:
        """The share ``u`` of the way from low to high in logarithms."""
        start, stop = math.log(self.low), math.log(self.high)
        return _clip(math.exp(start + (stop - start) * u), self.support)

    def written(self) -> list[object]:
        """``[log_uniform, low, high]``."""
        return ["log_uniform", self.low, self.high]


@dataclass(frozen=True)
class Normal(Distribution[float]):
    """A Gaussian, cut off at ``low`` and ``high`` if given (by inversion, so that one number is taken from the stream)."""

    mean: float
    std: float
    low: float = -math.inf
    high: float = math.inf

    def __post_init__(self) -> None:
        if self.std <= 0.0:
            raise ValueError(f"normal needs a positive standard deviation, not {self.std:g}")
        _check_ordered(self.low, self.high)
        if np.diff(self._quantiles())[0] < 1e-6:
            raise ValueError(f"normal: almost nothing of mean {self.mean:g}, std {self.std:g} lies in [{self.low:g}, {self.high:g}]")

    def _quantiles(self) -> tuple[float, float]:
        return float(ndtr((self.low - self.mean) / self.std)), float(ndtr((self.high - self.mean) / self.std))

    @property
    def support(self) -> tuple[float, float]:
        """``(low, high)``, infinite if not cut off."""
        return self.low, self.high

    def draw(self, rng: np.random.Generator) -> float:
        """One value."""
        return self.quantile(rng.random())

    def quantile(self, u: float) -> float:
        """By the inverse of the cut-off Gaussian's distribution function."""
        start, stop = self._quantiles()
        quantile = start + (stop - start) * max(u, 1e-16)
        return _clip(self.mean + self.std * float(ndtri(quantile)), self.support)

    def written(self) -> list[object]:
        """``[normal, mean, std]`` or ``[normal, mean, std, low, high]``."""
        bounds = [] if math.isinf(self.low) and math.isinf(self.high) else [self.low, self.high]
        return ["normal", self.mean, self.std, *bounds]


@dataclass(frozen=True)
class UniformInteger(Distribution[int]):
    """Every integer from low to high, both included, equally likely."""

    low: int
    high: int

    def __post_init__(self) -> None:
        _check_ordered(self.low, self.high)

    @property
    def support(self) -> tuple[int, int]:
        """``(low, high)``."""
        return self.low, self.high

    def draw(self, rng: np.random.Generator) -> int:
        """One integer."""
        return int(rng.integers(self.low, self.high, endpoint=True))

    def quantile(self, u: float) -> int:
        """The integer whose share of the range ``u`` falls in."""
        return min(self.low + int(u * (self.high - self.low + 1)), self.high)

    def written(self) -> list[object]:
        """``[uniform, low, high]``."""
        return ["uniform", self.low, self.high]


@dataclass(frozen=True)
class Rounded(Distribution[int]):
    """The nearest integer to a draw from a continuous distribution."""

    of: LogUniform | Normal

    @property
    def support(self) -> tuple[int, int]:
        """The rounded support.

        Raises:
            OverflowError: if the distribution is not cut off.
        """
        low, high = self.of.support
        return round(low), round(high)

    def draw(self, rng: np.random.Generator) -> int:
        """One integer."""
        return round(self.of.draw(rng))

    def quantile(self, u: float) -> int:
        """The rounded quantile."""
        return round(self.of.quantile(u))

    def written(self) -> object:
        """As the continuous distribution."""
        return self.of.written()


@dataclass(frozen=True)
class Choice(Distribution[T]):
    """One of several values, with probabilities in proportion to ``weights``.

    Weighted values are put in order: they come from a mapping, whose order means nothing and is not kept by JSON.
    """

    values: tuple[T, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("choice needs at least one value")
        for value, weight in zip(self.values, self.weights, strict=True):
            if not (weight > 0.0 and math.isfinite(weight)):
                raise ValueError(f"choice needs weights above 0, not {weight} for {value!r}")
        if len(set(self.values)) != len(self.values):
            raise ValueError(f"choice names a value twice: {list(self.values)}")
        if set(self.weights) != {1.0}:
            pairs = sorted(zip(self.values, self.weights, strict=True))  # numbers or texts, never mixed
            object.__setattr__(self, "values", tuple(value for value, _ in pairs))
            object.__setattr__(self, "weights", tuple(weight for _, weight in pairs))

    @property
    def support(self) -> tuple[T, T]:
        """The least and the greatest of the values."""
        ordered = sorted(self.values)  # type: ignore[type-var]  # numbers or texts, never mixed: the parsers see to that
        return ordered[0], ordered[-1]

    def draw(self, rng: np.random.Generator) -> T:
        """One of the values."""
        return self.quantile(rng.random())

    def quantile(self, u: float) -> T:
        """The value whose share of the weights ``u`` falls in, one after the other."""
        cumulative = np.cumsum(self.weights)
        return self.values[min(int(np.searchsorted(cumulative, u * cumulative[-1], side="right")), len(self.values) - 1)]

    def written(self) -> list[object]:
        """``[choice, a, b]`` if equally likely, else ``[choice, {a: 3, b: 1}]``."""
        if len(set(self.weights)) == 1 and self.weights[0] == 1.0:
            return ["choice", *self.values]
        return ["choice", dict(zip(self.values, self.weights, strict=True))]


def _check_ordered(low: float, high: float) -> None:
    if math.isnan(low) or math.isnan(high):
        raise ValueError("bounds must be numbers, not nan")
    if low > high:
        raise ValueError(f"the lower bound {low:g} is above the upper bound {high:g}")


def _clip(value: float, support: tuple[float, float]) -> float:
    # Rounding in the last bit must not leave the support that a field was checked against.
    return min(max(value, support[0]), support[1])
