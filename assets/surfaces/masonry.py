"""Laid surfaces: ceramic tiles, brick walls, parquet blocks' plainer cousins."""

import numpy as np

from setpiece.assets.material import Material
from setpiece.assets.patterns import Tiles
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.vary import pattern_seed, scaled, varied


def tile(rng: np.random.Generator) -> Material:
    """Glazed or stoneware tiles with grout, 5 to 60 cm."""
    glazed = rng.random() < 0.5
    colors: tuple[Rgb, ...] = (
        (0.74, 0.73, 0.71),
        (0.58, 0.55, 0.50),
        (0.32, 0.31, 0.30),
        (0.10, 0.10, 0.105),
        (0.40, 0.30, 0.21),
        (0.20, 0.28, 0.31),
    )
    width = float(rng.choice([0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.6]))
    height = width * float(rng.choice([1.0, 1.0, 0.5]))
    return Material(
        base_color=varied(rng, colors[int(rng.choice(6, p=[0.3, 0.25, 0.18, 0.07, 0.12, 0.08]))], 0.1, 0.03),
        roughness=float(rng.uniform(0.08, 0.2) if glazed else rng.uniform(0.3, 0.6)),
        pattern=Tiles(
            size_m=(width, height),
            joint_m=float(rng.uniform(0.0015, 0.004)) * (1.0 if width < 0.25 else 1.4),
            joint_color=varied(rng, ((0.52, 0.50, 0.46), (0.26, 0.255, 0.25), (0.68, 0.67, 0.64))[int(rng.integers(3))], 0.1, 0.02),
            offset=float(rng.choice([0.0, 0.5])) if width != height else 0.0,
            variation=float(rng.uniform(0.02, 0.12)),
            mottle=float(rng.uniform(0.0, 0.15) if glazed else rng.uniform(0.1, 0.35)),
            depth_m=float(rng.uniform(0.0006, 0.0015)),
            seed=pattern_seed(rng),
        ),
    )


def brick(rng: np.random.Generator) -> Material:
    """Running bond, 215 x 65 mm bricks with 10 mm mortar; red, brown, yellow, or painted white."""
    looks: tuple[Rgb, ...] = ((0.27, 0.085, 0.05), (0.33, 0.13, 0.075), (0.19, 0.085, 0.06), (0.45, 0.33, 0.19), (0.70, 0.69, 0.66))
    which = int(rng.choice(5, p=[0.3, 0.25, 0.15, 0.15, 0.15]))
    color = varied(rng, looks[which], 0.1, 0.04)
    painted = which == 4
    return Material(
        base_color=color,
        roughness=float(rng.uniform(0.7, 0.95)),
        pattern=Tiles(
            size_m=(0.225, 0.075),
            joint_m=0.01,
            joint_color=scaled(color, 0.95) if painted else varied(rng, (0.42, 0.40, 0.36), 0.15, 0.02),
            offset=0.5,
            variation=0.04 if painted else float(rng.uniform(0.3, 0.7)),
            mottle=0.1 if painted else float(rng.uniform(0.3, 0.6)),
            uneven=float(rng.uniform(0.15, 0.3)),
            depth_m=float(rng.uniform(0.003, 0.006)),
            seed=pattern_seed(rng),
        ),
    )
