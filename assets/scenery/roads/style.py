"""What roads are made of: asphalt and its repairs, paint, kerb stones, pavements, and what grows beside them."""

import numpy as np

from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Speckle, Tiles
from setpiece.assets.scenery.roads.build import ASPHALT, CENTRE, GROUND, IRON, KERB, MARK, PATCH, PAVEMENT, VERGE
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces import SURFACES, one_of
from setpiece.assets.surfaces.vary import pattern_seed, scaled, varied

YELLOW: Rgb = (0.62, 0.36, 0.035)
WHITE: Rgb = (0.62, 0.62, 0.6)


def road_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another make of the same road, one material per slot."""
    asphalt = SURFACES["road_asphalt"](rng)
    worn = float(rng.uniform(0.0, 0.5))
    white = paint(rng, WHITE, asphalt.base_color, worn)
    materials = {
        ASPHALT: asphalt,
        GROUND: one_of(rng, {"grass": 8.0, "soil": 0.6, "gravel": 0.4}),
        VERGE: one_of(rng, {"grass": 2.0, "soil": 2.0, "gravel": 1.5}),
        MARK: white,
        CENTRE: paint(rng, YELLOW, asphalt.base_color, worn) if rng.random() < 0.2 else white,
        PATCH: darker(rng, asphalt),
        IRON: Material(base_color=varied(rng, (0.11, 0.105, 0.1), 0.15), roughness=float(rng.uniform(0.35, 0.6)), metallic=0.7),
        KERB: kerb_stone(rng),
        PAVEMENT: one_of(rng, {"pavement_slabs": 4.0, "cobble": 1.0, "concrete": 1.0, "asphalt": 1.0}),
    }
    return tuple(materials[slot] for slot in range(len(model.materials)))


def paint(rng: np.random.Generator, color: Rgb, below: Rgb, worn: float) -> Material:
    """Thermoplastic road paint that lets more or less of the asphalt through."""
    fleck = Speckle(
        second_color=scaled(below, 1.6), scale_m=float(rng.uniform(0.05, 0.25)), detail=9.0, contrast=0.75, amount=0.08 + 0.5 * worn,
        seed=pattern_seed(rng),
    )  # fmt: skip
    return Material(
        base_color=varied(rng, scaled(color, 1.0 - 0.3 * worn), 0.06, 0.01), roughness=float(rng.uniform(0.5, 0.75)), pattern=fleck
    )


def darker(rng: np.random.Generator, asphalt: Material) -> Material:
    """A repair: newer and darker, or older and lighter, than what is around it."""
    other = SURFACES["road_asphalt"](rng)
    factor = float(rng.choice([rng.uniform(0.6, 0.9), rng.uniform(1.1, 1.25)], p=[0.7, 0.3]))
    return other.model_copy(update={"base_color": scaled(asphalt.base_color, factor)})


def kerb_stone(rng: np.random.Generator) -> Material:
    """Concrete or granite kerb stones, a metre long."""
    color = varied(rng, (0.34, 0.33, 0.31), 0.2, 0.02)
    joints = Tiles(
        size_m=(1.0, 0.5),
        joint_m=0.008,
        joint_color=scaled(color, 0.45),
        variation=0.12,
        mottle=0.35,
        depth_m=0.003,
        seed=pattern_seed(rng),
    )
    return Material(base_color=color, roughness=float(rng.uniform(0.7, 0.9)), pattern=joints)
