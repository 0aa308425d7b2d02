"""Branching: trunks, boughs and twigs as tapering tubes, grown from the ground up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.kit.loft import tube
from setpiece.assets.kit.part import Part
from setpiece.assets.kit.profile import arc

Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class Habit:
    """How a broad-leaved tree grows.

    Attributes:
        trunk_m: height of the first fork.
        radius_m: of the trunk at its foot.
        levels: forks from the trunk to the twigs.
        children: new branches at every fork.
        spread_deg: between a branch and its children.
        shorten: length of a child as a share of its parent's.
        upward: 0 grows straight on, 1 turns strongly to the sky; negative weeps.
    """

    trunk_m: float
    radius_m: float
    levels: int
    children: int
    spread_deg: float
    shorten: float
    upward: float


@dataclass(frozen=True, eq=False)
class Skeleton:
    """The wood of a tree.

    Attributes:
        parts: tubes.
        twigs_m: (N, 2, 3) start and end of the thinnest branches, metres.
    """

    parts: list[Part]
    twigs_m: Float64


def grow(rng: np.random.Generator, habit: Habit) -> Skeleton:
    """A tree at the origin."""
    parts: list[Part] = []
    twigs: list[Float64] = []
    first = np.array([0.06 * rng.normal(), 0.06 * rng.normal(), 1.0])
    front = [(np.zeros(3), first / np.linalg.norm(first), habit.trunk_m, habit.radius_m)]
    for level in range(habit.levels + 1):
        following = []
        for start, direction, length, radius in front:
            path = _path(rng, start, direction, length, habit.upward * (level > 0))
            last = level == habit.levels
            tip = 0.35 if last else 0.62
            sides = 10 if level == 0 else 6 if level < 3 else 3
            flare = [1.35, 1.0, 0.92, 0.86] if level == 0 else [1.0, 0.9, 0.8, 0.7]
            scale = radius * np.array([*flare, tip])
            parts.append(tube(path, arc((0, 0), 1.0, 0, 360, sides + 1)[:-1], scale=scale, up=_any_side(direction)))
            if last:
                twigs.append(path[[0, -1]])
            else:
                following += _children(rng, habit, path, length, radius)
        front = following
    return Skeleton(parts, np.array(twigs))


def _path(rng: np.random.Generator, start: Float64, direction: Float64, length: float, upward: float) -> Float64:
    """(5, 3) points of a crooked branch."""
    points = [start]
    for _ in range(4):
        direction = direction + rng.normal(0.0, 0.09, 3) + np.array([0.0, 0.0, 0.12 * upward])
        direction = direction / np.linalg.norm(direction)
        points.append(points[-1] + direction * length / 4)
    return np.array(points)


def _children(
    rng: np.random.Generator, habit: Habit, path: Float64, length: float, radius: float
) -> list[tuple[Float64, Float64, float, float]]:
    """The branches that leave a branch: one goes on, the others leave sideways below its end."""
    ahead = path[-1] - path[-2]
    ahead = ahead / np.linalg.norm(ahead)
    side = np.cross(ahead, _any_side(ahead))
    turn = rng.uniform(0, 2 * np.pi)
    found = []
    for k in range(habit.children):
        angle = np.deg2rad(habit.spread_deg * (0.45 if k == 0 else 1.0) * rng.uniform(0.7, 1.3))
        around = turn + 2 * np.pi * k / habit.children + rng.normal(0.0, 0.3)
        outward = np.cos(around) * side + np.sin(around) * np.cross(ahead, side)
        direction = np.cos(angle) * ahead + np.sin(angle) * outward
        place = 4.0 if k == 0 else rng.uniform(1.5, 4.0)
        start = path[min(int(place), 3)] + (path[min(int(place), 3) + 1] - path[min(int(place), 3)]) * (place - min(int(place), 3))
        found.append((start, direction, length * habit.shorten * rng.uniform(0.8, 1.15), radius * (0.66 if k == 0 else 0.52)))
    return found


def _any_side(direction: Float64) -> Float64:
    """A unit vector across a direction."""
    side = np.cross(direction, [1.0, 0.0, 0.0] if abs(direction[0]) < 0.8 else [0.0, 1.0, 0.0])
    unit: Float64 = side / np.linalg.norm(side)
    return unit


def shoots(rng: np.random.Generator, twigs_m: Float64, per_twig: int) -> Float64:
    """(N, 2, 3) start and end of the soft shoots that leaves sit on: all along the twigs, and one that goes on from each tip.

    Args:
        rng: draws them.
        twigs_m: (T, 2, 3) as ``Skeleton`` has them.
        per_twig: shoots of one twig.
    """
    count = len(twigs_m) * per_twig
    twig = np.repeat(twigs_m, per_twig, axis=0)
    along = np.tile(np.linspace(0.12, 1.0, per_twig), len(twigs_m)) - rng.uniform(0.0, 0.1, count)
    axis = twig[:, 1] - twig[:, 0]
    length = np.linalg.norm(axis, axis=1, keepdims=True)
    outward = rng.normal(size=(count, 3)) + np.array([0.0, 0.0, 0.35])
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    direction = 0.7 * axis / length + np.where(along[:, None] > 0.9, 0.35, 1.0) * outward
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    start = twig[:, 0] + along[:, None] * axis
    return np.stack([start, start + direction * length * rng.uniform(0.35, 0.75, (count, 1))], axis=1)


def spikes(lines_m: Float64, radius_m: float) -> Part:
    """Each of (N, 2, 3) lines as a pointed needle: a triangle at its start, its tip at the end."""
    axis = lines_m[:, 1] - lines_m[:, 0]
    side = np.cross(
        axis, np.where(np.abs(axis[:, 2:]) < 0.8 * np.linalg.norm(axis, axis=1, keepdims=True), (0.0, 0.0, 1.0), (1.0, 0.0, 0.0))
    )
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    up = np.cross(side, axis)
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    foot = [lines_m[:, 0] + radius_m * (np.cos(turn) * side + np.sin(turn) * up) for turn in 2.0 * np.pi / 3.0 * np.arange(3)]
    vertices = np.stack([*foot, lines_m[:, 1]], axis=1).reshape(-1, 3)
    faces = np.array([[0, 1, 2], [0, 3, 1], [1, 3, 2], [2, 3, 0]])
    triangles = (faces[None] + 4 * np.arange(len(lines_m))[:, None, None]).reshape(-1, 3)
    return Part(vertices, triangles, np.zeros((len(triangles), 3, 2)), np.zeros(len(triangles), dtype=np.int64))
