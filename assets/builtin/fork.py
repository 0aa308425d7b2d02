"""Forks."""

from dataclasses import replace

import numpy as np

from setpiece.assets.builtin import cutlery
from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import difference
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.fields import Float64, smoothstep
from setpiece.assets.kit.loft import loft
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import rounded_rectangle
from setpiece.assets.mesh import Model

_ROWS, _AROUND = 120, 24


def _blank(length: float, width: float, thick: float) -> Part:
    """The flat, uncut fork along +x, tines first."""
    share = np.linspace(0, 1, _ROWS)
    head = width * (0.93 + 0.07 * smoothstep(0.0, 0.2, share)) * (1 - smoothstep(0.22, 0.36, share))
    body = np.maximum(head, cutlery.handle_width(share, width * 0.95, 0.0058, 0.4))
    angle = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)
    cos, sin = np.cos(angle), np.sin(angle)
    across = np.sign(cos) * np.abs(cos) ** 0.5
    up = np.sign(sin) * np.abs(sin) ** 0.5
    half = thick / 2 * (0.55 + 0.45 * smoothstep(0.0, 0.2, share)) * np.minimum(1.0, body / thick)
    rings = np.stack(
        [np.stack([np.full(_AROUND, s * length), across * w / 2, up * h], axis=1) for s, w, h in zip(share, body, half, strict=True)]
    )
    return loft(rings)


def fork(length_m: float, width_m: float, thick_m: float, arch_m: float, tines: int) -> Part:
    """A fork along +x with pointed tines, bent like a spoon."""
    pitch = width_m / (tines - 0.35)
    depth = length_m * 0.24
    slot = rounded_rectangle(depth * 2, pitch * 0.42, pitch * 0.2)
    places = [(k - (tines - 2) / 2) * pitch for k in range(tines - 1)]
    cutters = [extrude(slot, 0.05).moved(y=y, z=-0.025) for y in places]
    tip = np.array([[-0.02, -pitch / 2], [0.0, -pitch / 2], [0.012, 0.0], [0.0, pitch / 2], [-0.02, pitch / 2]])
    cutters += [extrude(tip, 0.05).moved(y=y, z=-0.025) for y in places]
    flat = difference(_blank(length_m, width_m, thick_m), cutters)

    def bent(vertices: Float64) -> Float64:
        x, y = vertices[:, 0], vertices[:, 1]
        head = 1 - smoothstep(0.2, 0.36, x / length_m)
        scoop = -0.0028 * head * (1 - (2 * y / width_m) ** 2) - 0.02 * length_m * np.sin(np.clip(x / (0.32 * length_m), 0, 1) * np.pi)
        result: Float64 = vertices + np.stack([np.zeros_like(x), np.zeros_like(x), cutlery.bend(x, length_m, arch_m) + scoop], axis=1)
        return result

    return flat.warped(bent)


def shape(rng: np.random.Generator) -> Model:
    """Dessert and table forks, 15 to 21 cm, three or four tines."""
    length = float(rng.uniform(0.15, 0.21))
    part = fork(
        length, length * float(rng.uniform(0.115, 0.13)), float(rng.uniform(0.0018, 0.0024)), length * 0.045, int(rng.choice([3, 4, 4]))
    )
    model = assemble([part], crease_deg=50)
    return replace(model, materials=cutlery.style(rng, model))


CATEGORY = Category("fork", shape, cutlery.style)
