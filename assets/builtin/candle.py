"""Candles: pillars, votives and tapers of wax with burnt wicks."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.color import NEUTRALS, PASTELS, PLASTICS, mix, pick
from setpiece.assets.kit.fields import Float64, lumps
from setpiece.assets.kit.finishes import seed
from setpiece.assets.kit.loft import lathe, tube
from setpiece.assets.kit.part import assemble
from setpiece.assets.kit.profile import fillet, smooth_curve, superellipse
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Speckle

WAX, WICK = 0, 1


def shape(rng: np.random.Generator) -> Model:
    """4 to 8 cm across and 5 to 20 cm tall; the used ones have a molten hollow."""
    radius = float(rng.uniform(0.018, 0.04))
    height, used = radius * float(rng.uniform(1.6, 5.0)), float(rng.choice([0.0, rng.uniform(0.1, 0.4)]))
    hollow = used * radius
    profile = fillet(
        [
            (0.0, 0.0),
            (radius, 0.0, 0.002),
            (radius, height, 0.002 + 0.1 * radius * (used > 0)),
            (radius * 0.8, height - hollow * 0.15, 0.004),
            (radius * 0.6, height - hollow, 0.01),
            (0.0, height - hollow),
        ],
        step_deg=9,
    )
    waves = np.random.default_rng(int(rng.integers(2**32)))
    wall = np.flatnonzero(np.diff(profile[:, 1]) > 0.3 * height)[0]
    dense = np.linspace(profile[wall], profile[wall + 1], 14)[1:-1]
    profile = np.insert(profile, wall + 1, dense, axis=0)

    def slumped(vertices: Float64) -> Float64:
        top = np.clip(vertices[:, 2] / height - 0.6, 0, 1) * (used > 0)
        result: Float64 = vertices * (1 + (0.004 + 0.05 * top) * lumps(vertices, waves, radius * 1.6))[:, None] ** np.array([1, 1, 0.3])
        return result

    body = lathe(profile, segments=72).warped(slumped).painted(WAX)
    foot = height - hollow
    lean = rng.normal(0, 0.002, 2)
    path = smooth_curve(
        [(0, 0, foot - 0.004), (lean[0] * 0.2, lean[1] * 0.2, foot + 0.005), (lean[0], lean[1], foot + float(rng.uniform(0.008, 0.014)))],
        10,
    )
    wick = tube(path, superellipse(0.0011, 0.0009, 2, 10), up=(0, 1, 0)).painted(WICK)
    model = assemble([body, wick])
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Ivory, white or dyed wax, which light enters a few millimetres; a charred or a new wick."""
    color = pick(rng, ("#f3ead2", "#f6f1e6", "#efe0bd"), PASTELS, NEUTRALS[:2]) if rng.random() < 0.7 else pick(rng, PLASTICS)
    bloom = Speckle(
        second_color=mix(color, (0.8, 0.78, 0.74), 0.4), scale_m=0.02, amount=0.25, contrast=0.1, bump_m=0.00006, seed=seed(rng)
    )
    wax = Material(
        base_color=color, roughness=float(rng.uniform(0.35, 0.55)), ior=1.44, subsurface=0.6, subsurface_radius_m=0.004, pattern=bloom
    )
    char = (0.03, 0.03, 0.03) if rng.random() < 0.6 else (0.7, 0.66, 0.55)
    return wax, Material(base_color=char, roughness=0.95)


CATEGORY = Category("candle", shape, style)
