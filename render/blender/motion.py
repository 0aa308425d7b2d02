"""Motion while the shutter is open: Blender's animation of the camera and of things that move, and Cycles' rolling shutter."""

from collections.abc import Sequence

import bpy
import numpy as np
from mathutils import Matrix
from numpy.typing import NDArray

from setpiece.assets.errors import UserError
from setpiece.scenes.kinematics import STILL, advanced
from setpiece.scenes.spec import CameraSpec, ObjectSpec, SceneSpec

FRAME = 1
"""The middle of the exposure. The whole window, from the first row's opening to the last row's closing, is one frame long."""

OPENGL_FROM_OPENCV = np.diag([1.0, -1.0, -1.0, 1.0])


def moves(item: CameraSpec | ObjectSpec) -> bool:
    """Whether it has any velocity."""
    return item.linear_velocity_m_s != STILL or item.angular_velocity_rad_s != STILL


def anything_moves(spec: SceneSpec) -> bool:
    """Whether the camera or a thing in front of it has a velocity."""
    return moves(spec.camera) or any(moves(item) for item in spec.objects)


def set_motion(
    scene: bpy.types.Scene, spec: SceneSpec, seen_by: CameraSpec, camera: bpy.types.Object, objects: Sequence[bpy.types.Object]
) -> None:
    """Animate what moves over the exposure; leaves everything still where that makes no difference.

    Args:
        scene: Blender's.
        spec: the scene to be drawn.
        seen_by: the camera that is rendered: with a lens, a wider one.
        camera: made from it.
        objects: made from the spec's.

    Raises:
        UserError: a rolling shutter is asked of a renderer that has none.
    """
    readout_s = wide_readout_s(spec.camera, seen_by)
    window_s = spec.camera.shutter_s + readout_s
    scene.render.use_motion_blur = window_s > 0.0 and anything_moves(spec)
    if not scene.render.use_motion_blur:
        return
    if readout_s > 0.0 and spec.render.engine != "cycles":
        raise UserError(f"camera.readout_s: found {spec.camera.readout_s:g} with renderer {spec.render.engine}; accepted: 0, or cycles")
    scene.render.motion_blur_shutter = 1.0
    scene.render.motion_blur_position = "CENTER"
    scene.cycles.rolling_shutter_type = "TOP" if readout_s > 0.0 else "NONE"
    scene.cycles.rolling_shutter_duration = spec.camera.shutter_s / window_s
    # Cycles reads each row at the time of its lower edge; labels have the time of its middle.
    late_s = 0.5 * readout_s / seen_by.height
    times_s = (-0.5 * window_s - late_s, -late_s, 0.5 * window_s - late_s)
    if moves(spec.camera):
        _animate(camera, spec.camera, np.array(spec.camera.world_from_camera), times_s, OPENGL_FROM_OPENCV)
    for item, made in zip(spec.objects, objects, strict=True):
        if moves(item):
            _animate(made, item, np.array(item.world_from_object), times_s, np.eye(4))
    scene.frame_set(FRAME)


def wide_readout_s(camera: CameraSpec, seen_by: CameraSpec) -> float:
    """How long reading the wider picture takes in which a lens's is found: as many seconds per unit of ray slope."""
    return camera.readout_s * (seen_by.height / camera.height) * (camera.focal_length_px / seen_by.focal_length_px)


def rolls(camera: CameraSpec) -> bool:
    """Whether the camera moves while its rows are read one after the other."""
    return camera.readout_s > 0.0 and moves(camera)


def _animate(
    made: bpy.types.Object,
    item: CameraSpec | ObjectSpec,
    pose: NDArray[np.float64],
    times_s: tuple[float, float, float],
    own: NDArray[np.float64],
) -> None:
    """Keys where the window opens, in its middle and where it closes, which is where Cycles looks."""
    made.rotation_mode = "QUATERNION"
    earlier = None
    for frame, time_s in zip((FRAME - 0.5, FRAME, FRAME + 0.5), times_s, strict=True):
        at = advanced(pose, item.linear_velocity_m_s, item.angular_velocity_rad_s, time_s)
        location, rotation, scale = Matrix((at @ own).tolist()).decompose()
        if earlier is not None and rotation.dot(earlier) < 0.0:
            rotation.negate()
        earlier = rotation
        made.location, made.rotation_quaternion, made.scale = location, rotation, scale
        for path in ("location", "rotation_quaternion"):
            made.keyframe_insert(path, frame=frame)
