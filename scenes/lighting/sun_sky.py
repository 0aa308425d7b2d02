"""Light from the sun and a clear or hazy sky."""

from typing import Annotated, Literal

import numpy as np

from setpiece.assets.spec import Spec
from setpiece.scenes.distributions import LogUniform, Uniform
from setpiece.scenes.fields import Number, Within
from setpiece.scenes.lighting.rig import Rig
from setpiece.scenes.spec import PhysicalSky
from setpiece.scenes.stage import Stage


class SunSkyLighting(Spec):
    """The physical sky with its sun.

    Attributes:
        sun_elevation_deg: above the horizon.
        sun_azimuth_deg: counter-clockwise from the stage's front, seen from above; 0 is behind the viewer.
        altitude_m: of the observer.
        air: density of the molecules, 1 is a clear day.
        aerosol: density of dust and droplets, 1 is a clear day.
        ozone: density of the ozone layer, 1 is a clear day.
        strength: factor on its radiance.
    """

    kind: Literal["sun_sky"] = "sun_sky"
    sun_elevation_deg: Annotated[Number, Within(-10, 90)] = Uniform(25.0, 70.0)
    sun_azimuth_deg: Annotated[Number, Within(-360, 360)] = Uniform(-40.0, 40.0)
    altitude_m: Annotated[Number, Within(0, 60000)] = Uniform(0.0, 1500.0)
    air: Annotated[Number, Within(0, 10)] = Uniform(0.8, 1.5)
    aerosol: Annotated[Number, Within(0, 10)] = LogUniform(0.5, 5.0)
    ozone: Annotated[Number, Within(0, 10)] = Uniform(0.8, 2.0)
    strength: Annotated[Number, Within(0, 1000)] = LogUniform(0.8, 1.25)


def sample_sun_sky(config: SunSkyLighting, stage: Stage, rng: np.random.Generator) -> Rig:
    """Draw where the sun stands and how clear the air is."""
    elevation_deg = config.sun_elevation_deg.draw(rng)
    # The spec counts clockwise from +y, a stage counter-clockwise from +x.
    azimuth_deg = (90.0 - stage.front_deg - config.sun_azimuth_deg.draw(rng)) % 360.0
    sky = PhysicalSky(
        sun_elevation_deg=elevation_deg,
        sun_azimuth_deg=azimuth_deg,
        altitude_m=config.altitude_m.draw(rng),
        air=config.air.draw(rng),
        aerosol=config.aerosol.draw(rng),
        ozone=config.ozone.draw(rng),
        strength=config.strength.draw(rng),
    )
    return Rig((), sky, temperature_of_sun(elevation_deg))


def temperature_of_sun(elevation_deg: float) -> float:
    """About the colour temperature of sunlight and skylight together: 3000 K at the horizon, 5600 K from 40 degrees up."""
    return float(np.interp(elevation_deg, [0.0, 10.0, 20.0, 40.0], [3000.0, 4200.0, 4900.0, 5600.0]))
