"""Colours of lamps and daylight against published chromaticities; white balance; the sun's direction."""

import numpy as np
import pytest

from setpiece.scenes.distributions import Fixed
from setpiece.scenes.lighting.hdri import HdriLighting
from setpiece.scenes.lighting.mixed import MixedLighting, sample_mixed
from setpiece.scenes.lighting.sun_sky import SunSkyLighting, sample_sun_sky
from setpiece.scenes.lighting.temperature import daylight_xy, illuminant_xy, planckian_xy, rgb_of_temperature
from setpiece.scenes.sensor import Sensor, sample_sensor
from setpiece.scenes.stage import Stage, Surface


def planck_xy(temperature_k: float) -> tuple[float, float]:
    """From Planck's law and the colour-matching functions as fitted by Wyman, Sloan and Shirley, JCGT 2(2), 2013."""
    nm = np.arange(360.0, 831.0)

    def lobe(centre: float, left: float, right: float) -> np.ndarray:
        return np.exp(-0.5 * ((nm - centre) * np.where(nm < centre, left, right)) ** 2)

    x = 0.362 * lobe(442.0, 0.0624, 0.0374) + 1.056 * lobe(599.8, 0.0264, 0.0323) - 0.065 * lobe(501.1, 0.0490, 0.0382)
    y = 0.821 * lobe(568.8, 0.0213, 0.0247) + 0.286 * lobe(530.9, 0.0613, 0.0322)
    z = 1.217 * lobe(437.0, 0.0845, 0.0278) + 0.681 * lobe(459.0, 0.0385, 0.0725)
    power = nm**-5.0 / np.expm1(1.4387769e7 / (nm * temperature_k))
    tristimulus = np.array([(power * curve).sum() for curve in (x, y, z)])
    return tuple(tristimulus[:2] / tristimulus.sum())


def test_illuminant_a_and_d65_and_d50_have_their_published_chromaticities() -> None:
    # CIE 15:2018 tables; the D illuminants' correlated temperatures carry the revised c2: 6504 K and 5003 K.
    assert planckian_xy(2856.0) == pytest.approx((0.44758, 0.40745), abs=6e-4)
    assert daylight_xy(6504.0) == pytest.approx((0.31272, 0.32903), abs=2e-4)
    assert daylight_xy(5003.0) == pytest.approx((0.34567, 0.35850), abs=2e-4)
    assert daylight_xy(5503.0) == pytest.approx((0.33242, 0.34743), abs=2e-4)
    assert daylight_xy(7504.0) == pytest.approx((0.29902, 0.31485), abs=2e-4)


@pytest.mark.parametrize("temperature_k", [1700, 2000, 2500, 3200, 3999, 6000, 10000, 20000])
def test_the_black_body_follows_plancks_law(temperature_k: float) -> None:
    assert planckian_xy(temperature_k) == pytest.approx(planck_xy(temperature_k), abs=4e-3)


def test_d65_is_white_and_colours_run_from_red_to_blue_without_a_step() -> None:
    assert rgb_of_temperature(6504.0) == pytest.approx((1.0, 1.0, 1.0), abs=0.01)
    temperatures = np.geomspace(1700, 20000, 500)
    ratios = np.array([rgb_of_temperature(value) for value in temperatures])
    warmth = ratios[:, 0] / np.maximum(ratios[:, 0], ratios[:, 2]) - ratios[:, 2]
    assert np.all(np.diff(warmth) < 1e-9)
    chromaticities = np.array([illuminant_xy(value) for value in temperatures])
    assert np.abs(np.diff(chromaticities, axis=0)).max() < 0.01


@pytest.mark.parametrize("front_deg", [-90.0, 0.0, 37.0])
def test_a_sun_at_azimuth_0_is_behind_the_viewer(front_deg: float) -> None:
    stage = Stage((), Surface(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), 0.0), front_deg, enclosed=True)
    rig = sample_sun_sky(SunSkyLighting(sun_azimuth_deg=Fixed(0.0)), stage, np.random.default_rng(0))
    from_north = np.deg2rad(rig.sky.sun_azimuth_deg)
    front = np.deg2rad(front_deg)
    assert (np.sin(from_north), np.cos(from_north)) == pytest.approx((np.cos(front), np.sin(front)))


def test_a_mixture_never_puts_an_open_stage_under_a_sky_without_ground() -> None:
    config = MixedLighting(of={"sun": SunSkyLighting(), "room": HdriLighting()}, weights={"sun": 1.0, "room": 1.0})
    kinds = {}
    for enclosed in (True, False):
        stage = Stage((), Surface(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), 0.0), 0.0, enclosed=enclosed)
        kinds[enclosed] = {sample_mixed(config, stage, np.random.default_rng(seed)).sky.kind for seed in range(40)}
    assert kinds == {True: {"hdri", "physical"}, False: {"hdri"}}


def test_white_balance_leaves_the_share_of_the_cast_that_was_asked_for() -> None:
    rng = np.random.default_rng(0)
    for share, expected in ((0.0, 3000.0), (1.0, 6500.0)):
        config = Sensor(residual_cast=Fixed(share), white_balance_error_mired=Fixed(0.0))
        assert sample_sensor(config, 3000.0, rng).white_balance_k == pytest.approx(expected)
