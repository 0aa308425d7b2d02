"""Light under the weather: clouds and haze dim the sun, spread its light over the sky, and give far things their colour."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.lighting.rig import Rig
from setpiece.scenes.lighting.sun_sky import temperature_of_sun
from setpiece.scenes.spec import CloudySky, HdriSky, Light, PhysicalSky, Sky, SunLight, UniformSky
from setpiece.scenes.weather.clear_sky import ClearSky, clear_sky
from setpiece.scenes.weather.extinction import haze_depth
from setpiece.scenes.weather.spec import WeatherSpec

Float64 = NDArray[np.float64]

CIE_OVERCAST_SR = 7.0 * math.pi / 9.0
"""Horizontal irradiance of the CIE overcast sky over its radiance at the zenith."""
FORWARD = 0.85
"""Asymmetry of scattering by droplets and coarse dust: mean cosine of the angle."""
DUST_ALBEDO = np.array([0.965, 0.95, 0.92])
"""Single scattering albedo of desert dust for red, green and blue: O. Dubovik et al., "Variability of absorption and optical properties of
key aerosol types observed in worldwide locations", J. Atmospheric Sciences 59, 2002, table 1 (Solar Village, Bahrain)."""
GROUND_ALBEDO, SNOW_ALBEDO = np.array([0.20, 0.19, 0.17]), np.array([0.75, 0.76, 0.78])
LAMP_GROUND_M2 = 900.0
"""Ground that one street lamp lights: about 30 m by 30 m."""
HDRI_SUN_DEG, HDRI_SUNS_DEG = 35.0, {"sunrise": 6.0, "sunset": 4.0, "night": -8.0}
HDRI_HORIZON = 0.6
"""About the radiance at the horizon of Blender's environments, at strength 1."""


def under(rig: Rig, weather: WeatherSpec) -> tuple[Rig, WeatherSpec]:
    """The light that the weather leaves, and the weather with its airlight.

    The physical sky gets clouds, haze and a ground. A photographed sky cannot be overcast: but in clear weather it gives way to the
    physical one, with the sun where such a picture would have it. Lamps stay; suns and moons among the lights are dimmed.
    """
    sky, temperature_k = rig.sky, rig.temperature_k
    if isinstance(sky, HdriSky) and weather.kind != "clear":
        elevation_deg = HDRI_SUNS_DEG.get(sky.image, HDRI_SUN_DEG)
        sky = PhysicalSky(sun_elevation_deg=elevation_deg, sun_azimuth_deg=(90.0 - sky.rotation_deg) % 360.0, strength=sky.strength)
        temperature_k = temperature_of_sun(elevation_deg)
    covered = cloudy(sky, weather) if isinstance(sky, PhysicalSky) else sky
    airlight = _daylight(sky, weather)
    if weather.fog == "analytic":  # rendered air is lit by the lamps themselves
        airlight = airlight + lamp_airlight(rig.lights, weather)
    lights = tuple(_dimmed(light, weather) for light in rig.lights)
    changed = replace(rig, lights=lights, sky=covered, temperature_k=temperature_k)
    return changed, weather.model_copy(update={"airlight": _rgb(airlight)})


def global_share(cloud_cover: float) -> float:
    """Global irradiance under cloud over that of a clear sky: 1 - 0.75 c^3.4.

    F. Kasten and G. Czeplak, "Solar and terrestrial radiation dependent on the amount and type of cloud", Solar Energy 24, 1980.
    """
    return float(1.0 - 0.75 * cloud_cover**3.4)


def sun_share(weather: WeatherSpec, sun_elevation_deg: float) -> float:
    """Share of the sun's direct light that reaches the ground: none under full cover, Beer's law through haze.

    Kasten and Czeplak find that the direct part of the global irradiance falls as 1 - c^2.
    """
    through_cloud = global_share(weather.cloud_cover) * (1.0 - weather.cloud_cover**2)
    height = max(math.sin(math.radians(sun_elevation_deg)), 0.02)
    return through_cloud * math.exp(-haze_depth(weather) / height)


def haze_share(weather: WeatherSpec) -> Float64:
    """(3,) share of the global irradiance that haze lets through, by colour: two streams of scattered light.

    1 / (1 + (1 - g) 3/4 tau) without absorption (C. F. Bohren, "Multiple scattering of light and some of its observable consequences",
    American J. Physics 55, 1987, equation 15), which droplets do not have; grains of dust take their share at each encounter.
    """
    depth = haze_depth(weather)
    spread = 1.0 / (1.0 + 0.75 * (1.0 - FORWARD) * depth)
    absorbed: Float64 = np.exp(-(1.0 - _grain_albedo(weather)) * depth)
    return spread * absorbed


def cloudy(sky: PhysicalSky, weather: WeatherSpec) -> CloudySky:
    """The physical sky under this weather; what falls on level ground is the clear sky's share by ``global_share``."""
    clear, seen = clear_sky(sky), sun_share(weather, sky.sun_elevation_deg)
    total, veil = _total(clear, weather), 1.0 - math.exp(-haze_depth(weather))
    ground = SNOW_ALBEDO if weather.snow_depth_cm > 0.0 else GROUND_ALBEDO
    return CloudySky(
        clear=sky,
        cover=weather.cloud_cover,
        veil=veil,
        sun_transmission=seen,
        cloud_radiance=_rgb(_cloud_radiance(clear, weather, seen)),
        ground_radiance=_rgb(ground * total / math.pi),
        seed=weather.seed,
    )


def _total(clear: ClearSky, weather: WeatherSpec) -> Float64:
    total: Float64 = clear.total * global_share(weather.cloud_cover) * haze_share(weather)
    return total


def _cloud_radiance(clear: ClearSky, weather: WeatherSpec, seen: float) -> Float64:
    """(3,) zenith radiance of the hidden part of the sky: what the global irradiance lacks of the sun and the free part."""
    hidden = _hidden(weather)
    if hidden <= 0.0:
        return np.zeros(3)
    diffuse = _total(clear, weather) - seen * clear.direct
    covered: Float64 = np.maximum(diffuse - (1.0 - hidden) * clear.diffuse, 0.0) / hidden
    return covered / CIE_OVERCAST_SR


def _hidden(weather: WeatherSpec) -> float:
    return 1.0 - (1.0 - weather.cloud_cover) * math.exp(-haze_depth(weather))


def _daylight(sky: Sky, weather: WeatherSpec) -> Float64:
    """(3,) radiance that the sky lends to a deep layer of air.

    In thin haze that of the horizon. In thick air, where light comes from all sides alike, the mean of what comes down from the sky and
    up from the ground: half of (1 + ground albedo) E / pi.
    """
    if isinstance(sky, HdriSky):
        return np.full(3, HDRI_HORIZON * sky.strength)
    if isinstance(sky, UniformSky):
        return np.array(sky.radiance)
    if not isinstance(sky, PhysicalSky):
        return np.zeros(3)
    clear, hidden, depth = clear_sky(sky), _hidden(weather), haze_depth(weather)
    covered = _cloud_radiance(clear, weather, sun_share(weather, sky.sun_elevation_deg))
    horizon = (1.0 - hidden) * clear.horizon + hidden * covered / 3.0
    ground = SNOW_ALBEDO if weather.snow_depth_cm > 0.0 else GROUND_ALBEDO
    within = _grain_albedo(weather) * 0.5 * (1.0 + ground) * _total(clear, weather) / math.pi
    thin: float = math.exp(-depth)
    mixed: Float64 = thin * horizon + (1.0 - thin) * within
    return mixed


def lamp_airlight(lights: tuple[Light, ...], weather: WeatherSpec) -> Float64:
    """(3,) radiance that lamps lend to the air: of a layer lit on average as the ground that each of them lights.

    A mean over the street; the glow around each lamp is what ``fog: volumetric`` is for.
    """
    lamps = [light for light in lights if not isinstance(light, SunLight)]
    if not lamps:
        return np.zeros(3)
    irradiance = np.mean([light.power_w * np.array(light.color) for light in lamps], axis=0) / LAMP_GROUND_M2
    lent: Float64 = _grain_albedo(weather) * 0.5 * irradiance / math.pi
    return lent


def _grain_albedo(weather: WeatherSpec) -> Float64:
    return DUST_ALBEDO if weather.dust_mg_m3 > 0.0 else np.ones(3)


def _dimmed(light: Light, weather: WeatherSpec) -> Light:
    if not isinstance(light, SunLight):
        return light
    elevation_deg = math.degrees(math.asin(min(max(light.direction_to_light[2], -1.0), 1.0)))
    return light.model_copy(update={"irradiance_w_m2": light.irradiance_w_m2 * sun_share(weather, elevation_deg)})


def _rgb(values: Float64) -> tuple[float, float, float]:
    red, green, blue = (float(value) for value in values)
    return red, green, blue
