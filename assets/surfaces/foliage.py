"""Foliage: two neighbouring tones of leaf for one plant."""

import numpy as np

from setpiece.assets.material import Material
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.vary import scaled, varied

SUMMER: tuple[Rgb, ...] = ((0.055, 0.10, 0.028), (0.075, 0.125, 0.03), (0.045, 0.085, 0.032), (0.09, 0.13, 0.045))
AUTUMN: tuple[Rgb, ...] = ((0.30, 0.16, 0.03), (0.26, 0.09, 0.03), (0.22, 0.17, 0.045), (0.16, 0.14, 0.04))
NEEDLES: tuple[Rgb, ...] = ((0.03, 0.055, 0.028), (0.035, 0.06, 0.04), (0.045, 0.075, 0.03))


def foliage(rng: np.random.Generator, palette: tuple[Rgb, ...] = SUMMER) -> tuple[Material, Material]:
    """Darker and lighter leaves of the same plant; waxy above."""
    color = varied(rng, palette[int(rng.integers(len(palette)))], 0.15, 0.06)
    light = varied(rng, scaled(color, float(rng.uniform(1.3, 1.6))), 0.05, 0.04)
    gloss = float(rng.uniform(0.4, 0.6))
    return Material(base_color=color, roughness=gloss), Material(base_color=light, roughness=gloss)
