"""Floors: one large level plate."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.part import assemble
from setpiece.assets.kit.profile import rounded_rectangle
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.support import with_support
from setpiece.assets.surfaces import one_of

GROUNDS = {
    "plank_floor": 4.0, "tile": 2.5, "concrete": 1.5, "terrazzo": 1.0, "felt": 1.0, "gray_laminate": 0.7, "marble": 0.4, "granite": 0.4,
    "asphalt": 0.5,
}  # fmt: skip
"""Weights of what floors are made of; felt stands for carpet."""


def shape(rng: np.random.Generator) -> Model:
    """A plate of 9 to 12 m, 10 cm thick."""
    length, width = rng.uniform(9.0, 12.0, 2).tolist()
    plate = extrude(rounded_rectangle(length, width, 0.02), 0.1)
    return with_support(assemble([plate], (Material(base_color=(0.3, 0.29, 0.27), roughness=0.6),)), 0.1)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another floor covering."""
    return (one_of(rng, GROUNDS),)


FLOOR = Category("floor", shape, style)
