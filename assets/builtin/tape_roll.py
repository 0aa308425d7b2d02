"""Rolls of adhesive tape on cardboard or plastic cores."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.color import NEUTRALS, PLASTICS, pick
from setpiece.assets.kit.fields import Float64, picture
from setpiece.assets.kit.finishes import plastic, seed
from setpiece.assets.kit.loft import lathe, loft
from setpiece.assets.kit.part import assemble
from setpiece.assets.kit.profile import fillet
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model, Texture
from setpiece.assets.patterns import Speckle

TAPE, CORE, SIDE = range(3)


def shape(rng: np.random.Generator) -> Model:
    """Masking to parcel tape, 5 to 13 cm across, lying flat; a flap of tape ends on the outside."""
    core = float(rng.choice([0.0127, 0.038, 0.038]))
    thick, width = 0.0025, float(rng.choice([0.012, 0.019, 0.025, 0.048, 0.05]))
    outer = core + thick + float(rng.uniform(0.004, 0.024))
    ring = fillet(
        [(core + thick, 0.0004), (outer, 0.0004, 0.0004), (outer, width - 0.0004, 0.0004), (core + thick, width - 0.0004)], closed=True
    )
    bands = (np.roll(ring, -1, axis=0) + ring) / 2
    slots = np.where(bands[:, 0] > outer - 0.0003, TAPE, SIDE)
    wound = lathe(ring, segments=96, closed=True, slots=slots)
    wound = wound.with_uvs(lambda c: np.stack([np.arctan2(c[..., 1], c[..., 0]) / 6.2832, np.hypot(c[..., 0], c[..., 1]) / 0.02], axis=-1))
    hub = fillet(
        [(core, 0.0, 0.0004), (core + thick + 0.0001, 0.0, 0.0004), (core + thick + 0.0001, width, 0.0004), (core, width, 0.0004)],
        closed=True,
    )
    flap_angles = np.linspace(0.0, float(rng.uniform(0.15, 0.4)), 14)
    flap = np.stack([_flap_row(angle, flap_angles[-1], outer, width) for angle in flap_angles])
    parts = [wound, lathe(hub, segments=96, closed=True).painted(CORE), loft(flap).painted(TAPE)]
    model = assemble(parts, textures={"layers0": _layers(rng)})
    return replace(model, materials=style(rng, model))


def _flap_row(angle: float, last: float, outer: float, width: float) -> Float64:
    """One cross-section of the loose end, which lifts off towards its tip."""
    lift = 0.0001 + 0.0035 * (angle / last) ** 3
    low, high = outer + lift - 0.00004, outer + lift + 0.00008
    corners = np.array([(low, 0.0006), (low, width - 0.0006), (high, width - 0.0006), (high, 0.0006)])
    return np.stack([corners[:, 0] * np.cos(angle), corners[:, 0] * np.sin(angle), corners[:, 1]], axis=1)


def _layers(rng: np.random.Generator) -> Texture:
    """Rings of wound tape, seen from the side."""
    rows = 0.75 + 0.12 * rng.normal(size=(256, 1, 1)) + 0.02 * rng.normal(size=(256, 64, 1))
    return picture(np.clip(rows, 0.3, 0.9) * np.array([0.62, 0.5, 0.33]))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Brown, clear-yellowish, masking or coloured tape."""
    color = pick(rng, ("#a9773f", "#c79a5b", "#e2d2a8", "#d9c79a"), PLASTICS[:8], NEUTRALS)
    tape = plastic(rng, color, float(rng.uniform(0.15, 0.5)))
    fibres = Speckle(second_color=(0.3, 0.22, 0.14), scale_m=0.002, amount=0.3, bump_m=0.0001, seed=seed(rng))
    core = (
        Material(base_color=(0.42, 0.32, 0.22), roughness=0.9, pattern=fibres) if rng.random() < 0.7 else plastic(rng, pick(rng, NEUTRALS))
    )
    side = Material(base_color=color, roughness=0.55, pattern=tape.pattern)
    if max(color) > 0.25 and color[0] > color[2] * 1.5 and rng.random() < 0.5:
        side = Material(base_color_map="layers0", roughness=0.5)
    return tape, core, side


CATEGORY = Category("tape_roll", shape, style)
