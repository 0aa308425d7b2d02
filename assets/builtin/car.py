"""Passenger cars: hatchbacks, saloons, estates and tall ones; the front is +x."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.finishes import art
from setpiece.assets.kit.part import assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.vehicles.box_body import wheels_of
from setpiece.assets.vehicles.cabin import cabin
from setpiece.assets.vehicles.details import body, fittings
from setpiece.assets.vehicles.finish import furnished, with_plates
from setpiece.assets.vehicles.plan import draw_plan
from setpiece.assets.vehicles.plates import plate
from setpiece.assets.vehicles.wheels import draw_wheel

PLATES = 3
"""Plates in the textures of each shape; a style takes one."""


def shape(rng: np.random.Generator) -> Model:
    """3.7 to 4.9 m long."""
    plan = draw_plan(rng)
    parts = [*cabin(plan), *body(plan, rng), *fittings(plan, rng)]
    design = draw_wheel(rng, plan.tyre)
    parts += wheels_of(design, plan.width / 2 - 0.025, (0.0, plan.wheelbase))
    textures = {f"plate{k}": plate(rng) for k in range(PLATES)}
    return assemble(parts, furnished(rng, with_plates(rng, "plate0")), textures, crease_deg=35.0)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another paint, rims and plates."""
    return furnished(rng, with_plates(rng, art(rng, model, "plate")))


CATEGORY = Category("car", shape, style)
