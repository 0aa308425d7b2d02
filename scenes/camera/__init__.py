"""Where the camera is: one kind of rig per file."""

from collections.abc import Sequence

import numpy as np

from setpiece.scenes.body import Body
from setpiece.scenes.camera.shell import Shell, sample_shell
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.stage import Stage

Camera = Shell
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
    """
    return sample_shell(config, stage, things, resolution, rng)
