"""Lids of game boxes, turned over to roll dice in: thin high walls, dark gloss with some print outside, grey cardboard inside."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.color import PLASTICS, mix, pick
from setpiece.assets.kit.part import assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Speckle
from setpiece.assets.scenery.support import with_support
from setpiece.assets.scenery.tray import BOTTOM_M, walls
from setpiece.assets.surfaces.cloth import paper
from setpiece.assets.surfaces.vary import pattern_seed


def shape(rng: np.random.Generator) -> Model:
    """26 to 34 cm by 20 to 27 cm; slot 0 is the printed outside, slot 1 the bare inside."""
    width, depth = float(rng.uniform(0.26, 0.34)), float(rng.uniform(0.2, 0.27))
    part = walls(width, depth, float(rng.uniform(0.002, 0.006)), float(rng.uniform(0.035, 0.065)), 0.001, float(rng.uniform(0.0, 0.001)))
    return with_support(assemble([part], (Material(base_color=(0.02, 0.02, 0.02)), Material(base_color=(0.4, 0.4, 0.39)))), BOTTOM_M)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another print and another grey; board is never quite clean."""
    ink = mix(pick(rng, PLASTICS), (0.03, 0.03, 0.035), float(rng.uniform(0.3, 0.8)))
    print_ = Speckle(
        second_color=ink,
        scale_m=float(rng.uniform(0.01, 0.04)),
        contrast=0.9,
        amount=float(rng.uniform(0.05, 0.4)),
        distortion=2.0,
        seed=pattern_seed(rng),
    )
    outside = Material(base_color=(0.022, 0.022, 0.025), roughness=float(rng.uniform(0.1, 0.4)), pattern=print_)
    grey = float(rng.uniform(0.32, 0.55))
    return outside, paper(rng, (grey, 0.985 * grey, 0.955 * grey))


BOX_LID = Category("box_lid", shape, style)
