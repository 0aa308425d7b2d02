"""Steps that outdoor environments share: things planted by their foot, lamps with their fixtures, the land around."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.openings import openings
from setpiece.assets.scenery import lamp_post
from setpiece.scenes.body import Body, convex_outline
from setpiece.scenes.distributions import Distribution
from setpiece.scenes.environment.build import moved, scenery
from setpiece.scenes.placement.contact import footprints_apart
from setpiece.scenes.stage import Fixture
from setpiece.scenes.transforms import apply, rigid

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Float64 = NDArray[np.float64]

FOOT_M = 0.05
"""What is this close to the ground is what a thing stands on."""


def stock(library: "Library", name: str, count: int, rng: np.random.Generator) -> list[Body]:
    """Several models of one kind of scenery, each of one make: a street uses few kinds of lamps, trees and houses, many times."""
    return [replace(scenery(library, name, rng), make=f"{name} {number}") for number in range(count)]


def grove(kinds: Distribution[str], library: "Library", count: int, rng: np.random.Generator) -> list[Body]:
    """Several trees, each of a kind of its own draw and of one make."""
    drawn = [kinds.draw(rng) for _ in range(count)]
    return [replace(scenery(library, name, rng), make=f"{name} {number}") for number, name in enumerate(drawn)]


def foot(body: Body) -> Float64:
    """(2,) middle of what a body stands on, in its own frame: its mast or trunk, whatever else hangs to the ground."""
    vertices = body.solid.vertices
    low = vertices[vertices[:, 2] < vertices[:, 2].min() + FOOT_M, :2]
    middle: Float64 = np.median(low, axis=0)
    return middle


def planted(body: Body, yaw_deg: float, xy_m: Float64, height_m: float) -> Body:
    """The body turned about the vertical, its foot at a place."""
    turn = math.radians(yaw_deg)
    x, y = foot(body)
    away = np.array([math.cos(turn) * x - math.sin(turn) * y, math.sin(turn) * x + math.cos(turn) * y])
    place = xy_m - away
    return moved(body, yaw_deg, (float(place[0]), float(place[1]), height_m - float(body.solid.vertices[:, 2].min())))


def outline(body: Body) -> Float64:
    """(N, 2) convex outline seen from above, counter-clockwise."""
    return convex_outline(body.hull_points[:, :2])


def street_lamps(lamps: Sequence[Body], library: "Library") -> tuple[Fixture, ...]:
    """Where the light of lamp posts leaves them: every lens, shining down."""
    found = []
    for lamp in lamps:
        for lens in openings(library.load(lamp.ref), lamp_post.LENS):
            world = lamp.world_from_object
            centre = apply(world, (lens.centre_m + np.array([0.0, 0.0, -0.5 * lens.size_m[2] - 0.005]))[None])[0]
            size = (max(float(lens.size_m[0]), 0.05), max(float(lens.size_m[1]), 0.05))
            found.append(Fixture("street_lamp", rigid(world[:3, :3], centre), size))
    return tuple(found)


class Taken:
    """Ground that things stand on, by their outlines."""

    def __init__(self) -> None:
        self._outlines: list[Float64] = []
        self._discs = np.empty((0, 3))

    def take(self, around: Float64) -> bool:
        """Take the ground within a (N, 2) convex outline; False, and nothing is taken, if some of it is taken already."""
        middle = around.mean(axis=0)
        radius = float(np.linalg.norm(around - middle, axis=1).max())
        near = np.linalg.norm(self._discs[:, :2] - middle, axis=1) < self._discs[:, 2] + radius
        if not all(footprints_apart(around, self._outlines[k]) for k in np.nonzero(near)[0]):
            return False
        self._outlines.append(around)
        self._discs = np.vstack([self._discs, [*middle, radius]])
        return True


def land(library: "Library", rng: np.random.Generator, level_m: float) -> Body:
    """Ground to the horizon, its top at a height."""
    body = scenery(library, "land", rng)
    support = library.load(body.ref).support
    assert support is not None
    return moved(body, float(rng.uniform(0.0, 360.0)), (0.0, 0.0, level_m - support.height_m))


def woods(kinds: Sequence[Body], rng: np.random.Generator, count: int, near_m: float, far_m: float, keep: Float64) -> list[Body]:
    """Groups of trees in the distance.

    Args:
        kinds: the trees.
        rng: draws them.
        count: how many trees.
        near_m: of the nearest from the middle.
        far_m: of the farthest.
        keep: (N, 2) points that no tree comes within 12 m of.
    """
    # Most of the woods are far and long: from eye height they close the horizon.
    groups = [
        (rng.uniform(0.0, 2.0 * math.pi), near_m + (far_m - near_m) * math.sqrt(rng.random()), rng.uniform(0.03, 0.3))
        for _ in range(max(1, count // 12))
    ]
    found: list[Body] = []
    for _ in range(count):
        angle, distance, spread = groups[int(rng.integers(len(groups)))]
        angle, distance = angle + rng.normal(0.0, spread), distance + rng.normal(0.0, 12.0)
        place = distance * np.array([math.cos(angle), math.sin(angle)])
        body = kinds[int(rng.integers(len(kinds)))]
        turn_deg = float(rng.uniform(0.0, 360.0))
        if np.linalg.norm(keep - place, axis=1).min() > 12.0:
            found.append(planted(body, turn_deg, place, -0.06))
    return found
