"""Traffic cones with square feet and reflective bands."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import difference
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.color import linear, vary
from setpiece.assets.kit.finishes import rubber, wear
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import assemble
from setpiece.assets.kit.profile import fillet
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model

CONE, BAND, FOOT = range(3)


def shape(rng: np.random.Generator) -> Model:
    """23 cm training cones to 90 cm road cones; hollow, open at the tip."""
    height = float(rng.choice([0.23, 0.3, 0.46, 0.5, 0.71, 0.75, 0.91]))
    base, tip, wall = height * float(rng.uniform(0.16, 0.19)), height * 0.03 + 0.006, 0.003 + 0.003 * height
    foot_h, side = 0.012 + 0.022 * height, height * float(rng.uniform(0.5, 0.56))
    slope = (base - tip) / height

    def radius(z: float) -> float:
        return base - slope * z

    cone = lathe(
        fillet(
            [
                (base + 0.004, foot_h * 0.9),
                (base + 0.004, foot_h * 1.3, 0.004),
                (radius(foot_h * 1.6), foot_h * 1.6, 0.01),
                (tip, height, wall * 0.45),
                (tip - wall * 0.9, height, wall * 0.45),
                (base - wall, foot_h * 0.9),
            ],
            closed=True,
        ),
        segments=72,
        closed=True,
    ).painted(CONE)
    parts = [cone]
    bands = int(rng.integers(1, 3))
    for k in range(bands):
        low = height * (0.62 - 0.3 * k) if bands == 2 else height * 0.45
        high = low + height * (0.16 if k == 0 else 0.1)
        ring = [(radius(low) - 0.001, low), (radius(low) + 0.0007, low), (radius(high) + 0.0007, high), (radius(high) - 0.001, high)]
        parts.append(lathe(ring, segments=72, closed=True).painted(BAND))
    hole = lathe([(0.0, -1.0), (base - wall, -1.0), (base - wall, 1.0), (0.0, 1.0)], segments=72)
    foot = rounded_box(side, side, foot_h, foot_h * 0.3, steps=6).moved(z=foot_h / 2)
    parts.append(difference(foot, [hole]).painted(FOOT))
    model = assemble(parts)
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Orange, rarely yellow or green; white sheeting; foot of the same colour or of black recycled rubber."""
    hue = vary(linear(str(rng.choice(["#f0501e", "#ee5a24", "#e8481a", "#f2b705", "#7fbf2a"], p=[0.35, 0.3, 0.25, 0.06, 0.04]))), rng, 0.06)
    dirt = wear(rng, 0.9, 0.12, 0.0002)
    cone = Material(base_color=hue, roughness=float(rng.uniform(0.35, 0.6)), pattern=dirt)
    band = Material(base_color=vary((0.75, 0.75, 0.74), rng, 0.05), roughness=0.3, coat=0.5, pattern=wear(rng, 0.6, 0.05))
    foot = rubber(rng, (0.035, 0.035, 0.036)) if rng.random() < 0.5 else cone
    return cone, band, foot


CATEGORY = Category("traffic_cone", shape, style)
