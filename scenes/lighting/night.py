"""Light after dark: moon, the glow of towns, street lamps, vehicles, signs."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, field_validator

from setpiece.assets.spec import Rgb, Spec, Unit
from setpiece.scenes.distributions import Choice, Distribution, LogUniform, Uniform
from setpiece.scenes.fields import Number, Text, Within, among
from setpiece.scenes.lighting.illuminance import moon_lux
from setpiece.scenes.lighting.lamps import face, lumens_of_luminance
from setpiece.scenes.lighting.photometry import watts
from setpiece.scenes.lighting.rig import Rig
from setpiece.scenes.lighting.temperature import mixed_temperature, rgb_of_temperature
from setpiece.scenes.lighting.traffic import LAMPS_K as HEAD_LAMPS_K
from setpiece.scenes.lighting.traffic import Lit, Traffic, vehicle_lamps
from setpiece.scenes.lighting.twilight import LOWEST_SUN_DEG, dimmed, even_glow, lux_of, with_glow
from setpiece.scenes.lighting.windows import Shine, lit_windows
from setpiece.scenes.spec import AreaLight, Light, PhysicalSky, SunLight
from setpiece.scenes.stage import Stage

LAMPS_K = MappingProxyType({"sodium": 2000.0, "warm_led": 3000.0, "led": 4000.0, "none": 4000.0})
"""Street lamps by what is in them, with their colour temperatures."""

MOON_K, MOON_DIAMETER_DEG = 4100.0, 0.52
SUN_OF_NIGHT_DEG = -30.0
"""Where the sun is in ``lighting=night``."""

_WINDOW_K = 2900.0
_MOON_BELOW_LUX = 60.0
"""By more daylight than this no moon adds anything that shows."""
_STREET_LUX = 10.0
"""About what a lit street has (EN 13201-2: 7.5 to 15 lx where people walk and cars pass); weighs colours for the white balance."""


class NightLighting(Spec):
    """What shines after dark. Without fixtures and vehicles on the stage, only moon and sky do.

    Attributes:
        moon_elevation_deg: above the horizon; below 0 there is none.
        moon_azimuth_deg: counter-clockwise from the stage's front, seen from above.
        moon_phase_deg: angle between sun and observer as seen from the moon: 0 full, 90 half, 180 new.
        glow_lux: illuminance by the night sky: 0.001 in the country, 0.05 in a town, 0.3 under the haze of a city.
        glow_k: its colour temperature.
        lamps: of the street: "sodium" 2000 K, "warm_led" 3000 K, "led" 4000 K or "none".
        lamp_lm: luminous flux of one.
        broken: share of the street lamps that are dark.
        lamps_below_lux: street lamps are on when daylight is less than this.
        headlamp_lm: luminous flux of one low beam.
        driving_lit: share of the vehicles on lanes whose lamps are on.
        parked_lit: share of the other vehicles whose lamps are on.
        headlamps_below_lux: vehicles have their lamps on when daylight is less than this.
        sign_cd_m2: luminance of lit signs.
        window_cd_m2: luminance of lit windows.
        windows_lit: share of the windows with light behind them.
    """

    kind: Literal["night"] = "night"
    moon_elevation_deg: Annotated[Number, Within(-90, 90)] = Uniform(-30.0, 60.0)
    moon_azimuth_deg: Annotated[Number, Within(-360, 360)] = Uniform(-180.0, 180.0)
    moon_phase_deg: Annotated[Number, Within(0, 180)] = Uniform(0.0, 140.0)
    glow_lux: Annotated[Number, Within(0, 10)] = LogUniform(0.01, 0.3)
    glow_k: Annotated[Number, Within(1700, 20000)] = Uniform(2800.0, 5000.0)
    lamps: Text = Choice(("sodium", "warm_led", "led"), (1.0, 1.0, 1.0))
    lamp_lm: Annotated[Number, Within(0, 200_000)] = LogUniform(3000.0, 12000.0)
    broken: Unit = 0.05
    lamps_below_lux: Annotated[float, Field(ge=0.0)] = 60.0
    headlamp_lm: Annotated[Number, Within(0, 10_000)] = LogUniform(700.0, 1500.0)
    driving_lit: Unit = 0.97
    parked_lit: Unit = 0.05
    headlamps_below_lux: Annotated[float, Field(ge=0.0)] = 1000.0
    sign_cd_m2: Annotated[Number, Within(0, 10_000)] = LogUniform(100.0, 500.0)
    window_cd_m2: Annotated[Number, Within(0, 10_000)] = LogUniform(5.0, 60.0)
    windows_lit: Unit = 0.3

    @field_validator("lamps", mode="after")
    @classmethod
    def _known_lamps(cls, lamps: Distribution[str]) -> Distribution[str]:
        return among(lamps, tuple(LAMPS_K))


def sample_night(config: NightLighting, stage: Stage, rng: np.random.Generator, traffic: Traffic | None = None) -> Rig:
    """Draw a night: the sun far below the horizon."""
    sky = dimmed(PhysicalSky(sun_elevation_deg=LOWEST_SUN_DEG, sun_azimuth_deg=0.0), SUN_OF_NIGHT_DEG)
    return after_dark(config, Rig((), sky, MOON_K), stage, rng, traffic)


def after_dark(config: NightLighting, rig: Rig, stage: Stage, rng: np.random.Generator, traffic: Traffic | None) -> Rig:
    """Add what shines after dark to a rig with a physical sky; what it is too light for stays off.

    Args:
        config: what the user asked for.
        rig: sun and sky.
        stage: where lamps can be.
        rng: the stream "lighting".
        traffic: the things on the stage, None for none.
    """
    assert isinstance(rig.sky, PhysicalSky)
    daylight_lux = lux_of(rig.sky)
    moon = _moon(config, stage, rng)  # drawn by day too, so that what follows is drawn alike
    glow_lux, glow_k = config.glow_lux.draw(rng), config.glow_k.draw(rng)
    sky = with_glow(rig.sky, even_glow(glow_lux, rgb_of_temperature(glow_k)))
    lamps, lamp_k = _fixtures(config, stage, daylight_lux, rng)
    lit = _vehicles(config, stage, daylight_lux, rng, traffic)
    natural = mixed_temperature(((rig.temperature_k, daylight_lux), (glow_k, glow_lux)))
    street_lux = _STREET_LUX if lamps or lit.beams else 0.0
    temperature_k = mixed_temperature(((natural, daylight_lux + glow_lux), (lamp_k, street_lux)))
    fixed = (*rig.lights, *(moon if daylight_lux < _MOON_BELOW_LUX else ()), *lamps)
    carried = {len(fixed) + number: carrier for number, carrier in enumerate(lit.carriers)}
    windows = _windows(config, stage, daylight_lux, rng)
    own = _own_beam(config, daylight_lux, rng)
    return Rig((*fixed, *lit.beams), sky, temperature_k, lit.glowing, carried, windows, own)


def _moon(config: NightLighting, stage: Stage, rng: np.random.Generator) -> tuple[Light, ...]:
    elevation_deg, azimuth_deg = config.moon_elevation_deg.draw(rng), stage.front_deg + config.moon_azimuth_deg.draw(rng)
    phase_deg = config.moon_phase_deg.draw(rng)
    if elevation_deg <= 0.5:
        return ()
    elevation, azimuth = math.radians(elevation_deg), math.radians(azimuth_deg)
    towards = (math.cos(elevation) * math.cos(azimuth), math.cos(elevation) * math.sin(azimuth), math.sin(elevation))
    color = rgb_of_temperature(MOON_K)
    # The tables are for level ground; the light's irradiance is for a face turned towards it.
    facing_lux = moon_lux(elevation_deg, phase_deg) / math.sin(elevation)
    return (
        SunLight(direction_to_light=towards, irradiance_w_m2=watts(facing_lux, color), color=color, angular_diameter_deg=MOON_DIAMETER_DEG),
    )


def _fixtures(config: NightLighting, stage: Stage, daylight_lux: float, rng: np.random.Generator) -> tuple[tuple[AreaLight, ...], float]:
    """Lamps at the stage's fixtures, and the colour temperature of most of them. One number is taken for each fixture."""
    kind, lumens = config.lamps.draw(rng), config.lamp_lm.draw(rng)
    sign_cd_m2, window_cd_m2 = config.sign_cd_m2.draw(rng), config.window_cd_m2.draw(rng)
    chances = rng.random(len(stage.fixtures))
    if daylight_lux >= config.lamps_below_lux:
        return (), LAMPS_K[kind]
    street, window = rgb_of_temperature(LAMPS_K[kind]), rgb_of_temperature(_WINDOW_K)
    lights = []
    for fixture, chance in zip(stage.fixtures, chances, strict=True):
        if fixture.kind == "street_lamp" and kind != "none" and chance >= config.broken:
            lights.append(face(fixture, lumens, street))
        elif fixture.kind == "sign":
            lights.append(face(fixture, lumens_of_luminance(sign_cd_m2, fixture), (1.0, 1.0, 1.0)))
        elif fixture.kind == "window" and chance < config.windows_lit:
            lights.append(face(fixture, lumens_of_luminance(window_cd_m2, fixture), window))
    return tuple(lights), LAMPS_K[kind]


def _windows(config: NightLighting, stage: Stage, daylight_lux: float, rng: np.random.Generator) -> Mapping[int, Mapping[int, Shine]]:
    luminance_cd_m2 = config.window_cd_m2.draw(rng)
    lit = lit_windows(stage, luminance_cd_m2, config.windows_lit, rng)
    return lit if daylight_lux < config.lamps_below_lux else {}


def _own_beam(config: NightLighting, daylight_lux: float, rng: np.random.Generator) -> tuple[float, Rgb] | None:
    lumens, lamp = config.headlamp_lm.draw(rng), int(rng.integers(len(HEAD_LAMPS_K)))
    return (lumens, rgb_of_temperature(HEAD_LAMPS_K[lamp])) if daylight_lux < config.headlamps_below_lux else None


def _vehicles(config: NightLighting, stage: Stage, daylight_lux: float, rng: np.random.Generator, traffic: Traffic | None) -> Lit:
    lumens = config.headlamp_lm.draw(rng)
    if traffic is None or daylight_lux >= config.headlamps_below_lux:
        return Lit((), (), {})
    return vehicle_lamps(traffic, stage, lumens, config.driving_lit, config.parked_lit, rng)
