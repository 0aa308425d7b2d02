"""Bottles of glass and plastic, filled, capped and labelled."""

from dataclasses import dataclass, replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.color import NEUTRALS, PASTELS, PLASTICS, pick, rgb
from setpiece.assets.kit.designs import label
from setpiece.assets.kit.finishes import art, glass, metal, plastic, printed
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Float64, Part, assemble
from setpiece.assets.kit.profile import Knot, fillet
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model

BODY, CAP, LABEL, CONTENT = range(4)
_TINTS = ((0.97, 0.985, 0.975), (0.62, 0.82, 0.58), (0.45, 0.68, 0.5), (0.76, 0.52, 0.24), (0.8, 0.92, 0.97))
_LIQUIDS = ((0.98, 0.98, 0.98), (0.97, 0.78, 0.35), (0.7, 0.38, 0.16), (0.85, 0.25, 0.25), (0.94, 0.9, 0.55), (0.97, 0.95, 0.85))


@dataclass(frozen=True)
class Form:
    """Outer dimensions, metres: radius and height of the body, then of the neck; ``shoulder`` is the height of the slope between."""

    radius: float
    body: float
    shoulder: float
    neck_radius: float
    neck: float
    wall: float


def _form(rng: np.random.Generator) -> Form:
    kind = int(rng.integers(4))
    u = rng.uniform
    if kind == 0:  # wine, spirits
        return Form(u(0.036, 0.041), u(0.17, 0.2), u(0.03, 0.06), u(0.0135, 0.015), u(0.06, 0.085), 0.003)
    if kind == 1:  # beer
        return Form(u(0.029, 0.033), u(0.1, 0.14), u(0.045, 0.07), u(0.0125, 0.014), u(0.03, 0.05), 0.0025)
    if kind == 2:  # soda, water
        return Form(u(0.03, 0.044), u(0.12, 0.2), u(0.035, 0.06), u(0.0125, 0.015), u(0.012, 0.02), 0.0012)
    return Form(u(0.027, 0.037), u(0.1, 0.16), u(0.012, 0.022), u(0.012, 0.016), u(0.012, 0.02), 0.0015)  # shampoo, sauce


def _outer(form: Form) -> list[Knot]:
    """From the foot's middle (a shallow punt) up to the lip."""
    r, body, top = form.radius, form.body, form.body + form.shoulder
    neck = form.neck_radius
    return [
        (0.0, 0.004),
        (r * 0.72, 0.003, 0.01),
        (r * 0.82, 0.0, 0.003),
        (r, 0.0, 0.006),
        (r, body, form.shoulder * 0.55),
        (neck, top, form.shoulder * 0.8),
        (neck, top + form.neck, 0.0008),
    ]


def _inner(form: Form, gap: float) -> Float64:
    """The inside, ``gap`` beyond the wall's thickness, from lip to floor."""
    wall = form.wall + gap
    shrunk = replace(form, radius=form.radius - wall, neck_radius=form.neck_radius - wall)
    r, neck, top = shrunk.radius, shrunk.neck_radius, form.body + form.shoulder
    floor = 0.004 + wall
    knots: list[Knot] = [
        (neck, top + form.neck, 0.0008),
        (neck, top, form.shoulder * 0.8),
        (r, form.body, form.shoulder * 0.55),
        (r, floor, 0.006),
        (0.0, floor),
    ]
    return fillet(knots, step_deg=13)


def _vessel(form: Form) -> Part:
    outer = fillet(_outer(form), step_deg=13)
    return lathe(np.concatenate([outer, _inner(form, 0.0)]), segments=64)


def _content(form: Form, level: float) -> Part:
    """The liquid, a hair's breadth from the wall so that no two surfaces coincide."""
    wall = _inner(form, 0.00015)[::-1]
    below = wall[wall[:, 1] < level]
    radius = float(np.interp(level, wall[:, 1], wall[:, 0]))
    return lathe(np.concatenate([below, [[radius, level], [0.0, level]]]), segments=64).painted(CONTENT)


def _cap(form: Form, height: float, rng: np.random.Generator) -> Part:
    """A ribbed screw cap that covers the lip."""
    top = form.body + form.shoulder + form.neck
    outer, inner = form.neck_radius + 0.0022, form.neck_radius + 0.0002
    knots: list[Knot] = [
        (0.0, top + 0.0003),
        (inner, top + 0.0003),
        (inner, top - height + 0.002),
        (outer, top - height + 0.002, 0.0005),
        (outer, top + 0.002, 0.0009),
        (0.0, top + 0.002),
    ]
    ribs = int(rng.choice([0, 36, 60]))
    return lathe(fillet(knots), segments=120).warped(lambda v: _ribbed(v, inner, ribs, top)).painted(CAP)


def _ribbed(vertices: Float64, inner: float, ribs: int, top: float) -> Float64:
    if ribs == 0:
        return vertices
    radius = np.linalg.norm(vertices[:, :2], axis=1)
    angle = np.arctan2(vertices[:, 1], vertices[:, 0])
    outside = (radius > inner + 0.001) & (vertices[:, 2] < top + 0.0012)
    factor = np.where(outside, 1 - 0.0004 / np.maximum(radius, 1e-6) * (0.5 + 0.5 * np.cos(ribs * angle)), 1.0)
    result: Float64 = vertices * np.stack([factor, factor, np.ones_like(factor)], axis=1)
    return result


def shape(rng: np.random.Generator) -> Model:
    """Wine, beer, soda or shampoo, 14 to 34 cm tall."""
    form = _form(rng)
    low = float(rng.uniform(0.15, 0.3)) * form.body
    high = float(rng.uniform(0.7, 0.9)) * form.body
    skin = form.radius + 0.00012
    sleeve = lathe([(skin - 0.0001, low), (skin, low), (skin, high), (skin - 0.0001, high)], segments=64, closed=True, z_range=(low, high))
    level = float(rng.uniform(0.75, 1.0)) * form.body
    parts = [_vessel(form), _cap(form, float(rng.uniform(0.012, 0.018)), rng), sleeve.painted(LABEL), _content(form, level)]
    width = 1024
    height = int(np.clip(width * (high - low) / (2 * np.pi * form.radius), 200, 768))
    textures = {f"label{k}": label(rng, width, height).texture() for k in range(3)}
    model = assemble(parts, textures=textures)
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Clear, tinted or opaque; caps of plastic or lacquered metal."""
    liquid = Material(base_color=_LIQUIDS[int(rng.integers(len(_LIQUIDS)))], roughness=0.0, ior=1.34, transmission=1.0)
    if rng.random() < 0.65:
        body = glass(rng, rgb(np.array(_TINTS[int(rng.integers(len(_TINTS)))]) * rng.uniform(0.92, 1.0)))
    else:
        body = plastic(rng, pick(rng, PLASTICS, NEUTRALS, PASTELS))
    cap = plastic(rng, pick(rng, PLASTICS, NEUTRALS)) if rng.random() < 0.75 else metal(rng, "aluminium")
    return body, cap, printed(rng, art(rng, model, "label")), liquid


CATEGORY = Category("bottle", shape, style)
