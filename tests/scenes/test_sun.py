"""The sun's place against published positions; daylight, twilight and moonlight against published illuminances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpiece.scenes.lighting.illuminance import clear_sky_lux, moon_lux, sun_lux, twilight_strength
from setpiece.scenes.lighting.solar import SunPosition, julian_day, refraction_deg, solar_hour_at, sun_at_solar_hour, sun_position

# UTC, latitude, longitude, true and apparent elevation, azimuth: NREL's SPA (Reda and Andreas 2004, good to 0.0003 degrees) as
# implemented in pvlib 0.16.1, at sea level, 1013.25 hPa, 12 degrees Celsius.
SPA = [
    ("1950-01-15 09:00", 51.4779, 0.0, 6.3466, 6.4798, 136.3883),
    ("1962-06-21 12:00", 0.0, 15.0, 62.5965, 62.6053, 329.8116),
    ("1975-03-20 17:45", -33.8688, 151.2093, -27.8841, -27.8841, 111.0928),
    ("1988-10-02 22:30", 35.6895, 139.6917, 21.3463, 21.3888, 111.8084),
    ("1999-08-11 10:30", 48.1, 11.6, 55.7205, 55.7320, 158.7601),
    ("2010-12-21 15:10", 69.65, 18.96, -14.3570, -14.3570, 240.6173),
    ("2015-07-01 03:00", -54.8, -68.3, -53.5511, -53.5511, 219.4437),
    ("2020-02-29 06:20", 28.61, 77.21, 52.1251, 52.1382, 162.2123),
    ("2024-06-20 20:51", 64.15, -21.94, 12.6336, 12.7057, 298.1762),
    ("2026-11-22 07:05", 52.52, 13.405, 2.2307, 2.4974, 128.1202),
    ("2033-09-22 23:59", -1.2921, 36.8219, -51.5156, -51.5156, 91.8115),
    ("2042-04-30 04:44", 19.43, -99.13, -46.3956, -46.3956, 319.7574),
    ("2050-12-31 18:00", 34.05, -118.24, 26.5922, 26.6255, 150.0515),
]


def position(utc: str, latitude_deg: float, longitude_deg: float) -> SunPosition:
    year, month, day = (int(part) for part in utc[:10].split("-"))
    clock = [float(part) for part in utc[11:].split(":")]
    hour = sum(part / 60.0**power for power, part in enumerate(clock))
    return sun_position(latitude_deg, longitude_deg, julian_day(year, month, day, hour))


def apart_deg(a: SunPosition, elevation_deg: float, azimuth_deg: float) -> float:
    """Angle on the sphere."""

    def unit(elevation: float, azimuth: float) -> np.ndarray:
        e, z = np.deg2rad([elevation, azimuth])
        return np.array([np.cos(e) * np.sin(z), np.cos(e) * np.cos(z), np.sin(e)])

    return float(np.rad2deg(np.arccos(np.clip(unit(a.elevation_deg, a.azimuth_deg) @ unit(elevation_deg, azimuth_deg), -1.0, 1.0))))


@pytest.mark.parametrize(("utc", "latitude_deg", "longitude_deg", "true_deg", "apparent_deg", "azimuth_deg"), SPA)
def test_the_sun_stands_where_nrels_algorithm_has_it(
    utc: str, latitude_deg: float, longitude_deg: float, true_deg: float, apparent_deg: float, azimuth_deg: float
) -> None:
    found = position(utc, latitude_deg, longitude_deg)
    assert apart_deg(found, true_deg, azimuth_deg) < 0.02
    assert found.elevation_deg + refraction_deg(found.elevation_deg) == pytest.approx(apparent_deg, abs=0.02)


def test_the_example_of_the_spa_report() -> None:
    # I. Reda, A. Andreas, NREL/TP-560-34302, table A5.1: zenith 50.11162, azimuth 194.34024, with refraction at 820 hPa.
    found = position("2003-10-17 19:30:30", 39.742476, -105.1786)
    assert 90.0 - found.elevation_deg - refraction_deg(found.elevation_deg) == pytest.approx(50.11162, abs=0.02)
    assert found.azimuth_deg == pytest.approx(194.34024, abs=0.02)


def test_julian_days_of_meeus() -> None:
    # Astronomical Algorithms, chapter 7.
    assert julian_day(2000, 1, 1, 12.0) == 2451545.0
    assert julian_day(1957, 10, 4, 19.44) == pytest.approx(2436116.31)
    assert julian_day(1988, 6, 19, 12.0) == 2447332.0


@given(st.floats(-60, 60), st.integers(1, 365), st.floats(-15, 20), st.booleans())
def test_the_hour_of_an_elevation_is_when_the_sun_is_there(latitude_deg: float, day: int, elevation_deg: float, morning: bool) -> None:
    hour = solar_hour_at(latitude_deg, day, elevation_deg, morning=morning)
    assert 0.0 <= hour <= 12.0 if morning else 12.0 <= hour <= 24.0
    found = sun_at_solar_hour(latitude_deg, day, hour)
    highest, lowest = (sun_at_solar_hour(latitude_deg, day, extreme).elevation_deg for extreme in (12.0, 0.0))
    assert found.elevation_deg == pytest.approx(np.clip(elevation_deg, lowest, highest), abs=1e-3)
    if 0.1 < hour < 11.9 or 12.1 < hour < 23.9:
        assert (found.azimuth_deg < 180.0) == morning


def test_solar_time_agrees_with_universal_time() -> None:
    # On 15 April the equation of time is zero: at longitude 0 the sun keeps Universal Time.
    assert apart_deg(sun_at_solar_hour(50.0, 105, 15.0), *_place(position("2025-04-15 15:00", 50.0, 0.0))) < 0.1


def _place(at: SunPosition) -> tuple[float, float]:
    return at.elevation_deg, at.azimuth_deg


def test_daylight_twilight_and_moonlight_have_their_published_illuminance() -> None:
    # P. K. Seidelmann (ed.), Explanatory Supplement to the Astronomical Almanac, 1992, section 9.33: the sun at the horizon,
    # at the ends of civil, nautical and astronomical twilight; the full moon in the zenith.
    assert sun_lux(0.0) == pytest.approx(759.0, rel=0.1)
    assert sun_lux(-6.0) == pytest.approx(3.4, rel=0.1)
    assert sun_lux(-12.0) == pytest.approx(0.008, rel=0.1)
    assert sun_lux(-18.0) == pytest.approx(0.00065, rel=0.1)
    assert moon_lux(90.0, 0.0) == pytest.approx(0.267, rel=0.1)
    assert moon_lux(60.0, 90.0) / moon_lux(60.0, 0.0) == pytest.approx(0.11, abs=0.03)


def test_it_only_gets_darker_as_the_sun_sets_and_without_a_step() -> None:
    elevations = np.linspace(-18.0, 90.0, 2000)
    lux = np.array([sun_lux(elevation) for elevation in elevations])
    assert np.all(np.diff(np.log(lux)) > -0.05)  # where the pieces of the fit meet
    assert np.abs(np.diff(np.log(lux))).max() < 0.25
    rendered = np.array([clear_sky_lux(value) * twilight_strength(value) for value in elevations if value >= -10.0])
    assert np.all(np.diff(rendered) > 0.0)
    assert clear_sky_lux(60.0) == pytest.approx(sun_lux(60.0), rel=0.1)
    assert [twilight_strength(value) for value in (5.0, 30.0, 90.0)] == [1.0, 1.0, 1.0]
