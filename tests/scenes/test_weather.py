"""Weathers are possible, what they do to light follows the published laws, and they disturb nothing else."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy.integrate import quad

from setpiece.scenes import sample as sampling
from setpiece.scenes.config import SceneConfig
from setpiece.scenes.lighting.rig import Rig
from setpiece.scenes.spec import HdriSky, PhysicalSky, PointLight, RenderSpec, SunLight
from setpiece.scenes.weather.clear_sky import clear_sky
from setpiece.scenes.weather.config import MixedWeather, NoWeather, SingleWeather
from setpiece.scenes.weather.extinction import dust_extinction_per_m, rain_extinction_per_m, snow_extinction_per_m
from setpiece.scenes.weather.light import global_share, under
from setpiece.scenes.weather.sample import sample_weather
from setpiece.scenes.weather.spec import WeatherSpec

KINDS = ("clear", "overcast", "rain", "fog", "snow", "dust")
CONFIGS = Path(__file__).resolve().parents[2] / "configs" / "weather"


def written(kind: str) -> dict[str, Any]:
    return yaml.safe_load((CONFIGS / f"{kind}.yaml").read_text())


def drawn(kind: str, seed: int, **changes: object) -> WeatherSpec:
    weather = sample_weather(SingleWeather.model_validate(written(kind) | changes), np.random.default_rng(seed))
    assert weather is not None
    return weather


@given(kind=st.sampled_from(KINDS), seed=st.integers(0, 2**32))
def test_every_weather_that_can_be_drawn_is_possible(kind: str, seed: int) -> None:
    weather = drawn(kind, seed)
    assert (weather.rain_mm_h > 0) == (kind == "rain")
    assert weather.rain_mm_h == 0 or (weather.cloud_cover >= 0.8 and weather.wetness > 0.5 and weather.temperature_c > -5)
    assert weather.snow_mm_h == 0 or (weather.cloud_cover >= 0.8 and weather.temperature_c <= 2)
    assert (weather.visibility_m < 1000) >= (kind == "fog")
    assert kind not in ("clear", "overcast") or weather.visibility_m >= 1000
    assert weather.dust_mg_m3 == 0 or weather.wind_m_s >= 5
    rig, _ = under(Rig((), PhysicalSky(sun_elevation_deg=30, sun_azimuth_deg=0), 5500), weather)
    assert rig.sky.sun_transmission <= 1 - 0.9 * (weather.cloud_cover > 0.97)


@given(rates=st.tuples(st.floats(0.1, 150), st.floats(0.1, 150)), seed=st.integers(0, 2**32))
def test_more_rain_is_wetter_and_thicker(rates: tuple[float, float], seed: int) -> None:
    less, more = (drawn("rain", seed, rain_mm_h=rate) for rate in sorted(rates))
    assert less.wetness <= more.wetness
    assert less.puddles <= more.puddles
    assert less.visibility_m >= more.visibility_m


@pytest.mark.parametrize("rate_mm_h", [0.5, 5.0, 50.0])
def test_rain_takes_the_light_that_its_drops_cover_twice(rate_mm_h: float) -> None:
    slope = 4.1 * rate_mm_h**-0.21
    area_m2, _ = quad(lambda d: 2 * math.pi / 4 * (d * 1e-3) ** 2 * 8000 * math.exp(-slope * d), 0, 40 / slope)
    assert rain_extinction_per_m(rate_mm_h) == pytest.approx(area_m2, rel=1e-6)


def test_visibility_in_snow_and_dust_is_that_of_the_weather_services() -> None:
    assert 3.912 / snow_extinction_per_m(1.0) == pytest.approx(800, rel=0.05)  # half a mile: where light snowfall ends
    assert 3.912 / snow_extinction_per_m(2.5) == pytest.approx(320, rel=0.05)  # and moderate, at 2.5 mm/h
    assert 3.912 / dust_extinction_per_m(56.0) == pytest.approx(1000, rel=1e-6)


IMPOSSIBLE = {
    "snow in summer": ("snow", {"temperature_c": 35}, r"temperature_c: found 35; accepted: -60 to 2 where snow falls"),
    "snow that may be warm": ("snow", {"temperature_c": ["uniform", -5, 12]}, r"temperature_c: found -5 to 12; accepted"),
    "rain in deep frost": ("rain", {"temperature_c": -20}, r"temperature_c: found -20; accepted: -5 to 60 where rain falls"),
    "rain from a clear sky": ("rain", {"cloud_cover": 0}, r"cloud_cover: found 0; accepted: 0.8 to 1 where rain falls"),
    "rain without rain": ("rain", {"rain_mm_h": 0}, r"rain_mm_h: found 0; accepted: above 0 where it rains"),
    "rain on a clear day": ("clear", {"rain_mm_h": 4}, r"rain_mm_h: found 4; accepted: 0 where the weather is clear"),
    "fog to see through": ("fog", {"visibility_m": 20_000}, r"visibility_m: found 20000; accepted: 0 to 1000"),
    "visibility of nothing": ("fog", {"visibility_m": 0}, r"can give 0 to 0; accepted: values from 5"),
    "clear fog": ("clear", {"visibility_m": 300}, r"visibility_m: found 300; accepted: at least 1000 .* weather=fog has less"),
    "dust in still air": ("dust", {"wind_m_s": 1}, r"wind_m_s: found 1; accepted: 5 to 60 where dust"),
    "snow without snow": ("snow", {"snow_mm_h": 0, "snow_depth_cm": 0}, r"snow_mm_h, snow_depth_cm: found both 0"),
}


@pytest.mark.parametrize(("kind", "changes", "message"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_contradictions_are_named(kind: str, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SingleWeather.model_validate(written(kind) | changes)


def test_lying_snow_outlasts_the_fall() -> None:
    assert drawn("snow", 0, snow_mm_h=0, temperature_c=6).wetness > 0


@given(cover=st.floats(0, 1), elevation_deg=st.floats(-10, 90))
def test_irradiance_under_cloud_is_kasten_and_czeplaks(cover: float, elevation_deg: float) -> None:
    """The sky's spec alone: its sun, its free part and its clouds send down what the formula says (no part is brighter than that)."""
    sky = PhysicalSky(sun_elevation_deg=elevation_deg, sun_azimuth_deg=0)
    rig, _ = under(Rig((), sky, 5500), WeatherSpec(kind="overcast", cloud_cover=cover, visibility_m=50_000))
    clear, made = clear_sky(sky), rig.sky
    sent = made.sun_transmission * clear.direct + (1 - cover) * clear.diffuse + cover * np.array(made.cloud_radiance) * 7 * math.pi / 9
    assert sent == pytest.approx(clear.total * (1 - 0.75 * cover**3.4), rel=1e-6)
    assert global_share(1.0) == 0.25


def test_fog_hides_the_sun_and_keeps_the_light() -> None:
    sky = PhysicalSky(sun_elevation_deg=40, sun_azimuth_deg=0)
    shares = []
    for visibility_m in (1000.0, 500.0, 200.0, 60.0):
        rig, weather = under(Rig((), sky, 5500), WeatherSpec(kind="fog", visibility_m=visibility_m))
        shares.append(rig.sky.sun_transmission)
        assert 0.25 < weather.airlight[1] * math.pi / clear_sky(sky).total[1] < 0.7
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 1e-4


def test_dust_is_brown_and_water_is_not() -> None:
    rig = Rig((), PhysicalSky(sun_elevation_deg=50, sun_azimuth_deg=0), 5500)
    ratio = {}
    for kind in ("fog", "dust"):
        red, _, blue = under(rig, WeatherSpec(kind=kind, visibility_m=400, dust_mg_m3=200 * (kind == "dust")))[1].airlight
        ratio[kind] = red / blue
    assert ratio["dust"] > 1.2 * ratio["fog"]


def test_lamps_stay_suns_are_dimmed_and_photographs_give_way() -> None:
    lamp, sun = PointLight(position_m=(0, 0, 5), power_w=50), SunLight(direction_to_light=(0, 0.6, 0.8), irradiance_w_m2=3)
    rig = Rig((lamp, sun), HdriSky(image="sunset", rotation_deg=10), 9000)
    covered, weather = under(rig, WeatherSpec(kind="overcast", cloud_cover=1))
    assert covered.lights[0] == lamp
    assert covered.lights[1].irradiance_w_m2 == 0
    assert covered.sky.kind == "cloudy"
    assert covered.sky.clear.sun_elevation_deg < 10
    fair, _ = under(rig, WeatherSpec(kind="clear"))
    assert fair.sky == rig.sky
    assert min(weather.airlight) > 0


MIXED = {"kind": "mixed", "of": {kind: written(kind) for kind in KINDS}, "weights": dict.fromkeys(KINDS, 1)}


def test_weather_changes_nothing_else(tabletop: dict, library: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outdoors every weather has the same things, camera, sensor and seeds as none; indoors there is none."""
    inside = sampling.sample_environment
    lit = tabletop | {"lighting": {"kind": "sun_sky"}}
    plain, mixed = SceneConfig.model_validate(lit), SceneConfig.model_validate(lit | {"weather": MIXED})
    scenes = {}
    for outdoor in (False, True):
        monkeypatch.setattr(sampling, "sample_environment", lambda *a, outdoor=outdoor: replace(inside(*a), outdoor=outdoor))
        for name, config in (("plain", plain), ("mixed", mixed)):
            scenes[name, outdoor] = [sampling.sample(config, RenderSpec(), library, seed=8, index=index) for index in range(6)]
    assert scenes["mixed", False] == scenes["plain", False] == scenes["plain", True]
    assert len({scene.weather.kind for scene in scenes["mixed", True]}) > 2
    for with_it, without in zip(scenes["mixed", True], scenes["plain", True], strict=True):
        kept = {"sky": without.sky, "lights": without.lights, "weather": None}
        assert with_it.model_copy(update=kept) == without
        assert with_it.sky.clear == without.sky


def test_no_weather_draws_nothing() -> None:
    rng = np.random.default_rng(0)
    assert sample_weather(NoWeather(), rng) is None
    assert rng.random() == np.random.default_rng(0).random()


def test_weights_must_fit() -> None:
    with pytest.raises(ValidationError, match=r"weights .* do not fit; accepted: one for each of clear"):
        MixedWeather.model_validate(MIXED | {"weights": {"clear": 1}})
