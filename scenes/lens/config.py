"""The lens section of a config: coefficients as distributions, drawn per image."""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from setpiece.assets.spec import Spec
from setpiece.scenes.distributions import Fixed
from setpiece.scenes.fields import Number, Within
from setpiece.scenes.lens import BrownConrady, Fisheye, Lens

Coefficient = Annotated[Number, Within(-5, 5)]


class NoLens(Spec):
    """A perfect pinhole."""

    kind: Literal["none"] = "none"


class BrownConradyLens(Spec):
    """Coefficients of ``BrownConrady``."""

    kind: Literal["brown_conrady"] = "brown_conrady"
    k1: Coefficient = Fixed(0.0)
    k2: Coefficient = Fixed(0.0)
    p1: Coefficient = Fixed(0.0)
    p2: Coefficient = Fixed(0.0)
    k3: Coefficient = Fixed(0.0)


class FisheyeLens(Spec):
    """Coefficients of ``Fisheye``."""

    kind: Literal["fisheye"] = "fisheye"
    k1: Coefficient = Fixed(0.0)
    k2: Coefficient = Fixed(0.0)
    k3: Coefficient = Fixed(0.0)
    k4: Coefficient = Fixed(0.0)


LensConfig = Annotated[NoLens | BrownConradyLens | FisheyeLens, Field(discriminator="kind")]
"""Any lens section."""


def sample_lens(config: NoLens | BrownConradyLens | FisheyeLens, rng: np.random.Generator) -> Lens | None:
    """Draw a lens; None for a pinhole.

    Args:
        config: what the user asked for.
        rng: the stream "lens".
    """
    if isinstance(config, BrownConradyLens):
        k1, k2, p1, p2, k3 = (item.draw(rng) for item in (config.k1, config.k2, config.p1, config.p2, config.k3))
        return BrownConrady(k1=k1, k2=k2, p1=p1, p2=p2, k3=k3)
    if isinstance(config, FisheyeLens):
        k1, k2, k3, k4 = (item.draw(rng) for item in (config.k1, config.k2, config.k3, config.k4))
        return Fisheye(k1=k1, k2=k2, k3=k3, k4=k4)
    return None
