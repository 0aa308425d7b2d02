"""Handheld: somebody stands there and takes a picture or a video."""

import math
from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.spec import Unit
from setpiece.scenes.body import Body
from setpiece.scenes.camera.aim import ground_m, middle, one_of
from setpiece.scenes.camera.shake import shaken
from setpiece.scenes.camera.shooting import Shooting, first_good
from setpiece.scenes.distributions import Choice, Normal, Uniform
from setpiece.scenes.fields import Held, Number, Within
from setpiece.scenes.kinematics import Trajectory
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.stage import Stage
from setpiece.scenes.transforms import look_at, rows

Float64 = NDArray[np.float64]

TREMOR_HZ = (0.4, 7.0)
"""From a body's sway to a hand's tremor."""


class Handheld(Shooting):
    """A camera in the hands of somebody who stands on the ground.

    Attributes:
        aim: one of the things, or the middle of them all.
        azimuth_deg: counter-clockwise from the stage's front, seen from above.
        distance_m: from what is aimed at, along the ground.
        eye_height_m: above the ground.
        aim_error_deg: standard deviation of where the camera points, both ways.
        roll_deg: about the optical axis.
        focal_length_mm: for a sensor 36 mm wide.
        shake_deg_s: root mean square of the angular velocity about each axis.
        sway_m_s: and of the velocity along each.
    """

    kind: Literal["handheld"] = "handheld"
    aim: Literal["thing", "things"] = "thing"
    azimuth_deg: Annotated[Number, Within(-360, 360)] = Uniform(-60.0, 60.0)
    distance_m: Annotated[Number, Within(0.1, 1000)] = Uniform(1.5, 8.0)
    eye_height_m: Annotated[Number, Within(0.2, 3), Held()] = Uniform(1.4, 1.75)
    aim_error_deg: Annotated[Number, Within(0, 60)] = Uniform(0.0, 6.0)
    roll_deg: Annotated[Number, Within(-360, 360)] = Normal(0.0, 1.5, -6.0, 6.0)
    focal_length_mm: Annotated[Number, Within(8, 400), Held()] = Choice((24.0, 26.0, 35.0, 50.0), (2.0, 4.0, 2.0, 1.0))
    shake_deg_s: Annotated[Number, Within(0, 90)] = Uniform(0.5, 3.0)
    sway_m_s: Annotated[Number, Within(0, 2)] = Uniform(0.005, 0.03)
    min_in_frame: Unit = 0.2


def sample_handheld(
    config: Handheld, stage: Stage, things: Sequence[Body], resolution: tuple[int, int], rng: np.random.Generator
) -> CameraSpec:
    """Draw where somebody stands until enough is seen from there.

    Raises:
        CannotPlace: after ``config.tries`` tries.
    """
    return first_good(config, stage, things, lambda: _draw(config, stage, things, resolution, rng))


def move_handheld(config: Handheld, camera: CameraSpec, rng: np.random.Generator) -> Trajectory:
    """Standing there, trembling."""
    pose = np.array(camera.world_from_camera)
    return shaken(lambda _: pose, config.shake_deg_s.draw(rng), config.sway_m_s.draw(rng), TREMOR_HZ, rng)


def _draw(config: Handheld, stage: Stage, things: Sequence[Body], resolution: tuple[int, int], rng: np.random.Generator) -> CameraSpec:
    target = one_of(stage, things, rng) if config.aim == "thing" else middle(stage, things)
    azimuth = math.radians(stage.front_deg + config.azimuth_deg.draw(rng))
    feet = target[:2] + config.distance_m.draw(rng) * np.array([math.cos(azimuth), math.sin(azimuth)])
    eye = np.array([*feet, ground_m(stage, feet) + config.eye_height_m.draw(rng)])
    # Off by so much sideways, at the target's distance.
    miss = math.radians(config.aim_error_deg.draw(rng)) * float(np.linalg.norm(target - eye)) * rng.normal(size=3)
    pose = look_at(eye, target + miss, math.radians(config.roll_deg.draw(rng)))
    width, height = resolution
    return CameraSpec(width=width, height=height, focal_length_mm=config.focal_length_mm.draw(rng), world_from_camera=rows(pose))
