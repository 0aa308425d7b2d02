"""Light from the sun and a clear or hazy sky, and after dark from what else shines."""

from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import model_validator

from setpiece.assets.spec import Spec
from setpiece.scenes.distributions import LogUniform, Uniform, UniformInteger
from setpiece.scenes.fields import Number, Within
from setpiece.scenes.lighting.hour import ELEVATIONS_DEG, Day, Hour
from setpiece.scenes.lighting.night import NightLighting, after_dark
from setpiece.scenes.lighting.rig import Rig
from setpiece.scenes.lighting.solar import SunPosition, solar_hour_at, sun_at_solar_hour
from setpiece.scenes.lighting.traffic import Traffic
from setpiece.scenes.lighting.twilight import LOWEST_SUN_DEG, dimmed
from setpiece.scenes.spec import PhysicalSky
from setpiece.scenes.stage import Stage


class SunSkyLighting(Spec):
    """The physical sky with its sun, placed by its elevation, by a named hour, or by latitude, day and hour.

    Attributes:
        sun_elevation_deg: above the horizon; None with ``hour``.
        sun_azimuth_deg: counter-clockwise from the stage's front, seen from above; 0 is behind the viewer; None with ``latitude_deg``.
        hour: "dawn", "noon", "dusk", "night", or hours of local solar time, for which ``latitude_deg`` must be given.
        latitude_deg: north of the equator; None leaves place and day open.
        day: of the year, 1 to 365 or MM-DD; None for any.
        north_deg: where north is, counter-clockwise from the stage's front; None for anywhere.
        altitude_m: of the observer.
        air: density of the molecules, 1 is a clear day.
        aerosol: density of dust and droplets, 1 is a clear day.
        ozone: density of the ozone layer, 1 is a clear day.
        strength: factor on its radiance.
        after_dark: moon, street lamps, head lamps, each as soon as it is dark enough for it; None for none at all.
    """

    kind: Literal["sun_sky"] = "sun_sky"
    sun_elevation_deg: Annotated[Number, Within(-90, 90)] | None = Uniform(25.0, 70.0)
    sun_azimuth_deg: Annotated[Number, Within(-360, 360)] | None = Uniform(-40.0, 40.0)
    hour: Hour | None = None
    latitude_deg: Annotated[Number, Within(-90, 90)] | None = None
    day: Day | None = None
    north_deg: Annotated[Number, Within(-360, 360)] | None = None
    altitude_m: Annotated[Number, Within(0, 60000)] = Uniform(0.0, 1500.0)
    air: Annotated[Number, Within(0, 10)] = Uniform(0.8, 1.5)
    aerosol: Annotated[Number, Within(0, 10)] = LogUniform(0.5, 5.0)
    ozone: Annotated[Number, Within(0, 10)] = Uniform(0.8, 2.0)
    strength: Annotated[Number, Within(0, 1000)] = LogUniform(0.8, 1.25)
    after_dark: NightLighting | None = None

    @model_validator(mode="before")
    @classmethod
    def _defaults_give_way(cls, raw: Any) -> Any:  # noqa: ANN401 (what a user wrote)
        """Elevation and azimuth have defaults only where nothing else says where the sun is."""
        if not isinstance(raw, dict):
            return raw
        given = {"sun_elevation_deg": "hour", "sun_azimuth_deg": "latitude_deg"}
        return {name: None for name, other in given.items() if raw.get(other) is not None} | raw

    @model_validator(mode="after")
    def _one_sun(self) -> Self:
        if (self.sun_elevation_deg is None) == (self.hour is None):
            found = "neither" if self.hour is None else "both"
            raise ValueError(f"{found} of sun_elevation_deg and hour given; accepted: exactly one, the other null")
        if (self.sun_azimuth_deg is None) == (self.latitude_deg is None):
            found = "neither" if self.latitude_deg is None else "both"
            raise ValueError(f"{found} of sun_azimuth_deg and latitude_deg given; accepted: exactly one, the other null")
        if self.latitude_deg is None and (self.day is not None or self.north_deg is not None):
            raise ValueError("day or north_deg given without latitude_deg; accepted: all three, or none")
        if self.latitude_deg is not None and self.hour is None:
            raise ValueError("latitude_deg given without hour; accepted: hour=dusk, hour=14.5, hour=[uniform, 6, 20]")
        if self.latitude_deg is None and self.hour is not None and not isinstance(self.hour.support[0], str):
            raise ValueError("an hour in numbers needs latitude_deg; accepted without it: dawn, noon, dusk, night")
        return self


def sample_sun_sky(config: SunSkyLighting, stage: Stage, rng: np.random.Generator, traffic: Traffic | None = None) -> Rig:
    """Draw where the sun stands and how clear the air is."""
    elevation_deg, azimuth_deg = _sun(config, stage, rng)
    sky = PhysicalSky(
        sun_elevation_deg=max(elevation_deg, LOWEST_SUN_DEG),
        sun_azimuth_deg=azimuth_deg,
        altitude_m=config.altitude_m.draw(rng),
        air=config.air.draw(rng),
        aerosol=config.aerosol.draw(rng),
        ozone=config.ozone.draw(rng),
        strength=config.strength.draw(rng),
    )
    rig = Rig((), dimmed(sky, elevation_deg), temperature_of_sun(elevation_deg))
    return rig if config.after_dark is None else after_dark(config.after_dark, rig, stage, rng, traffic)


def _sun(config: SunSkyLighting, stage: Stage, rng: np.random.Generator) -> tuple[float, float]:
    """Elevation, and azimuth clockwise from the world's +y."""
    if config.latitude_deg is not None:
        return _sun_of_place(config, stage, rng)
    if config.hour is not None:
        elevation_deg = ELEVATIONS_DEG[config.hour.draw(rng)].draw(rng)
    else:
        assert config.sun_elevation_deg is not None  # by validation
        elevation_deg = config.sun_elevation_deg.draw(rng)
    assert config.sun_azimuth_deg is not None  # by validation
    # The spec counts clockwise from +y, a stage counter-clockwise from +x.
    return elevation_deg, (90.0 - stage.front_deg - config.sun_azimuth_deg.draw(rng)) % 360.0


def _sun_of_place(config: SunSkyLighting, stage: Stage, rng: np.random.Generator) -> tuple[float, float]:
    assert config.latitude_deg is not None  # by the caller
    assert config.hour is not None  # by validation
    latitude_deg = config.latitude_deg.draw(rng)
    day = UniformInteger(1, 365).draw(rng) if config.day is None else config.day.draw(rng)
    hour = config.hour.draw(rng)
    sun = _named_hour(latitude_deg, day, hour, rng) if isinstance(hour, str) else sun_at_solar_hour(latitude_deg, day, hour)
    north_deg = stage.front_deg + (rng.uniform(0.0, 360.0) if config.north_deg is None else config.north_deg.draw(rng))
    return sun.elevation_deg, (sun.azimuth_deg + 90.0 - north_deg) % 360.0


def _named_hour(latitude_deg: float, day: int, name: str, rng: np.random.Generator) -> SunPosition:
    """The sun of that day nearest to how high it is at a named hour: noon in December is low in the north, June has no night."""
    if name == "noon":
        return sun_at_solar_hour(latitude_deg, day, Uniform(10.5, 13.5).draw(rng))
    elevation_deg = ELEVATIONS_DEG[name].draw(rng)
    morning = name == "dawn" or (name == "night" and rng.random() < 0.5)
    return sun_at_solar_hour(latitude_deg, day, solar_hour_at(latitude_deg, day, elevation_deg, morning=morning))


def temperature_of_sun(elevation_deg: float) -> float:
    """About the colour temperature of sun and sky together on level ground: daylight, warm with a low sun, blue without one.

    From 20 degrees up: 5600 K by day; below, McCamy's formula on Blender's physical sky, and measured twilight (see ``twilight``).
    """
    return float(np.interp(elevation_deg, [-5.0, -2.0, 0.0, 2.0, 5.0, 10.0, 20.0, 40.0], _SUN_K))


_SUN_K = (11000.0, 10500.0, 9000.0, 6500.0, 4600.0, 4400.0, 4900.0, 5600.0)
