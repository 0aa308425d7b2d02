"""Light: one kind per file."""

from typing import Annotated

import numpy as np
from pydantic import Field

from setpiece.scenes.lighting.mixed import MixedLighting, sample_mixed
from setpiece.scenes.lighting.registry import Single, sample_single
from setpiece.scenes.lighting.rig import Rig
from setpiece.scenes.lighting.traffic import Traffic
from setpiece.scenes.stage import Stage

Lighting = Annotated[Single | MixedLighting, Field(discriminator="kind")]
"""The lighting section of a config."""


def sample_lighting(config: Lighting, stage: Stage, rng: np.random.Generator, traffic: Traffic | None = None) -> Rig:
    """Draw the light of one image.

    Args:
        config: what the user asked for.
        stage: what is lit; azimuths are counted from its front.
        rng: the stream "lighting".
        traffic: the things on the stage, whose lamps may be on; None for none.
    """
    if isinstance(config, MixedLighting):
        return sample_mixed(config, stage, rng, traffic)
    return sample_single(config, stage, rng, traffic)
