"""Rolling shutter: each ray has its own time, at which camera and object are where their motion has brought them.

The ray of row r looks at the scene ``(r + 0.5) / height - 0.5`` readout times after the middle of the exposure. Through a lens the
rows are those of the picture without it, in which renderers draw.
"""

from dataclasses import dataclass

import numpy as np

from setpiece.dataset.labels.cutouts import pierce
from setpiece.dataset.labels.pinhole import PixelBox, Pose, Rays, inverse, projected_box
from setpiece.dataset.labels.prepared import Prepared
from setpiece.dataset.labels.types import Float64, Indices, Int32
from setpiece.scenes.kinematics import STILL, advanced, carried, carried_back
from setpiece.scenes.spec import CameraSpec, ObjectSpec
from setpiece.scenes.transforms import apply

_LOOKS = 9
"""Times at which an object's box is projected; between two of them it moves no further than from one to the next."""


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

    def camera_from_object(self, time_s: float) -> Float64:
        """(4, 4) at one time."""
        camera, thing = self.camera, self.thing
        world_from_camera = advanced(np.array(camera.world_from_camera), camera.linear_velocity_m_s, camera.angular_velocity_rad_s, time_s)
        world_from_object = advanced(self.world_from_object, thing.linear_velocity_m_s, thing.angular_velocity_rad_s, time_s)
        found: Float64 = inverse(world_from_camera) @ world_from_object
        return found


def drift_of(camera: CameraSpec, thing: ObjectSpec, world_from_object: Float64) -> Drift | None:
    """The drift of an object in a picture, None if none of its rows sees it elsewhere."""
    speeds = (camera.linear_velocity_m_s, camera.angular_velocity_rad_s, thing.linear_velocity_m_s, thing.angular_velocity_rad_s)
    if camera.readout_s == 0.0 or all(speed == STILL for speed in speeds):
        return None
    return Drift(camera, thing, world_from_object)


def swept_box(camera: CameraSpec, prepared: Prepared, drift: Drift) -> PixelBox:
    """The pixels that an object can cover in any row, at that row's time; a safe bound."""
    poses = [Pose(drift.camera_from_object(float(part) * camera.readout_s)) for part in np.linspace(-0.5, 0.5, _LOOKS)]
    seen = [projected_box(camera, prepared.points_m, prepared.bounds_m, pose) for pose in poses]
    edges = np.array([(box.x0, box.y0, box.x1, box.y1) for box in seen if not box.empty])
    if not len(edges):
        return PixelBox(0, 0, 0, 0)
    step = int(np.abs(np.diff(edges, axis=0)).max(initial=0))
    low, high = edges.min(axis=0) - step, edges.max(axis=0) + step
    return PixelBox(int(low[0]), int(low[1]), int(high[2]), int(high[3]))


def cast_drifting(prepared: Prepared, rays: Rays, drift: Drift) -> tuple[Int32, Float64]:
    """The first surface that each ray meets at its own time.

    Returns:
        (h, w) int32 triangles, -1 for none, and (h, w) float64 nearness, 1 / planar depth in the camera's frame of that time.
    """
    times = _times(rays)
    straight = np.stack(np.broadcast_arrays(rays.x, rays.y, 1.0), axis=-1)
    starts = drift.points(np.zeros((*times.shape, 3)), times)
    directions = (drift.points(straight, times) - starts).reshape(-1, 3)
    origins = np.broadcast_to(starts, straight.shape).reshape(-1, 3)
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
    return prim.reshape(rays.shape), nearness.reshape(rays.shape)


def settled(rays: Rays, drift: Drift, points: Float64, pixels: Indices, camera_from_object: Float64) -> Float64:
    """(N, 3) where points (N, 3), each in the camera's frame at its ray's time, are in the middle of the exposure."""
    rows, columns = np.divmod(pixels, rays.shape[1])
    return apply(camera_from_object, drift.points(points, np.broadcast_to(_times(rays), rays.shape)[rows, columns]))


def _times(rays: Rays) -> Float64:
    assert rays.time_s is not None  # a camera that reads out row by row has times
    return rays.time_s
