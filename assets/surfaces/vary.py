"""Variation of colours: how much two boards, two rolls of cloth, two slabs of one kind differ."""

import numpy as np

from setpiece.assets.spec import Rgb


def varied(rng: np.random.Generator, color: Rgb, lightness: float = 0.12, cast: float = 0.03) -> Rgb:
    """A colour like this one.

    Args:
        rng: takes four numbers.
        color: linear Rec. 709.
        lightness: standard deviation of the common factor, natural logarithm.
        cast: standard deviation of each channel's own factor, natural logarithm.
    """
    factors = np.exp(rng.normal(0.0, lightness) + rng.normal(0.0, cast, 3))
    red, green, blue = np.clip(np.asarray(color) * factors, 0.01, 0.86).tolist()
    return red, green, blue


def between(rng: np.random.Generator, first: Rgb, second: Rgb) -> Rgb:
    """A colour on the way from one to another."""
    red, green, blue = (np.asarray(first) + rng.random() * (np.asarray(second) - np.asarray(first))).tolist()
    return red, green, blue


def scaled(color: Rgb, factor: float) -> Rgb:
    """Darker or lighter, within what reflects."""
    red, green, blue = np.clip(np.asarray(color) * factor, 0.0, 0.9).tolist()
    return red, green, blue


def pattern_seed(rng: np.random.Generator) -> int:
    """A seed for a pattern."""
    return int(rng.integers(2**31))
