"""How one thing rests: its orientation and footprint, before it has a position."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.ref import AssetRef
from setpiece.scenes.body import Body, convex_outline
from setpiece.scenes.solid import Solid
from setpiece.scenes.transforms import rigid, rotation_between, rotation_z

Float64 = NDArray[np.float64]

DOWN = np.array([0.0, 0.0, -1.0])
NEARLY_UPRIGHT = np.cos(np.deg2rad(30.0))


@dataclass(frozen=True, eq=False)
class Resting:
    """One thing in a resting orientation.

    Attributes:
        ref: which model.
        solid: its shape.
        rotation: (3, 3) world-from-object.
        annotated: False for distractors.
    """

    ref: AssetRef
    solid: Solid
    rotation: Float64
    annotated: bool = True

    @cached_property
    def _points(self) -> Float64:
        points: Float64 = self.solid.hull_points @ self.rotation.T
        return points

    @cached_property
    def _base(self) -> Float64:
        """(3,) the point of the rotated body that ``at`` puts at a position: middle of the footprint's box, lowest z."""
        low, high = self._points.min(axis=0), self._points.max(axis=0)
        return np.array([0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1]), low[2]])

    @cached_property
    def footprint(self) -> Float64:
        """(N, 2) convex outline seen from above, counter-clockwise, about the middle of its box."""
        return convex_outline(self._points[:, :2] - self._base[:2])

    @cached_property
    def radius_m(self) -> float:
        """Of the disc about the middle that holds the footprint."""
        return float(np.linalg.norm(self.footprint, axis=1).max())

    @cached_property
    def footprint_m2(self) -> float:
        """Area that the thing covers, seen from above."""
        (x, y), (u, v) = self.footprint.T, np.roll(self.footprint, -1, axis=0).T
        return float(0.5 * (x * v - u * y).sum())

    def at(self, position_m: Float64, height_m: float) -> Body:
        """The body at a (2,) position, its lowest point exactly at the height."""
        pose = rigid(self.rotation, np.append(position_m, height_m) - self._base)
        return Body(self.ref, self.solid, pose, self.footprint + position_m, self.annotated)


def resting(ref: AssetRef, solid: Solid, upright: bool, rng: np.random.Generator) -> Resting:
    """Draw an orientation.

    Args:
        ref: which model.
        solid: its shape.
        upright: as it was built, if it can stand like that or nearly like that; else as it comes to rest when dropped.
        rng: takes two numbers.
    """
    down = solid.poses.draw(rng)
    if upright and solid.stands_as_built:
        down = DOWN
    elif upright:
        nearest = solid.poses.down[(solid.poses.down @ DOWN).argmax()]
        down = nearest if nearest @ DOWN > NEARLY_UPRIGHT else down
    yaw = rotation_z(rng.uniform(0.0, 2.0 * np.pi))
    return Resting(ref, solid, yaw @ rotation_between(down, DOWN))
