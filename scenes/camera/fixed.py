"""Fixed: a surveillance camera on a pole or a wall."""

import math
from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.spec import Unit
from setpiece.scenes.body import Body
from setpiece.scenes.camera.aim import focal_length_mm, ground_m, middle, one_of
from setpiece.scenes.camera.shooting import Shooting, first_good
from setpiece.scenes.distributions import Normal, Uniform
from setpiece.scenes.fields import Held, Number, Within
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.stage import Stage
from setpiece.scenes.transforms import look_at, rows

Float64 = NDArray[np.float64]

POLES = ("street_lamp",)
"""Kinds of fixtures under which there is something to mount a camera on."""
_ARM_M = 0.35


class FixedCamera(Shooting):
    """A camera that is mounted for good, above people's heads, and sees much.

    Attributes:
        mount: on lamp posts where the stage has any, or anywhere around what it looks at.
        aim: one of the things, or the middle of them all.
        distance_m: from what it looks at, along the ground; not on poles, which stand where they stand.
        azimuth_deg: counter-clockwise from the stage's front; not on poles.
        height_m: above the ground.
        aim_error_deg: standard deviation of where it points, both ways.
        roll_deg: as it was screwed on.
        hfov_deg: from the left to the right edge of the frame.
    """

    kind: Literal["fixed"] = "fixed"
    mount: Literal["pole", "around"] = "pole"
    aim: Literal["thing", "things"] = "things"
    distance_m: Annotated[Number, Within(0.1, 1000)] = Uniform(4.0, 18.0)
    azimuth_deg: Annotated[Number, Within(-360, 360)] = Uniform(-90.0, 90.0)
    height_m: Annotated[Number, Within(0.5, 50), Held()] = Uniform(2.5, 6.0)
    aim_error_deg: Annotated[Number, Within(0, 60)] = Uniform(0.0, 8.0)
    roll_deg: Annotated[Number, Within(-360, 360)] = Normal(0.0, 1.0, -4.0, 4.0)
    hfov_deg: Annotated[Number, Within(10, 140), Held()] = Uniform(65.0, 110.0)
    min_in_frame: Unit = 0.2


def sample_fixed(
    config: FixedCamera, stage: Stage, things: Sequence[Body], resolution: tuple[int, int], rng: np.random.Generator
) -> CameraSpec:
    """Draw a mount until enough is seen from there.

    Raises:
        CannotPlace: after ``config.tries`` tries.
    """
    poles = [fixture.world_from_fixture[:2, 3] for fixture in stage.fixtures if fixture.kind in POLES] if config.mount == "pole" else []
    return first_good(config, stage, things, lambda: _draw(config, stage, things, poles, resolution, rng))


def _draw(
    config: FixedCamera,
    stage: Stage,
    things: Sequence[Body],
    poles: Sequence[Float64],
    resolution: tuple[int, int],
    rng: np.random.Generator,
) -> CameraSpec:
    target = one_of(stage, things, rng) if config.aim == "thing" else middle(stage, things)
    azimuth, distance_m = math.radians(stage.front_deg + config.azimuth_deg.draw(rng)), config.distance_m.draw(rng)
    place = target[:2] + distance_m * np.array([math.cos(azimuth), math.sin(azimuth)])
    if poles:
        pole = poles[int(rng.integers(len(poles)))]
        towards = target[:2] - pole
        place = pole + _ARM_M * towards / max(float(np.linalg.norm(towards)), 1e-6)
    eye = np.array([*place, ground_m(stage, place) + config.height_m.draw(rng)])
    miss = math.radians(config.aim_error_deg.draw(rng)) * float(np.linalg.norm(target - eye)) * rng.normal(size=3)
    pose = look_at(eye, target + miss, math.radians(config.roll_deg.draw(rng)))
    width, height = resolution
    focal = focal_length_mm(config.hfov_deg.draw(rng))
    return CameraSpec(width=width, height=height, focal_length_mm=focal, world_from_camera=rows(pose))
