"""Light from a few lamps, with a dim room around them."""

import math
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.spec import Spec
from setpiece.scenes.distributions import Fixed, LogUniform, Uniform, UniformInteger
from setpiece.scenes.fields import Integer, Number, Text, Within
from setpiece.scenes.lighting.rig import Rig
from setpiece.scenes.lighting.temperature import rgb_of_temperature
from setpiece.scenes.spec import AreaLight, HdriSky
from setpiece.scenes.stage import Stage
from setpiece.scenes.transforms import look_at, rows

Float64 = NDArray[np.float64]

LAMP_FROM_CAMERA = np.diag([1.0, -1.0, -1.0, 1.0])
"""A lamp shines along its -z with y up; a camera looks along its +z with y down."""


class StudioLighting(Spec):
    """Rectangular lamps aimed at the surface, all of about one colour temperature, and a dim photographed room for reflections.

    Attributes:
        count: of lamps.
        temperature_k: of the lamps together.
        spread_mired: how far one lamp is off that, in reciprocal megakelvin, either way.
        power_w: radiant power of one lamp.
        softness: edge of a lamp over its distance; soft boxes and windows near 1, bulbs near 0.05.
        aspect: long edge over short edge.
        azimuth_deg: counter-clockwise from the stage's front, seen from above.
        elevation_deg: above the horizontal.
        distance_m: from the middle of the surface.
        room: environment for reflections and fill.
        room_strength: factor on its radiance.
    """

    kind: Literal["studio"] = "studio"
    count: Annotated[Integer, Within(1, 16)] = UniformInteger(2, 4)
    temperature_k: Annotated[Number, Within(1700, 20000)] = LogUniform(2700.0, 6500.0)
    spread_mired: Annotated[Number, Within(-100, 100)] = Uniform(-15.0, 15.0)
    power_w: Annotated[Number, Within(0, 100000)] = LogUniform(10.0, 100.0)
    softness: Annotated[Number, Within(0.01, 5)] = LogUniform(0.1, 1.0)
    aspect: Annotated[Number, Within(1, 20)] = LogUniform(1.0, 4.0)
    azimuth_deg: Annotated[Number, Within(-360, 360)] = Uniform(-120.0, 120.0)
    elevation_deg: Annotated[Number, Within(5, 90)] = Uniform(35.0, 85.0)
    distance_m: Annotated[Number, Within(0.1, 100)] = Uniform(1.0, 1.8)
    room: Text = Fixed("interior")
    room_strength: Annotated[Number, Within(0, 1000)] = LogUniform(0.15, 0.6)


def sample_studio(config: StudioLighting, stage: Stage, rng: np.random.Generator) -> Rig:
    """Draw the lamps and the room."""
    temperature_k = config.temperature_k.draw(rng)
    lamps = tuple(_lamp(config, stage, temperature_k, rng) for _ in range(config.count.draw(rng)))
    room = HdriSky(image=config.room.draw(rng), rotation_deg=rng.uniform(0.0, 360.0), strength=config.room_strength.draw(rng))
    return Rig(lamps, room, temperature_k)


def _lamp(config: StudioLighting, stage: Stage, temperature_k: float, rng: np.random.Generator) -> AreaLight:
    azimuth = math.radians(stage.front_deg + config.azimuth_deg.draw(rng))
    elevation = math.radians(config.elevation_deg.draw(rng))
    distance_m = config.distance_m.draw(rng)
    target = np.append(stage.surface.centre_m, stage.surface.height_m)
    level = math.cos(elevation)
    position = target + distance_m * np.array([level * math.cos(azimuth), level * math.sin(azimuth), math.sin(elevation)])
    long_edge_m, aspect = config.softness.draw(rng) * distance_m, config.aspect.draw(rng)
    own_k = np.clip(1e6 / (1e6 / temperature_k + config.spread_mired.draw(rng)), 1700.0, 20000.0)
    return AreaLight(
        world_from_light=rows(look_at(position, target, rng.uniform(0.0, math.pi)) @ LAMP_FROM_CAMERA),
        size_m=(long_edge_m, long_edge_m / aspect),
        power_w=config.power_w.draw(rng),
        color=rgb_of_temperature(float(own_k)),
    )
