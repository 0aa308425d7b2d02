"""How light it is outdoors: illuminance of level ground under a clear sky by the elevation of sun and moon.

Fits of P. M. Janiczek and J. A. DeYoung, "Computer Programs for Sun and Moon Illuminance with Contingent Tables and Diagrams",
U.S. Naval Observatory Circular 171, 1987: log10 of the illuminance is a cubic in elevation / 90 degrees, piece by piece.
"""

import numpy as np

from setpiece.scenes.lighting.photometry import LUMENS_PER_WATT

_SUN = (
    (20.0, (3.74, 3.97, -4.07, 1.47)),
    (5.0, (3.05, 13.28, -45.98, 64.33)),
    (-0.8, (2.88, 22.26, -207.64, 1034.30)),
    (-5.0, (2.88, 21.81, -258.11, -858.36)),
    (-12.0, (2.70, 12.17, -431.69, -1899.83)),
    (-18.0, (13.84, 262.72, 1447.42, 2797.93)),
)
_MOON = (
    (20.0, (-1.95, 4.06, -4.24, 1.56)),
    (5.0, (-2.58, 12.58, -42.58, 59.06)),
    (-0.8, (-2.79, 24.27, -252.95, 1321.29)),
)
_DARK_LUX = 6e-4
"""Stars and airglow, without a moon."""

_CLEAR_DEG = (-10, -9, -8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 60, 90)
_CLEAR_W_M2 = (
    *(0.00858, 0.01167, 0.01589, 0.02186, 0.0311, 0.0488, 0.0909, 0.1944, 0.412, 0.788),
    *(1.328, 2.088, 3.176, 4.602, 8.315, 12.84, 20.45, 33.96, 47.66, 74.24, 98.55, 136.8, 159.9),
)
"""Luminance-weighted irradiance of level ground under Blender's physical sky at its default densities, sun included, by the sun's
elevation: measured on a matt plate, bpy 5.0.1."""


def sun_lux(elevation_deg: float) -> float:
    """Illuminance by sun and clear sky, -90 to 90 degrees; starlight when the sun is far down."""
    return max(_fit(_SUN, elevation_deg), _DARK_LUX)


def moon_lux(elevation_deg: float, phase_angle_deg: float) -> float:
    """Illuminance by the moon and the sky that it lights.

    Args:
        elevation_deg: of the moon.
        phase_angle_deg: between sun and observer as seen from the moon: 0 full, 90 half, 180 new.
    """
    dimming = 8.68e-3 * phase_angle_deg + 2.2e-9 * phase_angle_deg**4
    return float(_fit(_MOON, elevation_deg) * 10.0**-dimming)


def clear_sky_lux(elevation_deg: float) -> float:
    """What Blender's physical sky at strength 1 sends to level ground; the sun from -10 degrees up."""
    return float(LUMENS_PER_WATT * np.exp(np.interp(elevation_deg, _CLEAR_DEG, np.log(_CLEAR_W_M2))))


def twilight_strength(elevation_deg: float) -> float:
    """Factor on Blender's physical sky that gives it the illuminance of twilight: 1 while the sun is 5 degrees up or higher.

    Blender's is true by day, but six times too bright at the end of civil twilight and eighty times at 10 degrees below.
    """
    share = float(np.clip((5.0 - elevation_deg) / 5.0, 0.0, 1.0))
    return float((sun_lux(elevation_deg) / clear_sky_lux(elevation_deg)) ** share)


def _fit(pieces: tuple[tuple[float, tuple[float, ...]], ...], elevation_deg: float) -> float:
    for lowest_deg, coefficients in pieces:
        if elevation_deg >= lowest_deg:
            return float(10.0 ** np.polyval(coefficients[::-1], elevation_deg / 90.0))
    return 0.0
