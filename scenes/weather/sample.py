"""Draw a weather whose parts agree: rain wets, what falls takes visibility."""

import numpy as np

from setpiece.scenes.weather.config import MixedWeather, NoWeather, SingleWeather
from setpiece.scenes.weather.extinction import visibility_m
from setpiece.scenes.weather.spec import WeatherSpec

FULL_FILM_MM_H = 8.0
"""About the rain under which a street shines all over."""
DAMP, MELTING = 0.55, 0.4
MOST_PUDDLES = 0.3


def sample_weather(config: NoWeather | SingleWeather | MixedWeather, rng: np.random.Generator) -> WeatherSpec | None:
    """Draw the weather of one image; None for no weather. What depends on the light, its ``airlight``, is still black.

    Args:
        config: what the user asked for.
        rng: the stream "weather".
    """
    match config:
        case NoWeather():
            return None
        case SingleWeather():
            return _draw(config, rng)
        case MixedWeather():
            return _draw(config.draw(rng), rng)


def _draw(config: SingleWeather, rng: np.random.Generator) -> WeatherSpec:
    seed, wind_to_deg = int(rng.integers(2**31)), float(rng.uniform(0.0, 360.0))
    rain, snow, dust = config.rain_mm_h.draw(rng), config.snow_mm_h.draw(rng), config.dust_mg_m3.draw(rng)
    temperature_c, depth_cm = config.temperature_c.draw(rng), config.snow_depth_cm.draw(rng)
    wetness = wetness_of(rain, depth_cm, temperature_c) if config.wetness is None else config.wetness.draw(rng)
    return WeatherSpec(
        kind=config.kind,
        temperature_c=temperature_c,
        cloud_cover=config.cloud_cover.draw(rng),
        wind_m_s=config.wind_m_s.draw(rng),
        wind_to_deg=wind_to_deg,
        visibility_m=visibility_m(config.visibility_m.draw(rng), rain_mm_h=rain, snow_mm_h=snow, dust_mg_m3=dust),
        fog=config.fog,
        rain_mm_h=rain,
        snow_mm_h=snow,
        dust_mg_m3=dust,
        wetness=wetness,
        puddles=puddles_of(rain, wetness) if config.puddles is None else config.puddles.draw(rng),
        snow_depth_cm=depth_cm,
        dust_cover=config.dust_cover.draw(rng),
        lens_drops=config.lens_drops.draw(rng),
        seed=seed,
    )


def wetness_of(rain_mm_h: float, snow_depth_cm: float, temperature_c: float) -> float:
    """How wet the rate of rain, or melting snow, leaves surfaces.

    The film on a road grows as the rate to the power 0.59 (B. M. Gallaway et al., "Tentative pavement and geometric design criteria
    for minimizing hydroplaning", FHWA-RD-75-11, 1975); any rain that lasts leaves it damp.
    """
    raining = 0.0 if rain_mm_h <= 0.0 else min(DAMP + (1.0 - DAMP) * (rain_mm_h / FULL_FILM_MM_H) ** 0.59, 1.0)
    melting = MELTING * min(max(temperature_c / 5.0, 0.0), 1.0) if snow_depth_cm > 0.0 else 0.0
    return max(raining, melting)


def puddles_of(rain_mm_h: float, wetness: float) -> float:
    """Share of level ground that stands under water while it rains: more with the rate, ``MOST_PUDDLES`` in a downpour."""
    return MOST_PUDDLES * wetness * (1.0 - float(np.exp(-rain_mm_h / FULL_FILM_MM_H)))
