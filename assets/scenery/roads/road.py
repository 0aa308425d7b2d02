"""Roads as scenery: one category per layout."""

from functools import partial

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.roads.build import build
from setpiece.assets.scenery.roads.plan import LAYOUTS, Layout, draw_plan
from setpiece.assets.scenery.roads.style import road_style


def road_name(layout: str) -> str:
    """Name of the scenery of a layout."""
    return f"road_{layout}"


def _shape(layout: Layout, rng: np.random.Generator) -> Model:
    return build(draw_plan(layout, rng))


ROADS = tuple(Category(road_name(layout), partial(_shape, layout), road_style) for layout in LAYOUTS)
"""A straight road, one with a bend, two that cross, and one through the country."""
