"""Where the camera is, and how it moves: one kind of rig per file."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from pydantic import Field

from setpiece.scenes.body import Body
from setpiece.scenes.camera.dash import Dash, move_dash, sample_dash
from setpiece.scenes.camera.drone import Drone, move_drone, sample_drone
from setpiece.scenes.camera.fixed import FixedCamera, sample_fixed
from setpiece.scenes.camera.handheld import Handheld, move_handheld, sample_handheld
from setpiece.scenes.camera.nadir import Nadir, move_nadir, sample_nadir
from setpiece.scenes.camera.shell import Shell, move_shell, sample_shell
from setpiece.scenes.kinematics import Trajectory
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.stage import Stage

Camera = Annotated[Shell | Handheld | Dash | Drone | Nadir | FixedCamera, Field(discriminator="kind")]
"""The camera section of a config."""


def sample_camera(
    config: Camera, stage: Stage, things: Sequence[Body], resolution: tuple[int, int], rng: np.random.Generator
) -> CameraSpec:
    """Draw a camera that sees the things.

    Args:
        config: what the user asked for.
        stage: the scenery, which the camera must not be in or behind.
        things: what to look at.
        resolution: width and height in pixels.
        rng: the stream "camera".

    Raises:
        CannotPlace: if no such camera is found in bounded tries.
        UserError: if the stage cannot have such a camera.
    """
    match config:
        case Shell():
            return sample_shell(config, stage, things, resolution, rng)
        case Handheld():
            return sample_handheld(config, stage, things, resolution, rng)
        case Dash():
            return sample_dash(config, stage, things, resolution, rng)
        case Drone():
            return sample_drone(config, stage, things, resolution, rng)
        case Nadir():
            return sample_nadir(config, stage, things, resolution, rng)
        case FixedCamera():
            return sample_fixed(config, stage, things, resolution, rng)


def move_camera(config: Camera, camera: CameraSpec, stage: Stage, things: Sequence[Body], rng: np.random.Generator) -> Trajectory:
    """Draw how the camera moves from where it is at time 0.

    Args:
        config: what the user asked for.
        camera: as drawn.
        stage: as the camera was drawn in.
        things: as the camera was drawn to look at.
        rng: the stream "motion".
    """
    match config:
        case Shell():
            return move_shell(config, camera, stage, things, rng)
        case Handheld():
            return move_handheld(config, camera, rng)
        case Dash():
            return move_dash(config, camera, stage, rng)
        case Drone():
            return move_drone(config, camera, rng)
        case Nadir():
            return move_nadir(config, camera, rng)
        case FixedCamera():
            pose = np.array(camera.world_from_camera)
            return lambda _: pose
