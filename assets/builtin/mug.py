"""Mugs with handles."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import union
from setpiece.assets.kit.color import EARTHS, NEUTRALS, PASTELS, PLASTICS, pick
from setpiece.assets.kit.designs import ware
from setpiece.assets.kit.finishes import art, glaze, printed
from setpiece.assets.kit.loft import lathe, tube
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import Knot, fillet, smooth_curve, superellipse
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model

INSIDE, OUTSIDE = 0, 1


def _cup(rim: float, foot: float, belly: float, height: float, wall: float) -> Part:
    """Wall from foot to rim, bulging by ``belly`` half-way up."""
    middle = (rim + foot) / 2 + belly
    outer: list[Knot] = [(0.0, 0.0015), (foot * 0.8, 0.0015, 0.001), (foot * 0.84, 0.0, 0.001), (foot, 0.0, 0.004)]
    profile = fillet(
        [
            *outer,
            (middle, height * 0.5, 0.12),
            (rim, height, wall * 0.48),
            (rim - wall, height, wall * 0.48),
            (middle - wall, height * 0.5, 0.12),
            (foot - wall, wall * 1.6, 0.012),
            (0.0, wall * 1.6),
        ],
        step_deg=7,
    )
    outside = np.arange(len(profile) - 1) < int(profile[:, 1].argmax())
    return lathe(profile, segments=72, z_range=(0.0, height), slots=np.where(outside, OUTSIDE, INSIDE))


def _handle(radius: float, wall: float, height: float, reach: float, thick: float, low: float, high: float) -> Part:
    """An ear in the xz plane; its ends stay inside the wall."""
    start, end = radius - wall * 0.5, radius - wall * 0.5
    span = high - low
    knots = [
        (start, 0.0, high),
        (start + reach * 0.45, 0.0, high + 0.04 * span),
        (start + reach, 0.0, high - 0.3 * span),
        (start + reach * 0.85, 0.0, low + 0.3 * span),
        (end + reach * 0.3, 0.0, low + 0.02 * span),
        (end, 0.0, low),
    ]
    return tube(smooth_curve(knots, 40), superellipse(thick * 1.35, thick * 0.8, 2.6, 24), up=(0.0, 0.0, 1.0))


def shape(rng: np.random.Generator) -> Model:
    """8 to 11 cm tall, straight, tapered or bellied."""
    height, rim, wall = float(rng.uniform(0.08, 0.11)), float(rng.uniform(0.037, 0.046)), float(rng.uniform(0.0038, 0.005))
    foot = rim * float(rng.choice([0.97, rng.uniform(0.72, 0.9)]))
    belly = float(rng.choice([0.0, rng.uniform(0.001, 0.006)]))
    low, high = 0.2 * height, float(rng.uniform(0.78, 0.86)) * height
    at_handle = min(rim, foot + 0.3 * (rim - foot) + 0.5 * belly)
    handle = _handle(at_handle, wall, height, float(rng.uniform(0.026, 0.034)), float(rng.uniform(0.004, 0.0055)), low, high)
    cup = _cup(rim, foot, belly, height, wall)
    body = union([cup, handle.painted(INSIDE)])
    pixels = int(1024 * height / (2 * np.pi * rim))
    model = assemble([body], textures={f"print{k}": ware(rng, 1024, pixels).texture() for k in range(2)})
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """One glaze, two glazes, or a print around the outside."""
    body = glaze(rng, pick(rng, NEUTRALS, PASTELS, EARTHS, PLASTICS))
    kind = rng.random()
    if kind < 0.5:
        return body, body
    if kind < 0.75:
        return glaze(rng, pick(rng, NEUTRALS[:3])), glaze(rng, pick(rng, PASTELS, EARTHS, PLASTICS))
    return body, printed(rng, art(rng, model, "print"), (0.08, 0.2))


CATEGORY = Category("mug", shape, style)
