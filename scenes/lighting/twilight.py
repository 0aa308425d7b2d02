"""The sky with the sun anywhere, from noon to midnight."""

import numpy as np

from setpiece.assets.spec import Rgb
from setpiece.scenes.lighting.illuminance import clear_sky_lux, sun_lux, twilight_strength
from setpiece.scenes.lighting.photometry import luminance_of, photometric, watts
from setpiece.scenes.lighting.temperature import rgb_of_temperature
from setpiece.scenes.spec import PhysicalSky

LOWEST_SUN_DEG = -10.0
"""Of Blender's sky; with the sun lower it only fades."""

_GLOW_FROM_DEG, _GLOW_TO_DEG, _MOST_GLOW = -1.0, -7.0, 0.85
_TWILIGHT_K = 11000.0


def dimmed(sky: PhysicalSky, sun_elevation_deg: float) -> PhysicalSky:
    """The sky as bright as it is with its sun at an elevation, which may be below what the sky itself can have.

    Blender's sky turns to a saturated blue below the horizon, since it scatters with three colours and ozone takes the red. Measured
    twilight stays near 11,000 K (J. Hernandez-Andres et al., JOSA A 18(6), 2001), so most of its light is given to an even glow of
    that colour.
    """
    strength = sky.strength * twilight_strength(max(sun_elevation_deg, LOWEST_SUN_DEG))
    if sun_elevation_deg < LOWEST_SUN_DEG:
        strength *= sun_lux(sun_elevation_deg) / sun_lux(LOWEST_SUN_DEG)
    share = _MOST_GLOW * float(np.clip((sun_elevation_deg - _GLOW_FROM_DEG) / (_GLOW_TO_DEG - _GLOW_FROM_DEG), 0.0, 1.0))
    glow = even_glow(share * strength * clear_sky_lux(max(sun_elevation_deg, LOWEST_SUN_DEG)), rgb_of_temperature(_TWILIGHT_K))
    return with_glow(sky.model_copy(update={"strength": strength * (1.0 - share)}), glow)


def even_glow(lux: float, color: Rgb) -> tuple[float, float, float]:
    """Radiance of an even sky that gives level ground this illuminance: E = pi L."""
    red, green, blue = (watts(lux, color) / np.pi * channel for channel in color)
    return float(red), float(green), float(blue)


def with_glow(sky: PhysicalSky, glow: tuple[float, float, float]) -> PhysicalSky:
    """The sky with more glow."""
    red, green, blue = (a + b for a, b in zip(sky.glow, glow, strict=True))
    return sky.model_copy(update={"glow": (red, green, blue)})


def lux_of(sky: PhysicalSky) -> float:
    """Illuminance of level ground under a clear physical sky, sun and glow included."""
    even = np.pi * photometric(1.0, (1.0, 1.0, 1.0)) * luminance_of(sky.glow)
    return float(sky.strength * clear_sky_lux(sky.sun_elevation_deg) + even)
