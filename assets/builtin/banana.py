"""Bananas."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.fields import Float64, blend, lumps, picture, smoothstep
from setpiece.assets.kit.finishes import art, seed
from setpiece.assets.kit.loft import tube
from setpiece.assets.kit.part import assemble
from setpiece.assets.kit.profile import superellipse
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model, Texture
from setpiece.assets.patterns import Speckle

_POINTS = 56


def _skin(rng: np.random.Generator, ripeness: float) -> Texture:
    """U around, v along from stem to tip: green ends when young, brown flecks along the ridges when old."""
    u, v = np.meshgrid((np.arange(192) + 0.5) / 192, 1 - (np.arange(640) + 0.5) / 640)
    space = np.stack([np.cos(2 * np.pi * u), np.sin(2 * np.pi * u), 9 * v], axis=-1)
    yellow = np.array((0.72, 0.47, 0.05)) * rng.uniform(0.92, 1.06)
    ends = 1 - smoothstep(0.04, 0.24, v)
    ends = np.maximum(ends, smoothstep(0.86, 0.98, v))
    color = blend(ends * (1.1 - ripeness), yellow * (1 + 0.05 * lumps(space, rng, 1.2)[..., None]), np.array((0.34, 0.42, 0.05)))
    ridges = (0.5 + 0.5 * np.cos(2 * np.pi * 5 * u)) ** 8
    color = blend(0.3 * ridges, color, np.array((0.5, 0.36, 0.05)))
    stretched = space * np.array([1.0, 1.0, 0.35])
    flecks = smoothstep(2.2 - 1.1 * ripeness, 2.7 - 0.9 * ripeness, lumps(stretched, rng, 0.22, 24) + 0.7 * ridges * ripeness)
    color = blend(0.85 * flecks, color, np.array((0.1, 0.05, 0.03)))
    bruises = smoothstep(1.6, 2.6, lumps(space, rng, 1.6)) * ripeness
    color = blend(0.6 * bruises, color, np.array((0.2, 0.1, 0.03)))
    dark = np.maximum(smoothstep(0.965, 0.98, v), 0.7 * (1 - smoothstep(0.0, 0.03, v)))
    return picture(blend(dark, color, np.array((0.05, 0.035, 0.03))))


def _spine(length: float, bend_deg: float) -> Float64:
    """An arc in the xy plane that bends most in its stem half."""
    share = np.linspace(0, 1, _POINTS)
    angle = np.deg2rad(bend_deg) * (share + 0.25 * np.sin(np.pi * share) - 0.5)
    steps = np.stack([np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=1) * length / (_POINTS - 1)
    return np.cumsum(steps, axis=0)


def _girth() -> Float64:
    """Share of the full radius along the fruit: thin stem, body, blunt tip."""
    share = np.linspace(0, 1, _POINTS)
    body = smoothstep(0.1, 0.34, share) * (1 - 0.75 * smoothstep(0.74, 0.965, share))
    stem = 0.36 + 0.06 * (1 - smoothstep(0.0, 0.03, share))
    girth = np.maximum(stem * (1 - smoothstep(0.12, 0.3, share)), 0.0) + body * (1 - 0.3 * (1 - smoothstep(0.1, 0.34, share)))
    girth = np.maximum(girth, 0.25)
    girth[-1] = 0.2
    result: Float64 = girth
    return result


def shape(rng: np.random.Generator) -> Model:
    """15 to 22 cm long along the curve, lying on a flank."""
    length, radius = float(rng.uniform(0.16, 0.22)), float(rng.uniform(0.0155, 0.019))
    circle = superellipse(radius, radius, 2.0, 60)
    angle = np.arctan2(circle[:, 1], circle[:, 0])
    section = circle * (1 + 0.05 * np.cos(5 * angle) + 0.012 * np.cos(10 * angle))[:, None]
    waves = np.random.default_rng(int(rng.integers(2**32)))
    fruit = tube(_spine(length, float(rng.uniform(50, 95))), section, scale=_girth(), up=(0, 0, 1))
    fruit = fruit.warped(lambda v: v + 0.00014 * lumps(v, waves, 0.03)[:, None])
    ripeness = sorted(float(share) for share in rng.uniform(0.0, 0.9, 2))
    model = assemble([fruit], textures={f"skin{k}": _skin(rng, share) for k, share in enumerate(ripeness)})
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """From green-tipped to freckled."""
    fine = Speckle(second_color=(0.4, 0.28, 0.05), scale_m=0.004, amount=0.08, bump_m=0.00006, seed=seed(rng))
    return (
        Material(base_color_map=art(rng, model, "skin"), roughness=float(rng.uniform(0.38, 0.55)), ior=1.45, subsurface=0.1, pattern=fine),
    )


CATEGORY = Category("banana", shape, style, stands=False)
