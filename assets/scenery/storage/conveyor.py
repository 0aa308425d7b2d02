"""Conveyors: a belt between rails of extruded aluminium, on legs. Along x; seen from above by machines."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.finishes import metal, rubber, wear
from setpiece.assets.kit.part import assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Speckle
from setpiece.assets.scenery.boards import bar, board
from setpiece.assets.scenery.support import with_support
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.vary import pattern_seed, scaled, varied

BELTS: tuple[Rgb, ...] = ((0.02, 0.022, 0.022), (0.02, 0.1, 0.055), (0.55, 0.55, 0.53), (0.03, 0.09, 0.2), (0.16, 0.16, 0.16))
BELT_M = 0.004
GRAY = Material(base_color=(0.5, 0.5, 0.5), roughness=0.4)


def shape(rng: np.random.Generator) -> Model:
    """2 m of belt, 45 to 80 cm wide, 85 to 95 cm above the floor; slots: belt, rails and legs, rollers and guides."""
    length, width, height = 2.0, float(rng.uniform(0.45, 0.8)), float(rng.uniform(0.85, 0.95))
    proud, thick = float(rng.uniform(0.004, 0.03)), 0.04
    bed = board(length, width, 0.03, at=(0, 0, height - BELT_M - 0.03), slot=1)
    belt = board(length, width - 0.006, BELT_M, at=(0, 0, height - BELT_M), soft=0.0005)
    rails = [board(length, thick, 0.08, at=(0, s * (width + thick) / 2, height - 0.08 + proud), slot=1) for s in (-1, 1)]
    grooves = [board(length, 0.008, 0.001, at=(0, s * (width + thick) / 2, height + proud - 0.0005), soft=0.0002, slot=2) for s in (-1, 1)]
    legs = [board(0.04, 0.04, height - 0.06, at=(a * 0.8, b * (width / 2 + 0.02), 0), slot=1) for a in (-1, 1) for b in (-1, 1)]
    rods = [bar("y", width + 0.1, 0.03, start=(a * 0.8, -width / 2 - 0.05, 0.3), slot=2) for a in (-1, 1)]
    model = assemble([bed, belt, *rails, *grooves, *legs, *rods], (GRAY, GRAY, GRAY))
    half_x, half_y = length / 2 - 0.02, width / 2 - 0.012
    return with_support(model, height, np.array([[half_x, half_y], [-half_x, half_y], [-half_x, -half_y], [half_x, -half_y]], np.float32))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Rubber or PVC, dusty with use, between aluminium rails."""
    color = varied(rng, BELTS[int(rng.integers(len(BELTS)))], 0.15, 0.03)
    dusty = Speckle(
        second_color=scaled(color, float(rng.uniform(1.05, 1.5))), scale_m=float(rng.uniform(0.005, 0.08)), detail=6.0,
        amount=float(rng.uniform(0.1, 0.5)), contrast=float(rng.uniform(0.0, 0.4)), bump_m=float(rng.uniform(2e-5, 1.5e-4)),
        seed=pattern_seed(rng),
    )  # fmt: skip
    belt = Material(base_color=color, roughness=float(rng.uniform(0.35, 0.8)), pattern=dusty)
    return belt, metal(rng, "aluminium", (0.3, 0.5)), rubber(rng, (0.03, 0.03, 0.03)).model_copy(update={"pattern": wear(rng)})


CONVEYOR = Category("conveyor", shape, style)
