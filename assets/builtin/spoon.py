"""Spoons."""

from dataclasses import replace

import numpy as np

from setpiece.assets.builtin import cutlery
from setpiece.assets.category import Category
from setpiece.assets.kit.fields import Float64, smoothstep
from setpiece.assets.kit.loft import loft
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.mesh import Model

_ROWS, _AROUND = 110, 40


def spoon(length_m: float, bowl_m: float, depth_m: float, thick_m: float, arch_m: float) -> Part:
    """A spoon along +x from the bowl's tip: rings across it, curved down by the bowl and up by the handle's bend."""
    share = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, _ROWS))
    bowl_end = 0.33
    t = np.clip(share / bowl_end, 0, 1)
    oval = np.sqrt(np.clip(1 - (2 * t - 1) ** 2, 0, 1)) * (1 - 0.25 * (t - 0.4))
    width = np.maximum(
        bowl_m * oval * (share < bowl_end), cutlery.handle_width(share, bowl_m * 0.46, 0.0052, 0.38) * smoothstep(0.26, 0.33, share)
    )
    width = np.maximum(width, 0.0006)
    return loft(np.stack([_ring(s, w, length_m, bowl_m, depth_m, thick_m, arch_m) for s, w in zip(share, width, strict=True)]))


def _ring(share: float, width: float, length: float, bowl: float, depth: float, thick: float, arch: float) -> Float64:
    angle = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)
    across = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.7 * width / 2
    half = thick / 2 * min(1.0, width / thick) * (1 + 0.5 * np.exp(-(((share - 0.38) / 0.08) ** 2)))
    up = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** 0.7 * half
    inside = np.clip(1 - (2 * share / 0.33 - 1) ** 2, 0, 1) if share < 0.33 else 0.0
    hollow = -depth * np.clip(inside - (2 * across / bowl) ** 2, 0, 1)
    middle = float(cutlery.bend(np.array(share * length), length, arch))
    return np.stack([np.full(_AROUND, share * length), across, up + hollow + middle], axis=1)


def shape(rng: np.random.Generator) -> Model:
    """Tea to serving spoons, 13 to 21 cm."""
    length = float(rng.choice([rng.uniform(0.13, 0.15), rng.uniform(0.18, 0.21)]))
    bowl = length * float(rng.uniform(0.2, 0.23))
    model = assemble(
        [
            spoon(
                length,
                bowl,
                bowl * float(rng.uniform(0.18, 0.26)),
                float(rng.uniform(0.0017, 0.0024)),
                length * float(rng.uniform(0.045, 0.065)),
            )
        ]
    )
    return replace(model, materials=cutlery.style(rng, model))


CATEGORY = Category("spoon", shape, cutlery.style)
