"""Stone and what is made of it: marble, granite, terrazzo, concrete, asphalt, plaster."""

import numpy as np

from setpiece.assets.material import Material
from setpiece.assets.patterns import Chips, Speckle, Veins
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.vary import between, pattern_seed, scaled, varied


def marble(rng: np.random.Generator) -> Material:
    """White with grey veins, or now and then black, green or beige with pale ones; polished or honed."""
    looks: tuple[tuple[Rgb, Rgb], ...] = (
        ((0.72, 0.71, 0.69), (0.24, 0.25, 0.27)), ((0.72, 0.71, 0.69), (0.30, 0.29, 0.27)), ((0.70, 0.66, 0.60), (0.38, 0.30, 0.22)),
        ((0.025, 0.025, 0.027), (0.5, 0.48, 0.45)), ((0.05, 0.085, 0.06), (0.38, 0.44, 0.38)), ((0.52, 0.44, 0.34), (0.70, 0.66, 0.58)),
    )  # fmt: skip
    ground, vein = looks[int(rng.choice(len(looks), p=[0.34, 0.24, 0.16, 0.1, 0.06, 0.1]))]
    return Material(
        base_color=varied(rng, ground, 0.06, 0.02),
        roughness=float(rng.choice([rng.uniform(0.05, 0.15), rng.uniform(0.3, 0.45)])),
        subsurface=0.0,
        pattern=Veins(
            second_color=varied(rng, vein, 0.1, 0.03),
            scale_m=float(rng.uniform(0.18, 0.5)),
            width=float(rng.uniform(0.05, 0.5)),
            amount=float(rng.uniform(0.35, 0.85)),
            clouds=float(rng.uniform(0.05, 0.35)),
            seed=pattern_seed(rng),
        ),
    )


def granite(rng: np.random.Generator) -> Material:
    """Packed grains of feldspar, quartz and mica, 2 to 6 mm; polished."""
    looks: tuple[tuple[Rgb, ...], ...] = (
        ((0.62, 0.61, 0.59), (0.42, 0.41, 0.40), (0.50, 0.49, 0.47), (0.05, 0.05, 0.052), (0.30, 0.30, 0.30)),
        ((0.10, 0.10, 0.105), (0.05, 0.05, 0.055), (0.16, 0.16, 0.165), (0.03, 0.03, 0.032)),
        ((0.46, 0.27, 0.20), (0.54, 0.36, 0.28), (0.38, 0.33, 0.31), (0.06, 0.055, 0.055), (0.50, 0.43, 0.38)),
        ((0.55, 0.47, 0.35), (0.62, 0.56, 0.46), (0.36, 0.29, 0.21), (0.09, 0.08, 0.07), (0.48, 0.41, 0.31)),
    )
    colors = tuple(varied(rng, color, 0.08, 0.02) for color in looks[int(rng.integers(len(looks)))])
    return Material(
        base_color=colors[0],
        roughness=float(rng.uniform(0.06, 0.3)),
        pattern=Chips(
            colors=colors, chip_m=float(rng.uniform(0.0012, 0.0032)), share=1.0, joint=0.0, ragged=float(rng.uniform(0.7, 1.0)),
            seed=pattern_seed(rng),
        ),
    )  # fmt: skip


def terrazzo(rng: np.random.Generator) -> Material:
    """Marble chips in cement, ground flat and polished."""
    matrix = varied(rng, ((0.60, 0.58, 0.54), (0.40, 0.39, 0.37), (0.14, 0.14, 0.14))[int(rng.choice(3, p=[0.6, 0.25, 0.15]))], 0.08)
    chips: tuple[Rgb, ...] = (
        (0.68, 0.66, 0.61),
        (0.36, 0.34, 0.31),
        (0.42, 0.29, 0.20),
        (0.10, 0.10, 0.10),
        (0.30, 0.18, 0.13),
        (0.24, 0.28, 0.25),
    )
    picked = rng.choice(len(chips), size=int(rng.integers(2, 5)), replace=False)
    return Material(
        base_color=matrix,
        roughness=float(rng.uniform(0.12, 0.4)),
        pattern=Chips(
            colors=tuple(varied(rng, chips[k], 0.1, 0.03) for k in picked),
            chip_m=float(rng.uniform(0.006, 0.018)),
            share=float(rng.uniform(0.45, 0.85)),
            joint=float(rng.uniform(0.3, 0.6)),
            ragged=float(rng.uniform(0.15, 0.4)),
            seed=pattern_seed(rng),
        ),
    )


def concrete(rng: np.random.Generator) -> Material:
    """Trowelled or cast concrete: greys with clouds that are felt rather than seen, and a fine grain."""
    color = varied(rng, (0.33, 0.325, 0.31), 0.2, 0.015)
    return Material(
        base_color=color,
        roughness=float(rng.uniform(0.45, 0.85)),
        pattern=Speckle(
            second_color=scaled(color, float(rng.uniform(0.72, 0.9))),
            scale_m=float(rng.uniform(0.25, 1.2)),
            detail=9.0,
            contrast=float(rng.uniform(0.0, 0.15)),
            amount=float(rng.uniform(0.3, 0.6)),
            distortion=float(rng.uniform(0.0, 0.15)),
            bump_m=float(rng.uniform(0.0, 0.0008)),
            seed=pattern_seed(rng),
        ),
    )


def asphalt(rng: np.random.Generator) -> Material:
    """Broken stone in bitumen, more or less worn."""
    worn = float(rng.random())
    stone = scaled((0.17, 0.165, 0.16), 0.55 + 0.9 * worn)
    return Material(
        base_color=scaled((0.045, 0.045, 0.046), 0.7 + worn),
        roughness=float(rng.uniform(0.75, 0.95)),
        pattern=Chips(
            colors=(stone, scaled(stone, 0.6), scaled(stone, 1.5), scaled(stone, 0.8)),
            chip_m=float(rng.uniform(0.006, 0.011)),
            share=float(rng.uniform(0.75, 0.95)),
            joint=float(rng.uniform(0.15, 0.4)),
            ragged=float(rng.uniform(0.3, 0.6)),
            bump_m=float(rng.uniform(0.001, 0.0025)),
            seed=pattern_seed(rng),
        ),
    )


def plaster(rng: np.random.Generator) -> Material:
    """Painted wall plaster: near-white or muted, even but for the roller's texture."""
    whites = between(rng, (0.78, 0.77, 0.74), (0.66, 0.63, 0.57))
    tints: tuple[Rgb, ...] = ((0.42, 0.47, 0.50), (0.47, 0.50, 0.42), (0.60, 0.51, 0.40), (0.36, 0.37, 0.38), (0.52, 0.38, 0.33))
    color = varied(rng, whites if rng.random() < 0.7 else tints[int(rng.integers(len(tints)))], 0.05, 0.02)
    return Material(
        base_color=color,
        roughness=float(rng.uniform(0.6, 0.95)),
        pattern=Speckle(
            second_color=scaled(color, float(rng.uniform(0.94, 0.985))),
            scale_m=float(rng.choice([0.003, 0.005, 0.008])),
            detail=3.0,
            contrast=0.0,
            bump_m=float(rng.uniform(0.0001, 0.0004)),
            seed=pattern_seed(rng),
        ),
    )


def facade_plaster(rng: np.random.Generator) -> Material:
    """Render on outer walls: whites, creams, ochres, greys, pinks; a coarse grain and the streaks of years."""
    colors: tuple[Rgb, ...] = (
        (0.66, 0.65, 0.62), (0.60, 0.55, 0.45), (0.55, 0.44, 0.26), (0.42, 0.42, 0.41), (0.55, 0.38, 0.30), (0.42, 0.46, 0.40),
        (0.33, 0.20, 0.15), (0.50, 0.53, 0.56),
    )  # fmt: skip
    color = varied(rng, colors[int(rng.choice(8, p=[0.3, 0.22, 0.12, 0.1, 0.09, 0.06, 0.06, 0.05]))], 0.08, 0.025)
    return Material(
        base_color=color,
        roughness=float(rng.uniform(0.8, 0.95)),
        pattern=Speckle(
            second_color=scaled(color, float(rng.uniform(0.82, 0.94))),
            scale_m=float(rng.uniform(0.8, 2.5)),
            detail=9.0,
            contrast=float(rng.uniform(0.0, 0.2)),
            amount=float(rng.uniform(0.3, 0.5)),
            bump_m=float(rng.uniform(0.001, 0.003)),
            seed=pattern_seed(rng),
        ),
    )
