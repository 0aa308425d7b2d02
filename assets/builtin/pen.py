"""Felt markers and ball pens."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.color import NEUTRALS, PLASTICS, linear, pick, vary
from setpiece.assets.kit.finishes import metal, plastic, translucent_plastic
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import fillet, middles
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model

BARREL, COLOR, METAL = range(3)


def _ball_pen(rng: np.random.Generator) -> list[Part]:
    """Tip, grip, barrel, ring, push button; along z, tip down."""
    r, length = float(rng.uniform(0.0044, 0.0058)), float(rng.uniform(0.128, 0.142))
    body = fillet(
        [
            (0.0, 0.0),
            (0.0004, 0.0),
            (0.0012, 0.003),
            (0.0013, 0.004),
            (0.0019, 0.0042),
            (r * 0.9, 0.02, 0.01),
            (r * 0.92, 0.05, 0.05),
            (r, 0.056, 0.004),
            (r, length * 0.55),
            (r * 1.06, length * 0.551, 0.0002),
            (r * 1.06, length * 0.565, 0.0002),
            (r, length * 0.566),
            (r * 0.9, length * 0.93, 0.002),
            (r * 0.5, length * 0.935),
            (r * 0.48, length, 0.0012),
            (0.0, length),
        ]
    )
    at = middles(body)[:, 1]
    slots = np.select(
        [at < 0.018, at < 0.052, (at > length * 0.548) & (at < length * 0.57), at > length * 0.932], [METAL, COLOR, METAL, COLOR], BARREL
    )
    clip = rounded_box(0.0016, 0.0042, length * 0.3, 0.0006, steps=4).moved(r + 0.0019, 0, length * 0.76)
    foot = rounded_box(r, 0.0042, 0.006, 0.0008, steps=4).moved(r * 0.9, 0, length * 0.895)
    return [lathe(body, segments=48, slots=slots), clip.painted(METAL), foot.painted(METAL)]


def _marker(rng: np.random.Generator) -> list[Part]:
    """Capped marker; the cap and the plug have the ink's colour."""
    r, length = float(rng.uniform(0.006, 0.0095)), float(rng.uniform(0.12, 0.145))
    cap = length * float(rng.uniform(0.36, 0.42))
    body = fillet(
        [
            (0.0, 0.0),
            (r * 0.72, 0.0, 0.0015),
            (r * 0.74, 0.006, 0.0004),
            (r, 0.0075, 0.001),
            (r, length - cap, 0.0),
            (r * 1.1, length - cap + 0.0002, 0.0004),
            (r * 1.06, length - 0.012, 0.002),
            (r * 0.66, length - 0.002, 0.002),
            (0.0, length),
        ]
    )
    at = middles(body)[:, 1]
    slots = np.where((at < 0.0065) | (at > length - cap), COLOR, BARREL)
    clip = rounded_box(0.0016, 0.0045, cap * 0.72, 0.0007, steps=4).moved(r * 1.12 + 0.0016, 0, length - cap * 0.58)
    foot = rounded_box(r * 0.9, 0.0045, 0.005, 0.0008, steps=4).moved(r * 0.95, 0, length - cap * 0.26)
    return [lathe(body, segments=56, slots=slots), clip.painted(COLOR), foot.painted(COLOR)]


def shape(rng: np.random.Generator) -> Model:
    """12 to 14 cm long, on its side."""
    parts = _ball_pen(rng) if rng.random() < 0.5 else _marker(rng)
    model = assemble([part.turned((0, 1, 0), 90) for part in parts], crease_deg=32)
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Barrels white, black, coloured or clear."""
    ink = vary(linear(str(rng.choice(["#16326e", "#1c1c1e", "#b3121d", "#0f6b4a", "#1f5fb4", "#5b2a86", "#e2571e"]))), rng)
    kind = rng.random()
    if kind < 0.2:
        barrel = translucent_plastic(rng, (0.9, 0.92, 0.93), 0.7)
    else:
        barrel = plastic(rng, ink if kind < 0.45 else pick(rng, NEUTRALS, PLASTICS))
    return barrel, plastic(rng, ink), metal(rng, str(rng.choice(["chrome", "brass"], p=[0.85, 0.15])), (0.08, 0.25))


CATEGORY = Category("pen", shape, style, stands=False)
