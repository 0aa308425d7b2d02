"""The camera's exposure, white balance and picture style."""

from typing import Annotated

import numpy as np

from setpiece.assets.spec import Spec
from setpiece.scenes.distributions import Fixed, Normal, Uniform
from setpiece.scenes.effects import Effects
from setpiece.scenes.fields import Number, Text, Within
from setpiece.scenes.spec import SensorSpec

NEUTRAL_K = 6500.0
"""The colour temperature that a sensor leaves as it is: the white of Rec. 709."""


BALANCE_K = (2600.0, 12000.0)
"""Within which automatic white balance follows the light: sodium lamps stay orange, the last of twilight blue."""


class Sensor(Spec):
    """How a phone's camera reacts to the light.

    Attributes:
        auto_exposure: meter the frame.
        low_light: how much of what is missing to 10 cd/m^2 stays missing; 0 makes nights as bright as days.
        highlights: how far metering goes from the average to the brightest 2 %: 0.5 lets white things be white, as phones do; 1 is
            how an operator sets a gain so that white parts do not burn out.
        exposure_ev: stops off the metered exposure.
        residual_cast: share of the light's tint that the automatic white balance leaves in the picture.
        white_balance_error_mired: its error, in reciprocal megakelvin.
        view_transform: name in Blender's OpenColorIO config.
        look: name in that config, or "none".
        effects: what lens and chip add.
    """

    auto_exposure: bool = True
    low_light: Annotated[Number, Within(0, 1)] = Fixed(0.0)
    highlights: Annotated[Number, Within(0, 1)] = Fixed(0.0)
    exposure_ev: Annotated[Number, Within(-10, 10)] = Normal(0.3, 0.3, -0.5, 1.1)
    residual_cast: Annotated[Number, Within(0, 1)] = Uniform(0.05, 0.4)
    white_balance_error_mired: Annotated[Number, Within(-50, 50)] = Normal(0.0, 10.0, -30.0, 30.0)
    view_transform: Text = Fixed("AgX")
    look: Text = Fixed("none")
    effects: Effects = Effects()


def sample_sensor(config: Sensor, temperature_k: float, rng: np.random.Generator) -> SensorSpec:
    """Draw the sensor's settings, except for the effects of lens and chip.

    White balance errs evenly in reciprocal temperature (mired), as just noticeable differences of tint do.

    Args:
        config: what the user asked for.
        temperature_k: colour temperature of the light.
        rng: the stream "sensor".
    """
    look = config.look.draw(rng)
    tint_mired = 1e6 / np.clip(temperature_k, *BALANCE_K) - 1e6 / NEUTRAL_K
    balanced_mired = 1e6 / NEUTRAL_K + tint_mired * (1.0 - config.residual_cast.draw(rng)) + config.white_balance_error_mired.draw(rng)
    return SensorSpec(
        auto_exposure=config.auto_exposure,
        low_light=config.low_light.draw(rng),
        highlights=config.highlights.draw(rng),
        exposure_ev=config.exposure_ev.draw(rng),
        white_balance_k=float(np.clip(1e6 / max(balanced_mired, 50.0), 1500.0, 20000.0)),
        view_transform=config.view_transform.draw(rng),
        look=None if look == "none" else look,
    )
