"""Which pixels have no partner in the next image of a sequence: something hides it there, or it lies beyond the frame.

A ray of the next camera is cast at each pixel's surface point where flow says that it then is, at everything as it then stands. What it
meets before that point hides it, the point's own object too. So no picture is resampled, and edges are as sharp as in a mask.
"""

import numpy as np

from setpiece.dataset.labels.cast import cast
from setpiece.dataset.labels.drift import drift_of, swept_box
from setpiece.dataset.labels.flow import Landings, next_camera
from setpiece.dataset.labels.pinhole import PixelBox, Pose, Rays, frame_box, inverse, projected_box
from setpiece.dataset.labels.prepared import CastCache
from setpiece.dataset.labels.types import Bool, Float64
from setpiece.render.frame import Frame, Geometry, Placed
from setpiece.scenes.kinematics import STILL, advanced
from setpiece.scenes.spec import CameraSpec, ObjectSpec

_BEFORE = 1.0 + 1e-4
"""So much nearer than a point must be what hides it, 0.1 mm at 1 m: rounding must not hide a surface behind itself."""


def occluded(frame: Frame, landed: Landings, cache: CastCache) -> Bool:
    """(H, W) whether the next image of a sequence does not show the point that a pixel shows.

    Args:
        frame: of this image.
        landed: where its points are in the next one.
        cache: prepared geometry.
    """
    video = frame.spec.video
    assert video is not None
    camera = next_camera(frame.spec.camera, video)
    column, row = np.floor(np.nan_to_num(landed.pixels, nan=-1.0)).astype(np.int64).transpose(2, 0, 1)
    hidden: Bool = (column < 0) | (row < 0) | (column >= camera.width) | (row >= camera.height)
    specs = {item.instance_id: item for item in frame.spec.objects}
    camera_from_world = inverse(np.array(camera.world_from_camera))
    for placed in frame.placed:
        thing = specs[placed.instance_id]
        world = _advanced(placed, thing, video.step_s)
        geometry = frame.geometries[placed.geometry]
        pose = Pose(camera_from_world @ world)
        box = _box(camera, thing, geometry, world, pose)
        there = ~hidden & (column >= box.x0) & (column < box.x1) & (row >= box.y0) & (row < box.y1)
        if there.any():
            hits = cast(
                cache.get(placed.geometry, geometry), _rays(camera, landed, there), pose,
                landed.nearness[there][None], drift_of(camera, thing, world),
            )  # fmt: skip
            hidden[there] = hits.nearness[0] > _BEFORE * landed.nearness[there]
    return hidden


def _advanced(placed: Placed, thing: ObjectSpec, step_s: float) -> Float64:
    """(4, 4) where a thing is in the next image."""
    speeds = (thing.linear_velocity_m_s, thing.angular_velocity_rad_s)
    if speeds == (STILL, STILL):
        return placed.world_from_object
    moved: Float64 = advanced(placed.world_from_object, *speeds, step_s)
    return moved


def _box(camera: CameraSpec, thing: ObjectSpec, geometry: Geometry, world: Float64, pose: Pose) -> PixelBox:
    """The pixels of the frame that a thing can cover."""
    drift = drift_of(camera, thing, world)
    points_m, bounds_m = geometry.corners_m, geometry.bounds_m
    box = swept_box(camera, points_m, bounds_m, drift) if drift else projected_box(camera, points_m, bounds_m, pose)
    return box.meet(frame_box(camera))


def _rays(camera: CameraSpec, landed: Landings, chosen: Bool) -> Rays:
    """The rays of the next camera to some of the points, as one row."""
    x, y = landed.slopes[chosen].T
    time_s = landed.time_s[chosen][None] if camera.readout_s > 0.0 else None
    return Rays(x[None], y[None], near_m=camera.near_m, far_m=camera.far_m, time_s=time_s)
