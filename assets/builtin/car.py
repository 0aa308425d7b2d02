"""Passenger cars; the front is +x."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.vehicles.finish import style as vehicle_style
from setpiece.assets.vehicles.slots import GLASS, PAINT, TYRE


def shape(rng: np.random.Generator) -> Model:
    """3.9 to 4.9 m long."""
    length, height = float(rng.uniform(3.9, 4.9)), float(rng.uniform(1.42, 1.7))
    body = rounded_box(length, 1.8, height - 0.25, 0.15, steps=6).moved(z=0.25 + (height - 0.25) / 2).painted(PAINT)
    glass = rounded_box(0.8, 1.82, 0.4, 0.05).moved(0.33 * length, 0, height - 0.35).painted(GLASS)
    wheel = lathe([(0, -0.1), (0.33, -0.1), (0.33, 0.1), (0, 0.1)], segments=40).turned((1, 0, 0), 90).painted(TYRE)
    wheels = [wheel.moved(x * length, y, 0.33) for x in (-0.28, 0.32) for y in (-0.8, 0.8)]
    return assemble([body, glass, *wheels], vehicle_style(rng))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another paint."""
    return vehicle_style(rng)


CATEGORY = Category("car", shape, style)
