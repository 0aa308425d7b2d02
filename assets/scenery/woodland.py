"""Woodland: the edges of woods on the land, as far as where no single tree is told from the next."""

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.kit.fields import lumps
from setpiece.assets.kit.loft import loft
from setpiece.assets.kit.part import Part, join

Float64 = NDArray[np.float64]

NEAREST_M, FARTHEST_M = 205.0, 400.0
"""Of the middle of a wood from that of the land: nearer, and its crowns would be seen to be lumps."""

STEP_M = 4.0
"""Between sections: half a crown."""

_TURN = np.linspace(0.0, np.pi, 11)
SECTION = np.vstack([(-1.0, -0.02), (1.0, -0.02), np.column_stack([1.06 * np.cos(_TURN), 0.2 + 0.8 * np.sin(_TURN) ** 0.45])])
"""Across a wood: shares of half its width and of its height, counter-clockwise: steep sides, a nearly level top."""

CROWN_M = 8.0


def woodland(rng: np.random.Generator, count: int) -> Part:
    """Woods and belts of trees, each 60 to 260 m long, that lie more or less across the line of sight from the middle.

    Args:
        rng: draws them.
        count: how many.
    """
    return join([_wood(rng) for _ in range(count)])


def _wood(rng: np.random.Generator) -> Part:
    middle = _line(rng)
    tall, half = float(rng.uniform(6.0, 15.0)), float(rng.uniform(6.0, 22.0))
    step = np.gradient(middle, axis=0)
    across = np.column_stack([-step[:, 1], step[:, 0]]) / np.linalg.norm(step, axis=1, keepdims=True)
    ends = np.clip(np.minimum(np.arange(len(middle)), np.arange(len(middle))[::-1]) / 5.0, 0.0, 1.0)
    size = 0.35 + 0.65 * np.sqrt(ends)
    sideways = middle[:, None, :] + (size[:, None] * half * SECTION[:, 0])[..., None] * across[:, None, :]
    upward = size[:, None] * tall * SECTION[:, 1]
    rings = np.concatenate([sideways, upward[..., None]], axis=2)
    return loft(_crowned(rng, rings, across))


def _line(rng: np.random.Generator) -> Float64:
    """(N, 2) points along a wood."""
    angle, turn = rng.uniform(0.0, 2.0 * np.pi), float(rng.normal(0.0, 0.35))
    length = float(rng.uniform(60.0, 260.0))
    distance, side = float(rng.uniform(NEAREST_M, FARTHEST_M)), float(rng.choice([-1.0, 1.0]))
    along = np.arange(-0.5 * length, 0.5 * length, STEP_M)
    outward = np.array([np.cos(angle), np.sin(angle)])
    onward = np.array([-np.sin(angle + turn), np.cos(angle + turn)])
    curve = along**2 / (2.0 * distance)  # bent away from the middle or towards it, by as much as a circle round it
    line = distance * outward + along[:, None] * onward + (side * curve)[:, None] * outward
    inside = NEAREST_M / np.maximum(np.linalg.norm(line, axis=1, keepdims=True), 1.0)
    pushed: Float64 = line * np.maximum(inside, 1.0)
    return pushed


def _crowned(rng: np.random.Generator, rings: Float64, across: Float64) -> Float64:
    """The rings with crowns on them: bulging outward and upward by up to 3 m."""
    bulge = 1.5 * lumps(rings, rng, CROWN_M) + 0.5 * lumps(rings, rng, 0.5 * CROWN_M)
    height = np.clip(SECTION[:, 1], 0.0, 1.0)
    moved = rings.copy()
    moved[..., 2] += height * bulge
    moved[..., :2] += 0.6 * (bulge * np.sign(SECTION[:, 0]))[..., None] * across[:, None, :]
    return moved
