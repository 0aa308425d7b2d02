"""Printed cartons: cereal, tea, medicine, soap powder."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.designs import carton
from setpiece.assets.kit.fields import lumps, smoothstep
from setpiece.assets.kit.finishes import art, printed
from setpiece.assets.kit.part import Float64, assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model

_SIZES = ((0.19, 0.06, 0.28), (0.15, 0.075, 0.07), (0.12, 0.03, 0.06), (0.16, 0.06, 0.23), (0.09, 0.09, 0.12), (0.2, 0.045, 0.13))
"""Width, depth and height of cereal, tea, medicine, rice, bulb and pasta cartons, metres."""


def _bulged(vertices: Float64, half: Float64, bulge_m: float, rng: np.random.Generator) -> Float64:
    """Board gives between its edges: every face swells or sinks a little towards its middle."""
    inside = 1 - (vertices / half) ** 2
    swell = np.stack([inside[:, 1] * inside[:, 2], inside[:, 0] * inside[:, 2], inside[:, 0] * inside[:, 1]], axis=1)
    rough = 0.00025 * lumps(vertices, rng, 0.06)[:, None] * smoothstep(0.0, 0.3, swell)
    factor = np.array([1.0, 1.0, 0.35]) * bulge_m
    moved: Float64 = vertices + np.sign(vertices) * np.clip(swell, 0, 1) * factor + rough
    return moved


def shape(rng: np.random.Generator) -> Model:
    """A carton, slightly bulged, with three printings."""
    size = np.array(_SIZES[int(rng.integers(len(_SIZES)))]) * rng.uniform(0.88, 1.12, 3)
    x, y, z = (float(side) for side in size)
    bulge = float(rng.uniform(-0.0005, 0.0025)) * min(1.0, x / 0.15)
    box = rounded_box(x, y, z, 0.0012, steps=4, flat_steps=14)
    box = box.warped(lambda vertices: _bulged(vertices, size / 2, bulge, rng))
    model = assemble([box], textures={f"carton{k}": carton(rng, (x, y, z)) for k in range(3)})
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Matt to glossy board."""
    return (printed(rng, art(rng, model, "carton"), (0.2, 0.6)),)


CATEGORY = Category("box", shape, style)
