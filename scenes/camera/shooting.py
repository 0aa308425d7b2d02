"""Shooting: what every camera has besides a place: opening, focus, shutter, and how it may not stand."""

from collections.abc import Callable, Sequence
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from setpiece.assets.spec import Spec, Unit
from setpiece.scenes.body import Body
from setpiece.scenes.camera.view import free, project, share_in_view
from setpiece.scenes.distributions import Fixed
from setpiece.scenes.errors import CameraInside, CannotPlace
from setpiece.scenes.fields import Number, Within
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.stage import Stage

INSIDE = "the camera would be in, behind or below something"


class Shooting(Spec):
    """What rigs have in common.

    Attributes:
        min_in_frame: share of the things whose centre must be inside the frame and not behind scenery.
        clearance_m: of the camera from everything.
        tries: cameras tried before the draw is given up.
        f_number: focal length over opening, for the focal length on a sensor 36 mm wide; None: everything is sharp. A phone's f/1.8
            at 26 mm blurs as f/8 does there, since its own lens has 6 mm.
        focus: what is in focus: the thing nearest to the middle of the frame, the nearest thing, or the middle of all of them.
        focus_error: the focus is this share too far, or too near where negative.
        shutter_s: exposure time, which motion is blurred over; 0 freezes.
        readout_s: from the first row's exposure to the last row's; about 0.02 for a phone, 0 for a global shutter.
    """

    min_in_frame: Unit = 0.8
    clearance_m: Annotated[float, Field(gt=0.0, le=100.0)] = 0.05
    tries: Annotated[int, Field(ge=1, le=10_000)] = 60
    f_number: Annotated[Number, Within(0.1, 128)] | None = None
    focus: Literal["central", "nearest", "things"] = "central"
    focus_error: Annotated[Number, Within(-0.9, 10)] = Fixed(0.0)
    shutter_s: Annotated[Number, Within(0, 60)] = Fixed(0.0)
    readout_s: Annotated[Number, Within(0, 10)] = Fixed(0.0)


def first_good(config: Shooting, stage: Stage, things: Sequence[Body], draw: Callable[[], CameraSpec]) -> CameraSpec:
    """The first camera drawn that sees enough of the things from a free place.

    Raises:
        CannotPlace: after ``config.tries`` tries; ``CameraInside`` if none was free.
    """
    reasons: dict[str, int] = {}
    for _ in range(config.tries):
        camera = draw()
        if not free(camera, stage, things, config.clearance_m):
            reason = INSIDE
        elif share_in_view(camera, stage, things) < config.min_in_frame:
            reason = "too few things in the frame"
        else:
            return camera
        reasons[reason] = reasons.get(reason, 0) + 1
    if reasons.get(INSIDE) == config.tries:
        accepted = f"accepted: a camera farther away or higher, or a smaller camera.clearance_m than {config.clearance_m:g}"
        raise CameraInside(f"camera: found none of {config.tries} cameras outside of things and scenery; {accepted}")
    raise CannotPlace(f"camera: no view in {config.tries} tries; mostly: {max(reasons, key=lambda reason: reasons[reason])}")


def exposed(config: Shooting, camera: CameraSpec, stage: Stage, things: Sequence[Body], rng: np.random.Generator) -> CameraSpec:
    """The camera with its opening, focus and shutter drawn.

    Args:
        config: of the rig.
        camera: at its place.
        stage: what it looks at where there are no things.
        things: what may be focused on.
        rng: the stream "optics".
    """
    f_number = None if config.f_number is None else config.f_number.draw(rng)
    distance_m = _distance_m(config, camera, stage, things) * (1.0 + config.focus_error.draw(rng))
    return camera.model_copy(
        update={
            "f_number": f_number,
            "focus_distance_m": max(distance_m, camera.near_m),
            "shutter_s": config.shutter_s.draw(rng),
            "readout_s": config.readout_s.draw(rng),
        }
    )


def _distance_m(config: Shooting, camera: CameraSpec, stage: Stage, things: Sequence[Body]) -> float:
    """Planar depth of what is focused on."""
    around = np.array([*stage.surface.centre_m, stage.surface.height_m])
    centres = np.array([thing.centre_m for thing in things] or [around])
    pixels, depth = project(camera, centres)
    seen = depth > camera.near_m
    if not seen.any():
        return float(np.linalg.norm(centres.mean(axis=0) - np.array(camera.world_from_camera)[:3, 3]))
    pixels, depth = pixels[seen], depth[seen]
    if config.focus == "nearest":
        return float(depth.min())
    if config.focus == "things":
        return float(0.5 * (depth.min() + depth.max()))
    middle = np.array([camera.width, camera.height]) / 2.0
    return float(depth[np.linalg.norm(pixels - middle, axis=1).argmin()])
