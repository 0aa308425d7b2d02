"""Bars of soap with a pressed brand."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import difference
from setpiece.assets.kit.color import NEUTRALS, PASTELS, mix, pick
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.finishes import seed
from setpiece.assets.kit.loft import loft
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import superellipse
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Speckle


def _bar(x: float, y: float, z: float, outline: float, side: float) -> Part:
    """Superellipses stacked under a superelliptic dome, both ways from the seam."""
    rows = np.sin(np.linspace(-np.pi / 2, np.pi / 2, 44))
    shrink = np.clip(1 - np.abs(rows) ** side, 0, 1) ** (1 / side)
    loop = superellipse(x / 2, y / 2, outline, 96)
    rings = np.stack([np.column_stack([loop * s, np.full(96, row * z / 2)]) for row, s in zip(rows, shrink, strict=True)])
    return loft(rings)


def shape(rng: np.random.Generator) -> Model:
    """7 to 10 cm long, oval to square, with a shallow dish pressed into both faces."""
    x = float(rng.uniform(0.07, 0.1))
    y, z = x * float(rng.uniform(0.58, 0.72)), x * float(rng.uniform(0.26, 0.36))
    bar = _bar(x, y, z, float(rng.uniform(2.4, 5.0)), float(rng.uniform(2.4, 3.6)))
    dish = superellipse(x * 0.32, y * 0.3, float(rng.uniform(2.0, 4.0)), 64)
    stamp = difference(extrude(dish, 0.02, 0.001), [extrude(dish * 0.86, 0.03, 0.001).moved(z=-0.005)])
    cutters = [stamp.moved(z=z / 2 - 0.0011)] if rng.random() < 0.7 else []
    model = assemble([difference(bar, cutters) if cutters else bar], crease_deg=45)
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Pale, slightly translucent, some marbled."""
    color = pick(rng, PASTELS, NEUTRALS[:2], ("#e9c46a", "#8fb98b", "#d98f5c"))
    marble = Speckle(
        second_color=mix(color, (0.8, 0.78, 0.74), float(rng.uniform(0.2, 0.8))),
        scale_m=0.03,
        amount=float(rng.choice([0.1, 0.45])),
        contrast=0.3,
        distortion=float(rng.uniform(0, 3)),
        bump_m=0.00005,
        seed=seed(rng),
    )
    return (
        Material(
            base_color=color, roughness=float(rng.uniform(0.3, 0.5)), ior=1.45, subsurface=0.4, subsurface_radius_m=0.003, pattern=marble
        ),
    )


CATEGORY = Category("soap", shape, style)
