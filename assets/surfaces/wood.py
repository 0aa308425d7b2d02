"""Wooden surfaces: boards and planks of common species, oiled or lacquered, and painted wood."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from setpiece.assets.material import Material
from setpiece.assets.patterns import Wear, Wood
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.vary import pattern_seed, scaled, varied


@dataclass(frozen=True)
class Species:
    """Colours (linear Rec. 709) and build of one kind of wood.

    Attributes:
        early: pale wood grown in spring.
        late: dark wood grown in summer.
        ring_m: range of the ring width.
        contrast: range of ``Wood.contrast``.
        pores: range of ``Wood.pores``.
    """

    early: Rgb
    late: Rgb
    ring_m: tuple[float, float]
    contrast: tuple[float, float]
    pores: tuple[float, float]


OAK = Species((0.46, 0.30, 0.155), (0.30, 0.17, 0.075), (0.002, 0.005), (0.4, 0.8), (0.5, 0.9))
WALNUT = Species((0.19, 0.105, 0.055), (0.085, 0.042, 0.022), (0.003, 0.008), (0.4, 0.8), (0.35, 0.7))
PINE = Species((0.62, 0.43, 0.23), (0.43, 0.24, 0.095), (0.003, 0.007), (0.45, 0.8), (0.0, 0.15))
BEECH = Species((0.52, 0.34, 0.20), (0.42, 0.26, 0.14), (0.002, 0.005), (0.2, 0.45), (0.15, 0.4))


def boards(
    rng: np.random.Generator, species: Species, plank_width_m: float, plank_length_m: float = 0.0, joint_m: float = 3e-4
) -> Material:
    """Wood of a species as planks; width 0 is one wide piece (veneer)."""
    lacquered = rng.random() < 0.4
    tone = float(np.exp(rng.normal(0.0, 0.14)))
    return Material(
        base_color=varied(rng, scaled(species.early, tone), 0.03, 0.015),
        roughness=float(rng.uniform(0.34, 0.6)),
        coat=float(rng.uniform(0.2, 0.7)) if lacquered else 0.0,
        coat_roughness=float(rng.uniform(0.12, 0.35)),
        pattern=Wood(
            dark_color=varied(rng, scaled(species.late, tone), 0.06, 0.015),
            ring_width_m=float(rng.uniform(*species.ring_m)),
            waviness=float(rng.uniform(0.1, 0.6)),
            plank_width_m=plank_width_m,
            plank_length_m=plank_length_m,
            joint_m=joint_m,
            contrast=float(rng.uniform(*species.contrast)),
            pores=float(rng.uniform(*species.pores)),
            seed=pattern_seed(rng),
        ),
    )


def grained(material: Material, axis: Literal["x", "y", "z"]) -> Material:
    """The same surface with its grain along another axis, as where boards stand upright; what is not wood stays as it is."""
    if not isinstance(material.pattern, Wood):
        return material
    return material.model_copy(update={"pattern": material.pattern.model_copy(update={"axis": axis})})


def _table_wood(rng: np.random.Generator, species: Species) -> Material:
    """Veneer, wide glued boards, or narrow staves."""
    width, length = ((0.0, 0.0), (float(rng.uniform(0.08, 0.16)), 0.0), (float(rng.uniform(0.035, 0.05)), float(rng.uniform(0.3, 0.9))))[
        int(rng.choice(3, p=[0.35, 0.45, 0.2]))
    ]
    return boards(rng, species, width, length)


def oak(rng: np.random.Generator) -> Material:
    """Oak: pale brown with dark pores."""
    return _table_wood(rng, OAK)


def walnut(rng: np.random.Generator) -> Material:
    """Walnut: dark chocolate brown."""
    return _table_wood(rng, WALNUT)


def pine(rng: np.random.Generator) -> Material:
    """Pine: pale yellow with reddish late wood."""
    return _table_wood(rng, PINE)


def beech(rng: np.random.Generator) -> Material:
    """Beech: even, pinkish."""
    return _table_wood(rng, BEECH)


def plank_floor(rng: np.random.Generator) -> Material:
    """Floor boards of oak, walnut or pine, or narrow parquet strips."""
    species = (OAK, OAK, WALNUT, PINE)[int(rng.integers(4))]
    strip = rng.random() < 0.35
    width = float(rng.uniform(0.055, 0.08) if strip else rng.uniform(0.11, 0.2))
    return boards(rng, species, width, width * float(rng.uniform(6, 11)), float(rng.uniform(4e-4, 1.6e-3)))


def painted_wood(rng: np.random.Generator) -> Material:
    """Brushed or rolled paint: white, greys, muted colours; eggshell to gloss."""
    palette: tuple[Rgb, ...] = (
        (0.74, 0.73, 0.70), (0.74, 0.73, 0.70), (0.30, 0.30, 0.29), (0.035, 0.036, 0.04), (0.12, 0.19, 0.22), (0.22, 0.28, 0.20),
        (0.45, 0.12, 0.09), (0.10, 0.15, 0.27), (0.62, 0.53, 0.36),
    )  # fmt: skip
    return Material(
        base_color=varied(rng, palette[int(rng.integers(len(palette)))], 0.08, 0.03),
        roughness=float(rng.uniform(0.2, 0.55)),
        pattern=Wear(
            amount=float(rng.uniform(0.1, 0.5)),
            scale_m=float(rng.uniform(0.03, 0.12)),
            bump_m=float(rng.uniform(0.0, 2e-4)),
            seed=pattern_seed(rng),
        ),
    )
