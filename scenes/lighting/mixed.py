"""A different kind of lighting in each image."""

from typing import Literal

import numpy as np

from setpiece.scenes.lighting.registry import Single, sample_single
from setpiece.scenes.lighting.rig import Rig
from setpiece.scenes.lighting.sun_sky import SunSkyLighting
from setpiece.scenes.lighting.traffic import Traffic
from setpiece.scenes.mixture import Mixture
from setpiece.scenes.stage import Stage


class MixedLighting(Mixture[Single]):
    """One of several lightings. Where no walls hide the horizon, the sun is left out (unless it is all there is)."""

    kind: Literal["mixed"] = "mixed"


def sample_mixed(config: MixedLighting, stage: Stage, rng: np.random.Generator, traffic: Traffic | None = None) -> Rig:
    """Draw which lighting, then the lighting."""
    names = config.possible
    if not stage.enclosed and not stage.outdoor:
        # Below its horizon the physical sky is an empty dark: a table there stands in a void.
        names = tuple(name for name in names if not isinstance(config.of[name], SunSkyLighting))
    return sample_single(config.draw(rng, names), stage, rng, traffic)
