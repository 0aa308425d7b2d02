"""Sweep: the seamless backdrop of a photo studio, a floor that curves up into a wall."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.part import assemble
from setpiece.assets.kit.profile import fillet
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.support import with_support
from setpiece.assets.surfaces.cloth import paper
from setpiece.assets.surfaces.vary import between, varied

THICKNESS_M = 0.004


def shape(rng: np.random.Generator) -> Model:
    """Along x 2.5 to 4 m wide, open to -y."""
    width, depth, height = float(rng.uniform(2.5, 4.0)), float(rng.uniform(1.6, 2.6)), float(rng.uniform(1.6, 2.4))
    radius = float(rng.uniform(0.35, 0.8))
    inner = fillet([(-depth, 0.0), (0.0, 0.0, radius), (0.0, height)], step_deg=2.0)
    outer = fillet([(-depth, -THICKNESS_M), (THICKNESS_M, -THICKNESS_M, radius + THICKNESS_M), (THICKNESS_M, height)], step_deg=2.0)
    section = np.concatenate([outer, inner[::-1]])
    sheet = extrude(section, width).warped(lambda points: points[:, [2, 0, 1]])
    return with_support(assemble([sheet], (Material(base_color=(0.75, 0.75, 0.75), roughness=0.8),)), THICKNESS_M)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """White, grey or coloured background paper, or vinyl."""
    colors = (
        (0.78, 0.78, 0.78),
        (0.78, 0.78, 0.78),
        (0.35, 0.35, 0.355),
        (0.05, 0.05, 0.052),
        (0.16, 0.3, 0.42),
        (0.5, 0.42, 0.3),
        (0.5, 0.25, 0.22),
    )
    first, second = (colors[int(k)] for k in rng.integers(len(colors), size=2))
    color = varied(rng, between(rng, first, second) if rng.random() < 0.3 else first, 0.06, 0.01)
    return (paper(rng, color),)


SWEEP = Category("sweep", shape, style)
