"""Street furniture: bollards, litter bins, benches (the seat looks to -y), guard rails along x, clipped bushes."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.finishes import wear
from setpiece.assets.kit.leaves import leaves
from setpiece.assets.kit.loft import ball, lathe
from setpiece.assets.kit.part import assemble
from setpiece.assets.kit.profile import fillet
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.hedge import DEFAULT, HEDGE, LEAF, LIGHT_LEAF, on_surface
from setpiece.assets.surfaces.vary import varied
from setpiece.assets.surfaces.wood import OAK, boards
from setpiece.assets.vehicles.prism import along

BODY, ACCENT = range(2)
PLAIN = (Material(base_color=(0.1, 0.1, 0.1), roughness=0.5), Material(base_color=(0.5, 0.5, 0.49), roughness=0.4))
ZINC = (0.43, 0.44, 0.45)


def bollard(rng: np.random.Generator) -> Model:
    """0.7 to 1.1 m, with a reflecting band."""
    tall, radius = float(rng.uniform(0.7, 1.1)), float(rng.uniform(0.04, 0.09))
    post = lathe(fillet([(0, 0), (radius, 0), (radius, tall - 0.02, 0.02), (0, tall, 0.01)]), segments=32).painted(BODY)
    rim, low, high = radius + 0.002, tall * 0.78, tall * 0.88
    band = lathe([(radius - 0.002, low), (rim, low), (rim, high), (radius - 0.002, high)], segments=32, closed=True)
    return assemble([post, band.painted(ACCENT)], PLAIN)


def litter_bin(rng: np.random.Generator) -> Model:
    """A drum under a lid, on a post."""
    radius, tall, foot = float(rng.uniform(0.17, 0.24)), float(rng.uniform(0.5, 0.7)), float(rng.uniform(0.15, 0.4))
    drum = lathe(fillet([(0, foot), (radius * 0.9, foot, 0.02), (radius, foot + tall, 0.01), (0, foot + tall)]), segments=40).painted(BODY)
    lid = lathe(fillet([(0, 0), (radius + 0.02, 0), (radius + 0.02, 0.04, 0.02), (0, 0.12, 0.1)]), segments=40).moved(z=foot + tall + 0.12)
    post = rounded_box(0.06, 0.06, foot + tall + 0.2, 0.01, steps=2).moved(y=radius + 0.02, z=(foot + tall + 0.2) / 2).painted(ACCENT)
    return assemble([drum, lid.painted(BODY), post], PLAIN)


def bench(rng: np.random.Generator) -> Model:
    """Slats on two frames."""
    length, slats = float(rng.uniform(1.5, 2.0)), int(rng.integers(3, 6))
    wide = 0.4 / slats - 0.015
    seat = [rounded_box(length, wide, 0.035, 0.006, steps=2).moved(0, -0.2 + (k + 0.5) * 0.4 / slats, 0.45) for k in range(slats)]
    back = [rounded_box(length, 0.03, 0.09, 0.006, steps=2).moved(0, 0.24 + 0.04 * k, 0.6 + 0.13 * k) for k in range(3)]
    legs = [rounded_box(0.05, 0.4, 0.05, 0.01, steps=2).moved(s * 0.38 * length, 0, 0.41) for s in (-1, 1)]
    legs += [rounded_box(0.05, 0.05, 0.43, 0.01, steps=2).moved(s * 0.38 * length, -0.15, 0.215) for s in (-1, 1)]
    legs += [rounded_box(0.05, 0.05, 0.9, 0.01, steps=2).turned((1, 0, 0), -14).moved(s * 0.38 * length, 0.23, 0.45) for s in (-1, 1)]
    return assemble([*(part.painted(ACCENT) for part in (*seat, *back)), *(part.painted(BODY) for part in legs)], PLAIN)


def guard_rail(rng: np.random.Generator) -> Model:
    """A W-beam of three 4 m lengths on posts, its face to -y."""
    length, top = 12.0, float(rng.uniform(0.7, 0.78))
    wave = np.array([(0.0, 0.0), (-0.08, 0.03), (-0.08, 0.09), (0.0, 0.13), (0.0, 0.18), (-0.08, 0.22), (-0.08, 0.28), (0.0, 0.31)])
    outline = np.concatenate([wave, (wave + np.array([0.006, 0.0]))[::-1]]) + np.array([-0.05, top - 0.31])
    posts = [
        rounded_box(0.1, 0.06, top - 0.03, 0.006, steps=2).moved(x, 0, (top - 0.03) / 2).painted(ACCENT) for x in np.arange(-5.5, 5.6, 2.0)
    ]
    return assemble([along(outline, -length / 2, length / 2).painted(BODY), *posts], (PLAIN[1], PLAIN[1]))


def bush(rng: np.random.Generator) -> Model:
    """A round shrub of 0.6 to 1.4 m."""
    size = float(rng.uniform(0.3, 0.7))
    core = ball(size, segments=20).scaled(1.0, float(rng.uniform(0.8, 1.2)), float(rng.uniform(0.8, 1.1)))
    core = core.moved(z=-float(core.vertices[:, 2].min()) * 0.85)
    core = core.warped(lambda points: np.column_stack([points[:, :2], np.maximum(points[:, 2], 0.0)]))
    points, normals = on_surface(rng, core, int(4500 * size))
    out = points + normals * rng.uniform(-0.08, 0.1, (len(points), 1)) * size
    keep = out[:, 2] > 0.06
    return assemble([core, leaves(rng, out[keep], normals[keep], 0.06, (LEAF, LIGHT_LEAF), scatter=0.9)], DEFAULT)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Black, anthracite, green or galvanised; wooden slats or pale bands."""
    colors = ((0.035, 0.035, 0.036), (0.07, 0.072, 0.076), (0.03, 0.07, 0.045), ZINC)
    body = Material(
        base_color=varied(rng, colors[int(rng.integers(4))], 0.12, 0.02), roughness=float(rng.uniform(0.4, 0.65)), pattern=wear(rng, 0.6)
    )
    pale = Material(base_color=varied(rng, (0.5, 0.5, 0.48), 0.15, 0.02), roughness=0.45, pattern=wear(rng, 0.6))
    return body, boards(rng, OAK, 0.0) if rng.random() < 0.5 else pale


def zinc_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Galvanised steel, newer or duller."""
    zinc = Material(
        base_color=varied(rng, ZINC, 0.12, 0.01), metallic=0.5, roughness=float(rng.uniform(0.4, 0.6)), pattern=wear(rng, 0.7, 0.3)
    )
    return zinc, zinc.model_copy(update={"roughness": 0.6})


STREET_FURNITURE = (
    Category("bench", bench, style), Category("bollard", bollard, style), Category("bush", bush, HEDGE.style),
    Category("guard_rail", guard_rail, zinc_style), Category("litter_bin", litter_bin, style),
)  # fmt: skip
"""Every piece."""
