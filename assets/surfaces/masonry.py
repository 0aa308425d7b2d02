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


def pavement_slabs(rng: np.random.Generator) -> Material:
    """Concrete slabs or small concrete blocks of pavements and yards."""
    width, height, offset = ((0.3, 0.3, 0.0), (0.4, 0.4, 0.5), (0.5, 0.5, 0.0), (0.6, 0.4, 0.5), (0.2, 0.1, 0.5), (0.2, 0.2, 0.0))[
        int(rng.integers(6))
    ]
    color = varied(rng, ((0.30, 0.295, 0.28), (0.24, 0.235, 0.23), (0.30, 0.20, 0.16))[int(rng.choice(3, p=[0.6, 0.25, 0.15]))], 0.15, 0.02)
    return Material(
        base_color=color,
        roughness=float(rng.uniform(0.75, 0.92)),
        pattern=Tiles(
            size_m=(width, height),
            joint_m=float(rng.uniform(0.004, 0.009)),
            joint_color=varied(rng, (0.13, 0.125, 0.105), 0.2, 0.03),
            offset=offset,
            variation=float(rng.uniform(0.08, 0.22)),
            mottle=float(rng.uniform(0.2, 0.45)),
            uneven=0.15,
            depth_m=float(rng.uniform(0.002, 0.005)),
            seed=pattern_seed(rng),
        ),
    )


def cobble(rng: np.random.Generator) -> Material:
    """Granite setts, 8 to 16 cm, worn round."""
    size = float(rng.uniform(0.08, 0.16))
    color = varied(rng, ((0.20, 0.195, 0.19), (0.13, 0.13, 0.135), (0.26, 0.22, 0.19))[int(rng.integers(3))], 0.12, 0.02)
    return Material(
        base_color=color,
        roughness=float(rng.uniform(0.55, 0.8)),
        pattern=Tiles(
            size_m=(size, size * float(rng.choice([1.0, 1.0, 0.7]))),
            joint_m=float(rng.uniform(0.01, 0.016)),
            joint_color=varied(rng, (0.11, 0.10, 0.085), 0.2, 0.03),
            offset=0.5,
            variation=float(rng.uniform(0.35, 0.7)),
            mottle=float(rng.uniform(0.3, 0.6)),
            uneven=0.5,
            depth_m=float(rng.uniform(0.006, 0.012)),
            seed=pattern_seed(rng),
        ),
    )


def roof_tiles(rng: np.random.Generator) -> Material:
    """Clay or concrete tiles: reds, browns, anthracite."""
    color = varied(
        rng, ((0.28, 0.095, 0.055), (0.19, 0.08, 0.055), (0.06, 0.06, 0.065), (0.13, 0.09, 0.07))[int(rng.integers(4))], 0.12, 0.03
    )
    return Material(
        base_color=color,
        roughness=float(rng.uniform(0.6, 0.85)),
        pattern=Tiles(
            size_m=(0.3, 0.34),
            joint_m=0.025,
            joint_color=scaled(color, 0.3),
            offset=float(rng.choice([0.0, 0.5])),
            variation=float(rng.uniform(0.2, 0.5)),
            mottle=float(rng.uniform(0.2, 0.5)),
            uneven=0.1,
            depth_m=0.02,
            seed=pattern_seed(rng),
        ),
    )
