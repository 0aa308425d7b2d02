"""Buildings: the street front looks to -y; rows of windows, a ground floor with doors or shop fronts, a roof."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.part import assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.surfaces import one_of

WALL, PANE = range(2)
WALLS = {"plaster": 4.0, "brick": 3.0, "concrete": 1.0}


def shape(rng: np.random.Generator) -> Model:
    """8 to 22 m along the street."""
    length, depth, floors, floor = (
        float(rng.uniform(8, 22)),
        float(rng.uniform(8, 12)),
        int(rng.integers(1, 6)),
        float(rng.uniform(2.8, 3.4)),
    )
    height = floors * floor + 0.6
    body = rounded_box(length, depth, height, 0.02, steps=2).moved(z=height / 2).painted(WALL)
    columns = int(length / 2.6)
    panes = [
        rounded_box(1.2, 0.1, 1.4, 0.01, steps=2)
        .moved((c + 0.5) / columns * length - length / 2, -depth / 2, (f + 0.55) * floor)
        .painted(PANE)
        for c in range(columns)
        for f in range(floors)
    ]
    return assemble([body, *panes], (Material(base_color=(0.6, 0.58, 0.54)), Material(base_color=(0.04, 0.045, 0.05), roughness=0.05)))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another wall."""
    return one_of(rng, WALLS), model.materials[PANE]


BUILDING = Category("building", shape, style)
