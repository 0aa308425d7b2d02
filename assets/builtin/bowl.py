"""Bowls of glazed clay, wood, plastic and steel."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.color import EARTHS, NEUTRALS, PASTELS, PLASTICS, pick
from setpiece.assets.kit.finishes import glaze, metal, plastic, wood
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import assemble
from setpiece.assets.kit.profile import fillet, smooth_curve
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model

INSIDE, OUTSIDE = 0, 1


def shape(rng: np.random.Generator) -> Model:
    """11 to 28 cm across, shallow or deep."""
    rim = float(rng.choice([rng.uniform(0.055, 0.085), rng.uniform(0.1, 0.14)], p=[0.75, 0.25]))
    height, wall, foot = rim * float(rng.uniform(0.6, 0.95)), float(rng.uniform(0.003, 0.0055)), rim * float(rng.uniform(0.42, 0.55))
    bulge = float(rng.uniform(0.78, 0.93))
    step = 0.004
    outer = smooth_curve(
        [(foot * 0.98, step), (rim * 0.75, step + 0.2 * height), (rim * bulge + 0.06 * rim, 0.6 * height), (rim, height - wall / 2)], 26
    )
    inner = smooth_curve(
        [
            (rim - wall, height - wall / 2),
            (rim * bulge + 0.06 * rim - wall, 0.6 * height),
            (rim * 0.72 - wall / 2, 0.26 * height),
            (0.0, wall + step),
        ],
        28,
    )
    lip = fillet([tuple(outer[-1]), (rim, height, wall * 0.5), (rim - wall, height, wall * 0.5), tuple(inner[0])])[1:-1]
    base = fillet(
        [(0.0, step * 0.6), (foot * 0.8, step * 0.6, 0.001), (foot * 0.84, 0.0, 0.001), (foot * 0.96, 0.0, 0.0015), tuple(outer[0])]
    )[:-1]
    profile = np.concatenate([base, outer, lip, inner])
    profile[-1, 0] = 0.0
    half = len(base) + len(outer) + len(lip) // 2
    slots = np.where(np.arange(len(profile) - 1) < half, OUTSIDE, INSIDE)
    model = assemble([lathe(profile, segments=80, slots=slots)])
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """One stuff, or two glazes."""
    kind = rng.random()
    if kind < 0.3:
        return glaze(rng, pick(rng, NEUTRALS[:3], PASTELS)), glaze(rng, pick(rng, EARTHS, PLASTICS, NEUTRALS))
    if kind < 0.65:
        both = glaze(rng, pick(rng, NEUTRALS, PASTELS, EARTHS))
    elif kind < 0.8:
        both = wood(rng, lacquered=0.3)
    elif kind < 0.9:
        both = metal(rng, "stainless", (0.1, 0.3))
    else:
        both = plastic(rng, pick(rng, PLASTICS, PASTELS))
    return both, both


CATEGORY = Category("bowl", shape, style)
