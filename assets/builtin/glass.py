"""Drinking glasses: tumblers and stemmed wine glasses, empty or with a drink."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.color import rgb
from setpiece.assets.kit.finishes import glass
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Float64, assemble
from setpiece.assets.kit.profile import Knot, fillet
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model

GLASS, DRINK = 0, 1
_DRINKS = ((0.98, 0.98, 0.98), (0.45, 0.03, 0.06), (0.95, 0.88, 0.5), (0.97, 0.6, 0.1), (0.9, 0.55, 0.12), (0.85, 0.2, 0.2))


def _tumbler(rng: np.random.Generator) -> tuple[list[Knot], list[Knot]]:
    rim = float(rng.uniform(0.031, 0.043))
    foot, height, wall = rim * float(rng.uniform(0.7, 0.97)), float(rng.uniform(0.08, 0.15)), float(rng.uniform(0.0016, 0.0028))
    floor = float(rng.uniform(0.006, 0.014))
    outer: list[Knot] = [
        (0.0, 0.0012),
        (foot * 0.8, 0.0006, 0.004),
        (foot * 0.88, 0.0, 0.001),
        (foot, 0.0, 0.004),
        (rim, height, wall * 0.48),
    ]
    inner: list[Knot] = [(rim - wall, height, wall * 0.48), (foot - wall * 1.1, floor, 0.007), (0.0, floor)]
    return outer, inner


def _goblet(rng: np.random.Generator) -> tuple[list[Knot], list[Knot]]:
    bowl, wall = float(rng.uniform(0.032, 0.045)), 0.0013
    stem, tall = float(rng.uniform(0.065, 0.095)), bowl * float(rng.uniform(2.0, 2.6))
    rim, foot = bowl * float(rng.uniform(0.72, 0.95)), bowl * float(rng.uniform(0.85, 1.0))
    outer: list[Knot] = [
        (0.0, 0.0012),
        (foot * 0.9, 0.0, 0.0006),
        (foot, 0.0, 0.0007),
        (foot, 0.0016, 0.0007),
        (0.0045, 0.0075, 0.01),
        (0.0038, stem * 0.9, 0.02),
        (0.0075, stem + 0.004, 0.015),
        (bowl * 0.9, stem + 0.14 * tall, bowl * 0.6),
        (bowl, stem + 0.45 * tall, bowl),
        (rim, stem + tall, wall * 0.48),
    ]
    inner: list[Knot] = [
        (rim - wall, stem + tall, wall * 0.48),
        (bowl - wall, stem + 0.45 * tall, bowl),
        (bowl * 0.9 - wall, stem + 0.14 * tall + wall, bowl * 0.6),
        (0.006, stem + 0.0095, 0.012),
        (0.0, stem + 0.009),
    ]
    return outer, inner


def _drink(inside: Float64, share: float) -> Float64:
    """The profile of the liquid: the inside's, a hair smaller, up to a level with a faint meniscus."""
    wall = (inside - [0.00015, 0.0])[::-1]
    wall[:, 0] = np.maximum(wall[:, 0], 0.0)
    wall[:, 1] += 0.00015
    level = wall[0, 1] + share * (wall[-1, 1] - wall[0, 1])
    below = wall[wall[:, 1] < level]
    radius = float(np.interp(level, wall[:, 1], wall[:, 0]))
    return np.concatenate([below, [[radius, level], [radius - 0.0012, level - 0.0006], [0.0, level - 0.0007]]])


def shape(rng: np.random.Generator) -> Model:
    """8 to 22 cm tall."""
    outer, inner = _tumbler(rng) if rng.random() < 0.6 else _goblet(rng)
    profile = fillet([*outer, *inner], step_deg=8)
    parts = [lathe(profile, segments=64).painted(GLASS)]
    if rng.random() < 0.55:
        drink = _drink(fillet(inner, step_deg=8), float(rng.uniform(0.12, 0.75)))
        parts.append(lathe(drink, segments=64).painted(DRINK))
    model = assemble(parts)
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Clear, rarely tinted; water, wine, juice, beer."""
    tint = rgb(rng.uniform(0.6, 0.95, 3)) if rng.random() < 0.12 else (0.98, 0.99, 0.985)
    drink = Material(base_color=_DRINKS[int(rng.integers(len(_DRINKS)))], roughness=0.0, ior=1.34, transmission=1.0)
    return glass(rng, tint), drink


CATEGORY = Category("glass", shape, style)
