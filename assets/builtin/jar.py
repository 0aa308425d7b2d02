"""Glass jars with screwed lids, labels and something inside."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.color import NEUTRALS, PLASTICS, pick, rgb
from setpiece.assets.kit.designs import label
from setpiece.assets.kit.finishes import art, glass, metal, printed, seed, wear
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import Knot, fillet
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Speckle

GLASS, LID, LABEL, CONTENT = range(4)
_FOODS = ((0.42, 0.03, 0.03), (0.75, 0.3, 0.04), (0.6, 0.42, 0.2), (0.1, 0.045, 0.03), (0.5, 0.45, 0.1), (0.75, 0.68, 0.5))


def _glass(radius: float, height: float, neck: float, wall: float) -> Part:
    profile = fillet(
        [
            (0.0, 0.003),
            (radius * 0.75, 0.002, 0.006),
            (radius * 0.8, 0.0, 0.002),
            (radius, 0.0, 0.006),
            (radius, height - 0.02, 0.012),
            (neck, height - 0.013, 0.004),
            (neck, height, wall * 0.45),
            (neck - wall, height, wall * 0.45),
            (neck - wall, height - 0.012, 0.005),
            (radius - wall, height - 0.021, 0.011),
            (radius - wall, wall * 2, 0.007),
            (0.0, wall * 2),
        ],
        step_deg=15,
    )
    return lathe(profile, segments=64).painted(GLASS)


def _lid(neck: float, height: float) -> Part:
    """A pressed metal lid: rolled edge, knurled skirt, stepped top."""
    r, top = neck + 0.0026, height + 0.0016
    profile = fillet(
        [
            (0.0, height + 0.0003),
            (neck + 0.0004, height + 0.0003),
            (neck + 0.0004, height - 0.0105),
            (r + 0.0006, height - 0.0105, 0.0007),
            (r + 0.0006, height - 0.0085, 0.0006),
            (r, height - 0.008, 0.0004),
            (r, top, 0.0022),
            (r - 0.005, top, 0.001),
            (r - 0.0065, top - 0.0008, 0.001),
            (0.0, top - 0.0008),
        ]
    )
    return lathe(profile, segments=72).painted(LID)


def _content(radius: float, height: float, level: float, wall: float) -> Part:
    inner = radius - wall - 0.0002
    knots: list[Knot] = [
        (0.0, wall * 2 + 0.0002),
        (inner, wall * 2 + 0.0002, 0.007),
        (inner, level, 0.002),
        (inner * 0.6, level - 0.0012, 0.02),
        (0.0, level - 0.001),
    ]
    return lathe(fillet(knots), segments=64).painted(CONTENT)


def shape(rng: np.random.Generator) -> Model:
    """Jam to gherkins: 8 to 16 cm tall."""
    radius = float(rng.uniform(0.03, 0.046))
    height, wall = radius * float(rng.uniform(2.2, 3.6)), 0.0026
    neck = radius * float(rng.uniform(0.84, 0.95))
    low, high = float(rng.uniform(0.12, 0.2)) * height, float(rng.uniform(0.6, 0.72)) * height
    skin = radius + 0.00012
    sleeve = lathe([(skin - 0.0001, low), (skin, low), (skin, high), (skin - 0.0001, high)], segments=64, closed=True, z_range=(low, high))
    level = float(rng.uniform(0.65, 0.78)) * height
    parts = [_glass(radius, height, neck, wall), _lid(neck, height), sleeve.painted(LABEL), _content(radius, height, level, wall)]
    pixels = max(160, int(1024 * (high - low) / (2 * np.pi * radius)))
    model = assemble(parts, textures={f"label{k}": label(rng, 1024, pixels).texture() for k in range(3)})
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Clear glass, lacquered or bare lid, jam, honey, spread or pickles."""
    food = rgb(np.clip(np.array(_FOODS[int(rng.integers(len(_FOODS)))]) * rng.uniform(0.8, 1.2), 0.03, 0.85))
    pieces = Speckle(
        second_color=rgb(np.clip(np.array(food) * rng.uniform(0.35, 1.6), 0.03, 0.85)),
        scale_m=float(rng.uniform(0.004, 0.015)),
        contrast=float(rng.uniform(0.1, 0.6)),
        seed=seed(rng),
    )
    content = Material(base_color=food, roughness=0.25, ior=1.4, subsurface=0.3, pattern=pieces)
    lacquer = Material(base_color=pick(rng, PLASTICS, NEUTRALS), roughness=float(rng.uniform(0.2, 0.4)), coat=0.4, pattern=wear(rng))
    lid = lacquer if rng.random() < 0.6 else metal(rng, str(rng.choice(["brass", "steel"])), (0.2, 0.4))
    return glass(rng), lid, printed(rng, art(rng, model, "label")), content


CATEGORY = Category("jar", shape, style)
