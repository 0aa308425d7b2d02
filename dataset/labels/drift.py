"""Rolling shutter: each ray has its own time, at which camera and object are where their motion has brought them.

The ray of row r looks at the scene ``(r + 0.5) / height - 0.5`` readout times after the middle of the exposure. Through a lens the
rows are those of the picture without it, in which renderers draw.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from setpiece.dataset.labels.cutouts import pierce
from setpiece.dataset.labels.pinhole import PixelBox, Pose, Rays, inverse, nearest_possible, projected_box
from setpiece.dataset.labels.prepared import Prepared
from setpiece.dataset.labels.types import Float64, Indices, Int32
from setpiece.scenes.kinematics import STILL, advanced, carried, carried_back
from setpiece.scenes.spec import CameraSpec, ObjectSpec
from setpiece.scenes.transforms import apply

_LOOKS = tuple((np.arange(9) / 8 - 0.5).tolist())
"""Times at which an object's box is projected, in readout times; between two it moves no further than from one to the next."""

_BOUND_SLACK = 1e-6
"""Bounds are computed by rows, hits by rays: rounding must not hide a surface on the bound."""


@dataclass(frozen=True, eq=False)
class Drift:
    """How an object and the camera move during the readout.

    Attributes:
        camera, thing: their velocities.
        world_from_object: (4, 4) in the middle of the exposure.
    """

    camera: CameraSpec
    thing: ObjectSpec
    world_from_object: Float64

    def points(self, points: Float64, time_s: Float64) -> Float64:
        """(..., 3) points of the camera's frame at times (...), in the object's frame."""
        camera, thing = self.camera, self.thing
        pose = np.array(camera.world_from_camera)
        world = carried(apply(pose, points), pose[:3, 3], camera.linear_velocity_m_s, camera.angular_velocity_rad_s, time_s)
        origin = self.world_from_object[:3, 3]
        undone = carried_back(world, origin, thing.linear_velocity_m_s, thing.angular_velocity_rad_s, time_s)
        return apply(inverse(self.world_from_object), undone)

    def world_from_thing(self, time_s: Float64 | float) -> Float64:
        """(..., 4, 4) the object's pose at times (...)."""
        speeds = (self.thing.linear_velocity_m_s, self.thing.angular_velocity_rad_s)
        return self.world_from_object if speeds == (STILL, STILL) else advanced(self.world_from_object, *speeds, time_s)

    def nearest_possible(self, rays: Rays, bounds_m: Float64) -> Float64:
        """(h, w) the greatest nearness that a ray can have inside the object's box at its own time, as ``pinhole.nearest_possible``."""
        times = _times(rays)
        if times.shape[1] > 1:
            return np.full(rays.shape, np.inf)  # behind a lens every ray has a time of its own: nothing is known in advance
        object_from_world = np.linalg.inv(self.world_from_thing(times[:, 0]))
        return (1 + _BOUND_SLACK) * nearest_possible(rays, object_from_world @ world_from_camera(self.camera, tuple(times[:, 0])), bounds_m)


@lru_cache(maxsize=256)
def world_from_camera(camera: CameraSpec, times_s: tuple[float, ...]) -> Float64:
    """(T, 4, 4) a camera's poses at times; kept, since every object of a picture asks for the same."""
    return advanced(np.array(camera.world_from_camera), camera.linear_velocity_m_s, camera.angular_velocity_rad_s, np.array(times_s))


@lru_cache(maxsize=2)
def looks(camera: CameraSpec) -> tuple[tuple[float, Float64], ...]:
    """Seconds and (4, 4) camera from world at the times at which boxes are projected."""
    times = tuple(part * camera.readout_s for part in _LOOKS)
    return tuple((time, inverse(pose)) for time, pose in zip(times, world_from_camera(camera, times), strict=True))


def drift_of(camera: CameraSpec, thing: ObjectSpec, world_from_object: Float64) -> Drift | None:
    """The drift of an object in a picture, None if none of its rows sees it elsewhere."""
    speeds = (camera.linear_velocity_m_s, camera.angular_velocity_rad_s, thing.linear_velocity_m_s, thing.angular_velocity_rad_s)
    if camera.readout_s == 0.0 or all(speed == STILL for speed in speeds):
        return None
    return Drift(camera, thing, world_from_object)


def swept_box(camera: CameraSpec, points_m: Float64, bounds_m: Float64, drift: Drift) -> PixelBox:
    """The pixels that an object can cover in any row, at that row's time; a safe bound. Points and bounds as for ``projected_box``."""
    poses = [Pose(camera_from_world @ drift.world_from_thing(time)) for time, camera_from_world in looks(camera)]
    seen = [projected_box(camera, points_m, bounds_m, pose) for pose in poses]
    edges = np.array([(box.x0, box.y0, box.x1, box.y1) for box in seen if not box.empty])
    if not len(edges):
        return PixelBox(0, 0, 0, 0)
    step = int(np.abs(np.diff(edges, axis=0)).max(initial=0))
    low, high = edges.min(axis=0) - step, edges.max(axis=0) + step
    return PixelBox(int(low[0]), int(low[1]), int(high[2]), int(high[3]))


def cast_drifting(prepared: Prepared, rays: Rays, drift: Drift, covered: Float64 | None = None) -> tuple[Int32, Float64]:
    """The first surface that each ray meets at its own time.

    Args:
        prepared: the object.
        rays: the (h, w) grid.
        drift: how it moves.
        covered: (h, w) nearness of other objects, as for ``cast``.

    Returns:
        (h, w) int32 triangles, -1 for none, and (h, w) float64 nearness, 1 / planar depth in the camera's frame of that time.
    """
    if covered is None:
        chosen = np.arange(rays.shape[0] * rays.shape[1])
    else:
        chosen = np.flatnonzero(drift.nearest_possible(rays, prepared.geometry.bounds_m) > covered)
    prim, nearness = np.full(rays.shape, -1, dtype=np.int32), np.zeros(rays.shape)
    if len(chosen):
        prim.reshape(-1)[chosen], nearness.reshape(-1)[chosen] = _cast_chosen(prepared, rays, drift, chosen)
    return prim, nearness


def _cast_chosen(prepared: Prepared, rays: Rays, drift: Drift, chosen: Indices) -> tuple[Int32, Float64]:
    """(N,) triangles and nearness of the rays of flat pixel indices (N,)."""
    rows, columns = np.divmod(chosen, rays.shape[1])
    times = _times(rays)
    starts = drift.points(np.zeros((*times.shape, 3)), times)
    origins = np.broadcast_to(starts, (*rays.shape, 3))[rows, columns]
    x, y = rays.at(chosen)
    straight = np.stack([x, y, np.ones_like(x)], axis=-1)
    directions = drift.points(straight, np.broadcast_to(times, rays.shape)[rows, columns]) - origins
    single = directions.astype(np.float32)
    prim: Int32 = prepared.scene.run((origins + rays.near_m * directions).astype(np.float32), single)

    def nearness_of(prims: Int32, pixels: Indices) -> Float64:
        planes = prepared.planes[:, prims]
        along = np.einsum("in,ni->n", planes[:3], directions[pixels])
        ahead = np.einsum("in,ni->n", planes[:3], origins[pixels]) + planes[3]
        with np.errstate(divide="ignore", invalid="ignore"):
            near: Float64 = np.where(prims >= 0, -along / ahead, 0.0)
        return near

    nearness = nearness_of(prim, np.arange(len(prim)))
    if prepared.geometry.cutouts:
        pierce(prepared, origins.astype(np.float32), single, nearness_of, prim, nearness)
    beyond = nearness < 1 / rays.far_m
    prim[beyond], nearness[beyond] = -1, 0.0
    return prim, nearness


def settled(rays: Rays, drift: Drift, points: Float64, pixels: Indices, camera_from_object: Float64) -> Float64:
    """(N, 3) where points (N, 3), each in the camera's frame at its ray's time, are in the middle of the exposure."""
    rows, columns = np.divmod(pixels, rays.shape[1])
    return apply(camera_from_object, drift.points(points, np.broadcast_to(_times(rays), rays.shape)[rows, columns]))


def _times(rays: Rays) -> Float64:
    assert rays.time_s is not None  # a camera that reads out row by row has times
    return rays.time_s
