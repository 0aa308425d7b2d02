"""Colour conversion and the palettes that made things are made in."""

from collections.abc import Sequence
from typing import cast

import numpy as np

from setpiece.assets.spec import Rgb

Srgb8 = tuple[int, int, int]

PLASTICS = ("#c8202a", "#e2571e", "#f2b705", "#ffd92e", "#3c9a3f", "#0f6b4a", "#1b8f9c", "#1f5fb4", "#16326e", "#5b2a86", "#d6408a")
NEUTRALS = ("#f4f1ea", "#e7e2d6", "#c9c6c0", "#8d8f92", "#4b4e52", "#26282b")
PASTELS = ("#cfe3d6", "#f3d3cf", "#d5dcef", "#f4e8c1", "#e3d2e8", "#c4dfe6")
EARTHS = ("#b5562f", "#9a4a2a", "#c77b4a", "#7a5a3c", "#a08567", "#5d6b4a")

SCHEMES: tuple[tuple[str, str, str, str], ...] = (
    ("#b3121d", "#fff6e5", "#f2b233", "#3a0a0d"),
    ("#0b4ea2", "#ffffff", "#ffd200", "#06244d"),
    ("#1d7a46", "#f7f4e3", "#f28c28", "#0c3520"),
    ("#f6c514", "#2a1d0e", "#d8281f", "#7b3f00"),
    ("#ef7d1a", "#fff4df", "#1e3f66", "#6b2b06"),
    ("#171717", "#f5f5f0", "#c9a24b", "#3d3d3d"),
    ("#f3efe4", "#23302b", "#7aa05a", "#c2472f"),
    ("#5b2a86", "#fdf3ff", "#f6b93b", "#2a0f45"),
    ("#e23b7a", "#fff2f7", "#39c0c8", "#5e0d2e"),
    ("#19a7a0", "#fdfdf5", "#ff6b4a", "#07413f"),
    ("#ffffff", "#c4161c", "#1b1b1b", "#9aa0a6"),
    ("#dbe7ee", "#174a7c", "#e8583d", "#0d2740"),
    ("#6e3b1f", "#f7e7c9", "#e0a030", "#2c150a"),
    ("#a5c842", "#1d3b14", "#ffffff", "#54791c"),
    ("#12355b", "#f4e9cd", "#d72638", "#468189"),
    ("#ece2cf", "#5a3825", "#a33b20", "#8a9a5b"),
)
"""Printed colour schemes: ground, lettering, accent, dark second."""


def srgb8(color: str) -> Srgb8:
    """(R, G, B) 0 to 255 of "#rrggbb"."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def linear(color: str) -> Rgb:
    """Linear Rec. 709 albedo of "#rrggbb", kept within 0.03 to 0.85: nothing real is blacker or whiter."""
    encoded = np.array(srgb8(color)) / 255.0
    values = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return rgb(np.clip(values, 0.03, 0.85))


def rgb(values: Sequence[float] | np.ndarray) -> Rgb:  # type: ignore[type-arg]
    """Three numbers as a colour of plain floats, rounded so that JSON stays short."""
    return cast(Rgb, tuple(round(float(np.clip(value, 0.0, 1.0)), 5) for value in values))


def luminance(color: Rgb) -> float:
    """Rec. 709 luminance of a linear colour."""
    return 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]


def vary(color: Rgb, rng: np.random.Generator, amount: float = 0.12) -> Rgb:
    """The colour of another batch: brightness and hue moved by some percent, within 0.03 to 0.85."""
    values = np.array(color) * rng.normal(1.0, amount) * rng.normal(1.0, amount / 3, 3)
    return rgb(np.clip(values, 0.03, 0.85))


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """Linear mixture, ``share`` of the second."""
    return rgb(np.array(first) * (1 - share) + np.array(second) * share)


def pick(rng: np.random.Generator, *palettes: Sequence[str]) -> Rgb:
    """A slightly varied colour from the palettes."""
    colors = [color for palette in palettes for color in palette]
    return vary(linear(colors[int(rng.integers(len(colors)))]), rng, 0.08)
