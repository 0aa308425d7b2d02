"""Ground out of doors: grass, soil, gravel, roads and the paint on them."""

import numpy as np

from setpiece.assets.material import Material
from setpiece.assets.patterns import Chips, Ground, Wear
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.vary import between, pattern_seed, scaled, varied


def grass(rng: np.random.Generator) -> Material:
    """Lawn or verge: lush to dry, with bare and yellow patches."""
    color = varied(rng, between(rng, (0.05, 0.095, 0.022), (0.13, 0.125, 0.05)), 0.12, 0.05)
    dry = varied(rng, between(rng, scaled(color, 0.6), (0.17, 0.14, 0.07)), 0.08, 0.03)
    return Material(
        base_color=color,
        roughness=0.95,
        sheen=0.1,
        pattern=Ground(
            second_color=dry,
            patch_m=float(rng.uniform(0.8, 3.0)),
            patch_contrast=float(rng.uniform(0.2, 0.6)),
            grain_m=float(rng.uniform(0.03, 0.06)),
            grain_contrast=float(rng.uniform(0.6, 0.9)),
            bump_m=0.05,
            seed=pattern_seed(rng),
        ),
    )


def soil(rng: np.random.Generator) -> Material:
    """Bare earth: dark humus to pale clay, damp in places, cracked where it is dry."""
    color = varied(rng, between(rng, (0.075, 0.05, 0.033), (0.26, 0.19, 0.125)), 0.1, 0.03)
    return Material(
        base_color=color,
        roughness=0.95,
        pattern=Ground(
            second_color=scaled(color, float(rng.uniform(0.45, 0.75))),
            patch_m=float(rng.uniform(0.8, 2.5)),
            patch_contrast=float(rng.uniform(0.1, 0.5)),
            grain_m=float(rng.uniform(0.015, 0.04)),
            grain_contrast=float(rng.uniform(0.4, 0.7)),
            bump_m=0.02,
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
    """Asphalt of carriageways and parking lots: black when new, grey, blotched and cracked when old."""
    age = float(rng.beta(1.6, 1.4))
    tone = 0.05 + 0.12 * age
    color = varied(rng, (tone, 0.985 * tone, 0.96 * tone), 0.08, 0.012)
    return Material(
        base_color=color,
        roughness=float(rng.uniform(0.78, 0.92)),
        pattern=Ground(
            second_color=scaled(color, float(rng.uniform(0.68, 0.9))),
            patch_m=float(rng.uniform(1.2, 4.0)),
            patch_contrast=float(rng.uniform(0.0, 0.45)),
            grain_m=float(rng.uniform(0.006, 0.011)),
            grain_contrast=float(rng.uniform(0.45, 0.8)),
            bump_m=float(rng.uniform(0.001, 0.002)),
            crack_m=float(rng.uniform(1.5, 5.0)),
            cracks=float(max(0.0, rng.normal(0.45 * age, 0.15))),
            seed=pattern_seed(rng),
        ),
    )


def road_paint(rng: np.random.Generator) -> Material:
    """White, or now and then yellow, thermoplastic marking with the dirt of traffic."""
    color = varied(rng, (0.62, 0.62, 0.60) if rng.random() < 0.85 else (0.60, 0.36, 0.05), 0.12, 0.02)
    return Material(base_color=color, roughness=0.7, pattern=Wear(amount=float(rng.uniform(0.3, 0.9)), scale_m=0.2, seed=pattern_seed(rng)))
