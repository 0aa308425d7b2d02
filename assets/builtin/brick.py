"""Bricks: extruded with holes, or pressed with a frog."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import difference
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.color import linear, pick, vary
from setpiece.assets.kit.fields import Float64, lumps
from setpiece.assets.kit.finishes import stoneware
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model

_FORMATS = ((0.215, 0.1025, 0.065), (0.24, 0.115, 0.071), (0.194, 0.092, 0.057), (0.21, 0.1, 0.05))
"""United Kingdom, German, United States and Danish bricks, metres."""
_CLAYS = ("#8f4a35", "#a1553c", "#7d3b2e", "#b06a4a", "#934f3e")


def _holes(x: float, y: float, z: float, rng: np.random.Generator) -> list[Part]:
    kind = int(rng.integers(3))
    if kind == 0:
        return []
    if kind == 1:
        radius = float(rng.uniform(0.012, 0.018))
        drill = lathe([(0.0, -z), (radius, -z), (radius, z), (0.0, z)], segments=40)
        return [drill.moved(x=place * x) for place in (-0.3, 0.0, 0.3)]
    frog = rounded_box(x * 0.72, y * 0.55, 0.03, 0.008, steps=4, flat_steps=1)
    return [frog.moved(z=z / 2 + 0.003)]


def shape(rng: np.random.Generator) -> Model:
    """One of four national formats, its arrises worn and its faces uneven."""
    x, y, z = _FORMATS[int(rng.integers(len(_FORMATS)))]
    waves = np.random.default_rng(int(rng.integers(2**32)))

    def fired(vertices: Float64) -> Float64:
        result: Float64 = vertices + (0.0003 * lumps(vertices, waves, 0.09) + 0.00012 * lumps(vertices, waves, 0.016))[:, None] * np.sign(
            vertices
        )
        return result

    body = rounded_box(x, y, z, float(rng.uniform(0.0015, 0.004)), steps=4, flat_steps=20).warped(fired)
    holes = _holes(x, y, z, rng)
    model = assemble([difference(body, holes) if holes else body], crease_deg=50)
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Red, brown, yellow stock, grey engineering brick or concrete."""
    color = pick(rng, _CLAYS) if rng.random() < 0.75 else vary(linear(str(rng.choice(["#c9a86a", "#8d8a86", "#5c3a35", "#b7b3ac"]))), rng)
    return (stoneware(rng, color, grain_m=float(rng.uniform(0.002, 0.012)), amount=0.3, bump_m=0.0005),)


CATEGORY = Category("brick", shape, style)
