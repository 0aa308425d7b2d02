"""The kinds of lighting: add one line in each of the two places for a new file."""

from typing import Annotated

import numpy as np
from pydantic import Field

from setpiece.scenes.lighting.hdri import HdriLighting, sample_hdri
from setpiece.scenes.lighting.indoor import IndoorLighting, sample_indoor
from setpiece.scenes.lighting.night import NightLighting, sample_night
from setpiece.scenes.lighting.rig import Rig
from setpiece.scenes.lighting.studio import StudioLighting, sample_studio
from setpiece.scenes.lighting.sun_sky import SunSkyLighting, sample_sun_sky
from setpiece.scenes.lighting.traffic import Traffic
from setpiece.scenes.stage import Stage

Single = Annotated[HdriLighting | SunSkyLighting | StudioLighting | IndoorLighting | NightLighting, Field(discriminator="kind")]
"""Every kind but the mixture of kinds."""


def sample_single(config: Single, stage: Stage, rng: np.random.Generator, traffic: Traffic | None = None) -> Rig:
    """Draw the light of one image."""
    match config:
        case HdriLighting():
            return sample_hdri(config, stage, rng)
        case SunSkyLighting():
            return sample_sun_sky(config, stage, rng, traffic)
        case StudioLighting():
            return sample_studio(config, stage, rng)
        case IndoorLighting():
            return sample_indoor(config, stage, rng)
        case NightLighting():
            return sample_night(config, stage, rng, traffic)
