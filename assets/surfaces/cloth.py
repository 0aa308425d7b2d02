"""Soft surfaces: linen, cotton, felt, paper, leather."""

import numpy as np

from setpiece.assets.material import Material
from setpiece.assets.patterns import Pebble, Speckle, Weave
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.vary import between, pattern_seed, scaled, varied

CLOTH_COLORS: tuple[Rgb, ...] = (
    (0.70, 0.68, 0.63), (0.50, 0.42, 0.31), (0.30, 0.29, 0.28), (0.06, 0.08, 0.14), (0.20, 0.25, 0.20), (0.36, 0.09, 0.07),
    (0.03, 0.03, 0.033), (0.36, 0.45, 0.50), (0.55, 0.38, 0.16),
)  # fmt: skip


def linen(rng: np.random.Generator) -> Material:
    """Coarse, uneven yarn, in natural or dyed colours."""
    color = varied(rng, CLOTH_COLORS[int(rng.choice(len(CLOTH_COLORS), p=[0.3, 0.3] + [0.4 / 7] * 7))], 0.12, 0.03)
    return Material(
        base_color=color,
        roughness=float(rng.uniform(0.8, 0.95)),
        sheen=float(rng.uniform(0.1, 0.4)),
        pattern=Weave(
            weft_color=scaled(color, float(rng.uniform(0.82, 0.98))),
            thread_m=float(rng.uniform(0.0007, 0.0013)),
            slub=float(rng.uniform(0.45, 0.9)),
            bump_m=float(rng.uniform(0.00015, 0.0003)),
            seed=pattern_seed(rng),
        ),
    )


def cotton(rng: np.random.Generator) -> Material:
    """Fine, even cloth: sheets and tablecloths; also chambray and denim, whose weft is white."""
    color = varied(rng, CLOTH_COLORS[int(rng.integers(len(CLOTH_COLORS)))], 0.15, 0.04)
    weft = between(rng, color, (0.68, 0.67, 0.65)) if rng.random() < 0.3 else scaled(color, 0.95)
    return Material(
        base_color=color,
        roughness=float(rng.uniform(0.75, 0.9)),
        sheen=float(rng.uniform(0.1, 0.3)),
        pattern=Weave(
            weft_color=weft,
            thread_m=float(rng.uniform(0.0003, 0.0007)),
            slub=float(rng.uniform(0.1, 0.35)),
            bump_m=float(rng.uniform(0.00005, 0.00012)),
            seed=pattern_seed(rng),
        ),
    )


def felt(rng: np.random.Generator) -> Material:
    """Pressed wool: greys, greens, blues, reds; no gloss at all."""
    colors: tuple[Rgb, ...] = (
        (0.28, 0.28, 0.275),
        (0.12, 0.12, 0.12),
        (0.02, 0.13, 0.05),
        (0.03, 0.05, 0.16),
        (0.25, 0.02, 0.025),
        (0.45, 0.40, 0.33),
    )
    color = varied(rng, colors[int(rng.integers(len(colors)))], 0.15, 0.04)
    return Material(
        base_color=color,
        roughness=1.0,
        sheen=float(rng.uniform(0.3, 0.7)),
        pattern=Speckle(
            second_color=scaled(color, float(rng.uniform(0.65, 0.85))),
            scale_m=float(rng.uniform(0.0012, 0.003)),
            detail=6.0,
            contrast=0.1,
            distortion=0.6,
            bump_m=0.00025,
            seed=pattern_seed(rng),
        ),
    )


def paper(rng: np.random.Generator, color: Rgb | None = None) -> Material:
    """White to kraft paper and card, or one of the given colour; smooth or with a tooth."""
    if color is None:
        color = between(rng, (0.82, 0.815, 0.80), (0.70, 0.69, 0.66))
        if rng.random() < 0.25:
            color = varied(rng, ((0.42, 0.30, 0.18), (0.40, 0.40, 0.39), (0.66, 0.62, 0.50))[int(rng.integers(3))], 0.1)
    return Material(
        base_color=color,
        roughness=float(rng.uniform(0.55, 0.95)),
        pattern=Speckle(
            second_color=scaled(color, float(rng.uniform(0.95, 0.985))),
            scale_m=float(rng.uniform(0.003, 0.03)),
            detail=6.0,
            contrast=0.1,
            distortion=0.5,
            bump_m=float(rng.uniform(0.00001, 0.00005)),
            seed=pattern_seed(rng),
        ),
    )


def leather(rng: np.random.Generator) -> Material:
    """Grained hide: black, browns, tan, oxblood."""
    colors: tuple[Rgb, ...] = (
        (0.022, 0.021, 0.021),
        (0.075, 0.036, 0.02),
        (0.17, 0.075, 0.032),
        (0.33, 0.17, 0.075),
        (0.12, 0.02, 0.018),
        (0.52, 0.46, 0.38),
    )
    return Material(
        base_color=varied(rng, colors[int(rng.integers(len(colors)))], 0.12, 0.04),
        roughness=float(rng.uniform(0.35, 0.6)),
        pattern=Pebble(
            scale_m=float(rng.uniform(0.0012, 0.003)),
            bump_m=float(rng.uniform(0.0001, 0.0003)),
            crease=float(rng.uniform(0.15, 0.4)),
            unevenness=float(rng.uniform(0.1, 0.4)),
            seed=pattern_seed(rng),
        ),
    )
