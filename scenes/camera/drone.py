"""Drone: from above at a slant, held level by a gimbal."""

import math
from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.spec import Unit
from setpiece.scenes.body import Body
from setpiece.scenes.camera.aim import focal_length_mm, middle, one_of
from setpiece.scenes.camera.shake import shaken
from setpiece.scenes.camera.shooting import Shooting, first_good
from setpiece.scenes.distributions import Normal, Uniform
from setpiece.scenes.fields import Held, Number, Within
from setpiece.scenes.kinematics import Trajectory
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.stage import Stage
from setpiece.scenes.transforms import look_at, rigid, rows

Float64 = NDArray[np.float64]

GIMBAL_HZ = (0.2, 3.0)


class Drone(Shooting):
    """A camera in the air that looks down at a slant.

    Attributes:
        aim: one of the things, or the middle of them all.
        height_m: above what it looks at.
        depression_deg: below the horizontal; 90 looks straight down.
        azimuth_deg: where it hovers, counter-clockwise from the stage's front.
        aim_jitter: how far the optical axis passes what is aimed at, as a share of the height.
        roll_deg: what the gimbal leaves.
        hfov_deg: from the left to the right edge of the frame.
        speed_m_s: of flight, in the direction that it looks, level.
        shake_deg_s: root mean square of the angular velocity about each axis that the gimbal leaves.
    """

    kind: Literal["drone"] = "drone"
    aim: Literal["thing", "things"] = "things"
    height_m: Annotated[Number, Within(1, 500), Held()] = Uniform(10.0, 60.0)
    depression_deg: Annotated[Number, Within(5, 90), Held()] = Uniform(30.0, 90.0)
    azimuth_deg: Annotated[Number, Within(-360, 360)] = Uniform(-180.0, 180.0)
    aim_jitter: Annotated[Number, Within(0, 2)] = Uniform(0.0, 0.2)
    roll_deg: Annotated[Number, Within(-360, 360)] = Normal(0.0, 0.4, -1.5, 1.5)
    hfov_deg: Annotated[Number, Within(5, 140), Held()] = Uniform(60.0, 84.0)
    speed_m_s: Annotated[Number, Within(0, 50)] = Uniform(0.0, 8.0)
    shake_deg_s: Annotated[Number, Within(0, 90)] = Uniform(0.0, 0.4)
    min_in_frame: Unit = 0.2


def sample_drone(config: Drone, stage: Stage, things: Sequence[Body], resolution: tuple[int, int], rng: np.random.Generator) -> CameraSpec:
    """Draw a place in the air until enough is seen from there.

    Raises:
        CannotPlace: after ``config.tries`` tries.
    """
    return first_good(config, stage, things, lambda: _draw(config, stage, things, resolution, rng))


def move_drone(config: Drone, camera: CameraSpec, rng: np.random.Generator) -> Trajectory:
    """Straight on, level."""
    speed_m_s, turn_deg_s = config.speed_m_s.draw(rng), config.shake_deg_s.draw(rng)
    pose = np.array(camera.world_from_camera)
    # Of a camera that looks straight down, the top of the picture is ahead.
    ahead = pose[:3, 2] - pose[:3, 1]
    ahead = np.array([*ahead[:2], 0.0]) / np.linalg.norm(ahead[:2])
    return shaken(lambda time_s: rigid(pose[:3, :3], pose[:3, 3] + speed_m_s * time_s * ahead), turn_deg_s, 0.0, GIMBAL_HZ, rng)


def _draw(config: Drone, stage: Stage, things: Sequence[Body], resolution: tuple[int, int], rng: np.random.Generator) -> CameraSpec:
    target = one_of(stage, things, rng) if config.aim == "thing" else middle(stage, things)
    height_m = config.height_m.draw(rng)
    bearing = rng.uniform(0.0, 2.0 * math.pi)
    target = target + config.aim_jitter.draw(rng) * height_m * np.array([math.cos(bearing), math.sin(bearing), 0.0])
    azimuth, depression = math.radians(stage.front_deg + config.azimuth_deg.draw(rng)), math.radians(config.depression_deg.draw(rng))
    # Never quite straight down, where the azimuth would be lost.
    away_m = height_m * max(1.0 / math.tan(depression), 1e-6)
    eye = target + np.array([away_m * math.cos(azimuth), away_m * math.sin(azimuth), height_m])
    pose = look_at(eye, target, math.radians(config.roll_deg.draw(rng)))
    width, height = resolution
    focal = focal_length_mm(config.hfov_deg.draw(rng))
    return CameraSpec(width=width, height=height, focal_length_mm=focal, world_from_camera=rows(pose))
