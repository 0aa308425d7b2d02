"""Claw and ball hammers, lying or standing on their heads as they please."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import difference, union
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.color import PLASTICS, pick
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.finishes import metal, rubber, wood
from setpiece.assets.kit.loft import ball, lathe, tube
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import fillet, smooth_curve, superellipse
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model

STEEL, HANDLE, GRIP = range(3)


def _striker(size: float) -> Part:
    """Neck and bevelled face along +y."""
    profile = fillet(
        [
            (0.0, -0.01 * size),
            (0.0105 * size, -0.01 * size),
            (0.0105 * size, 0.022 * size, 0.01),
            (0.0145 * size, 0.03 * size, 0.003),
            (0.0145 * size, 0.05 * size, 0.0025),
            (0.0, 0.0512 * size),
        ],
        step_deg=12,
    )
    return lathe(profile, segments=48).turned((1, 0, 0), -90)


def _claw(size: float) -> Part:
    """A forked, down-curved wedge along -y."""
    path = smooth_curve([(0, 0.008, 0), (0, -0.025, 0.001), (0, -0.05, -0.006), (0, -0.072, -0.022)], 22) * size
    share = np.linspace(0, 1, 22)
    loops = np.stack([superellipse(size * (0.0115 + 0.004 * s), size * (0.0105 - 0.0085 * s**0.8), 4.0, 32) for s in share])
    wedge = tube(path, loops, up=(0, 0, 1))
    slit = np.array([[-0.0015, 0.0], [0.0015, 0.0], [0.006, 0.09], [-0.006, 0.09]]) * size
    fork = extrude(slit, 0.2 * size).turned((0, 0, 1), 180).moved(y=-0.03 * size, z=-0.1 * size)
    return difference(wedge, [fork])


def _handle(length: float, thick: float, waist: float, grip_from: float) -> Part:
    """Oval shaft down from the head, swelling towards the grip."""
    share = np.linspace(0, 1, 26)
    swell = (
        0.78
        + 0.08 * np.sin(share * np.pi * 1.4)
        + 0.3 * np.clip((share - 0.5) / 0.5, 0, 1) ** 1.5
        - waist * np.exp(-(((share - 0.32) / 0.12) ** 2))
    )
    swell = np.concatenate([swell, swell[-1] * np.array([0.97, 0.85, 0.55, 0.0])])
    z = np.concatenate([-share * length, -length - thick * np.array([0.12, 0.28, 0.4, 0.44])])
    path = np.column_stack([np.zeros_like(z), np.zeros_like(z), z])
    return tube(
        path, superellipse(thick * 0.75, thick, 2.4, 40), scale=swell, up=(0, 1, 0), slots=np.where(z[1:] < -grip_from, GRIP, HANDLE)
    )


def shape(rng: np.random.Generator) -> Model:
    """A claw or ball-peen hammer, 25 to 34 cm long, on its side."""
    size, length, thick = float(rng.uniform(0.85, 1.15)), float(rng.uniform(0.23, 0.3)), float(rng.uniform(0.0135, 0.016))
    eye = rounded_box(0.025 * size, 0.03 * size, 0.03 * size, 0.005 * size, steps=6)
    if rng.random() < 0.7:
        back = _claw(size)
    else:
        back = union(
            [
                lathe(fillet([(0, 0), (0.009, 0), (0.0085, 0.03), (0, 0.03)]), segments=40).turned((1, 0, 0), 90),
                ball(0.0135, segments=40).moved(y=-0.036),
            ]
        )
        back = back.scaled(size, size, size)
    head = union([eye, _striker(size), back]).painted(STEEL)
    grip_from = length * float(rng.choice([0.5, 0.55, 2.0]))
    handle = _handle(length, thick, float(rng.uniform(0.0, 0.1)), grip_from)
    stub = rounded_box(0.015 * size, 0.019 * size, 0.036 * size, 0.003, steps=4).painted(HANDLE)
    lying = [part.turned((0, 1, 0), 90) for part in (head, handle, stub)]
    model = assemble(lying)
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Forged steel; wooden or fibreglass shafts; rubber grips."""
    head = metal(rng, str(rng.choice(["steel", "iron"])), (0.25, 0.5))
    shaft = wood(rng, lacquered=0.6, ring_m=0.004) if rng.random() < 0.65 else rubber(rng, pick(rng, PLASTICS))
    return head, shaft, rubber(rng, pick(rng, ("#1c1c1e", "#26282b", "#c8202a", "#1f5fb4", "#f2b705")))


CATEGORY = Category("hammer", shape, style, stands=False)
