"""Combination wrenches: open jaw at one end, ring at the other."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import difference, union
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.finishes import metal
from setpiece.assets.kit.part import Float64, Part, assemble
from setpiece.assets.kit.profile import fillet, rounded_rectangle, superellipse
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model


def _polygon(radius: float, corners: int, turn_deg: float = 0.0) -> Float64:
    angles = np.deg2rad(turn_deg) + np.linspace(0, 2 * np.pi, corners, endpoint=False)
    result: Float64 = np.stack([np.cos(angles), np.sin(angles)], axis=1) * radius
    return result


def _star(radius: float) -> Float64:
    """A twelve-point socket."""
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    reach = np.where(np.arange(24) % 2 == 0, radius, radius * 0.9)
    result: Float64 = np.stack([np.cos(angles), np.sin(angles)], axis=1) * reach[:, None]
    return result


def _through(outline: Float64, x: float) -> Part:
    return extrude(outline, 0.1).moved(x=x, z=-0.05)


def wrench(nut_m: float, length_m: float, ring: str) -> Part:
    """A wrench for nuts of the given width across flats; both ends open if ``ring`` is "open"."""
    thick, head = nut_m * 0.42, nut_m * 1.02
    parts = []
    left = extrude(superellipse(head * 1.05, head, 2.2, 56), thick, thick * 0.22).moved(x=-length_m / 2, z=-thick / 2)
    parts.append(left)
    small = head * (0.85 if ring == "open" else 0.8)
    parts.append(extrude(superellipse(small, small, 2.0, 56), thick, thick * 0.22).moved(x=length_m / 2, z=-thick / 2))
    shank = extrude(rounded_rectangle(length_m - head, nut_m * 0.62, 0.003), thick * 0.7, thick * 0.25).moved(z=-thick * 0.35)
    panel = extrude(rounded_rectangle((length_m - 2.4 * head) * 0.8, nut_m * 0.34, nut_m * 0.169), thick, 0.0).moved(
        z=thick * 0.35 - thick * 0.08
    )
    body = union([*parts, shank])
    jaw = fillet(
        [
            (-2 * head, -nut_m / 2),
            (nut_m * 0.28, -nut_m / 2, nut_m * 0.2),
            (nut_m * 0.42, 0.0, 0.001),
            (nut_m * 0.28, nut_m / 2, nut_m * 0.2),
            (-2 * head, nut_m / 2),
        ],
        closed=True,
    )
    cutters = [extrude(jaw, 0.1).turned((0, 0, 1), 15).moved(x=-length_m / 2, z=-0.05), panel, panel.turned((1, 0, 0), 180)]
    if ring == "open":
        jaw = jaw * 0.85 * np.array([-1.0, -1.0])
        cutters.append(extrude(jaw, 0.1).turned((0, 0, 1), 15).moved(x=length_m / 2, z=-0.05))
    else:
        cutters.append(_through(_star(nut_m * 0.58) if ring == "star" else _polygon(nut_m * 0.577, 6), length_m / 2))
    return difference(body, cutters)


def shape(rng: np.random.Generator) -> Model:
    """For 8 to 24 mm nuts; length follows the nut as in DIN 3113."""
    nut = float(rng.choice([0.008, 0.01, 0.013, 0.013, 0.017, 0.019, 0.022, 0.024]))
    length = 0.055 + 9.0 * nut * float(rng.uniform(0.95, 1.05))
    model = assemble([wrench(nut, length, str(rng.choice(["star", "hexagon", "open"], p=[0.6, 0.15, 0.25])))], crease_deg=35)
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Polished chrome, satin or blackened steel."""
    if rng.random() < 0.15:
        return (metal(rng, "iron", (0.35, 0.55)).model_copy(update={"base_color": (0.12, 0.115, 0.11)}),)
    return (metal(rng, "chrome", (0.08, 0.38)),)


CATEGORY = Category("wrench", shape, style, stands=False)
