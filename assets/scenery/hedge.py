"""Hedges along x: a clipped box of leaves over a dark core."""

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.category import Category
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.fields import lumps
from setpiece.assets.kit.leaves import leaves
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.surfaces.foliage import foliage

CORE, LEAF, LIGHT_LEAF = range(3)
ROUND_M = 0.12
"""Of its upper edges; the lower ones are in the ground."""
DEFAULT = (Material(base_color=(0.03, 0.045, 0.03)), Material(base_color=(0.04, 0.09, 0.03)), Material(base_color=(0.06, 0.13, 0.04)))


def shape(rng: np.random.Generator) -> Model:
    """3 to 5 m long, 0.8 to 1.9 m high."""
    length, width, height = float(rng.uniform(3.0, 5.0)), float(rng.uniform(0.6, 1.0)), float(rng.uniform(0.8, 1.9))
    box = rounded_box(length, width, height + ROUND_M, ROUND_M, steps=4, flat_steps=14)
    lumpy = box.warped(lambda points: points * (1 + 0.02 * lumps(points, rng, 0.5)[:, None])).moved(z=(height - ROUND_M) / 2)
    core = lumpy.warped(lambda points: np.column_stack([points[:, :2], np.maximum(points[:, 2], 0.0)]))
    points, normals = on_surface(rng, core, int(620 * (length * height * 2 + length * width)))
    outward = points + normals * rng.uniform(-0.03, 0.045, (len(points), 1))
    foliage_part = leaves(rng, outward[outward[:, 2] > 0.05], normals[outward[:, 2] > 0.05], 0.042, (LEAF, LIGHT_LEAF))
    return assemble([core.painted(CORE), foliage_part], DEFAULT)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another plant or season."""
    leaf, light = foliage(rng)
    return Material(base_color=(0.03, 0.04, 0.028), roughness=0.9), leaf, light


def on_surface(rng: np.random.Generator, part: Part, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(count, 3) points spread evenly over a part's faces but those that look down, and the faces' normals there."""
    corners = part.vertices[part.triangles]
    area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2
    size = np.linalg.norm(area, axis=1)
    normal = area / np.maximum(size, 1e-12)[:, None]
    size[normal[:, 2] < -0.5] = 0.0
    chosen = rng.choice(len(size), count, p=size / size.sum())
    weights = rng.dirichlet((1.0, 1.0, 1.0), count)
    return np.einsum("nk,nkd->nd", weights, corners[chosen]), normal[chosen]


HEDGE = Category("hedge", shape, style)
