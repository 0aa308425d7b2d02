"""Apples."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.fields import Float64, blend, globe, lumps, picture, smoothstep
from setpiece.assets.kit.finishes import art, seed
from setpiece.assets.kit.loft import lathe, tube
from setpiece.assets.kit.part import assemble
from setpiece.assets.kit.profile import smooth_curve, superellipse
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model, Texture
from setpiece.assets.patterns import Speckle

SKIN, STEM = 0, 1
_GROUNDS = ((0.55, 0.5, 0.08), (0.42, 0.5, 0.06), (0.6, 0.42, 0.06), (0.35, 0.45, 0.05))
_BLUSHES = ((0.36, 0.025, 0.03), (0.28, 0.02, 0.035), (0.45, 0.07, 0.03), (0.5, 0.12, 0.04))


def _skin(rng: np.random.Generator, blush: float) -> Texture:
    """Streaks from stem to calyx over a green or yellow ground, pores, a russet funnel around the stem."""
    points = globe(512)
    ground, red = np.array(_GROUNDS[int(rng.integers(4))]), np.array(_BLUSHES[int(rng.integers(4))])
    longitude = np.arctan2(points[..., 1], points[..., 0])
    wavering = longitude + 0.03 * lumps(points, rng, 1.2, 8)
    streaks = np.sum([rng.normal() * np.cos(k * wavering + rng.uniform(0, 2 * np.pi)) for k in range(5, 60, 5)], axis=0) / 5
    cover = blush + 0.35 * lumps(points, rng, 2.5, 8) + 0.16 * streaks + 0.06 * lumps(points, rng, 0.12)
    color = blend(smoothstep(-0.1, 0.75, cover), ground * (1 + 0.08 * lumps(points, rng, 0.5)[..., None]), red)
    pores = smoothstep(2.1, 2.6, np.abs(lumps(points, rng, 0.07, 24)))
    color = blend(0.5 * pores, color, np.array((0.6, 0.5, 0.25)))
    russet = smoothstep(0.955, 0.99, points[..., 2] + 0.012 * lumps(points, rng, 0.15))
    return picture(blend(0.8 * russet, color, np.array((0.28, 0.2, 0.07))))


def _body(rng: np.random.Generator, radius: float, tall: float) -> Float64:
    """Half section from the calyx (below) to the stem's funnel."""
    knots = np.array(
        [
            (0.0, 0.13),
            (0.1, 0.06),
            (0.26, 0.0),
            (0.5, 0.06),
            (0.84, 0.42),
            (1.0, 0.95),
            (0.95, 1.35),
            (0.72, 1.68),
            (0.42, 1.74),
            (0.2, 1.62),
            (0.07, 1.42),
            (0.0, 1.34),
        ]
    )
    knots[:, 1] *= tall
    knots[4:7, 0] *= 1 - rng.uniform(-0.02, 0.03)
    section = smooth_curve(knots, 64) * radius
    section[[0, -1], 0] = 0.0
    section[:, 0] = np.maximum(section[:, 0], 0.0)
    return section


def shape(rng: np.random.Generator) -> Model:
    """6.5 to 9 cm across, five-lobed below, never quite round."""
    radius, tall = float(rng.uniform(0.032, 0.044)), float(rng.uniform(0.92, 1.1))
    lobes, phase = float(rng.uniform(0.01, 0.035)), float(rng.uniform(0, 6))

    def grown(vertices: Float64) -> Float64:
        angle = np.arctan2(vertices[:, 1], vertices[:, 0])
        low = 1 - np.clip(vertices[:, 2] / (1.6 * radius), 0, 1)
        factor = (
            1 + lobes * low * np.cos(5 * angle + phase) + 0.012 * lumps(vertices, np.random.default_rng(int(phase * 1e6)), radius * 2.2)
        )
        result: Float64 = vertices * factor[:, None] + np.outer(vertices[:, 2], [0.05 * np.cos(phase), 0.05 * np.sin(phase), 0.0])
        return result

    body = lathe(_body(rng, radius, tall), segments=88).warped(grown).painted(SKIN)
    top = 1.36 * radius * tall
    lean = rng.normal(0, 0.006, 2)
    stem_path = smooth_curve(
        [(0, 0, top - 0.004), (lean[0] * 0.3, lean[1] * 0.3, top + 0.009), (lean[0], lean[1], top + float(rng.uniform(0.014, 0.022)))], 10
    )
    drift = np.array([0.05 * np.cos(phase), 0.05 * np.sin(phase), 0.0]) * top
    stem = tube(stem_path + drift, superellipse(0.0014, 0.0016, 2, 12), scale=np.linspace(0.9, 1.5, 10), up=(0, 1, 0)).painted(STEM)
    blushes = (0.0, 0.5) if rng.random() < 0.5 else (0.3, 0.9)
    model = assemble([body, stem], textures={f"skin{k}": _skin(rng, blush) for k, blush in enumerate(blushes)})
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Waxed or dull skin."""
    fine = Speckle(second_color=(0.4, 0.3, 0.1), scale_m=0.002, amount=0.05, bump_m=0.00003, seed=seed(rng))
    skin = Material(
        base_color_map=art(rng, model, "skin"), roughness=float(rng.uniform(0.25, 0.45)), ior=1.45, coat=0.2, subsurface=0.1, pattern=fine
    )
    return skin, Material(base_color=(0.16, 0.1, 0.05), roughness=0.8)


CATEGORY = Category("apple", shape, style)
