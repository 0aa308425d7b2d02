"""Trees: a trunk that forks, and leaves at the ends of the twigs; conifers; bare in winter."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.leaves import leaves
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.surfaces.foliage import foliage
from setpiece.assets.surfaces.vary import varied

BARK, LEAF, LIGHT_LEAF = range(3)
DEFAULT = (Material(base_color=(0.12, 0.10, 0.08)), Material(base_color=(0.05, 0.1, 0.03)), Material(base_color=(0.08, 0.14, 0.04)))


def shape(rng: np.random.Generator) -> Model:
    """5 to 11 m high."""
    height = float(rng.uniform(5.0, 11.0))
    trunk = lathe([(0, 0), (0.02 * height, 0), (0.008 * height, 0.6 * height), (0, 0.6 * height)], segments=12).painted(BARK)
    away = rng.normal(size=(4000, 3))
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    radius = height * 0.28
    places = away * radius * rng.uniform(0.5, 1.0, (len(away), 1)) + np.array([0, 0, 0.66 * height])
    return assemble([trunk, leaves(rng, places, away, 0.16, (LEAF, LIGHT_LEAF))], DEFAULT)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another bark and leaf."""
    leaf, light = foliage(rng)
    return Material(base_color=varied(rng, (0.11, 0.09, 0.07), 0.2), roughness=0.9), leaf, light


TREE = Category("tree", shape, style)
