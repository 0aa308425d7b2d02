"""The colour of lamps and daylight by their colour temperature."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.spec import Rgb

Float64 = NDArray[np.float64]

REC709_FROM_XYZ = np.array([[3.2404542, -1.5371385, -0.4985314], [-0.9692660, 1.8760108, 0.0415560], [0.0556434, -0.2040259, 1.0572252]])
"""Linear Rec. 709 (D65 white) from CIE XYZ: IEC 61966-2-1."""

LAMPS_BELOW_K, DAYLIGHT_ABOVE_K = 4000.0, 5000.0
"""Below: glowing bodies. Above: daylight. Between: both, blended."""


def planckian_xy(temperature_k: float) -> tuple[float, float]:
    """CIE 1931 chromaticity of a black body, 1667 K to 25000 K.

    Cubic approximation of B. Kang et al., "Design of advanced color temperature control system for HDTV applications",
    J. Korean Physical Society 41(6), 2002 (as in US patent 7,024,034).
    """
    u = 1000.0 / temperature_k
    if temperature_k <= 4000.0:
        x = -0.2661239 * u**3 - 0.2343589 * u**2 + 0.8776956 * u + 0.179910
    else:
        x = -3.0258469 * u**3 + 2.1070379 * u**2 + 0.2226347 * u + 0.240390
    if temperature_k <= 2222.0:
        return x, -1.1063814 * x**3 - 1.34811020 * x**2 + 2.18555832 * x - 0.20219683
    if temperature_k <= 4000.0:
        return x, -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867
    return x, 3.0817580 * x**3 - 5.87338670 * x**2 + 3.75112997 * x - 0.37001483


def daylight_xy(temperature_k: float) -> tuple[float, float]:
    """CIE 1931 chromaticity of daylight, 4000 K to 25000 K: CIE 15:2018, section 4.1.2."""
    u = 1000.0 / temperature_k
    if temperature_k <= 7000.0:
        x = -4.6070 * u**3 + 2.9678 * u**2 + 0.09911 * u + 0.244063
    else:
        x = -2.0064 * u**3 + 1.9018 * u**2 + 0.24748 * u + 0.237040
    return x, -3.000 * x**2 + 2.870 * x - 0.275


def illuminant_xy(temperature_k: float) -> tuple[float, float]:
    """Chromaticity of what usually has this colour temperature: a lamp below 4000 K, daylight above 5000 K."""
    if temperature_k <= LAMPS_BELOW_K:
        return planckian_xy(temperature_k)
    if temperature_k >= DAYLIGHT_ABOVE_K:
        return daylight_xy(temperature_k)
    share = (temperature_k - LAMPS_BELOW_K) / (DAYLIGHT_ABOVE_K - LAMPS_BELOW_K)
    (xp, yp), (xd, yd) = planckian_xy(temperature_k), daylight_xy(temperature_k)
    return xp + share * (xd - xp), yp + share * (yd - yp)


def mixed_temperature(parts: Sequence[tuple[float, float]]) -> float:
    """About the colour temperature of several lights together.

    Args:
        parts: (kelvin, lux) of each, not all dark. Mixed by reciprocal temperature, in which steps of tint are even.
    """
    total = sum(lux for _, lux in parts)
    return total / sum(lux / temperature_k for temperature_k, lux in parts)


def rgb_of_temperature(temperature_k: float) -> Rgb:
    """Linear Rec. 709 colour of a light, the largest channel 1; what lies outside the gamut is clipped."""
    x, y = illuminant_xy(temperature_k)
    rgb: Float64 = np.maximum(REC709_FROM_XYZ @ np.array([x / y, 1.0, (1.0 - x - y) / y]), 0.0)
    red, green, blue = (float(value) for value in rgb / rgb.max())
    return red, green, blue
