"""Body: one model at one place, while a scene is being drawn."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import fcl
import numpy as np
from numpy.typing import NDArray

from setpiece.assets.mesh import Model
from setpiece.assets.ref import AssetRef
from setpiece.scenes.solid import Solid, prepare
from setpiece.scenes.transforms import apply

Float64 = NDArray[np.float64]
Load = Callable[[AssetRef], Model]

CACHE_BYTES = 512 << 20
_solids: OrderedDict[str, Solid] = OrderedDict()


@dataclass(frozen=True, eq=False)
class Body:
    """One model at one place.

    Attributes:
        ref: which model.
        solid: its shape.
        world_from_object: (4, 4) rigid.
    """

    ref: AssetRef
    solid: Solid
    world_from_object: Float64

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

    @cached_property
    def collider(self) -> fcl.CollisionObject:
        """For exact tests against other bodies."""
        return collider(self.solid.bvh, self.world_from_object)


def collider(shape: fcl.CollisionGeometry, world_from_object: Float64) -> fcl.CollisionObject:
    """A shape at a place, for ``fcl.collide``."""
    transform = fcl.Transform(np.ascontiguousarray(world_from_object[:3, :3]), np.ascontiguousarray(world_from_object[:3, 3]))
    return fcl.CollisionObject(shape, transform)


def solid_of(ref: AssetRef, load: Load) -> Solid:
    """The solid of a model, from a least-recently-used cache that holds at most ``CACHE_BYTES``.

    The key is the model's hash, so what is returned never depends on what was asked before.
    """
    if ref.sha256 not in _solids:
        _solids[ref.sha256] = prepare(load(ref).mesh, f"{ref.source}: {ref.name}")
        while len(_solids) > 1 and sum(solid.bytes for solid in _solids.values()) > CACHE_BYTES:
            _solids.popitem(last=False)
    _solids.move_to_end(ref.sha256)
    return _solids[ref.sha256]
