"""Plates: flat dinner plates, coupes, soup plates."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.color import EARTHS, NEUTRALS, PASTELS, PLASTICS, pick
from setpiece.assets.kit.finishes import glaze
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Float64, assemble
from setpiece.assets.kit.profile import fillet, middles
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
    profile = _with_rim(profile, band)
    at = middles(profile)
    plate = lathe(profile, segments=80, slots=np.where((at[:, 0] > band) & (np.arange(len(at)) >= profile[:, 0].argmax() - 1), RIM, BODY))
    model = assemble([plate])
    return replace(model, materials=style(rng, model))


def _with_rim(profile: Float64, radius: float) -> Float64:
    """The profile with a point where its upper side crosses a radius, so that the painted rim has a clean edge."""
    outermost = int(profile[:, 0].argmax())
    crossing = next(k for k in range(outermost, len(profile) - 1) if profile[k + 1, 0] <= radius)
    a, b = profile[crossing], profile[crossing + 1]
    share = (a[0] - radius) / (a[0] - b[0])
    return np.insert(profile, crossing + 1, a + share * (b - a), axis=0)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """One glaze, or a coloured rim."""
    body = glaze(rng, pick(rng, NEUTRALS[:3], NEUTRALS[:3], PASTELS, EARTHS))
    rim = body if rng.random() < 0.6 else glaze(rng, pick(rng, PLASTICS, EARTHS, NEUTRALS))
    return body, rim


CATEGORY = Category("plate", shape, style)
