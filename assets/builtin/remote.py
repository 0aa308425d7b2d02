"""Remote controls with rubber keys."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.color import NEUTRALS, pick
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.fields import Float64
from setpiece.assets.kit.finishes import plastic, rubber
from setpiece.assets.kit.loft import loft
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import rounded_rectangle, superellipse
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model

CASE, KEYS, POWER, WINDOW = range(4)


def _case(x: float, y: float, z: float) -> Part:
    """A rounded slab with a belly below, as two shells with a seam."""
    rows = np.concatenate([np.linspace(0, 1, 12)[:-1] ** 0.6 * 0.55, [0.55, 0.565, 0.58], 0.58 + 0.42 * np.linspace(0, 1, 8)[1:]])
    side = np.where(rows < 0.56, (1 - (1 - np.minimum(rows / 0.5, 1)) ** 2.4) ** (1 / 2.4) * 0.14 + 0.86, 1.0)
    side = np.where(np.abs(rows - 0.565) < 1e-9, 0.985, side)
    side = np.where(rows > 0.86, 1 - 0.03 * ((rows - 0.86) / 0.14) ** 2, side)
    loop = superellipse(x / 2, y / 2, 7.0, 88)
    rings = [np.column_stack([_shrunk(loop, (1 - s) * x / 2), np.full(88, row * z)]) for row, s in zip(rows, side, strict=True)]
    return loft(np.stack(rings)).painted(CASE)


def _shrunk(loop: Float64, by: float) -> Float64:
    """A loop drawn in by a distance along both axes."""
    half = np.abs(loop).max(axis=0)
    shrunk: Float64 = loop * (half - by) / half
    return shrunk


def _keys(x: float, y: float, z: float, rng: np.random.Generator) -> list[Part]:
    """Power, a ring of arrows, rows of digits."""
    parts: list[Part] = []
    pitch = x * 0.27
    size = pitch * 0.68
    shape_of_key = superellipse(size / 2, size / 2 * float(rng.uniform(0.6, 1.0)), float(rng.choice([2.0, 4.0])), 20)
    key = extrude(shape_of_key, 0.0034, 0.0008).moved(z=z - 0.0018)
    top = y / 2 - 0.018
    parts.append(extrude(superellipse(size / 2, size / 2, 2.0, 24), 0.0034, 0.0009).moved(-pitch, top, z - 0.0018).painted(POWER))
    parts.append(key.moved(pitch, top).painted(KEYS))
    ring_y = top - pitch * 2.0
    outer = superellipse(pitch * 1.35, pitch * 1.35, 2.0, 64)
    parts.append(extrude(outer, 0.0028, 0.0009).moved(0, ring_y, z - 0.0014).painted(KEYS))
    parts.append(
        extrude(superellipse(pitch * 0.5, pitch * 0.5, 2.0, 40), 0.0036, 0.0008)
        .moved(0, ring_y, z - 0.0012)
        .painted(POWER if rng.random() < 0.3 else KEYS)
    )
    first = ring_y - pitch * 2.2
    rows = int((first + y / 2 - 0.02) / (pitch * 0.9))
    for row in range(max(rows, 0)):
        parts += [key.moved((column - 1) * pitch, first - row * pitch * 0.9).painted(KEYS) for column in range(3)]
    return parts


def shape(rng: np.random.Generator) -> Model:
    """15 to 22 cm long."""
    y = float(rng.uniform(0.15, 0.215))
    x, z = float(rng.uniform(0.042, 0.052)), float(rng.uniform(0.016, 0.022))
    window = extrude(rounded_rectangle(x * 0.4, 0.006, 0.0025), z * 0.3, 0.0006).moved(0, y / 2 - 0.0024, z * 0.6).painted(WINDOW)
    model = assemble([_case(x, y, z), *_keys(x, y, z, rng), window])
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Black or grey, rarely white; a red or green power key."""
    case = plastic(rng, pick(rng, ("#1c1c1e", "#222326", "#26282b", "#4b4e52"), NEUTRALS), float(rng.uniform(0.3, 0.55)))
    light = sum(case.base_color) > 1.0
    keys = rubber(rng, pick(rng, ("#8d8f92", "#4b4e52", "#2c2d30") if light else ("#c9c6c0", "#8d8f92", "#5b5e63", "#e7e2d6")))
    return (
        case,
        keys,
        rubber(rng, pick(rng, ("#c8202a", "#b3121d", "#3c9a3f"))),
        Material(base_color=(0.045, 0.03, 0.035), roughness=0.08, coat=0.5),
    )


CATEGORY = Category("remote", shape, style)
