"""Where the sun stands: J. Meeus, "Astronomical Algorithms", 2nd ed. 1998, chapters 7, 12, 13, 16, 22 and 25 (low accuracy).

The formulas give the sun's place to 0.01 degrees between 1950 and 2050. Angles are in degrees, azimuths clockwise from north.
"""

import math
from dataclasses import dataclass

J2000 = 2451545.0
_YEAR_START = 2460676.5
"""Julian day of 1 January 2025, 0 h: a year near the middle of its leap cycle stands for all."""


@dataclass(frozen=True)
class SunPosition:
    """The sun as seen from a place, without refraction."""

    elevation_deg: float
    azimuth_deg: float


def julian_day(year: int, month: int, day: int, hour_utc: float) -> float:
    """Julian day of a Gregorian date and a Universal Time in hours."""
    if month <= 2:
        year, month = year - 1, month + 12
    century = year // 100
    leap = 2 - century + century // 4
    return int(365.25 * (year + 4716)) + int(30.6001 * (month + 1)) + day + leap - 1524.5 + hour_utc / 24.0


def sun_position(latitude_deg: float, longitude_deg: float, julian: float) -> SunPosition:
    """The sun from a place on Earth (north and east positive) at a Julian day in Universal Time."""
    right_ascension, declination = _equatorial(julian)
    days = julian - J2000
    century = days / 36525.0
    greenwich = 280.46061837 + 360.98564736629 * days + 0.000387933 * century**2
    return _horizontal(latitude_deg, greenwich + longitude_deg - right_ascension, declination)


def sun_at_solar_hour(latitude_deg: float, day_of_year: int, hour: float) -> SunPosition:
    """The sun by local solar time, in which it culminates at 12."""
    return _horizontal(latitude_deg, 15.0 * (hour - 12.0), declination_on(day_of_year))


def declination_on(day_of_year: int) -> float:
    """Declination of the sun at noon of day 1 to 366."""
    return _equatorial(_YEAR_START + day_of_year - 0.5)[1]


def solar_hour_at(latitude_deg: float, day_of_year: int, elevation_deg: float, *, morning: bool) -> float:
    """Local solar time at which the sun stands at an elevation; when it stands nearest to it, on days when it does not reach it."""
    latitude, declination = math.radians(latitude_deg), math.radians(declination_on(day_of_year))
    upright, level = math.sin(latitude) * math.sin(declination), math.cos(latitude) * math.cos(declination)
    cosine = (math.sin(math.radians(elevation_deg)) - upright) / max(level, 1e-9)
    hours = math.degrees(math.acos(min(max(cosine, -1.0), 1.0))) / 15.0
    return 12.0 - hours if morning else 12.0 + hours


def refraction_deg(elevation_deg: float) -> float:
    """How much higher the air makes the sun appear, at 1010 hPa and 10 degrees Celsius: G. G. Bennett, inverted by T. Saemundsson.

    Zero where the sun is so far down that no ray of it arrives.
    """
    if elevation_deg < -0.6:
        return 0.0
    return 1.02 / 60.0 / math.tan(math.radians(elevation_deg + 10.3 / (elevation_deg + 5.11)))


def _equatorial(julian: float) -> tuple[float, float]:
    """Apparent right ascension and declination of the sun."""
    t = (julian - J2000) / 36525.0
    mean_longitude = 280.46646 + 36000.76983 * t + 0.0003032 * t**2
    anomaly = math.radians(357.52911 + 35999.05029 * t - 0.0001537 * t**2)
    centre = (
        (1.914602 - 0.004817 * t) * math.sin(anomaly) + (0.019993 - 0.000101 * t) * math.sin(2 * anomaly) + 0.000289 * math.sin(3 * anomaly)
    )
    node = math.radians(125.04 - 1934.136 * t)
    longitude = math.radians(mean_longitude + centre - 0.00569 - 0.00478 * math.sin(node))
    obliquity = math.radians(23.4392911 - 0.0130042 * t + 0.00256 * math.cos(node))
    right_ascension = math.atan2(math.cos(obliquity) * math.sin(longitude), math.cos(longitude))
    return math.degrees(right_ascension), math.degrees(math.asin(math.sin(obliquity) * math.sin(longitude)))


def _horizontal(latitude_deg: float, hour_angle_deg: float, declination_deg: float) -> SunPosition:
    latitude, angle, declination = (math.radians(value) for value in (latitude_deg, hour_angle_deg, declination_deg))
    east = -math.cos(declination) * math.sin(angle)
    north = math.sin(declination) * math.cos(latitude) - math.cos(declination) * math.cos(angle) * math.sin(latitude)
    up = math.sin(latitude) * math.sin(declination) + math.cos(latitude) * math.cos(declination) * math.cos(angle)
    return SunPosition(math.degrees(math.atan2(up, math.hypot(east, north))), math.degrees(math.atan2(east, north)) % 360.0)
