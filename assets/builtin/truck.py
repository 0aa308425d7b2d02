"""Box lorries of 7 to 18 t; the front is +x."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.finishes import art
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.vehicles.box_body import BoxPlan, box_body, mirrors, wheels_of
from setpiece.assets.vehicles.finish import VAN_PAINTS, lacquer, with_plates
from setpiece.assets.vehicles.plates import number_plates, plate
from setpiece.assets.vehicles.slots import TAIL_LAMP, TRIM
from setpiece.assets.vehicles.wheels import WheelPlan

CARGO = 9
"""Slot of the cargo box, after the slots of all vehicles."""


def draw_cab(rng: np.random.Generator, wheelbase: float, tyre: float, width: float) -> BoxPlan:
    """A cab over the engine."""
    height = float(rng.uniform(2.35, 2.9))
    nose, stern = wheelbase + 1.3, wheelbase - 0.72
    belt, top = 1.62, height - 0.3
    window = ((wheelbase - 0.3, belt), (nose - 0.3, belt - 0.1), (nose - 0.38, top), (wheelbase - 0.3, top))
    door = ((nose - 0.2, 0.75), (nose - 0.24, height - 0.2))
    back = ((wheelbase - 0.42, 1.15), (wheelbase - 0.42, height - 0.2))
    return BoxPlan(
        stern=stern,
        nose=nose,
        width=width - 0.12,
        height=height,
        sill=0.42,
        tyre=tyre,
        axles=(wheelbase,),
        hood=1.5,
        cowl_x=nose - 0.1,
        cowl=1.56,
        header_x=nose - 0.34,
        windows=(window,),
        band=None,
        doors=(),
        rear_windows=(),
        seams=(door, back),
        lamp=0.72,
        tail=(0.0, 0.0),
    )


def cargo(rng: np.random.Generator, cab: BoxPlan, width: float) -> tuple[list[Part], float]:
    """Box, frame, tail lamps, side guards and the bumper bar below the rear; and x of the rear end."""
    floor, length, height = cab.tyre * 2 + 0.12, float(rng.uniform(4.6, 7.2)), float(rng.uniform(2.1, 2.6))
    front = cab.stern - 0.12
    stern, middle = front - length, front - length / 2
    box = rounded_box(length, width, height, 0.03, steps=2).moved(middle, 0, floor + height / 2).painted(CARGO)
    corners = [
        rounded_box(0.08, width + 0.02, 0.08, 0.015, steps=2).moved(x, 0, z)
        for x in (front - 0.03, stern + 0.03)
        for z in (floor, floor + height)
    ]
    frame = [rounded_box(length + 1.0, 0.1, 0.22, 0.01, steps=2).moved(middle + 0.5, y, floor - 0.13) for y in (-0.42, 0.42)]
    bar = rounded_box(0.1, width - 0.2, 0.14, 0.02, steps=2).moved(stern + 0.15, 0, 0.5)
    hangers = [rounded_box(0.08, 0.08, floor - 0.5, 0.01, steps=2).moved(stern + 0.18, y, (floor + 0.5) / 2) for y in (-0.5, 0.5)]
    guards = [
        rounded_box(0.5 * length, 0.05, 0.12, 0.02, steps=2).moved(middle + 0.2, s * (width / 2 - 0.06), z)
        for s in (-1, 1)
        for z in (0.5, 0.75)
    ]
    lamps = [
        rounded_box(0.05, 0.32, 0.13, 0.015, steps=2).moved(stern + 0.1, s * (width / 2 - 0.22), 0.66).painted(TAIL_LAMP) for s in (-1, 1)
    ]
    dark = [part.painted(TRIM) for part in (*corners, *frame, bar, *hangers, *guards)]
    return [box, *dark, *lamps], stern


def shape(rng: np.random.Generator) -> Model:
    """6.5 to 9.5 m long."""
    width, tyre, wheelbase = float(rng.uniform(2.25, 2.5)), float(rng.uniform(0.38, 0.5)), float(rng.uniform(3.4, 4.8))
    cab = draw_cab(rng, wheelbase, tyre, width)
    load, stern = cargo(rng, cab, width)
    design = WheelPlan(radius=tyre, width=0.27, rim=0.58, spokes=10, pair=False, spoke=0.7)
    axles = (max(0.0, stern + 1.4), wheelbase)
    parts = [
        *box_body(cab),
        *load,
        *wheels_of(design, width / 2 - 0.05, axles),
        *mirrors(cab.nose - 0.25, width / 2 + 0.05, 1.95, 0.5),
        *number_plates((cab.nose + 0.004, 0.55), (stern + 0.09, 0.66)),
    ]
    return assemble(
        parts, (*with_plates(rng, "plate0", VAN_PAINTS), lacquer(rng, (0.7, 0.7, 0.69))), {"plate0": plate(rng)}, crease_deg=35.0
    )


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Cabs as vans, boxes mostly white."""
    materials = with_plates(rng, art(rng, model, "plate"), VAN_PAINTS)
    box = lacquer(rng, (0.68, 0.68, 0.67)) if rng.random() < 0.7 else materials[0]
    return (*materials, box.model_copy(update={"coat": 0.2, "roughness": float(rng.uniform(0.35, 0.55))}))


CATEGORY = Category("truck", shape, style)
