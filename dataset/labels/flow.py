"""Optical flow to the next image of a sequence, from the geometry: where each pixel's surface point is by then.

Flow is a fact of the scene: a point that something else hides in the next image has its flow all the same. Where the sky is seen,
flow is that of its direction.
"""

from dataclasses import dataclass

import numpy as np

from setpiece.dataset.labels.pinhole import Rays, frame_box, inverse, rays
from setpiece.dataset.labels.types import Bool, Float32, Float64, Int32
from setpiece.scenes.kinematics import STILL, carried, carried_back, rotated
from setpiece.scenes.lens.mapping import distort, reach
from setpiece.scenes.spec import CameraSpec, ObjectSpec, SceneSpec, VideoSpec
from setpiece.scenes.transforms import apply

_ROUNDS = 5
"""A point's row in the next image depends on its time there, which depends on its row: found by going back and forth."""


@dataclass(frozen=True, eq=False)
class Landings:
    """Where in the next image each pixel's surface point, or direction, is.

    Attributes:
        pixels: (H, W, 2) column and row, also beyond the frame; nan for points that the next camera has behind it or that its lens does
            not show.
        slopes: (H, W, 2) x and y of the next camera's ray (x, y, 1) to it.
        nearness: (H, W) 1 / planar depth in metres, from the next camera; 0 for directions.
        time_s: (H, W) when it is seen, against the middle of the next exposure.
    """

    pixels: Float64
    slopes: Float64
    nearness: Float64
    time_s: Float64


def forward_flow(landed: Landings) -> Float32:
    """(H, W, 2) how far each pixel's point moves until the next image, pixels to the right and down; nan as in ``Landings.pixels``."""
    height, width = landed.nearness.shape
    y, x = np.mgrid[0:height, 0:width] + 0.5
    flow: Float32 = (landed.pixels - np.stack([x, y], axis=-1)).astype(np.float32)
    return flow


def landings(spec: SceneSpec, instances_all: Int32, depth_m: Float32) -> Landings | None:
    """Follow each pixel's surface point into the next image of a sequence; None for single images.

    Args:
        spec: of this image.
        instances_all: (H, W) ids, scenery too.
        depth_m: (H, W) planar depth, inf for background.
    """
    if spec.video is None:
        return None
    camera, after = spec.camera, next_camera(spec.camera, spec.video)
    grid = rays(camera, frame_box(camera))
    times = np.broadcast_to(0.0 if grid.time_s is None else grid.time_s, grid.shape)
    points = _in_world(camera, grid, depth_m, times)
    moving = [item for item in spec.objects if item.linear_velocity_m_s != STILL or item.angular_velocity_rad_s != STILL]
    still = ~np.isin(instances_all, [item.instance_id for item in moving])
    landed = np.empty((*depth_m.shape, 6))
    landed[still] = _land(after, points[still], np.isfinite(depth_m[still]), None, 0.0)
    for item in moving:
        shown = instances_all == item.instance_id
        start = carried_back(points[shown], _origin(item), item.linear_velocity_m_s, item.angular_velocity_rad_s, times[shown])
        landed[shown] = _land(after, start, np.ones(len(start), np.bool_), item, spec.video.step_s)
    return Landings(landed[..., :2], landed[..., 2:4], landed[..., 4], landed[..., 5])


def next_camera(camera: CameraSpec, video: VideoSpec) -> CameraSpec:
    """The camera in the next image of a sequence."""
    return camera.model_copy(
        update={
            "world_from_camera": video.next_world_from_camera,
            "linear_velocity_m_s": video.next_linear_velocity_m_s,
            "angular_velocity_rad_s": video.next_angular_velocity_rad_s,
        }
    )


def _origin(item: ObjectSpec) -> Float64:
    origin: Float64 = np.array(item.world_from_object)[:3, 3]
    return origin


def _in_world(camera: CameraSpec, grid: Rays, depth_m: Float32, times: Float64) -> Float64:
    """(H, W, 3) points when they are seen; where nothing is hit, directions."""
    hit = np.isfinite(depth_m)
    straight = np.stack(np.broadcast_arrays(grid.x, grid.y, 1.0), axis=-1)
    pose = np.array(camera.world_from_camera)
    local = apply(pose, np.where(hit, depth_m, 1.0)[..., None] * straight)
    world = carried(local, pose[:3, 3], camera.linear_velocity_m_s, camera.angular_velocity_rad_s, times)
    world[~hit] = rotated(straight[~hit] @ pose[:3, :3].T, camera.angular_velocity_rad_s, times[~hit])
    return world


def _land(camera: CameraSpec, points: Float64, finite: Bool, item: ObjectSpec | None, step_s: float) -> Float64:
    """(N, 6) pixels at which a camera sees points, or directions, each at its row's time; slopes, nearness and that time.

    Args:
        camera: of the next image.
        points: (N, 3) in the middle of this image's exposure.
        finite: (N,) False for directions.
        item: the moving thing that they are on, or None.
        step_s: from this image to the next.
    """
    times, seen = np.zeros(len(points)), np.empty((len(points), 3))
    for _ in range(_ROUNDS if camera.readout_s > 0.0 else 1):
        there = points
        if item is not None:
            there = carried(points, _origin(item), item.linear_velocity_m_s, item.angular_velocity_rad_s, step_s + times)
        seen = _seen(camera, there, finite, times)
        row = np.clip(np.nan_to_num(seen[:, 1]) * (camera.focal_length_px / camera.height), -0.5, 0.5)
        times = row * camera.readout_s
    return np.column_stack([_pixels(camera, seen[:, :2]), seen, times])


def _seen(camera: CameraSpec, points: Float64, finite: Bool, times: Float64) -> Float64:
    """(N, 3) x and y of the rays (x, y, 1) to points or directions at times, and their nearness; nan behind the camera."""
    pose = np.array(camera.world_from_camera)
    at_middle = carried_back(points, pose[:3, 3], camera.linear_velocity_m_s, camera.angular_velocity_rad_s, times)
    local = apply(inverse(pose), at_middle)
    local[~finite] = rotated(points[~finite], camera.angular_velocity_rad_s, -times[~finite]) @ pose[:3, :3]
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = np.where(local[:, 2:] > 1e-9, local[:, :2] / local[:, 2:], np.nan)
        nearness = np.where(finite, 1.0 / local[:, 2], 0.0)
    return np.column_stack([slopes, nearness])


def _pixels(camera: CameraSpec, slopes: Float64) -> Float64:
    middle = np.array([camera.width, camera.height]) / 2.0
    if camera.lens is None:
        return slopes * camera.focal_length_px + middle
    shown = np.hypot(slopes[:, 0], slopes[:, 1]) <= reach(camera.lens)
    x, y = distort(camera.lens, *np.where(shown, slopes.T, np.nan))
    return np.stack([x, y], axis=1) * camera.focal_length_px + middle
