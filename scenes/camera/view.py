"""What a camera sees, and whether it can be where it is, by the real geometry."""

from collections.abc import Sequence

import fcl
import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.body import Body, collider
from setpiece.scenes.rays import above, blocks
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.stage import Stage
from setpiece.scenes.transforms import apply, rigid

Float64 = NDArray[np.float64]


def project(camera: CameraSpec, points: Float64) -> tuple[Float64, Float64]:
    """(N, 2) pixel coordinates and (N,) planar depth of (N, 3) world points; pixels are nan for points behind the camera."""
    local = apply(np.linalg.inv(np.array(camera.world_from_camera)), points)
    depth = local[:, 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        pixels = camera.focal_length_px * local[:, :2] / depth[:, None] + np.array([camera.width, camera.height]) / 2.0
    pixels[depth <= 0.0] = np.nan
    return pixels, depth


def share_in_view(camera: CameraSpec, stage: Stage, things: Sequence[Body]) -> float:
    """Share of the things whose centre is inside the frame with no scenery in front of it; 1 if there are no things."""
    if not things:
        return 1.0
    centres = np.array([thing.centre_m for thing in things])
    pixels, _ = project(camera, centres)
    inside = np.all((pixels >= 0.0) & (pixels <= (camera.width, camera.height)), axis=1)
    eye = np.array(camera.world_from_camera)[:3, 3]
    seen = sum(not any(blocks(body, eye, centre) for body in stage.scenery) for centre in centres[inside])
    return seen / len(things)


def free(camera: CameraSpec, stage: Stage, things: Sequence[Body], clearance_m: float) -> bool:
    """True if the camera is above the surface, and everything is at least ``clearance_m`` away and not around it."""
    eye = np.array(camera.world_from_camera)[:3, 3]
    if eye[2] < stage.surface.height_m + clearance_m:
        return False
    ball = collider(fcl.Sphere(clearance_m), rigid(np.eye(3), eye))
    for body in (*stage.scenery, *things):
        if np.any(eye < body.bounds_m[0] - clearance_m) or np.any(eye > body.bounds_m[1] + clearance_m):
            continue
        if fcl.collide(ball, body.collider) or above(body, eye) % 2:
            return False
    return True
