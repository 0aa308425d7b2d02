"""Rolling shutter: each ray has its own time, at which camera and object are where their motion has brought them.

The ray of row r looks at the scene ``(r + 0.5) / height - 0.5`` readout times after the middle of the exposure. Through a lens the
rows are those of the picture without it, in which renderers draw.
"""

from dataclasses import dataclass

import numpy as np

from setpiece.dataset.labels.cutouts import pierce
from setpiece.dataset.labels.pinhole import PixelBox, Pose, Rays, projected_box
from setpiece.dataset.labels.prepared import Prepared
from setpiece.dataset.labels.types import Float64, Indices, Int32
from setpiece.scenes.kinematics import STILL, advanced, turned
from setpiece.scenes.spec import CameraSpec, ObjectSpec

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

    def object_from_camera(self, time_s: Float64) -> Float64:
        """(..., 4, 4) at times (...)."""
        still, camera, thing = np.linalg.inv(self.world_from_object), self.camera, self.thing
        world_from_camera = advanced(np.array(camera.world_from_camera), camera.linear_velocity_m_s, camera.angular_velocity_rad_s, time_s)
        # The object's own motion is undone: about where its origin is by then, and back to where it was.
        origin = self.world_from_object[:3, 3]
        moved = origin + time_s[..., None] * np.array(thing.linear_velocity_m_s)
        back = np.swapaxes(turned(time_s[..., None] * np.array(thing.angular_velocity_rad_s)), -1, -2)
        undone = np.zeros(world_from_camera.shape)
        undone[..., :3, :3] = back
        undone[..., :3, 3] = origin - np.einsum("...ij,...j->...i", back, moved)
        undone[..., 3, 3] = 1.0
        found: Float64 = still @ undone @ world_from_camera
        return found


def drift_of(camera: CameraSpec, thing: ObjectSpec, world_from_object: Float64) -> Drift | None:
    """The drift of an object in a picture, None if none of its rows sees it elsewhere."""
    speeds = (camera.linear_velocity_m_s, camera.angular_velocity_rad_s, thing.linear_velocity_m_s, thing.angular_velocity_rad_s)
    if camera.readout_s == 0.0 or all(speed == STILL for speed in speeds):
        return None
    return Drift(camera, thing, world_from_object)


def swept_box(camera: CameraSpec, prepared: Prepared, drift: Drift) -> PixelBox:
    """The pixels that an object can cover in any row, at that row's time; a safe bound."""
    times = np.linspace(-0.5, 0.5, _LOOKS) * camera.readout_s
    poses = [Pose(np.linalg.inv(matrix)) for matrix in drift.object_from_camera(times)]
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
    matrices = _of_rays(rays, drift)
    straight = np.stack(np.broadcast_arrays(rays.x, rays.y, 1.0), axis=-1)
    directions = np.einsum("hwij,hwj->hwi", matrices[..., :3, :3], straight).reshape(-1, 3)
    origins = np.broadcast_to(matrices[..., :3, 3], straight.shape).reshape(-1, 3)
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
    matrices = drift.object_from_camera(np.broadcast_to(_times(rays), rays.shape)[rows, columns])
    inside = np.einsum("nij,nj->ni", matrices[:, :3, :3], points) + matrices[:, :3, 3]
    back: Float64 = inside @ camera_from_object[:3, :3].T + camera_from_object[:3, 3]
    return back


def _times(rays: Rays) -> Float64:
    assert rays.time_s is not None  # a camera that reads out row by row has times
    return rays.time_s


def _of_rays(rays: Rays, drift: Drift) -> Float64:
    return drift.object_from_camera(_times(rays))
