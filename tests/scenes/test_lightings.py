"""What the kinds of lighting put where: by hour, at night, indoors."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from setpiece.assets.mesh import Model
from setpiece.assets.ref import AssetRef
from setpiece.assets.scenery.houses.parts import PANES
from setpiece.scenes.body import Body, solid_of
from setpiece.scenes.distributions import Fixed, UniformInteger
from setpiece.scenes.lighting import Lighting, sample_lighting
from setpiece.scenes.lighting.ego import AHEAD_M, APART_M, own_beams
from setpiece.scenes.lighting.hour import parse_day
from setpiece.scenes.lighting.indoor import ROOM_LUX
from setpiece.scenes.lighting.lamps import lux_on_level
from setpiece.scenes.lighting.photometry import photometric
from setpiece.scenes.lighting.rig import Rig
from setpiece.scenes.lighting.solar import sun_at_solar_hour
from setpiece.scenes.lighting.traffic import Traffic, lights_at, on_path
from setpiece.scenes.lighting.twilight import lux_of
from setpiece.scenes.lighting.windows import lit_shares, lit_windows
from setpiece.scenes.spec import AreaLight, PhysicalSky, PointLight, SpotLight, SunLight
from setpiece.scenes.stage import Fixture, Path, Stage, Surface
from setpiece.scenes.transforms import look_at, rigid, rotation_z, rows

SURFACE = Surface(np.array([[-1.0, -0.5], [1.0, -0.5], [1.0, 0.5], [-1.0, 0.5]]), 0.75)
LANE = Path("lane", np.array([[-50.0, 0.0, 0.0], [50.0, 0.0, 0.0]]), 3.5)


def fixture(kind: str, x: float = 0.0, y: float = 0.0, z: float = 3.0, size_m: tuple[float, float] = (0.6, 0.3)) -> Fixture:
    return Fixture(kind, rigid(np.eye(3), np.array([x, y, z])), size_m)


def stage(*fixtures: Fixture, enclosed: bool = False) -> Stage:
    return Stage((), SURFACE, -90.0, enclosed, outdoor=not enclosed, paths=(LANE,), fixtures=fixtures)


def draw(raw: dict, where: Stage, seed: int = 0, traffic: Traffic | None = None) -> Rig:
    config = TypeAdapter(Lighting).validate_python(raw)
    return sample_lighting(config, where, np.random.default_rng(seed), traffic)


DAYLIGHT = {"kind": "sun_sky", "after_dark": {"kind": "night", "broken": 0.0, "moon_elevation_deg": 40.0}, "strength": 1.0}


def test_it_is_darker_by_the_hour_and_lamps_come_on_when_it_is_dark() -> None:
    where = stage(*(fixture("street_lamp", 20.0 * k, 4.0, 7.0) for k in range(5)))
    lux, lamps = {}, {}
    for hour in ("dawn", "noon", "dusk", "night"):
        rigs = [draw(DAYLIGHT | {"hour": hour}, where, seed) for seed in range(40)]
        lux[hour] = [lux_of(rig.sky) for rig in rigs]
        lamps[hour] = [sum(isinstance(light, AreaLight) for light in rig.lights) for rig in rigs]
        assert all((count == 5) == (brightness < 60.0) for count, brightness in zip(lamps[hour], lux[hour], strict=True))
    assert min(lux["noon"]) > 10_000 > max(lux["dawn"] + lux["dusk"])
    assert min(lux["dusk"]) > 1.0 > max(lux["night"])
    assert set(lamps["noon"]) == {0}
    assert set(lamps["night"]) == {5}


def test_named_hours_are_discrete_factors_and_wrong_ones_are_named() -> None:
    adapter = TypeAdapter(Lighting)
    parsed = adapter.validate_python({"kind": "sun_sky", "hour": ["choice", {"dawn": 2, "night": 1}]})
    assert adapter.validate_python(adapter.dump_python(parsed, mode="json")) == parsed
    assert parsed.hour.values == ("dawn", "night")
    for wrong, message in (
        ({"hour": "teatime"}, "'teatime' is no hour; accepted: dawn, noon, dusk, night"),
        ({"hour": 9}, "needs latitude_deg"),
        ({"hour": 25, "latitude_deg": 10}, "can give 25 to 25; accepted: dawn"),
        ({"hour": "dusk", "sun_elevation_deg": 3}, "both of sun_elevation_deg and hour"),
        ({"latitude_deg": 50}, "latitude_deg given without hour"),
        ({"hour": "noon", "day": "06-21"}, "without latitude_deg"),
        ({"hour": "noon", "latitude_deg": 1, "day": "02-30"}, "'02-30' is no date"),
    ):
        with pytest.raises(ValidationError, match=message):
            adapter.validate_python({"kind": "sun_sky"} | wrong)


def test_days_are_counted_as_calendars_do() -> None:
    assert [parse_day(text).draw(np.random.default_rng(0)) for text in ("01-01", "03-01", "06-21", "12-31")] == [1, 60, 172, 365]
    assert parse_day(["uniform", 1, 365]) == UniformInteger(1, 365)
    assert parse_day(parse_day(["choice", "03-20", "12-21"]).written()) == parse_day(["choice", "03-20", "12-21"])


@pytest.mark.parametrize("north_deg", [0.0, 120.0])
def test_the_sun_of_place_day_and_hour_stands_by_the_compass(north_deg: float) -> None:
    place = {"latitude_deg": 52.0, "day": "06-21", "north_deg": north_deg}
    for hour in (7.0, 12.0, 16.5):
        sky = draw({"kind": "sun_sky", "hour": hour} | place, stage()).sky
        expected = sun_at_solar_hour(52.0, 172, hour)
        assert sky.sun_elevation_deg == pytest.approx(expected.elevation_deg)
        # North is a world direction, counter-clockwise from the front at -90 degrees; the sky counts clockwise from +y.
        north_clockwise = 90.0 - (-90.0 + north_deg)
        assert (sky.sun_azimuth_deg - north_clockwise - expected.azimuth_deg + 1.0) % 360.0 == pytest.approx(1.0, abs=1e-6)
    dusk = [draw({"kind": "sun_sky", "hour": "dusk"} | place, stage(), seed).sky for seed in range(20)]
    assert all(180.0 < (sky.sun_azimuth_deg - north_clockwise) % 360.0 < 360.0 for sky in dusk)  # in the west


def test_lamps_have_the_lumens_that_were_asked_for_and_some_are_broken() -> None:
    where = stage(*(fixture("street_lamp", x) for x in range(400)))
    rig = draw({"kind": "night", "lamp_lm": 5000, "lamps": "sodium", "broken": 0.25, "moon_elevation_deg": -5}, where)
    assert len(rig.lights) == pytest.approx(300, abs=35)
    assert all(photometric(light.power_w, light.color) == pytest.approx(5000.0) for light in rig.lights)
    assert all(light.visible_to_camera and light.color[0] > 3 * light.color[2] for light in rig.lights)
    assert rig.temperature_k == pytest.approx(2000.0, rel=0.05)


def test_the_moon_shines_by_its_phase_and_not_below_the_horizon() -> None:
    def lux(elevation_deg: float, phase_deg: float) -> float:
        rig = draw({"kind": "night", "moon_elevation_deg": elevation_deg, "moon_phase_deg": phase_deg}, stage())
        return sum(photometric(moon.irradiance_w_m2, moon.color) * moon.direction_to_light[2] for moon in rig.lights)

    assert lux(60.0, 0.0) == pytest.approx(0.22, abs=0.03)
    assert lux(60.0, 90.0) < 0.15 * lux(60.0, 0.0)
    assert lux(-10.0, 0.0) == 0.0


def _vehicle() -> tuple[AssetRef, Model]:
    from setpiece.assets.builtin import BUILTIN

    model = BUILTIN["car"].shape(np.random.default_rng(3))
    return AssetRef(source="builtin", name="car", sha256=model.sha256), model


def test_cars_on_the_lane_have_head_lamps_ahead_and_parked_ones_are_dark() -> None:
    ref, model = _vehicle()
    solid = solid_of(ref, lambda _: model)
    turned = rigid(rotation_z(math.radians(180.0)), np.array([10.0, 0.5, 0.0]))
    cars = (Body(ref, solid, turned), Body(ref, solid, rigid(np.eye(3), np.array([0.0, 9.0, 0.0]))))
    assert [on_path(LANE, car.centre_m) for car in cars] == [True, False]
    config = {"kind": "night", "driving_lit": 1.0, "parked_lit": 0.0, "headlamp_lm": 900, "moon_elevation_deg": -5}
    rig = draw(config, stage(), traffic=Traffic(cars, lambda _: model))
    assert set(rig.glowing) == {0}
    beams = [light for light in rig.lights if isinstance(light, SpotLight)]
    assert len(beams) == 2
    for beam in beams:
        pose = np.array(beam.world_from_light)
        assert -pose[:3, 2] @ [-1.0, 0.0, 0.0] > 0.99  # the car faces -x
        assert -pose[2, 2] < 0.0  # and dips its beam
        assert 0.4 < pose[2, 3] < 1.1
        assert pose[0, 3] < 10.0 + solid.bounds_m[0, 0] + 0.6
        assert photometric(beam.power_w, beam.color) == pytest.approx(900.0)
    (first, carrier), *_ = rig.carried.items()
    driving = replace(cars[carrier], linear_velocity_m_s=(-10.0, 0.0, 0.0))
    later = np.array(lights_at(rig.lights, rig.carried, (driving, cars[1]), 0.5)[first].world_from_light)
    assert later - np.array(rig.lights[first].world_from_light) == pytest.approx(np.array([[0, 0, 0, -5.0]] + [[0] * 4] * 3))
    across = [np.array(beam.world_from_light)[1, 3] for beam in beams]
    assert 0.8 < abs(across[0] - across[1]) < 2.0
    assert draw({"kind": "sun_sky", "after_dark": config}, stage(), traffic=Traffic(cars, lambda _: model)).lights == ()


def lux_of_lamp(light: AreaLight | PointLight, point: np.ndarray) -> float:
    lumens = photometric(light.power_w, light.color)
    if isinstance(light, PointLight):
        away = np.array(light.position_m) - point
        return lumens / (4 * math.pi) * away[2] / np.linalg.norm(away) ** 3
    return lux_on_level(Fixture("tube", np.array(light.world_from_light), light.size_m), lumens, point)


@pytest.mark.parametrize("lamps", ["tube", "panel"])
def test_a_room_is_as_bright_as_was_asked_for(lamps: str) -> None:
    config = {"kind": "indoor", "work_lux": 500, "dark": 0, "failing": 0, "fill": 0.2, "lamps": lamps}
    point = np.append(SURFACE.centre_m, SURFACE.height_m)
    invented = draw(config, stage())
    assert sum(lux_of_lamp(light, point) for light in invented.lights) == pytest.approx(400.0, rel=0.01)
    assert invented.sky.strength * ROOM_LUX == pytest.approx(100.0)
    assert not any(light.visible_to_camera for light in invented.lights)
    built = draw(config, stage(*(fixture(lamps, x, y) for x in (-1.5, 1.5) for y in (-1.0, 1.0)), enclosed=True))
    assert sum(lux_of_lamp(light, point) for light in built.lights) == pytest.approx(375.0, rel=0.01)
    assert all(light.visible_to_camera for light in built.lights)


def test_some_tubes_are_off_and_some_are_dim() -> None:
    where = stage(*(fixture("tube", 0.5 * k) for k in range(-300, 300)), enclosed=True)
    rig = draw({"kind": "indoor", "dark": 0.2, "failing": 0.1}, where)
    flux = np.array([photometric(light.power_w, light.color) for light in rig.lights])
    assert len(flux) == pytest.approx(480, abs=40)
    assert np.mean(flux < 0.7 * flux.max()) == pytest.approx(0.125, abs=0.05)


def test_windows_are_bright_by_day_only_and_bring_their_colour() -> None:
    window = Fixture("window", rigid(np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]]), np.array([0.0, 2.0, 1.5])), (1.4, 1.2))
    assert np.allclose(-window.world_from_fixture[:3, 2], [0.0, -1.0, 0.0])  # shines into the room
    warm = {"kind": "indoor", "temperature_k": 2700, "window_cd_m2": 4000, "window_k": 6500}
    day, night = (draw(warm | {"daylight_probability": share}, stage(fixture("bulb"), window, enclosed=True)) for share in (1.0, 0.0))
    assert len(day.lights) == len(night.lights) + 1
    assert 3000.0 < day.temperature_k < 6500.0
    assert night.temperature_k == pytest.approx(2700.0)
    pane = day.lights[-1]
    assert photometric(pane.power_w, pane.color) / (math.pi * 1.4 * 1.2) == pytest.approx(4000.0)


def test_weather_finds_a_physical_sky_at_every_hour() -> None:
    for seed, hour in enumerate(("dawn", "noon", "dusk", "night")):
        sky = draw(DAYLIGHT | {"hour": hour}, stage(), seed).sky
        assert isinstance(sky, PhysicalSky)
    assert isinstance(draw({"kind": "night", "moon_elevation_deg": Fixed(30.0)}, stage()).lights[0], SunLight)


def test_the_chosen_share_of_windows_is_lit_at_night_and_none_by_day() -> None:
    for share in (0.0, 0.1, 0.3, 0.45, 0.8, 1.0):
        lit = lit_shares(share)
        assert sum(PANES[slot] * lit[slot] for slot in PANES) == pytest.approx(share)
    building = SimpleNamespace(ref=SimpleNamespace(name="building"))
    street = SimpleNamespace(scenery=(building, SimpleNamespace(ref=SimpleNamespace(name="tree"))) * 400)
    shining = lit_windows(street, 20.0, 0.3, np.random.default_rng(0))  # type: ignore[arg-type]  # all it looks at
    assert set(shining) == set(range(0, 800, 2))
    assert sum(PANES[slot] for slots in shining.values() for slot in slots) / 400 == pytest.approx(0.3, abs=0.03)
    levels = [photometric(watts, color) / np.pi for slots in shining.values() for watts, color in slots.values()]
    assert np.median(levels) == pytest.approx(20.0, rel=0.1)


def test_the_own_lamps_light_the_road_ahead_of_a_dash_camera_and_lie_on_both_sides_of_it() -> None:
    pose = look_at(np.array([3.0, 4.0, 1.3]), np.array([3.0, 14.0, 1.0]), 0.0)
    beams = own_beams(rows(pose), 0.0, 1000.0, (1.0, 1.0, 1.0))
    lamps = np.array([beam.world_from_light for beam in beams])
    assert np.allclose(lamps[:, 1, 3], 4.0 + AHEAD_M)
    assert sorted(set(np.round(lamps[:, 0, 3], 6))) == pytest.approx([3.0 - APART_M / 2, 3.0 + APART_M / 2])
    shining = -lamps[:, :3, 2]
    assert np.all(shining[:, 1] > 0.9)
    assert np.all(shining[:, 2] < 0.0)
    assert sum(photometric(beam.power_w, beam.color) for beam in beams) == pytest.approx(2000.0)
    for beam in beams:  # the cut-off: nobody ahead is dazzled
        down_deg = math.degrees(math.asin(np.array(beam.world_from_light)[2, 2]))
        half_height_deg = math.degrees(math.atan(beam.aspect * math.tan(math.radians(beam.cone_deg / 2.0))))
        assert half_height_deg - down_deg < 0.6
