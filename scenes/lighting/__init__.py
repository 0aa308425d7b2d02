"""Light: one kind per file."""

from typing import Annotated

import numpy as np
from pydantic import Field

from setpiece.scenes.lighting.hdri import HdriLighting
from setpiece.scenes.lighting.mixed import MixedLighting, sample_mixed
from setpiece.scenes.lighting.registry import sample_single
from setpiece.scenes.lighting.rig import Rig
from setpiece.scenes.lighting.studio import StudioLighting
from setpiece.scenes.lighting.sun_sky import SunSkyLighting
from setpiece.scenes.stage import Stage

Lighting = Annotated[HdriLighting | SunSkyLighting | StudioLighting | MixedLighting, Field(discriminator="kind")]
"""The lighting section of a config."""


def sample_lighting(config: Lighting, stage: Stage, rng: np.random.Generator) -> Rig:
    """Draw the light of one image.

    Args:
        config: what the user asked for.
        stage: what is lit; azimuths are counted from its front.
        rng: the stream "lighting".
    """
    return sample_mixed(config, stage, rng) if isinstance(config, MixedLighting) else sample_single(config, stage, rng)
