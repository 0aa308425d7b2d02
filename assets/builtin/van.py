"""Delivery vans and minibuses; the front is +x."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.finishes import art
from setpiece.assets.kit.part import assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.vehicles.box_body import BoxPlan, Outline, box_body, mirrors, rectangle, wheels_of
from setpiece.assets.vehicles.finish import VAN_PAINTS, with_plates
from setpiece.assets.vehicles.plates import number_plates, plate
from setpiece.assets.vehicles.wheels import draw_wheel


def draw_plan(rng: np.random.Generator) -> BoxPlan:
    """From small city vans to long, tall ones; one in four has windows all along."""
    size = float(rng.uniform(0.0, 1.0))
    wheelbase, width = 2.75 + 0.9 * size, 1.82 + 0.2 * size
    height = 1.84 + 0.75 * size * float(rng.uniform(0.6, 1.0))
    stern, nose = -0.75 - 0.35 * size, wheelbase + 0.82 + 0.06 * size
    cowl_x, cowl = wheelbase + 0.28, 1.12 + 0.12 * size
    header_x = cowl_x - 0.62 - 0.12 * size
    belt, top = cowl - 0.02, min(height - 0.22, cowl + 0.62)
    door_x = wheelbase - 0.42
    slope = (cowl_x - header_x) / (height - cowl)
    ahead = cowl_x - 0.24
    windows: list[Outline] = [((door_x - 0.55, belt), (ahead, belt + 0.02), (ahead - slope * (top - belt), top), (door_x - 0.55, top))]
    if rng.random() < 0.27:
        middle = (door_x - 0.7 + stern + 0.3) / 2
        windows += [rectangle(middle + 0.06, door_x - 0.72, belt, top), rectangle(stern + 0.28, middle - 0.06, belt, top)]
    inner, outer = 0.07, 0.72 * width / 2
    rear = (rectangle(inner, outer, belt, top), rectangle(-outer, -inner, belt, top)) if rng.random() < 0.6 else ()
    low = 0.42
    seams = (
        ((door_x, low), (door_x, belt + 0.02)),
        ((door_x - 0.64, low), (door_x - 0.64, height - 0.2)),
        ((door_x - 1.75, low), (door_x - 1.75, height - 0.2)),
        ((door_x, low), (door_x - 1.75, low)),
        ((stern + 0.2, belt - 0.08), (door_x - 1.75, belt - 0.08)),
    )
    return BoxPlan(
        stern=stern,
        nose=nose,
        width=width,
        height=height,
        sill=0.22,
        tyre=0.315 + 0.03 * size,
        axles=(0.0, wheelbase),
        hood=cowl - 0.2,
        cowl_x=cowl_x,
        cowl=cowl,
        header_x=header_x,
        windows=tuple(windows),
        band=None,
        doors=(),
        rear_windows=rear,
        seams=seams,
        lamp=0.68 + 0.1 * size,
        tail=(0.75 + 0.15 * size, 0.4 + 0.25 * size),
    )


def shape(rng: np.random.Generator) -> Model:
    """4.3 to 5.7 m long."""
    plan = draw_plan(rng)
    design = draw_wheel(rng, plan.tyre)
    parts = [
        *box_body(plan),
        *wheels_of(design, plan.width / 2 - 0.03, plan.axles),
        *mirrors(plan.cowl_x - 0.5, plan.width / 2 + 0.1, plan.cowl + 0.14, 0.26),
        *number_plates((plan.nose + 0.004, 0.5), (plan.stern - 0.004, 0.72)),
    ]
    return assemble(parts, with_plates(rng, "plate0", VAN_PAINTS), {"plate0": plate(rng), "plate1": plate(rng)}, crease_deg=35.0)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Mostly white."""
    return with_plates(rng, art(rng, model, "plate"), VAN_PAINTS)


CATEGORY = Category("van", shape, style)
