"""Nadir: straight down, over an inspection table or a mapped area."""

import math
from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.body import Body
from setpiece.scenes.camera.aim import middle
from setpiece.scenes.camera.shooting import Shooting, first_good
from setpiece.scenes.distributions import Fixed, Normal, Uniform
from setpiece.scenes.fields import Held, Number, Within
from setpiece.scenes.kinematics import Trajectory
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.stage import Stage
from setpiece.scenes.transforms import look_at, rigid, rotation_z, rows

Float64 = NDArray[np.float64]


class Nadir(Shooting):
    """A camera that looks straight down.

    Attributes:
        aim: the middle of the surface, or of the things on it.
        height_m: above the surface.
        aside_m: standard deviation of where it hangs, both ways.
        yaw_deg: of the picture's top, counter-clockwise from the direction that the stage's front faces away from.
        tilt_deg: from the vertical, to any side.
        focal_length_mm: for a sensor 36 mm wide.
        speed_m_s: of the camera over the surface, or of a belt under it, towards the picture's top.
    """

    kind: Literal["nadir"] = "nadir"
    aim: Literal["surface", "things"] = "surface"
    height_m: Annotated[Number, Within(0.01, 1000), Held()] = Uniform(0.4, 0.6)
    aside_m: Annotated[Number, Within(0, 100)] = Fixed(0.0)
    yaw_deg: Annotated[Number, Within(-360, 360)] = Normal(0.0, 0.5, -3.0, 3.0)
    tilt_deg: Annotated[Number, Within(0, 30)] = Uniform(0.0, 0.5)
    focal_length_mm: Annotated[Number, Within(8, 400), Held()] = Fixed(50.0)
    speed_m_s: Annotated[Number, Within(0, 100)] = Fixed(0.0)


def sample_nadir(config: Nadir, stage: Stage, things: Sequence[Body], resolution: tuple[int, int], rng: np.random.Generator) -> CameraSpec:
    """Draw a place above until enough is seen from there.

    Raises:
        CannotPlace: after ``config.tries`` tries.
    """
    return first_good(config, stage, things, lambda: _draw(config, stage, things, resolution, rng))


def move_nadir(config: Nadir, camera: CameraSpec, rng: np.random.Generator) -> Trajectory:
    """Straight on, level, towards the picture's top."""
    speed_m_s = config.speed_m_s.draw(rng)
    pose = np.array(camera.world_from_camera)
    ahead = np.array([*-pose[:2, 1], 0.0]) / np.linalg.norm(pose[:2, 1])
    return lambda time_s: rigid(pose[:3, :3], pose[:3, 3] + speed_m_s * time_s * ahead)


def _draw(config: Nadir, stage: Stage, things: Sequence[Body], resolution: tuple[int, int], rng: np.random.Generator) -> CameraSpec:
    target = middle(stage, things if config.aim == "things" else ())
    target[2] = stage.surface.height_m
    height_m = config.height_m.draw(rng)
    target[:2] += config.aside_m.draw(rng) * rng.normal(size=2)
    away, side = math.radians(config.tilt_deg.draw(rng)), rng.uniform(0.0, 2.0 * math.pi)
    eye = target + height_m * np.array([math.tan(away) * math.cos(side), math.tan(away) * math.sin(side), 1.0])
    upward = math.radians(stage.front_deg + 180.0 + config.yaw_deg.draw(rng))
    tilted = look_at(eye, target, 0.0)
    pose = rigid(tilted[:3, :3] @ rotation_z(_turn_to(tilted, upward)), eye)
    width, height = resolution
    return CameraSpec(width=width, height=height, focal_length_mm=config.focal_length_mm.draw(rng), world_from_camera=rows(pose))


def _turn_to(pose: Float64, bearing: float) -> float:
    """Angle about the optical axis, clockwise seen from behind, that brings the picture's top to a bearing seen from above."""
    up = np.array([math.cos(bearing), math.sin(bearing), 0.0])
    return math.atan2(float(up @ pose[:3, 0]), float(-up @ pose[:3, 1]))
