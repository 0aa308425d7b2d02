"""Fences along x, one length of several panels: welded mesh, boards, railings."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.finishes import wear
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import rounded_rectangle
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.surfaces.vary import varied
from setpiece.assets.surfaces.wood import PINE, boards

POSTS, INFILL = range(2)


def shape(rng: np.random.Generator) -> Model:
    """7 to 9 m long, 0.9 to 1.9 m high."""
    length = float(rng.uniform(7.0, 9.0))
    kind = int(rng.choice(3, p=[0.4, 0.3, 0.3]))
    parts = (_mesh, _boards, _railing)[kind](rng, length)
    metal = Material(base_color=(0.05, 0.09, 0.06), roughness=0.5)
    return assemble(parts, (metal, metal if kind != 1 else Material(base_color=(0.4, 0.27, 0.15), roughness=0.7)))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Green, anthracite or galvanised metal; stained or weathered boards."""
    colors = ((0.035, 0.08, 0.055), (0.045, 0.048, 0.052), (0.42, 0.43, 0.44), (0.03, 0.03, 0.031))
    metal = Material(
        base_color=varied(rng, colors[int(rng.integers(4))], 0.1, 0.02), roughness=float(rng.uniform(0.4, 0.6)), pattern=wear(rng, 0.5)
    )
    if model.materials[POSTS] == model.materials[INFILL]:
        return metal, metal
    wood = boards(rng, PINE, 0.0)
    grey = float(rng.beta(1.2, 1.2))
    color = varied(rng, (0.30 * (1 - grey) + 0.27 * grey, 0.19 * (1 - grey) + 0.25 * grey, 0.11 * (1 - grey) + 0.225 * grey), 0.1, 0.02)
    wood = wood.model_copy(update={"base_color": color, "roughness": 0.8, "coat": 0.0})
    return (metal if rng.random() < 0.3 else wood), wood


def _bar(x: float, y: float, z: float, at: tuple[float, float, float], slot: int) -> Part:
    """A straight bar of a given size, its middle at a place."""
    return extrude(rounded_rectangle(x, y, 0.0), z).moved(at[0], at[1], at[2] - z / 2).painted(slot)


def _posts(length: float, height: float, bays: int, side: float) -> list[Part]:
    return [_bar(side, side, height, (x, 0.0, height / 2), POSTS) for x in np.linspace(-length / 2, length / 2, bays + 1)]


def _mesh(rng: np.random.Generator, length: float) -> list[Part]:
    height = float(rng.choice([1.03, 1.23, 1.43, 1.83]))
    wires = [_bar(0.006, 0.006, height - 0.06, (x, 0.03, height / 2), INFILL) for x in np.arange(-length / 2 + 0.05, length / 2, 0.05)]
    rails = [_bar(length, 0.012, 0.008, (0.0, 0.03, z), INFILL) for z in np.arange(0.06, height, 0.2)]
    return [*_posts(length, height, 3, 0.05), *wires, *rails]


def _boards(rng: np.random.Generator, length: float) -> list[Part]:
    height, width, gap = float(rng.uniform(1.2, 1.9)), float(rng.uniform(0.09, 0.14)), float(rng.choice([0.006, 0.02, 0.05]))
    xs = np.arange(-length / 2 + width / 2, length / 2, width + gap)
    tall = height - 0.05 + rng.normal(0.0, 0.004, len(xs))
    planks = [_bar(width, 0.02, float(h), (float(x), -0.045, 0.05 + float(h) / 2), INFILL) for x, h in zip(xs, tall, strict=True)]
    rails = [_bar(length, 0.04, 0.08, (0.0, -0.015, z), INFILL) for z in (0.3, height - 0.25)]
    return [*_posts(length, height - 0.02, 4, 0.09), *planks, *rails]


def _railing(rng: np.random.Generator, length: float) -> list[Part]:
    height, pitch = float(rng.uniform(0.9, 1.3)), float(rng.uniform(0.11, 0.14))
    bars = [
        _bar(0.016, 0.016, height - 0.12, (x, 0.0, height / 2 + 0.03), INFILL) for x in np.arange(-length / 2 + pitch, length / 2, pitch)
    ]
    rails = [_bar(length, 0.03, 0.02, (0.0, 0.0, z), INFILL) for z in (0.1, height - 0.05)]
    return [*_posts(length, height, 4, 0.045), *bars, *rails]


FENCE = Category("fence", shape, style)
