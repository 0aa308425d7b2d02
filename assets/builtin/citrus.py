"""Oranges and lemons: pitted rinds of oil glands, navel and stem scar."""

from dataclasses import replace

import numpy as np

from setpiece.assets.kit.fields import Float64, blend, globe, lumps, picture, smoothstep
from setpiece.assets.kit.finishes import art, seed
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import smooth_curve
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model, Texture
from setpiece.assets.patterns import Speckle
from setpiece.assets.spec import Rgb

RIND, SCAR = 0, 1


def _rind(rng: np.random.Generator, ripe: Rgb, green: Rgb) -> Texture:
    """Blotches of ripeness, glands, a greener end at the stem."""
    points = globe(512)
    base = np.array(ripe) * rng.uniform(0.9, 1.08, 3)
    shade = 0.3 * np.abs(lumps(points, rng, 1.4)) + 0.1 * lumps(points, rng, 0.3) + 0.35 * smoothstep(0.85, 1.0, points[..., 2])
    color = blend(shade * rng.uniform(0.1, 0.6), base, np.array(green))
    glands = 0.06 * lumps(points, rng, 0.045, 24)
    scars = smoothstep(2.5, 2.9, lumps(points, rng, 0.2)) * 0.4
    return picture(blend(scars, color * (1 + glands[..., None]), np.array((0.3, 0.2, 0.08))))


def _button(height: float, radius: float) -> Part:
    """What is left of the stem: a small five-cornered disc in a dimple."""
    knob = lathe(
        [(0.0, -0.002), (radius, -0.002), (radius, 0.0), (radius * 0.75, 0.0006), (radius * 0.35, 0.0002), (0.0, 0.0001)], segments=30
    )
    star = knob.warped(lambda v: v * (1 + 0.15 * np.cos(5 * np.arctan2(v[:, 1], v[:, 0])))[:, None] ** np.array([1, 1, 0]))
    return star.moved(z=height).painted(SCAR)


def _fruit(rng: np.random.Generator, section: Float64, textures: dict[str, Texture], dimple: float) -> Model:
    chance = np.random.default_rng(int(rng.integers(2**32)))
    size = float(section[:, 0].max())
    waves = np.random.default_rng(int(chance.integers(2**32)))

    def grown(vertices: Float64) -> Float64:
        return vertices * (1 + 0.012 * lumps(vertices, waves, size * 2.0))[:, None]

    body = lathe(section, segments=88).warped(grown)
    top = body.vertices[np.hypot(body.vertices[:, 0], body.vertices[:, 1]) < 1e-6][:, 2].max()
    model = assemble([body.painted(RIND), _button(float(top) + 0.0004, dimple)], textures=textures)
    return replace(model, materials=style(rng, model))


def orange(rng: np.random.Generator) -> Model:
    """6 to 9 cm across, a little flattened."""
    radius, flat = float(rng.uniform(0.031, 0.044)), float(rng.uniform(0.9, 1.0))
    knots = np.array(
        [
            (0, 0.03),
            (0.06, 0.015),
            (0.2, 0.02),
            (0.6, 0.2),
            (0.92, 0.6),
            (1.0, 1.0),
            (0.92, 1.4),
            (0.6, 1.8),
            (0.2, 1.965),
            (0.07, 1.95),
            (0, 1.93),
        ]
    )
    section = smooth_curve(knots * [1, flat], 60) * radius
    section[:, 0] = np.maximum(section[:, 0], 0.0)
    section[[0, -1], 0] = 0.0
    return _fruit(rng, section, {f"rind{k}": _rind(rng, (0.78, 0.26, 0.012), (0.5, 0.36, 0.02)) for k in range(2)}, 0.0032)


def lemon(rng: np.random.Generator) -> Model:
    """7 to 10 cm long with a nipple at one end, lying on its side."""
    radius, tall = float(rng.uniform(0.026, 0.033)), float(rng.uniform(1.2, 1.45))
    knots = np.array(
        [
            (0, -0.16),
            (0.09, -0.15),
            (0.17, -0.07),
            (0.26, 0.04),
            (0.6, 0.26),
            (0.93, 0.66),
            (1.0, 1.05),
            (0.88, 1.5),
            (0.52, 1.88),
            (0.22, 2.02),
            (0.1, 2.05),
            (0, 2.03),
        ]
    )
    section = smooth_curve(knots * [1, tall], 64) * radius
    section[:, 0] = np.maximum(section[:, 0], 0.0)
    section[[0, -1], 0] = 0.0
    return _fruit(rng, section, {f"rind{k}": _rind(rng, (0.8, 0.55, 0.03), (0.45, 0.5, 0.05)) for k in range(2)}, 0.0024)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Waxed rind with pits a millimetre apart."""
    pits = Speckle(second_color=(0.72, 0.36, 0.015), scale_m=0.0017, detail=1.0, contrast=0.4, amount=0.06, bump_m=0.00025, seed=seed(rng))
    rind = Material(base_color_map=art(rng, model, "rind"), roughness=float(rng.uniform(0.32, 0.5)), ior=1.45, subsurface=0.1, pattern=pits)
    return rind, Material(base_color=(0.22, 0.24, 0.08), roughness=0.8)
