"""Lumen and lux to the renderer's watts, and back.

The renderer knows three numbers per ray, linear Rec. 709. Here one unit of their luminance Y is one watt of light at 555 nm, where
the eye is best: 683 lm. So radiance in W/(m^2 sr) times 683 is luminance in cd/m^2, irradiance times 683 is illuminance in lux,
radiant flux times 683 is luminous flux in lumen, each with Y of its colour. A lamp's electric watts, most of which are heat, have no
part in this: an 800 lm bulb is 1.17 W of the renderer's. Blender's physical sky keeps the same unit: measured at a sun elevation of
60 degrees it sends 93,400 lx to the ground, where the Explanatory Supplement to the Astronomical Almanac has 100,000.
"""

import math

from setpiece.assets.spec import Rgb

LUMENS_PER_WATT = 683.0
"""Luminous efficacy at 540 THz: the SI's definition of the candela."""

LUMINANCE_OF_REC709 = (0.2126729, 0.7151522, 0.0721750)
"""Y of the three primaries: IEC 61966-2-1."""


def luminance_of(color: Rgb) -> float:
    """Y of a linear Rec. 709 colour; 1 for white."""
    return sum(weight * channel for weight, channel in zip(LUMINANCE_OF_REC709, color, strict=True))


def watts(photometric: float, color: Rgb) -> float:
    """What a light spec is given so that it emits this: W for lumen, W/m^2 for lux, W/(m^2 sr) for cd/m^2.

    Args:
        photometric: lumen, lux or cd/m^2.
        color: the light's linear Rec. 709 colour, which the renderer multiplies with the watts.
    """
    return photometric / (LUMENS_PER_WATT * luminance_of(color))


def photometric(watts: float, color: Rgb) -> float:
    """The inverse of ``watts``: lumen of W, lux of W/m^2, cd/m^2 of W/(m^2 sr)."""
    return watts * LUMENS_PER_WATT * luminance_of(color)


def lux_below(lumens: float, height_m: float) -> float:
    """Illuminance straight below a small flat lamp that shines evenly from its face (Lambert): I = flux / pi, E = I / h^2."""
    return lumens / (math.pi * height_m**2)
