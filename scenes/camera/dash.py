"""Dash: a camera behind a windscreen, on its way along a lane."""

import math
from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from setpiece.assets.errors import UserError
from setpiece.assets.spec import Unit
from setpiece.scenes.body import Body
from setpiece.scenes.camera.aim import focal_length_mm
from setpiece.scenes.camera.lane import Lane
from setpiece.scenes.camera.shake import shaken
from setpiece.scenes.camera.shooting import Shooting, first_good
from setpiece.scenes.distributions import Normal, Uniform
from setpiece.scenes.fields import Held, Number, Within
from setpiece.scenes.kinematics import Trajectory
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.stage import Path, Stage
from setpiece.scenes.transforms import look_at, rows

Float64 = NDArray[np.float64]

JOLTS_HZ = (0.8, 12.0)
"""From a car's suspension to its engine."""


class Dash(Shooting):
    """A camera in a car, above the middle of a lane, looking along it.

    Attributes:
        path: kind of the stage's paths that are driven on.
        along: where on the lane the car is, as a share of its length.
        height_m: above the lane.
        aside_m: to the left of the lane's middle.
        pitch_deg: downward.
        yaw_deg: to the left of the lane's direction.
        roll_deg: about the optical axis.
        hfov_deg: from the left to the right edge of the frame.
        speed_m_s: of the car.
        shake_deg_s: root mean square of the angular velocity about each axis, on top of the lane's bends.
    """

    kind: Literal["dash"] = "dash"
    path: str = "lane"
    along: Annotated[Number, Within(0, 1)] = Uniform(0.0, 0.5)
    height_m: Annotated[Number, Within(0.3, 5), Held()] = Uniform(1.2, 1.5)
    aside_m: Annotated[Number, Within(-3, 3)] = Normal(0.0, 0.2, -0.6, 0.6)
    pitch_deg: Annotated[Number, Within(-45, 80)] = Normal(3.0, 2.0, -3.0, 10.0)
    yaw_deg: Annotated[Number, Within(-180, 180)] = Normal(0.0, 1.5, -6.0, 6.0)
    roll_deg: Annotated[Number, Within(-360, 360)] = Normal(0.0, 0.7, -3.0, 3.0)
    hfov_deg: Annotated[Number, Within(10, 140), Held()] = Uniform(60.0, 120.0)
    speed_m_s: Annotated[Number, Within(0, 70)] = Uniform(4.0, 15.0)
    shake_deg_s: Annotated[Number, Within(0, 90)] = Uniform(0.3, 1.5)
    min_in_frame: Unit = 0.05
    clearance_m: Annotated[float, Field(gt=0.0, le=100.0)] = 0.3


def sample_dash(config: Dash, stage: Stage, things: Sequence[Body], resolution: tuple[int, int], rng: np.random.Generator) -> CameraSpec:
    """Draw a place on a lane until enough is seen from there.

    Raises:
        CannotPlace: after ``config.tries`` tries.
        UserError: if the stage has no such path.
    """
    lanes = _lanes(config, stage)
    return first_good(config, stage, things, lambda: _draw(config, lanes, resolution, rng))


def move_dash(config: Dash, camera: CameraSpec, stage: Stage, rng: np.random.Generator) -> Trajectory:
    """On along the lane, mounted as it is; straight on beyond the lane's end."""
    speed_m_s, turn_deg_s = config.speed_m_s.draw(rng), config.shake_deg_s.draw(rng)
    pose = np.array(camera.world_from_camera)
    lanes = [Lane(path.points_m) for path in _lanes(config, stage)]
    lane = min(lanes, key=lambda lane: lane.strangeness(pose[:3, 3], pose[:3, 2]))
    start_m = lane.nearest_m(pose[:3, 3])
    mounted = np.linalg.inv(lane.pose(start_m)) @ pose
    return shaken(lambda time_s: lane.pose(start_m + speed_m_s * time_s) @ mounted, turn_deg_s, 0.0, JOLTS_HZ, rng)


def _lanes(config: Dash, stage: Stage) -> list[Path]:
    lanes = [path for path in stage.paths if path.kind == config.path]
    if not lanes:
        found = ", ".join(sorted({path.kind for path in stage.paths})) or "none"
        raise UserError(f"camera.path: found {config.path}; this environment has the paths: {found}; accepted: e.g. environment=road")
    return lanes


def _draw(config: Dash, lanes: Sequence[Path], resolution: tuple[int, int], rng: np.random.Generator) -> CameraSpec:
    lane = Lane(lanes[int(rng.integers(len(lanes)))].points_m)
    frame = lane.pose(config.along.draw(rng) * lane.length_m)
    eye = frame[:3, 3] + config.aside_m.draw(rng) * frame[:3, 1] + config.height_m.draw(rng) * frame[:3, 2]
    pitch, yaw = math.radians(config.pitch_deg.draw(rng)), math.radians(config.yaw_deg.draw(rng))
    ahead = frame[:3, :3] @ [math.cos(pitch) * math.cos(yaw), math.cos(pitch) * math.sin(yaw), -math.sin(pitch)]
    pose = look_at(eye, eye + ahead, math.radians(config.roll_deg.draw(rng)))
    width, height = resolution
    focal = focal_length_mm(config.hfov_deg.draw(rng))
    return CameraSpec(width=width, height=height, focal_length_mm=focal, world_from_camera=rows(pose))
