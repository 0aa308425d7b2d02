"""Lamps under ceilings. They do not shine by themselves: the lighting decides which are on. Light leaves at the lower face of slot 1."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.finishes import metal, plastic
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.boards import bar, board
from setpiece.assets.scenery.storage.rack import enamel
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.vary import varied

OPENING = 1
"""Slot of the tube, diffuser or bulb."""

OPAL = Material(base_color=(0.82, 0.82, 0.81), roughness=0.5)
HOUSING = Material(base_color=(0.75, 0.75, 0.74), roughness=0.4)
SHADES: tuple[Rgb, ...] = ((0.03, 0.03, 0.031), (0.72, 0.71, 0.68), (0.5, 0.08, 0.05), (0.45, 0.33, 0.12), (0.12, 0.2, 0.22))


def tube_shape(rng: np.random.Generator) -> Model:
    """A batten with one or two fluorescent tubes along x, 1.2 or 1.5 m, 26 mm thick."""
    length, tubes = float(rng.choice([1.2, 1.5])), int(rng.choice([1, 2]))
    width = 0.06 if tubes == 1 else 0.15
    parts = [board(length + 0.06, width, 0.05, at=(0, 0, 0.045))]
    for y in np.linspace(-1, 1, tubes) * 0.045 * (tubes - 1):
        parts.append(bar("x", length, 0.026, start=(-length / 2, float(y), 0.022), slot=OPENING))
        parts += [board(0.022, 0.03, 0.05, at=(s * (length / 2 + 0.005), float(y), 0.0), soft=0.003) for s in (-1, 1)]
    return assemble(parts, (HOUSING, OPAL))


def panel_shape(rng: np.random.Generator) -> Model:
    """A flat square or oblong diffuser in a frame, hung on or let into a ceiling."""
    x, y = ((0.6, 0.6), (1.2, 0.3), (1.2, 0.6))[int(rng.integers(3))]
    rims = [board(x, 0.02, 0.03, at=(0, s * (y / 2 - 0.01), 0)) for s in (-1, 1)]
    rims += [board(0.02, y - 0.0405, 0.03, at=(s * (x / 2 - 0.01), 0, 0)) for s in (-1, 1)]
    return assemble([*rims, board(x - 0.041, y - 0.041, 0.02, at=(0, 0, 0.006), slot=OPENING)], (HOUSING, OPAL))


def pendant_shape(rng: np.random.Generator) -> Model:
    """A shade on a cable, open below, with a bulb; slots: shade, bulb, cable."""
    radius, height, drop = float(rng.uniform(0.12, 0.24)), float(rng.uniform(0.1, 0.22)), float(rng.uniform(0.5, 0.9))
    neck, wall, belly = 0.03, 0.003, float(rng.uniform(0.5, 1.0))
    outer = [(neck + (radius - neck) * float(np.sin(t)) ** belly, height * float(np.cos(t))) for t in np.linspace(0.0, np.pi / 2, 14)]
    inner = [(r - wall, max(z - wall, 0.0)) for r, z in outer]
    shade = lathe([*reversed(outer), *inner], segments=48, closed=True)
    bulb = lathe([(0.0, 0.02), (0.02, 0.026), (0.03, 0.045), (0.028, 0.065), (0.014, 0.09), (0.0, 0.092)], segments=32)
    cable = bar("z", drop, 0.006, start=(0, 0, height - 0.002), slot=2, sides=8)
    return assemble(
        [shade, bulb.painted(OPENING), cable, board(0.1, 0.1, 0.025, at=(0, 0, height + drop - 0.01), slot=2)], (HOUSING, OPAL, HOUSING)
    )


def ceiling_lamp_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """White steel and opal plastic."""
    return enamel(rng, (0.75, 0.75, 0.74)), OPAL.model_copy(update={"base_color": varied(rng, OPAL.base_color, 0.02, 0.005)})


def pendant_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Enamelled or metal shades."""
    shade = metal(rng, "brass") if rng.random() < 0.2 else enamel(rng, SHADES[int(rng.integers(len(SHADES)))])
    return shade, OPAL, plastic(rng, (0.03, 0.03, 0.03) if rng.random() < 0.6 else (0.7, 0.7, 0.69))


TUBE_LAMP = Category("tube_lamp", tube_shape, ceiling_lamp_style)
PANEL_LAMP = Category("panel_lamp", panel_shape, ceiling_lamp_style)
PENDANT_LAMP = Category("pendant_lamp", pendant_shape, pendant_style)
