"""Ledges: a strip of frosted plastic along the edge of a sheet, held by round grey magnets or feet that a detector may take for dice."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import rounded_rectangle
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.boards import bar

STRIP, STUD = 0, 1
STUD_M = 0.0008
"""How far a stud stands out of the strip."""


def shape(rng: np.random.Generator) -> Model:
    """25 to 40 cm by 3 to 5 cm and 2 mm thick, with two to six studs of 12 to 22 mm; along the x axis."""
    length, width, thickness = float(rng.uniform(0.25, 0.4)), float(rng.uniform(0.03, 0.05)), float(rng.uniform(0.001, 0.003))
    strip = extrude(rounded_rectangle(length, width, float(rng.uniform(0.004, 0.4 * width))), thickness, 0.3 * thickness, steps=2)
    diameter, count = float(rng.uniform(0.012, 0.022)), int(rng.integers(2, 7))
    ends = 0.5 * length - float(rng.uniform(0.8, 2.0)) * diameter
    studs = [_stud(float(x), thickness, diameter) for x in np.linspace(-ends, ends, count)]
    return assemble([strip.painted(STRIP), *studs], (Material(base_color=(0.7, 0.71, 0.72)), Material(base_color=(0.2, 0.2, 0.2))))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """White to bluish plastic; studs from light grey to nearly black."""
    white, blue = float(rng.uniform(0.45, 0.78)), float(rng.uniform(0.0, 0.03))
    strip = Material(base_color=(white - blue, white, min(white + blue, 0.8)), roughness=float(rng.uniform(0.25, 0.6)), ior=1.49)
    grey = float(rng.uniform(0.04, 0.35))
    return strip, Material(base_color=(grey, 0.98 * grey, 0.96 * grey), roughness=float(rng.uniform(0.3, 0.8)))


def _stud(x: float, base: float, diameter: float) -> Part:
    return bar("z", base + STUD_M, diameter, start=(x, 0.0, 0.0), slot=STUD, sides=40)


LEDGE = Category("ledge", shape, style)
