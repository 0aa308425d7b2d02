"""What falls or floats in the air, and how much light it takes on its way: 1/m from the quantities of meteorology."""

import math

from setpiece.scenes.weather.spec import CONTRAST_AT_VISIBILITY, WeatherKind, WeatherSpec

CLEAREST_M = 50_000.0
"""Visibility of clean air; what such air does to the sky is in the physical sky already."""

LAYER_M: dict[WeatherKind, float] = {"clear": 1200.0, "overcast": 1200.0, "rain": 1500.0, "fog": 150.0, "snow": 1500.0, "dust": 1000.0}
"""About how high the air stays as thick as at the ground: scale height of aerosol, base of rain clouds, top of a radiation fog, of a dust
storm. Only the view of the sky and the sun's light depend on it."""


def rain_extinction_per_m(rain_mm_h: float) -> float:
    """Extinction of light by raindrops.

    Drops as J. S. Marshall and W. McK. Palmer, "The distribution of raindrops with size", J. Meteorology 5, 1948, counted them,
    N(D) = 8000 exp(-L D) per m^3 and mm, L = 4.1 R^-0.21 per mm; a drop takes twice the light that its disc covers (the limit of
    Mie's theory for large spheres), so the sum over all is 2 (pi / 4) 8000 (2 / L^3) mm^2 per m^3.
    """
    if rain_mm_h <= 0.0:
        return 0.0
    slope_per_mm = 4.1 * rain_mm_h**-0.21
    return float(1e-6 * math.pi * 8000.0 * slope_per_mm**-3)


def snow_extinction_per_m(snow_mm_h: float) -> float:
    """Extinction of light by falling flakes, the rate as water.

    Dry aggregates of diameter D (cm) have a density of 0.017 / D g/cm^3 (R. Rasmussen et al., "The estimation of snowfall rate using
    visibility", J. Applied Meteorology 38, 1999, after Holroyd 1971), so that each kilogram of them covers 8.8 m^2 whatever their
    size. They fall at 1 m/s and take twice the light that they cover. 1 mm/h gives 800 m, the limit of moderate snow.
    """
    cover_m2_kg, fall_m_s = 8.8, 1.0
    return 2.0 * cover_m2_kg * snow_mm_h / 3600.0 / fall_m_s


def dust_extinction_per_m(dust_mg_m3: float) -> float:
    """Extinction of light by airborne soil, whose mass is 56 V^-1.25 mg/m^3 at a visibility of V km.

    W. S. Chepil and N. P. Woodruff, "Sedimentary characteristics of dust storms II", American J. Science 255, 1957.
    """
    if dust_mg_m3 <= 0.0:
        return 0.0
    return float(CONTRAST_AT_VISIBILITY / (1000.0 * (56.0 / dust_mg_m3) ** 0.8))


def visibility_m(background_m: float, *, rain_mm_h: float, snow_mm_h: float, dust_mg_m3: float) -> float:
    """Meteorological visibility through air with all that is in it: extinctions add up."""
    falling = rain_extinction_per_m(rain_mm_h) + snow_extinction_per_m(snow_mm_h) + dust_extinction_per_m(dust_mg_m3)
    return CONTRAST_AT_VISIBILITY / (CONTRAST_AT_VISIBILITY / background_m + falling)


def haze_depth(weather: WeatherSpec) -> float:
    """Optical depth, straight up, of what the air holds beyond clean air."""
    excess_per_m = weather.extinction_per_m - CONTRAST_AT_VISIBILITY / CLEAREST_M
    return max(excess_per_m, 0.0) * LAYER_M[weather.kind]
