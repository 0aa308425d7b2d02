"""White sheets: foam board, plastic and paper as people lay them under what they photograph; white to light grey, hardly any colour."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Speckle
from setpiece.assets.scenery.sheet import SHEET
from setpiece.assets.surfaces.vary import pattern_seed, scaled, varied


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another white, with clouds of a few percent or a fine tooth."""
    white = float(rng.uniform(0.6, 0.82))
    color = varied(rng, (white, 0.99 * white, 0.975 * white), 0.02, 0.015)
    fine = rng.random() < 0.4
    clouds = Speckle(
        second_color=scaled(color, float(rng.uniform(0.9, 0.98))),
        scale_m=float(rng.uniform(0.001, 0.003) if fine else rng.uniform(0.01, 0.08)),
        detail=5.0,
        contrast=0.1,
        distortion=0.5,
        bump_m=float(rng.uniform(0.0, 0.00003)),
        seed=pattern_seed(rng),
    )
    return (Material(base_color=color, roughness=float(rng.uniform(0.4, 0.9)), pattern=clouds),)


WHITE_SHEET = Category("white_sheet", SHEET.shape, style)
