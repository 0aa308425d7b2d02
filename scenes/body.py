"""Body: one model at one place, while a scene is being drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import fcl
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

from setpiece.assets.mesh import Model
from setpiece.assets.ref import AssetRef
from setpiece.assets.spec import Vec3
from setpiece.scenes.lru import SizedCache
from setpiece.scenes.solid import Solid, prepare
from setpiece.scenes.transforms import apply

Float64 = NDArray[np.float64]
Load = Callable[[AssetRef], Model]

SOLIDS: SizedCache[Solid] = SizedCache(64 << 20, lambda solid: solid.bytes)
"""By the model's hash: what every use of a model needs."""

BVHS: SizedCache[fcl.BVHModel] = SizedCache(96 << 20, lambda bvh: 600 * bvh.num_tries_())
"""By the model's hash: what exact tests need, when two things come close. 600 bytes a triangle, measured at 14,000."""


@dataclass(frozen=True, eq=False)
class Body:
    """One model at one place.

    Attributes:
        ref: which model.
        solid: its shape.
        world_from_object: (4, 4) rigid.
        known_footprint: ``footprint``, where it is at hand and need not be computed.
        annotated: False for distractors, which have no category.
        make: bodies of one make are styled from equal random numbers: the same model looks the same, like units of one kitchen.
        linear_velocity_m_s: of its origin, in the world.
    """

    ref: AssetRef
    solid: Solid
    world_from_object: Float64
    known_footprint: Float64 | None = None
    annotated: bool = True
    make: str | None = None
    linear_velocity_m_s: Vec3 = (0.0, 0.0, 0.0)

    @cached_property
    def hull_points(self) -> Float64:
        """(H, 3) corners of the convex hull in the world."""
        return apply(self.world_from_object, self.solid.hull_points)

    @cached_property
    def bounds_m(self) -> Float64:
        """(2, 3) axis-aligned box in the world."""
        return np.stack([self.hull_points.min(axis=0), self.hull_points.max(axis=0)])

    @cached_property
    def centre_m(self) -> Float64:
        """(3,) centre of the box around the hull in the object's own frame, in the world."""
        centre: Float64 = apply(self.world_from_object, self.solid.bounds_m.mean(axis=0)[None])[0]
        return centre

    @property
    def bvh(self) -> fcl.BVHModel:
        """Bounding volume hierarchy of the mesh, in the model's frame."""
        return BVHS.get(self.ref.sha256, lambda: _build_bvh(self.solid))

    @cached_property
    def footprint(self) -> Float64:
        """(N, 2) convex outline of the body seen from above, counter-clockwise."""
        return convex_outline(self.hull_points[:, :2]) if self.known_footprint is None else self.known_footprint

    @cached_property
    def collider(self) -> fcl.CollisionObject:
        """For exact tests against other bodies."""
        return collider(self.bvh, self.world_from_object)


def convex_outline(points: Float64) -> Float64:
    """(N, 2) corners of the convex hull of (M, 2) points, counter-clockwise."""
    corners: Float64 = points[ConvexHull(points).vertices]
    return corners


def collider(shape: fcl.CollisionGeometry, world_from_object: Float64) -> fcl.CollisionObject:
    """A shape at a place, for ``fcl.collide``."""
    transform = fcl.Transform(np.ascontiguousarray(world_from_object[:3, :3]), np.ascontiguousarray(world_from_object[:3, 3]))
    return fcl.CollisionObject(shape, transform)


def solid_of(ref: AssetRef, load: Load) -> Solid:
    """The solid of a model, prepared once while it is remembered."""
    return SOLIDS.get(ref.sha256, lambda: prepare(load(ref).mesh, f"{ref.source}: {ref.name}", lambda: load(ref).mesh))


def _build_bvh(solid: Solid) -> fcl.BVHModel:
    bvh = fcl.BVHModel()
    bvh.beginModel(len(solid.triangles), len(solid.vertices))
    bvh.addSubModel(solid.vertices, solid.triangles)
    bvh.endModel()
    return bvh
