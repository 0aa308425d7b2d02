"""Flower pots of terracotta, glazed clay and plastic, with soil or without."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.color import EARTHS, NEUTRALS, PASTELS, mix, pick, vary
from setpiece.assets.kit.fields import Float64, lumps
from setpiece.assets.kit.finishes import glaze, plastic, seed, stoneware
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import fillet
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Speckle

POT, SOIL = 0, 1


def _pot(rim: float, foot: float, height: float, wall: float, collar: float) -> Part:
    """A cone with a drain hole and a thicker collar."""
    drain, ledge = foot * 0.16, height * (1 - collar)
    at_ledge = foot + (rim - foot) * (1 - collar) * 0.92
    profile = fillet(
        [
            (drain, 0.0, 0.001),
            (foot, 0.0, 0.0025),
            (at_ledge, ledge, 0.001),
            (at_ledge + wall * 0.55, ledge, 0.0015),
            (rim, height, wall * 0.6),
            (rim - wall * 1.5, height, wall * 0.6),
            (at_ledge - wall, ledge, 0.02),
            (foot - wall, wall * 1.2, 0.006),
            (drain, wall * 1.2, 0.001),
        ],
        closed=True,
        step_deg=12,
    )
    return lathe(profile, segments=80, closed=True)


def _soil(radius: float, height: float, rng: np.random.Generator) -> Part:
    """A crumbly disc; its underside is out of sight."""
    waves = np.random.default_rng(int(rng.integers(2**32)))
    rings = np.linspace(radius, 0.0, 16)
    profile = np.concatenate([[[0.0, height - 0.02], [radius, height - 0.02]], np.column_stack([rings, np.full(16, height)])])

    def crumbled(vertices: Float64) -> Float64:
        top = vertices[:, 2] > height - 0.001
        rise = 0.002 * lumps(vertices, waves, 0.03) + 0.0012 * lumps(vertices, waves, 0.009)
        result: Float64 = vertices + np.stack([0 * rise, 0 * rise, np.where(top, rise, 0)], axis=1)
        return result

    return lathe(profile, segments=80).warped(crumbled).painted(SOIL)


def shape(rng: np.random.Generator) -> Model:
    """7 to 24 cm tall."""
    height = float(rng.uniform(0.07, 0.2))
    rim, wall = height * float(rng.uniform(0.5, 0.62)), 0.003 + 0.025 * height
    foot = rim * float(rng.uniform(0.62, 0.75))
    parts = [_pot(rim, foot, height, wall, float(rng.uniform(0.16, 0.26))).painted(POT)]
    if rng.random() < 0.6:
        level = height * float(rng.uniform(0.72, 0.8))
        parts.append(_soil(foot + (rim - foot) * 0.85 * level / height - wall * 0.7, level, rng))
    model = assemble(parts)
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Mostly terracotta, with the bloom of lime and algae that it gets."""
    kind = rng.random()
    if kind < 0.55:
        clay = vary((0.5, 0.2, 0.1), rng, 0.12)
        bloom = Speckle(
            second_color=mix(clay, (0.62, 0.5, 0.42), float(rng.uniform(0.3, 0.8))),
            scale_m=0.12,
            detail=9.0,
            contrast=float(rng.uniform(0.0, 0.2)),
            amount=float(rng.uniform(0.02, 0.3)),
            bump_m=0.0002,
            seed=seed(rng),
        )
        pot = Material(base_color=clay, roughness=0.88, ior=1.5, pattern=bloom)
    elif kind < 0.75:
        pot = glaze(rng, pick(rng, NEUTRALS, PASTELS, EARTHS))
    elif kind < 0.88:
        pot = plastic(rng, pick(rng, ("#26282b", "#7a4a33", "#e7e2d6", "#4b5a44")), 0.5)
    else:
        pot = stoneware(rng, pick(rng, ("#8d8f92", "#b7b3ac", "#6d6a66")), 0.006)
    crumbs = Speckle(second_color=(0.13, 0.09, 0.06), scale_m=0.006, detail=8.0, contrast=0.5, amount=0.5, bump_m=0.002, seed=seed(rng))
    return pot, Material(base_color=(0.045, 0.034, 0.03), roughness=0.95, pattern=crumbs)


CATEGORY = Category("plant_pot", shape, style)
