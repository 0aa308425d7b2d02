"""Ground out of doors: grass, soil, gravel, roads and the paint on them."""

import numpy as np

from setpiece.assets.material import Material
from setpiece.assets.patterns import Chips, Speckle, Wear
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.stone import asphalt
from setpiece.assets.surfaces.vary import between, pattern_seed, scaled, varied


def grass(rng: np.random.Generator) -> Material:
    """Lawn or verge from afar: lush to dry."""
    color = varied(rng, between(rng, (0.055, 0.10, 0.025), (0.17, 0.15, 0.07)), 0.12, 0.05)
    return Material(
        base_color=color,
        roughness=0.95,
        pattern=Speckle(
            second_color=varied(rng, scaled(color, float(rng.uniform(0.4, 0.6))), 0.05, 0.05),
            scale_m=float(rng.uniform(0.4, 1.2)),
            detail=12.0,
            contrast=0.2,
            bump_m=0.05,
            seed=pattern_seed(rng),
        ),
    )


def soil(rng: np.random.Generator) -> Material:
    """Bare earth: dark humus to pale clay."""
    color = varied(rng, between(rng, (0.075, 0.05, 0.033), (0.26, 0.19, 0.125)), 0.1, 0.03)
    return Material(
        base_color=color,
        roughness=0.95,
        pattern=Speckle(
            second_color=scaled(color, float(rng.uniform(0.45, 0.7))),
            scale_m=float(rng.uniform(0.3, 0.9)),
            detail=10.0,
            contrast=0.2,
            bump_m=0.04,
            seed=pattern_seed(rng),
        ),
    )


def gravel(rng: np.random.Generator) -> Material:
    """Loose stones of 1 to 3 cm."""
    stone: Rgb = varied(rng, ((0.27, 0.26, 0.245), (0.33, 0.28, 0.22), (0.18, 0.18, 0.185))[int(rng.integers(3))], 0.12, 0.03)
    return Material(
        base_color=scaled(stone, 0.3),
        roughness=0.9,
        pattern=Chips(
            colors=(stone, scaled(stone, 0.65), scaled(stone, 1.35), varied(rng, stone, 0.1, 0.1)),
            chip_m=float(rng.uniform(0.012, 0.03)),
            share=0.97,
            joint=0.25,
            ragged=0.35,
            bump_m=0.01,
            seed=pattern_seed(rng),
        ),
    )


def road_asphalt(rng: np.random.Generator) -> Material:
    """Asphalt of carriageways and parking lots."""
    return asphalt(rng)


def road_paint(rng: np.random.Generator) -> Material:
    """White, or now and then yellow, thermoplastic marking with the dirt of traffic."""
    color = varied(rng, (0.62, 0.62, 0.60) if rng.random() < 0.85 else (0.60, 0.36, 0.05), 0.12, 0.02)
    return Material(base_color=color, roughness=0.7, pattern=Wear(amount=float(rng.uniform(0.3, 0.9)), scale_m=0.2, seed=pattern_seed(rng)))
