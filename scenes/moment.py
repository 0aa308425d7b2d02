"""One moment of a scene: where its cameras and moving things are by then."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from setpiece.scenes.body import Body
from setpiece.scenes.camera.view import free
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.kinematics import STILL, Trajectory, advanced, velocities
from setpiece.scenes.series import Place, View, baseline_m
from setpiece.scenes.series import Sequence as Frames
from setpiece.scenes.spec import CameraSpec, ObjectSpec, VideoSpec, ViewSpec
from setpiece.scenes.stage import Stage
from setpiece.scenes.transforms import rows


def camera_at(camera: CameraSpec, path: Trajectory, time_s: float, view: View | None) -> CameraSpec:
    """The camera of a view at a time, with its velocities.

    Args:
        camera: the rig's, at time 0.
        path: of the rig; passes that camera's pose at time 0.
        time_s: the middle of the exposure.
        view: which of the rig's cameras; None for the rig's own.
    """
    pose = np.array(camera.world_from_camera) if time_s == 0.0 else path(time_s)
    update: dict[str, object] = {}
    own = path
    if view is not None:
        mount = view.rig_from_camera
        pose, own = pose @ mount, lambda at: path(at) @ mount
        update = {"name": view.name, "focal_length_mm": view.focal_length_mm or camera.focal_length_mm}
    linear, angular = velocities(own, time_s)
    moving = {"linear_velocity_m_s": linear, "angular_velocity_rad_s": angular}
    return camera.model_copy(update={**update, **moving, "world_from_camera": rows(pose)})


def video_of(camera: CameraSpec, path: Trajectory, place: Place, frames: Frames | None, view: View | None) -> VideoSpec | None:
    """Where an image stands in its sequence, and the camera in the next image; None for single images."""
    if frames is None:
        return None
    step_s = 1.0 / frames.fps
    after = camera_at(camera, path, (place.frame + 1) * step_s, view)
    return VideoSpec(
        video_id=place.scene,
        frame_id=place.frame,
        time_s=place.frame * step_s,
        step_s=step_s,
        next_world_from_camera=after.world_from_camera,
        next_linear_velocity_m_s=after.linear_velocity_m_s,
        next_angular_velocity_rad_s=after.angular_velocity_rad_s,
    )


def view_of(place: Place, frames: Frames | None, views: tuple[View, ...]) -> ViewSpec | None:
    """Which camera of which moment took an image; None where there is but one."""
    if not views:
        return None
    moment = place.scene * (frames.length if frames else 1) + place.frame
    first_from_rig = np.linalg.inv(views[0].rig_from_camera)
    first_from_camera = rows(first_from_rig @ views[place.view].rig_from_camera)
    return ViewSpec(group_id=moment, number=place.view, first_from_camera=first_from_camera, baseline_m=baseline_m(views))


def objects_at(objects: tuple[ObjectSpec, ...], time_s: float) -> tuple[ObjectSpec, ...]:
    """Things where their velocities have brought them."""
    return tuple(_object_at(item, time_s) for item in objects)


def _object_at(item: ObjectSpec, time_s: float) -> ObjectSpec:
    if time_s == 0.0 or (item.linear_velocity_m_s == STILL and item.angular_velocity_rad_s == STILL):
        return item
    pose = advanced(np.array(item.world_from_object), item.linear_velocity_m_s, item.angular_velocity_rad_s, time_s)
    return item.model_copy(update={"world_from_object": rows(pose)})


def check_way(
    camera: CameraSpec,
    path: Trajectory,
    stage: Stage,
    things: Sequence[Body],
    clearance_m: float,
    frames: Frames | None,
    views: tuple[View, ...],
) -> None:
    """Make sure that no camera runs into anything in any frame.

    Every image of a series asks this of the whole series, so that all of them take the same draw.

    Raises:
        CannotPlace: saying which camera does, and when.
    """
    for time_s, moved in _moments(things, frames):
        for view in views or (None,):
            if time_s == 0.0 and view is None:
                continue  # drawn to be free
            if not free(camera_at(camera, path, time_s, view), stage, moved, clearance_m):
                name = "the camera" if view is None else f"camera {view.name}"
                raise CannotPlace(f"camera: {name} would be in or too near to something {time_s:g} s into the scene")


def _moments(things: Sequence[Body], frames: Frames | None) -> Iterator[tuple[float, Sequence[Body]]]:
    yield 0.0, things
    for frame in range(1, frames.length if frames else 1):
        assert frames is not None  # there is but one moment without
        time_s = frame / frames.fps
        yield time_s, [_body_at(thing, time_s) for thing in things]


def _body_at(body: Body, time_s: float) -> Body:
    if body.linear_velocity_m_s == STILL:
        return body
    moved = advanced(body.world_from_object, body.linear_velocity_m_s, STILL, time_s)
    return replace(body, world_from_object=moved, known_footprint=None)
