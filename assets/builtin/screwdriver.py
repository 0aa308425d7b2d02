"""Screwdrivers: fluted plastic handle, steel blade, slotted or cross tip."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import difference
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.color import PLASTICS, pick, rgb
from setpiece.assets.kit.finishes import metal, plastic, rubber, translucent_plastic
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Float64, Part, assemble
from setpiece.assets.kit.profile import Knot, fillet, middles
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model

HANDLE, STEEL, ACCENT = range(3)


def _handle(length: float, radius: float, flutes: int, depth: float) -> Part:
    profile = fillet(
        [
            (0.0, 0.0),
            (radius * 0.8, 0.0, radius * 0.5),
            (radius, length * 0.15, 0.02),
            (radius, length * 0.62, 0.03),
            (radius * 0.62, length * 0.8, 0.015),
            (radius * 0.72, length * 0.93, 0.006),
            (radius * 0.5, length, 0.004),
            (0.0, length),
        ],
        step_deg=9,
    )
    # Long facets need rows between the profile's corners, or the flutes could not fade out.
    dense = np.concatenate([np.linspace(a, b, 5)[:-1] if np.linalg.norm(b - a) > 0.008 else a[None] for a, b in pairwise(profile)])
    section = np.concatenate([dense, profile[-1:]])
    body = lathe(section, segments=96, slots=np.where(middles(section)[:, 1] < length * 0.07, ACCENT, HANDLE))

    def fluted(vertices: Float64) -> Float64:
        angle, share = np.arctan2(vertices[:, 1], vertices[:, 0]), vertices[:, 2] / length
        reach = np.clip(np.minimum(share - 0.05, 0.72 - share) / 0.15, 0, 1)
        factor = 1 - depth * reach * (0.5 + 0.5 * np.cos(flutes * angle)) ** 2
        result: Float64 = vertices * np.stack([factor, factor, np.ones_like(factor)], axis=1)
        return result

    return body.warped(fluted)


def _blade(start: float, length: float, radius: float, cross: bool) -> Part:
    end = start + length
    if cross:
        point: list[Knot] = [(radius, end - radius * 2.6), (radius * 0.35, end - radius * 0.2, 0.0004), (0.0, end)]
        shaft = lathe(fillet([(0.0, start - 0.01), (radius, start - 0.01), *point]), segments=32)
        arm = rounded_box(radius * 2, radius * 2, radius * 6, 0.0002, steps=2).moved(radius * 1.25, radius * 1.25, end)
        return difference(shaft, [arm.turned((0, 0, 1), 90.0 * k) for k in range(4)])
    flat: list[Knot] = [(radius, end - radius * 4), (radius * 1.25, end - radius * 1.5, 0.003), (radius * 1.15, end), (0.0, end)]
    shaft = lathe(fillet([(0.0, start - 0.01), (radius, start - 0.01), *flat]), segments=32)
    rows = shaft.vertices[:, 2]

    def forged(vertices: Float64) -> Float64:
        share = np.clip((rows - (end - radius * 4)) / (radius * 4), 0, 1)
        result: Float64 = vertices * np.stack([1 - 0.8 * share**0.7, np.ones_like(share), np.ones_like(share)], axis=1)
        return result

    return shaft.warped(forged)


def shape(rng: np.random.Generator) -> Model:
    """15 to 30 cm long, on its side."""
    handle, radius = float(rng.uniform(0.08, 0.115)), float(rng.uniform(0.011, 0.017))
    body = _handle(handle, radius, int(rng.integers(6, 9)), float(rng.uniform(0.08, 0.16)))
    blade = _blade(handle, float(rng.uniform(0.07, 0.17)), float(rng.uniform(0.0025, 0.0038)), bool(rng.random() < 0.5)).painted(STEEL)
    ferrule = lathe(
        fillet([(0.0, handle * 0.97), (radius * 0.42, handle * 0.97), (radius * 0.42, handle + 0.004, 0.001), (0.0, handle + 0.004)]),
        segments=40,
    )
    model = assemble([part.turned((0, 1, 0), 90) for part in (body, blade, ferrule.painted(STEEL))])
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Opaque, two-component or clear acetate handles; plated blades."""
    color = pick(rng, PLASTICS, ("#26282b", "#1c1c1e"))
    kind = rng.random()
    if kind < 0.25:
        handle = translucent_plastic(rng, rgb(np.sqrt(color)), 0.8)
    else:
        handle = plastic(rng, color) if kind < 0.65 else rubber(rng, color)
    return handle, metal(rng, "chrome", (0.1, 0.3)), plastic(rng, pick(rng, PLASTICS, ("#1c1c1e", "#e7e2d6")))


CATEGORY = Category("screwdriver", shape, style, stands=False)
