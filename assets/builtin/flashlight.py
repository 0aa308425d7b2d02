"""Flashlights: knurled aluminium tube, reflector behind glass, rubber switch."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.category import Category
from setpiece.assets.kit.color import PLASTICS, pick
from setpiece.assets.kit.fields import Float64
from setpiece.assets.kit.finishes import METALS, glass, rubber, wear
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Int64, Part, assemble
from setpiece.assets.kit.profile import Knot, fillet, middles
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model

BODY, REFLECTOR, LENS, SWITCH = range(4)


def _outside(tube_r: float, head_r: float, head: float, length: float) -> Float64:
    """Tail cap, groove, tube with a recessed grip, neck, head and its bezel."""
    knots: list[Knot] = [
        (0.0, 0.0),
        (tube_r * 0.86, 0.0, 0.001),
        (tube_r * 1.06, 0.003, 0.001),
        (tube_r * 1.06, 0.018, 0.0008),
        (tube_r, 0.019),
        (tube_r, 0.026),
        (tube_r * 0.97, 0.0262),
        (tube_r * 0.97, length - head - 0.016),
        (tube_r, length - head - 0.0158),
        (tube_r, length - head - 0.004, 0.001),
        (head_r * 0.97, length - head + 0.012, 0.003),
        (head_r, length - head * 0.5, 0.004),
        (head_r, length, 0.0008),
        (head_r - 0.0022, length, 0.0006),
    ]
    return fillet(knots, step_deg=20)


def _grip(vertices: Float64, low: float, high: float, tube_r: float, ringed: bool) -> Float64:
    """Rings around the tube or flutes along it, between two heights."""
    angle, z = np.arctan2(vertices[:, 1], vertices[:, 0]), vertices[:, 2]
    zone = (z > low) & (z < high) & (np.hypot(vertices[:, 0], vertices[:, 1]) > 0.9 * tube_r)
    relief = 0.02 * np.cos((z - low) / (high - low) * 2 * np.pi * 11) if ringed else 0.017 * np.cos(12 * angle)
    factor = 1 + np.where(zone, relief, 0.0)
    result: Float64 = vertices * np.stack([factor, factor, np.ones_like(factor)], axis=1)
    return result


def _disc(radius: float, low: float, high: float, rounding: float, segments: int) -> Part:
    """A flat cylinder with a rounded upper rim."""
    return lathe(fillet([(0.0, low), (radius, low), (radius, high, rounding), (0.0, high)]), segments=segments)


def shape(rng: np.random.Generator) -> Model:
    """9 to 20 cm long, on its side; the lamp end has a real parabolic reflector behind a lens."""
    tube_r, length = float(rng.uniform(0.0115, 0.016)), float(rng.uniform(0.1, 0.19))
    head_r = tube_r * float(rng.uniform(1.2, 1.75))
    head, bowl = length * 0.26, head_r - 0.0022
    rows = np.linspace(bowl, 0.0022, 12)
    reflector = np.column_stack([rows, length - 0.0025 - 0.85 * bowl * (1 - (rows / bowl) ** 2)])
    socket = float(reflector[-1, 1])
    outside = _outside(tube_r, head_r, head, length)
    profile = np.concatenate([outside, reflector, [[0.0, socket]]])
    slots = np.where(np.arange(len(profile) - 1) < len(outside), BODY, REFLECTOR)
    low, high = 0.0265, length - head - 0.016
    heights = middles(profile)[:, 1]
    dense, dense_slots = _subdivided(profile, slots, (heights > low) & (heights < high), 22)
    ringed = bool(rng.random() < 0.5)
    body = lathe(dense, segments=60, slots=dense_slots).warped(lambda v: _grip(v, low + 0.0005, high - 0.0005, tube_r, ringed))
    lens = _disc(bowl - 0.0002, length - 0.0018, length - 0.0006, 0.0, 64).painted(LENS)
    bulb = _disc(0.0018, socket - 0.001, socket + 0.003, 0.0016, 20).painted(LENS)
    switch = _disc(0.0042, 0.0, 0.0024, 0.0012, 36).turned((0, 1, 0), 90).moved(tube_r * 0.985, 0, length - head - 0.0105)
    model = assemble([part.turned((0, 1, 0), 90) for part in (body, lens, bulb, switch.painted(SWITCH))])
    return replace(model, materials=style(rng, model))


def _subdivided(profile: Float64, slots: Int64, chosen: NDArray[np.bool_], pieces: int) -> tuple[Float64, Int64]:
    """The profile with its chosen segments cut into pieces, and the slots of the new segments."""
    points, painted = [profile[:1]], []
    for k in range(len(profile) - 1):
        count = pieces if chosen[k] else 1
        points.append(np.linspace(profile[k], profile[k + 1], count + 1)[1:])
        painted += [slots[k]] * count
    return np.concatenate(points), np.array(painted)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Anodised or painted aluminium."""
    bare = rng.random() < 0.2
    color = METALS["aluminium"] if bare else pick(rng, ("#1c1c1e", "#26282b", "#4b4e52"), PLASTICS)
    anodised = Material(
        base_color=color,
        roughness=float(rng.uniform(0.25, 0.45)),
        metallic=1.0 if bare else float(rng.choice([0.0, 0.8])),
        pattern=wear(rng),
    )
    mirror = Material(base_color=METALS["aluminium"], metallic=1.0, roughness=0.05)
    return anodised, mirror, glass(rng), rubber(rng, (0.035, 0.035, 0.037))


CATEGORY = Category("flashlight", shape, style, stands=False)
