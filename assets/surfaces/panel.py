"""Manufactured panels: laminate, brushed and powder-coated metal, plastic."""

import numpy as np

from setpiece.assets.material import Material
from setpiece.assets.patterns import Brushed, Speckle, Wear
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.vary import between, pattern_seed, scaled, varied


def white_laminate(rng: np.random.Generator) -> Material:
    """Melamine board: white to light grey, satin, with the smudges of use."""
    return Material(
        base_color=varied(rng, between(rng, (0.78, 0.78, 0.77), (0.62, 0.62, 0.61)), 0.03, 0.01),
        roughness=float(rng.uniform(0.22, 0.5)),
        pattern=Wear(
            amount=float(rng.uniform(0.05, 0.35)),
            scale_m=float(rng.uniform(0.05, 0.2)),
            bump_m=float(rng.uniform(0.0, 4e-5)),
            seed=pattern_seed(rng),
        ),
    )


def gray_laminate(rng: np.random.Generator) -> Material:
    """Melamine board in greys, black and pastels, some finely speckled."""
    colors: tuple[Rgb, ...] = ((0.40, 0.40, 0.39), (0.20, 0.20, 0.205), (0.03, 0.03, 0.032), (0.55, 0.60, 0.58), (0.60, 0.55, 0.46))
    color = varied(rng, colors[int(rng.integers(len(colors)))], 0.12, 0.03)
    seed = pattern_seed(rng)
    speckled = Speckle(second_color=scaled(color, 0.7), scale_m=0.003, detail=3.0, contrast=0.8, amount=0.35, seed=seed)
    worn = Wear(amount=float(rng.uniform(0.05, 0.4)), scale_m=float(rng.uniform(0.05, 0.2)), seed=seed)
    return Material(base_color=color, roughness=float(rng.uniform(0.25, 0.55)), pattern=speckled if rng.random() < 0.35 else worn)


def brushed_steel(rng: np.random.Generator) -> Material:
    """Stainless steel or aluminium, brushed along x."""
    return Material(
        base_color=varied(rng, (0.56, 0.555, 0.54), 0.08, 0.01),
        roughness=float(rng.uniform(0.22, 0.4)),
        metallic=1.0,
        anisotropy=float(rng.uniform(0.4, 0.8)),
        pattern=Brushed(streak_m=float(rng.uniform(0.0003, 0.0009)), amount=float(rng.uniform(0.25, 0.6)), seed=pattern_seed(rng)),
    )


def coated_metal(rng: np.random.Generator) -> Material:
    """Powder-coated steel: black, white, greys; fine orange peel."""
    colors: tuple[Rgb, ...] = ((0.02, 0.02, 0.021), (0.70, 0.70, 0.69), (0.22, 0.22, 0.225), (0.10, 0.02, 0.02))
    return Material(
        base_color=varied(rng, colors[int(rng.choice(4, p=[0.55, 0.25, 0.15, 0.05]))], 0.08, 0.02),
        roughness=float(rng.uniform(0.3, 0.6)),
        pattern=Wear(amount=float(rng.uniform(0.1, 0.3)), scale_m=0.02, bump_m=1e-4, seed=pattern_seed(rng)),
    )


def plastic(rng: np.random.Generator) -> Material:
    """Moulded plastic in any colour."""
    hue = rng.random(3)
    color = varied(rng, (0.05 + 0.6 * hue[0] ** 2, 0.05 + 0.6 * hue[1] ** 2, 0.05 + 0.6 * hue[2] ** 2), 0.1, 0.0)
    return Material(
        base_color=color,
        roughness=float(rng.uniform(0.15, 0.55)),
        pattern=Wear(amount=float(rng.uniform(0.05, 0.4)), scale_m=0.02, seed=pattern_seed(rng)),
    )
