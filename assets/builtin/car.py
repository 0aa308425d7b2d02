"""Passenger cars: hatchbacks, saloons, estates and tall ones; the front is +x."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.finishes import art
from setpiece.assets.kit.part import assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.vehicles.cabin import cabin
from setpiece.assets.vehicles.details import body, fittings
from setpiece.assets.vehicles.finish import style as vehicle_style
from setpiece.assets.vehicles.plan import draw_plan
from setpiece.assets.vehicles.plates import plate
from setpiece.assets.vehicles.wheels import draw_wheel, wheel

PLATES = 3
"""Plates in the textures of each shape; a style takes one."""


def shape(rng: np.random.Generator) -> Model:
    """3.7 to 4.9 m long."""
    plan = draw_plan(rng)
    parts = [*cabin(plan), *body(plan, rng), *fittings(plan, rng)]
    track = plan.width / 2 - 0.025
    design = draw_wheel(rng, plan.tyre)
    for part in wheel(design):
        inward = part.moved(0.0, design.width / 2 - track, plan.tyre)
        outer = [inward, inward.turned((0, 0, 1), 180)]
        parts += [side.moved(x=axle) for side in outer for axle in (0.0, plan.wheelbase)]
    textures = {f"plate{k}": plate(rng) for k in range(PLATES)}
    return assemble(parts, _materials(rng, "plate0"), textures, crease_deg=35.0)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another paint, rims and plates."""
    return _materials(rng, art(rng, model, "plate"))


def _materials(rng: np.random.Generator, plate_name: str) -> tuple[Material, ...]:
    plates = Material(base_color_map=plate_name, roughness=0.4)
    return (*vehicle_style(rng), plates, plates)


CATEGORY = Category("car", shape, style)
