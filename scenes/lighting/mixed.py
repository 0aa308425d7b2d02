"""A different kind of lighting in each image."""

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from setpiece.assets.spec import Spec
from setpiece.scenes.distributions import Choice
from setpiece.scenes.lighting.registry import Single, sample_single
from setpiece.scenes.lighting.rig import Rig
from setpiece.scenes.lighting.sun_sky import SunSkyLighting
from setpiece.scenes.lighting.traffic import Traffic
from setpiece.scenes.stage import Stage


class MixedLighting(Spec):
    """One of several lightings, by weight. Where no walls hide the horizon, the sun is left out (unless it is all there is).

    Attributes:
        of: name -> lighting.
        weights: name -> weight, for each name in ``of``; 0 leaves one out.
    """

    kind: Literal["mixed"] = "mixed"
    of: dict[str, Single] = Field(min_length=1)
    weights: dict[str, Annotated[float, Field(ge=0.0)]] = Field(min_length=1)

    @model_validator(mode="after")
    def _weights_fit(self) -> Self:
        if set(self.of) != set(self.weights) or not any(self.weights.values()):
            raise ValueError(f"weights {self.weights} do not fit; accepted: one for each of {', '.join(self.of)}, not all 0")
        return self


def sample_mixed(config: MixedLighting, stage: Stage, rng: np.random.Generator, traffic: Traffic | None = None) -> Rig:
    """Draw which lighting, then the lighting."""
    names = tuple(sorted(name for name, weight in config.weights.items() if weight > 0.0))
    if not stage.enclosed and not stage.outdoor:
        # Below its horizon the physical sky is an empty dark: a table there stands in a void.
        names = tuple(name for name in names if not isinstance(config.of[name], SunSkyLighting)) or names
    name = Choice(names, tuple(config.weights[name] for name in names)).draw(rng)
    return sample_single(config.of[name], stage, rng, traffic)
