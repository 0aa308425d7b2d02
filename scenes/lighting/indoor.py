"""Light in rooms: lamps on the ceiling, daylight through windows."""

import math
from typing import Annotated, Literal

import numpy as np
from pydantic import field_validator

from setpiece.assets.spec import Spec, Unit
from setpiece.scenes.distributions import Choice, Distribution, Fixed, LogUniform, Uniform
from setpiece.scenes.fields import Number, Switch, Text, Within, among
from setpiece.scenes.lighting.lamps import bulb, face, lumens_of_luminance, lux_on_level
from setpiece.scenes.lighting.rig import Rig
from setpiece.scenes.lighting.temperature import mixed_temperature, rgb_of_temperature
from setpiece.scenes.spec import AreaLight, HdriSky, PointLight
from setpiece.scenes.stage import Fixture, Stage, Surface
from setpiece.scenes.transforms import rigid

ROOM_LUX = 3850.0
"""Illuminance of level ground under Blender's environment "interior" at strength 1: measured on a matt plate."""

_CEILING = {"tube": 1.0, "panel": 1.0, "bulb": 0.3}
"""Kinds of fixtures that hang from ceilings, and the luminous flux of one relative to the others."""
_SIZES_M = {"tube": (1.2, 0.12), "panel": (0.6, 0.6), "bulb": (0.08, 0.08)}
_DIRECT_SHARE = 0.75
"""Of the light on a work surface that comes straight from the lamps; walls and ceiling send the rest."""
_MOST_LM = 200_000.0
"""Of one lamp: where all of them are far away, the surface stays darker than was asked for."""


class IndoorLighting(Spec):
    """Lamps at the stage's fixtures, bright enough for the work surface; where the stage has none, a few above the surface.

    Attributes:
        work_lux: illuminance of the surface with all lamps on: 100 in a store, 300 in a kitchen, 500 in an office, 1000 at inspection.
        temperature_k: of the lamps together: 2700 at home, 4000 in offices, 5000 to 6500 in halls.
        spread_mired: how far one lamp is off that, in reciprocal megakelvin, either way.
        dark: share of the lamps that are off.
        failing: share of the lamps that are dim: old tubes.
        lamps: "tube", "panel" or "bulb" where the stage has no fixtures.
        ceiling_m: height of those above the surface.
        daylight_probability: share of the images in which it is day outside the windows.
        window_cd_m2: luminance of a window by day.
        window_k: colour temperature of daylight in it.
        fill: share of the surface's light that comes from the surroundings, where the stage is open to them.
        room: environment that stands for the surroundings.
    """

    kind: Literal["indoor"] = "indoor"
    work_lux: Annotated[Number, Within(1, 100_000)] = LogUniform(100.0, 1000.0)
    temperature_k: Annotated[Number, Within(1700, 20000)] = Uniform(2700.0, 6500.0)
    spread_mired: Annotated[Number, Within(-100, 100)] = Uniform(-8.0, 8.0)
    dark: Unit = 0.05
    failing: Unit = 0.03
    lamps: Text = Choice(tuple(_SIZES_M), (1.0,) * len(_SIZES_M))
    ceiling_m: Annotated[Number, Within(0.5, 50)] = Uniform(1.6, 2.2)
    daylight_probability: Annotated[Unit, Switch("window_cd_m2", "window_k")] = 0.7
    window_cd_m2: Annotated[Number, Within(0, 50_000)] = LogUniform(500.0, 5000.0)
    window_k: Annotated[Number, Within(1700, 20000)] = Uniform(5500.0, 8000.0)
    fill: Annotated[Number, Within(0, 1)] = Uniform(0.1, 0.35)
    room: Text = Fixed("interior")

    @field_validator("lamps", mode="after")
    @classmethod
    def _known_lamps(cls, lamps: Distribution[str]) -> Distribution[str]:
        return among(lamps, tuple(_SIZES_M))


def sample_indoor(config: IndoorLighting, stage: Stage, rng: np.random.Generator) -> Rig:
    """Draw which lamps are on, how bright and of what colour, and what the windows show."""
    work_lux, temperature_k = config.work_lux.draw(rng), config.temperature_k.draw(rng)
    kind, ceiling_m = config.lamps.draw(rng), config.ceiling_m.draw(rng)
    built = tuple(fixture for fixture in stage.fixtures if fixture.kind in _CEILING)
    fixtures = built or above(stage.surface, kind, ceiling_m)
    fill = config.fill.draw(rng)
    room = HdriSky(image=config.room.draw(rng), rotation_deg=rng.uniform(0.0, 360.0), strength=fill * work_lux / ROOM_LUX)
    direct_lux = (_DIRECT_SHARE if stage.enclosed else 1.0 - fill) * work_lux
    lamps = _lamps(config, fixtures, direct_lux, temperature_k, stage.surface, rng)
    if not built:
        # There is no ceiling to hang from: only their light is there.
        lamps = tuple(light.model_copy(update={"visible_to_camera": False}) if isinstance(light, AreaLight) else light for light in lamps)
    windows, window_k, window_lux = _windows(config, stage, rng)
    return Rig((*lamps, *windows), room, mixed_temperature(((temperature_k, work_lux), (window_k, window_lux))))


def above(surface: Surface, kind: str, height_m: float) -> tuple[Fixture, ...]:
    """Fixtures in a grid above a surface, no farther apart than they are high: the rule for even light (EN 12464-1's practice)."""
    low, high = surface.outline_m.min(axis=0), surface.outline_m.max(axis=0)
    columns, rows_ = (max(1, math.ceil(float(extent) / height_m)) for extent in high - low)
    return tuple(
        Fixture(kind, rigid(np.eye(3), np.append(low + (high - low) * share, surface.height_m + height_m)), _SIZES_M[kind])
        for share in (np.array([(i + 0.5) / columns, (j + 0.5) / rows_]) for i in range(columns) for j in range(rows_))
    )


def _lamps(
    config: IndoorLighting, fixtures: tuple[Fixture, ...], lux: float, temperature_k: float, surface: Surface, rng: np.random.Generator
) -> tuple[AreaLight | PointLight, ...]:
    """The lamps that are on, each of a flux with which all of them give the surface its illuminance."""
    middle = np.append(surface.centre_m, surface.height_m)
    lux_per_unit = sum(lux_on_level(fixture, _CEILING[fixture.kind], middle) for fixture in fixtures)
    unit_lm = min(lux / max(lux_per_unit, 1e-9), _MOST_LM)
    lit: list[AreaLight | PointLight] = []
    for fixture in fixtures:
        chance, share = rng.random(2)
        own_k = np.clip(1e6 / (1e6 / temperature_k + config.spread_mired.draw(rng)), 1700.0, 20000.0)
        if chance < config.dark:
            continue
        dimmed = 0.05 + 0.55 * share if chance < config.dark + config.failing else 1.0
        make = bulb if fixture.kind == "bulb" else face
        lit.append(make(fixture, dimmed * unit_lm * _CEILING[fixture.kind], rgb_of_temperature(float(own_k))))
    return tuple(lit)


def _windows(config: IndoorLighting, stage: Stage, rng: np.random.Generator) -> tuple[tuple[AreaLight, ...], float, float]:
    """Daylight in the windows, its colour temperature, and its share of the light on the surface in lux."""
    day = rng.random() < config.daylight_probability
    luminance, window_k = config.window_cd_m2.draw(rng), config.window_k.draw(rng)
    windows = [fixture for fixture in stage.fixtures if fixture.kind == "window"] if day else []
    color = rgb_of_temperature(window_k)
    middle = np.append(stage.surface.centre_m, stage.surface.height_m)
    fluxes = [lumens_of_luminance(luminance, window) for window in windows]
    lux = sum(lux_on_level(window, flux, middle) for window, flux in zip(windows, fluxes, strict=True))
    return tuple(face(window, flux, color) for window, flux in zip(windows, fluxes, strict=True)), window_k, lux
