"""Plates: flat dinner plates, coupes, soup plates."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.color import EARTHS, NEUTRALS, PASTELS, PLASTICS, pick
from setpiece.assets.kit.finishes import glaze
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import assemble
from setpiece.assets.kit.profile import fillet
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model

BODY, RIM = 0, 1


def shape(rng: np.random.Generator) -> Model:
    """15 to 29 cm across."""
    radius, wall = float(rng.uniform(0.075, 0.145)), float(rng.uniform(0.0035, 0.005))
    well, height = radius * float(rng.uniform(0.62, 0.9)), float(rng.uniform(0.016, 0.028)) * (radius / 0.12) ** 0.5
    deep = height * float(rng.uniform(0.55, 0.8))
    profile = fillet(
        [
            (0.0, 0.0018),
            (well * 0.78, 0.0018, 0.0015),
            (well * 0.8, 0.0, 0.001),
            (well * 0.84, 0.0, 0.0012),
            (well * 0.86, 0.0022, 0.001),
            (well, deep, 0.03),
            (radius, height - wall, wall * 0.4),
            (radius, height, wall * 0.48),
            (well - 0.001, deep + wall, 0.03),
            (well * 0.84, 0.0024 + wall, 0.02),
            (0.0, 0.0018 + wall),
        ],
        step_deg=8,
    )
    band = radius - float(rng.choice([0.003, rng.uniform(0.008, 0.02)]))
    plate = lathe(profile, segments=80)
    plate = plate.painted_where(lambda c: np.hypot(c[:, 0], c[:, 1]) > band, RIM)
    model = assemble([plate])
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """One glaze, or a coloured rim."""
    body = glaze(rng, pick(rng, NEUTRALS[:3], NEUTRALS[:3], PASTELS, EARTHS))
    rim = body if rng.random() < 0.6 else glaze(rng, pick(rng, PLASTICS, EARTHS, NEUTRALS))
    return body, rim


CATEGORY = Category("plate", shape, style)
