"""Trees: broad-leaved in leaf, bare in winter, and conifers."""

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.category import Category
from setpiece.assets.kit.branches import Habit, Skeleton, grow, shoots, spikes
from setpiece.assets.kit.leaves import leaves
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Speckle
from setpiece.assets.surfaces.foliage import AUTUMN, NEEDLES, SUMMER, foliage
from setpiece.assets.surfaces.vary import pattern_seed, scaled, varied

BARK, LEAF, LIGHT_LEAF = range(3)
DEFAULT = (Material(base_color=(0.12, 0.10, 0.08)), Material(base_color=(0.05, 0.1, 0.03)), Material(base_color=(0.08, 0.14, 0.04)))
SHOOTS, LEAVES = 8, 5
"""Shoots of a twig, leaves of a shoot: some 10,000 leaves on 256 twigs; with 16,000 a street took a third more CPU time."""
SPRAYS = 8500
SPRAY = np.array([[-0.3, 0.0, 0.0], [0.25, 0.085, 0.02], [0.7, 0.0, -0.1], [0.25, -0.085, 0.02]])
"""A twig with its needles, seen as one blade."""


def habit(rng: np.random.Generator, levels: int) -> Habit:
    """From slender street trees to broad crowns, 5 to 12 m high."""
    size = float(rng.uniform(0.0, 1.0))
    return Habit(
        trunk_m=1.9 + 1.5 * size,
        radius_m=0.07 + 0.13 * size,
        levels=levels,
        children=4 if levels < 5 else 3,
        spread_deg=float(rng.uniform(30.0, 50.0)),
        shorten=float(rng.uniform(0.7, 0.8)),
        upward=float(rng.uniform(0.0, 1.0)),
    )


def tree_shape(rng: np.random.Generator) -> Model:
    """A broad-leaved tree in leaf."""
    skeleton = grow(rng, habit(rng, 4))
    twigs = skeleton.twigs_m
    stalks = shoots(rng, twigs, SHOOTS)
    length_m = _leaf_length(twigs)
    places, towards = _along(rng, stalks, length_m)
    outward = places - twigs.reshape(-1, 3).mean(axis=0)
    facing = 0.6 * outward / np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-6) + np.array([0.0, 0.0, 0.8])
    facing /= np.linalg.norm(facing, axis=1, keepdims=True)
    crown = leaves(rng, places, facing, length_m, (LEAF, LIGHT_LEAF), scatter=0.5, towards=towards)
    wood = [*(part.painted(BARK) for part in skeleton.parts), spikes(stalks, 0.004).painted(BARK)]
    return assemble([*wood, crown], DEFAULT)


def _along(rng: np.random.Generator, stalks: NDArray[np.float64], length_m: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(N, 3) middles of the leaves and (N, 3) unit vectors to their tips: alternately on both sides of each shoot, the last at its end."""
    number = np.tile(np.arange(LEAVES), len(stalks))
    stalk = np.repeat(stalks, LEAVES, axis=0)
    axis = stalk[:, 1] - stalk[:, 0]
    ahead = axis / np.linalg.norm(axis, axis=1, keepdims=True)
    side = np.cross(ahead, np.repeat(rng.normal(size=(len(stalks), 3)), LEAVES, axis=0))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    towards = ahead + np.where(number == LEAVES - 1, 0.0, 1.3 * (-1.0) ** number)[:, None] * side
    towards /= np.linalg.norm(towards, axis=1, keepdims=True)
    share = (number + rng.uniform(0.5, 1.0, len(number))) / LEAVES
    return stalk[:, 0] + share[:, None] * axis + 0.55 * length_m * towards, towards


def _leaf_length(twigs: NDArray[np.float64]) -> float:
    """Leaves are few and therefore large: so that they cover the crown as real ones do."""
    low, high = twigs.reshape(-1, 3).min(axis=0), twigs.reshape(-1, 3).max(axis=0)
    return float(np.clip(0.0225 * np.prod(high - low) ** (1 / 3), 0.075, 0.14))


def bare_shape(rng: np.random.Generator) -> Model:
    """A broad-leaved tree in winter."""
    skeleton: Skeleton = grow(rng, habit(rng, 5))
    return assemble([part.painted(BARK) for part in skeleton.parts], DEFAULT[:1])


def conifer_shape(rng: np.random.Generator) -> Model:
    """A spruce or fir: whorls of drooping branches round a straight stem."""
    height, slender = float(rng.uniform(4.0, 13.0)), float(rng.uniform(0.17, 0.3))
    foot = 0.012 * height + 0.02
    stem = lathe([(0, 0), (foot * 1.3, 0), (foot, 0.04 * height), (0.012, 0.97 * height), (0, height)], segments=10).painted(BARK)
    up = 1.0 - np.sqrt(rng.uniform(0.0, 1.0, SPRAYS))
    low = float(rng.uniform(0.04, 0.12))
    # Branches grow in whorls: sprays gather at some heights and some azimuths of each.
    whorls = int(height / 0.34)
    ring = np.floor(up * whorls)
    arms = 7
    azimuth = 2 * np.pi * (rng.integers(arms, size=SPRAYS) / arms + 0.381966 * ring) + rng.normal(0.0, 0.13, SPRAYS)
    reach = slender * height * (1.0 - up) ** 0.85 * np.sqrt(rng.uniform(0.06, 1.0, SPRAYS)) * (1 + 0.12 * np.sin(2.4 * ring))
    droop = 0.28 * reach * (1 - up)
    z = height * (low + (0.985 - low) * (ring + 0.5 + 0.3 * rng.normal(size=SPRAYS)) / whorls) - droop
    places = np.column_stack([np.cos(azimuth) * reach, np.sin(azimuth) * reach, np.clip(z, 0.1, 0.99 * height)])
    facing = np.column_stack([0.3 * np.cos(azimuth), 0.3 * np.sin(azimuth), np.ones(SPRAYS)])
    size = 0.05 * height**0.7 + 0.06
    facing /= np.linalg.norm(facing, axis=1, keepdims=True)
    outward = np.column_stack([np.cos(azimuth), np.sin(azimuth), np.full(SPRAYS, -0.25)])
    needles = leaves(rng, places, facing, size, (LEAF, LIGHT_LEAF), scatter=0.4, towards=outward, blade=SPRAY)
    return assemble([stem, needles], DEFAULT)


def bark(rng: np.random.Generator) -> Material:
    """Grey to brown, fissured."""
    color = varied(rng, ((0.11, 0.09, 0.07), (0.15, 0.14, 0.12), (0.07, 0.06, 0.05))[int(rng.integers(3))], 0.15, 0.03)
    fissures = Speckle(second_color=scaled(color, 0.45), scale_m=0.05, detail=4.0, contrast=0.5, bump_m=0.01, seed=pattern_seed(rng))
    return Material(base_color=color, roughness=0.92, pattern=fissures)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another kind; one in eight in autumn colours."""
    if len(model.materials) == 1:
        return (bark(rng),)
    return bark(rng), *foliage(rng, AUTUMN if rng.random() < 0.12 else SUMMER)


def conifer_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Dark and bluish greens."""
    return bark(rng), *foliage(rng, NEEDLES)


TREE = Category("tree", tree_shape, style)
BARE_TREE = Category("bare_tree", bare_shape, style)
CONIFER = Category("conifer", conifer_shape, conifer_style)
