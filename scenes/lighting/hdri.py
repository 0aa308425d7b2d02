"""Light from a photographed environment."""

from typing import Annotated, Literal

import numpy as np

from setpiece.assets.spec import Spec
from setpiece.scenes.distributions import Choice, LogUniform, Uniform
from setpiece.scenes.fields import Number, Text, Within
from setpiece.scenes.lighting.rig import HDRI_TEMPERATURES_K, Rig
from setpiece.scenes.spec import HdriSky
from setpiece.scenes.stage import Stage

NEUTRAL_K = 6500.0


class HdriLighting(Spec):
    """Light from a photographed environment.

    Attributes:
        image: one of the eight names, or a path to an EXR or HDR file.
        rotation_deg: counter-clockwise seen from above.
        strength: factor on its radiance.
        temperature_k: of its light as a whole, which the camera's white balance meets; None for what the eight were measured to
            have, and 6500 for a file.
    """

    kind: Literal["hdri"] = "hdri"
    image: Text = Choice(tuple(HDRI_TEMPERATURES_K), (1.0,) * len(HDRI_TEMPERATURES_K))
    rotation_deg: Annotated[Number, Within(-360, 360)] = Uniform(0.0, 360.0)
    strength: Annotated[Number, Within(0, 1000)] = LogUniform(0.7, 1.5)
    temperature_k: Annotated[Number, Within(1700, 20000)] | None = None


def sample_hdri(config: HdriLighting, stage: Stage, rng: np.random.Generator) -> Rig:
    """Draw an environment and how it is turned."""
    sky = HdriSky(image=config.image.draw(rng), rotation_deg=config.rotation_deg.draw(rng), strength=config.strength.draw(rng))
    if config.temperature_k is not None:
        return Rig((), sky, config.temperature_k.draw(rng))
    return Rig((), sky, HDRI_TEMPERATURES_K.get(sky.image, NEUTRAL_K))
