"""Steps that environments share: scenery at a place, and the surface of one piece."""

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.errors import UserError
from setpiece.scenes.body import Body, solid_of
from setpiece.scenes.stage import Surface
from setpiece.scenes.transforms import apply, rigid, rotation_z

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Float64 = NDArray[np.float64]


def scenery(library: "Library", name: str, rng: np.random.Generator) -> Body:
    """One piece of scenery as it was built: its own frame is the world's."""
    ref = library.draw_scenery(name, rng)
    return Body(ref, solid_of(ref, library.load), np.eye(4))


def moved(body: Body, yaw_deg: float, translation_m: tuple[float, float, float]) -> Body:
    """The body turned about its own z axis, then put at a place."""
    return replace(body, world_from_object=rigid(rotation_z(math.radians(yaw_deg)), np.array(translation_m)), known_footprint=None)


def grounded(body: Body, yaw_deg: float, xy_m: tuple[float, float], height_m: float) -> Body:
    """The body turned about its own z axis, the middle of its base at a place."""
    turned = moved(body, yaw_deg, (0.0, 0.0, 0.0))
    middle = turned.bounds_m.mean(axis=0)
    return moved(body, yaw_deg, (xy_m[0] - middle[0], xy_m[1] - middle[1], height_m - turned.bounds_m[0, 2]))


def surface_of(body: Body, library: "Library") -> Surface:
    """Where things may stand on a piece of scenery.

    Raises:
        UserError: if nothing can stand on it.
    """
    support = library.load(body.ref).support
    if support is None:
        raise UserError(f"scenery {body.ref.name}: found a model that has no support; accepted: scenery that things can stand on")
    outline = np.column_stack([support.outline_m, np.full(len(support.outline_m), support.height_m)]).astype(np.float64)
    placed = apply(body.world_from_object, outline)
    return Surface(placed[:, :2], float(placed[0, 2]))


def slot_bounds(body: Body, library: "Library", slot: int) -> Float64:
    """(2, 3) axis-aligned box, in the body's own frame, of what has one material slot: a lamp's tube, a window's frame."""
    mesh = library.load(body.ref).mesh
    of_slot = mesh.triangles if mesh.material_slots is None else mesh.triangles[mesh.material_slots == slot]
    corners = mesh.vertices[of_slot].reshape(-1, 3).astype(np.float64)
    return np.stack([corners.min(axis=0), corners.max(axis=0)])


def of_make(body: Body, make: str) -> Body:
    """The body, styled like all of that make."""
    return replace(body, make=make)


def rectangle(low_m: tuple[float, float], high_m: tuple[float, float], height_m: float) -> Surface:
    """A level rectangle along the world's axes."""
    (a, b), (c, d) = low_m, high_m
    return Surface(np.array([[a, b], [c, b], [c, d], [a, d]]), height_m)
