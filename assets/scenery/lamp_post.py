"""Street lamps: a tapering mast with an arm and a flat or domed lantern; the arm points to -y."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.color import rgb
from setpiece.assets.kit.finishes import METALS, wear
from setpiece.assets.kit.loft import lathe, tube
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import Knot, arc, fillet, smooth_curve
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.surfaces.vary import varied

MAST, LANTERN, LENS = range(3)
"""Slots. The lens is where light leaves: ``openings(model, LENS)`` says where that is."""

DEFAULT = (
    Material(base_color=(0.4, 0.41, 0.42), roughness=0.5, metallic=0.6),
    Material(base_color=(0.2, 0.2, 0.21), roughness=0.5),
    Material(base_color=(0.75, 0.75, 0.72), roughness=0.15, coat=1.0),
)


def shape(rng: np.random.Generator) -> Model:
    """A road lamp with an arm (6 to 10 m), or a post-top lamp of a park or pavement (3.5 to 5 m)."""
    parts = _road(rng) if rng.random() < 0.7 else _post_top(rng)
    return assemble(parts, DEFAULT)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Galvanised, or painted grey, green or black."""
    colors = ((0.40, 0.41, 0.42), (0.10, 0.105, 0.11), (0.03, 0.07, 0.05), (0.035, 0.035, 0.036))
    which = int(rng.choice(4, p=[0.55, 0.2, 0.1, 0.15]))
    color = varied(rng, colors[which], 0.12, 0.02)
    mast = Material(
        base_color=color, metallic=0.55 if which == 0 else 0.0, roughness=float(rng.uniform(0.4, 0.6)), pattern=wear(rng, 0.6, 0.2)
    )
    lantern = (
        mast if rng.random() < 0.5 else Material(base_color=rgb(np.array(METALS["aluminium"]) * 0.3), roughness=0.45, pattern=wear(rng))
    )
    return mast, lantern, DEFAULT[2].model_copy(update={"base_color": varied(rng, (0.72, 0.72, 0.69), 0.06, 0.02)})


def _mast(height: float, foot_r: float, top_r: float) -> Part:
    base = float(np.clip(0.12 * height, 0.5, 1.1))
    knots: list[Knot] = [(0, 0), (foot_r * 1.25, 0), (foot_r * 1.25, base, 0.01), (foot_r, base + 0.04), (top_r, height), (0, height)]
    return lathe(fillet(knots), segments=24).painted(MAST)


def _road(rng: np.random.Generator) -> list[Part]:
    height, reach = float(rng.uniform(6.0, 10.0)), float(rng.uniform(0.4, 2.2))
    foot_r, top_r = 0.045 + 0.007 * height, 0.035
    rise = reach * float(rng.uniform(0.05, 0.45))
    path = smooth_curve(
        [(0, 0, height - 0.15), (0, -0.02, height), (0, -0.35 * reach, height + 0.75 * rise), (0, -reach, height + rise)], 14
    )
    arm = tube(path, arc((0, 0), 0.028, 0, 360, 13)[:-1], up=(1.0, 0.0, 0.0)).painted(MAST)
    length, width, depth = float(rng.uniform(0.5, 0.8)), float(rng.uniform(0.22, 0.32)), float(rng.uniform(0.07, 0.14))
    housing = rounded_box(width, length, depth, 0.45 * depth, steps=4).painted(LANTERN)
    glass = rounded_box(width * 0.78, length * 0.62, 0.03, 0.008, steps=2).moved(y=-0.1 * length, z=-depth / 2).painted(LENS)
    tilt = float(np.rad2deg(np.arctan2(rise, reach)) * 0.3)
    head = [part.turned((1, 0, 0), -tilt).moved(0, -reach - 0.35 * length, height + rise) for part in (housing, glass)]
    return [_mast(height, foot_r, top_r), arm, *head]


def _post_top(rng: np.random.Generator) -> list[Part]:
    height = float(rng.uniform(3.4, 5.0))
    radius, tall = float(rng.uniform(0.16, 0.26)), float(rng.uniform(0.3, 0.5))
    lens = lathe(fillet([(0, 0), (0.5 * radius, 0), (0.9 * radius, 0.8 * tall, 0.05), (0, 0.8 * tall)]), segments=32).moved(z=height + 0.06)
    cap = lathe(
        fillet([(0, 0), (radius * 1.15, 0), (radius * 1.1, 0.03, 0.01), (0.25 * radius, 0.3 * tall, 0.08), (0, 0.32 * tall)]), segments=32
    )
    collar = lathe(fillet([(0, 0), (0.075, 0), (0.5 * radius + 0.02, 0.09, 0.02), (0, 0.09)]), segments=24)
    return [
        _mast(height, 0.075, 0.04), collar.moved(z=height - 0.02).painted(LANTERN), lens.painted(LENS),
        cap.moved(z=height + 0.06 + 0.8 * tall).painted(LANTERN),
    ]  # fmt: skip


LAMP_POST = Category("lamp_post", shape, style)
