"""City buses; the front is +x, the doors are on the right (-y)."""

from itertools import pairwise

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.finishes import art
from setpiece.assets.kit.part import assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.vehicles.box_body import BoxPlan, box_body, mirrors, rectangle, wheels_of
from setpiece.assets.vehicles.finish import BUS_PAINTS, with_plates
from setpiece.assets.vehicles.plates import number_plates, plate
from setpiece.assets.vehicles.wheels import WheelPlan


def draw_plan(rng: np.random.Generator) -> BoxPlan:
    """Midi and full-size, low floor."""
    length, height = float(rng.uniform(8.8, 12.2)), float(rng.uniform(2.95, 3.2))
    rear, front = float(rng.uniform(2.7, 3.3)), float(rng.uniform(2.4, 2.8))
    stern, nose = -rear, length - rear
    belt, top, first = 1.2, height - 0.42, nose - 0.55
    count = max(4, round((first - stern - 0.3) / float(rng.uniform(1.2, 1.6))))
    edges = np.linspace(stern + 0.3, first, count + 1)
    windows = tuple(rectangle(float(a) + 0.01, float(b) - 0.01, belt, top) for a, b in pairwise(edges))
    doors = (nose - 1.85, (nose - front) / 2 - 0.4)
    skirt = ((stern + 0.2, 0.95), (nose - 0.5, 0.95))
    return BoxPlan(
        stern=stern,
        nose=nose,
        width=2.5,
        height=height,
        sill=0.3,
        tyre=0.48,
        axles=(0.0, nose - front),
        hood=1.15,
        cowl_x=nose - 0.13,
        cowl=1.2,
        header_x=nose - 0.34,
        windows=windows,
        band=rectangle(stern + 0.28, first + 0.02, belt - 0.02, top + 0.02),
        doors=tuple(rectangle(x, x + 1.25, 0.38, top) for x in doors),
        rear_windows=(rectangle(-0.95, 0.95, 1.5, top),),
        seams=(skirt,),
        lamp=0.68,
        tail=(0.75, 0.5),
    )


def shape(rng: np.random.Generator) -> Model:
    """9 to 12 m long."""
    plan = draw_plan(rng)
    design = WheelPlan(radius=plan.tyre, width=0.28, rim=0.58, spokes=10, pair=False, spoke=0.7)
    parts = [
        *box_body(plan),
        *wheels_of(design, plan.width / 2 - 0.04, plan.axles),
        *mirrors(plan.nose - 0.2, plan.width / 2 + 0.12, 2.2, 0.42),
        *number_plates((plan.nose + 0.004, 0.42), (plan.stern - 0.004, 0.6)),
    ]
    return assemble(parts, with_plates(rng, "plate0", BUS_PAINTS), {"plate0": plate(rng)}, crease_deg=35.0)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """White and the colours of towns."""
    return with_plates(rng, art(rng, model, "plate"), BUS_PAINTS)


CATEGORY = Category("bus", shape, style)
