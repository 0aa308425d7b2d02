"""Rain and snow over finished pictures, against the laws that they are drawn from."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from setpiece.dataset.atmosphere.exposure import Veil, expose
from setpiece.dataset.atmosphere.particles import Particles, scatter
from setpiece.dataset.atmosphere.precipitation import precipitate
from setpiece.dataset.atmosphere.rain import drop_sizes, fall_speed_m_s, falling_drops
from setpiece.dataset.atmosphere.snow import flake_mm, flake_sizes, melted_mm, sink_speed_m_s, sinking_flakes
from setpiece.dataset.atmosphere.view import half_angle, project, relative_velocity_m_s
from setpiece.scenes.lens import BrownConrady, Fisheye
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.weather.spec import WeatherSpec

Float32 = NDArray[np.float32]

WIDTH, HEIGHT = 320, 240
LEVEL = ((1, 0, 0, 0), (0, 0, 1, 0), (0, -1, 0, 1.5), (0, 0, 0, 1))
"""A camera at 1.5 m that looks along the world's +y."""


def camera(**changes: object) -> CameraSpec:
    return CameraSpec.model_validate(
        {"width": WIDTH, "height": HEIGHT, "focal_length_mm": 36.0, "world_from_camera": LEVEL, "shutter_s": 1 / 125} | changes
    )


def one(center: tuple[float, float, float], velocity: tuple[float, float, float], radius_m: float, shape: int = 0) -> Particles:
    return Particles(np.array([center]), np.array([velocity]), np.array([radius_m]), 1.0, np.ones(1), np.array([shape]))


def nothing(seen_by: CameraSpec) -> Float32:
    return np.full((seen_by.height, seen_by.width), np.inf, np.float32)


def moments(picture: Float32) -> tuple[float, float, float, float]:
    """Centre (x, y) and variance (x, y) of what is in a picture, pixels; pixel (0, 0) has its centre at (0.5, 0.5)."""
    total = picture.sum(dtype=np.float64)
    x, y = np.arange(picture.shape[1]) + 0.5, np.arange(picture.shape[0]) + 0.5
    along, down = picture.sum(axis=0) / total, picture.sum(axis=1) / total
    center_x, center_y = float(along @ x), float(down @ y)
    return center_x, center_y, float(along @ (x - center_x) ** 2), float(down @ (y - center_y) ** 2)


# One particle, placed by hand.


@pytest.mark.parametrize(("diameter_mm", "depth_m", "shutter_s"), [(1, 2, 1 / 125), (2, 1, 1 / 250), (5, 3, 1 / 60), (6, 0.5, 1 / 500)])
def test_a_streak_is_as_long_as_speed_times_shutter_projected(diameter_mm: float, depth_m: float, shutter_s: float) -> None:
    seen_by = camera(shutter_s=shutter_s)
    speed = float(fall_speed_m_s(np.array(diameter_mm)))
    hidden = expose(one((0, 0, depth_m), (0, speed, 0), diameter_mm / 2000), seen_by, nothing(seen_by)).hidden
    profile = hidden.sum(axis=1)
    half_as_bright = np.flatnonzero(profile > profile.max() / 2)
    expected = seen_by.focal_length_px * speed * shutter_s / depth_m
    assert half_as_bright[-1] - half_as_bright[0] + 1 == pytest.approx(expected, rel=0.05, abs=1)
    # To a fraction of a pixel: a bar of length L has the variance L^2 / 12, what spreads it across adds the same along.
    _, _, across, along = moments(hidden)
    assert math.sqrt(12 * (along - across)) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("readout_s", [0.01, 0.03])
def test_a_shutter_that_rolls_down_with_a_drop_sees_it_for_longer(readout_s: float) -> None:
    seen_by = camera(readout_s=readout_s)
    depth_m, speed = 1.0, 8.0
    down, up = (expose(one((0, 0, depth_m), (0, sign * speed, 0), 0.001), seen_by, nothing(seen_by)).hidden for sign in (1, -1))
    rows_per_s = seen_by.focal_length_px * speed / depth_m
    for hidden, pace in ((down, rows_per_s), (up, -rows_per_s)):
        # A row is open for the shutter's time, around the moment when its turn comes; the drop leaves it at its pace.
        expected = rows_per_s * seen_by.shutter_s / (1 - pace * readout_s / HEIGHT)
        _, _, across, along = moments(hidden)
        assert math.sqrt(12 * (along - across)) == pytest.approx(expected, rel=0.05)
    assert down.max() == pytest.approx(up.max(), rel=0.1)


@pytest.mark.parametrize("f_number", [None, 4.0])
@pytest.mark.parametrize("shape", [0, 3])
@pytest.mark.parametrize(("diameter_mm", "depth_m", "speed"), [(0.5, 3.0, 2.0), (2.0, 1.0, 6.5), (10.0, 0.8, 1.0), (30.0, 0.4, 1.0)])
def test_what_a_particle_hides_is_its_image_however_it_is_smeared(
    diameter_mm: float, depth_m: float, speed: float, shape: int, f_number: float | None
) -> None:
    seen_by = camera(f_number=f_number, focus_distance_m=5.0, shutter_s=1 / 60)
    particle = one((0.01, 0.02, depth_m), (0.3, speed, 0), diameter_mm / 2000, shape)
    area_px = math.pi / 4 * (diameter_mm / 1000 * seen_by.focal_length_px / depth_m) ** 2
    assert expose(particle, seen_by, nothing(seen_by)).hidden.sum() == pytest.approx(area_px, rel=0.02)


@pytest.mark.parametrize("f_number", [0.3, 1.0, 2.0])
def test_a_particle_out_of_focus_is_as_wide_as_its_circle_of_confusion(f_number: float) -> None:
    seen_by = camera(f_number=f_number, focus_distance_m=4.0)
    hidden = expose(one((0, 0, 0.8), (0, 0, 0), 0.001), seen_by, nothing(seen_by)).hidden
    radius_px = 0.036 / f_number / 2 * seen_by.focal_length_px * abs(1 / 0.8 - 1 / 4.0)
    center_x, center_y, wide, high = moments(hidden)
    assert (center_x, center_y) == pytest.approx((WIDTH / 2, HEIGHT / 2), abs=0.05)
    # A disc's variance along an axis is a quarter of its squared radius. Widths are drawn in steps of a third of an octave.
    assert 2 * math.sqrt(wide) == pytest.approx(radius_px, rel=0.15)
    assert wide == pytest.approx(high, rel=0.01)


@pytest.mark.parametrize("lens", [BrownConrady(k1=-0.25, k2=0.06, p1=0.002), Fisheye(k1=-0.02)])
def test_a_lens_bends_where_particles_are(lens: BrownConrady | Fisheye) -> None:
    seen_by = camera(focal_length_mm=25.0, lens=lens)
    point = np.array([0.5, -0.3, 1.0])
    matrix = np.array(seen_by.intrinsics)
    coefficients = np.array(lens.coefficients)
    if isinstance(lens, Fisheye):
        expected, _ = cv2.fisheye.projectPoints(point.reshape(1, 1, 3), np.zeros(3), np.zeros(3), matrix, coefficients)
    else:
        expected, _ = cv2.projectPoints(point.reshape(1, 3), np.zeros(3), np.zeros(3), matrix, coefficients)
    hidden = expose(one((0.5, -0.3, 1.0), (0, 0, 0), 0.001), seen_by, nothing(seen_by)).hidden
    assert moments(hidden)[:2] == pytest.approx(expected.reshape(2), abs=0.02)


@settings(max_examples=40, deadline=None)
@given(
    depth_m=st.floats(0.3, 6.0),
    wall_m=st.floats(0.2, 6.0),
    diameter_mm=st.floats(0.5, 20.0),
    toward_m_s=st.floats(-20.0, 20.0),
    shape=st.integers(0, 5),
    f_number=st.sampled_from([None, 2.0]),
)
def test_nothing_is_drawn_in_front_of_what_is_nearer(
    depth_m: float, wall_m: float, diameter_mm: float, toward_m_s: float, shape: int, f_number: float | None
) -> None:
    seen_by = camera(f_number=f_number, focus_distance_m=3.0)
    depth = nothing(seen_by)
    depth[:, : WIDTH // 2] = wall_m
    particle = one((0, 0, depth_m), (1.0, 4.0, toward_m_s), diameter_mm / 2000, shape)
    hidden = expose(particle, seen_by, depth).hidden
    way_m = abs(toward_m_s) * seen_by.shutter_s / 2
    if depth_m - way_m > wall_m:
        assert hidden[:, : WIDTH // 2].max() == 0
    elif depth_m + way_m < wall_m:
        free = expose(particle, seen_by, nothing(seen_by)).hidden
        np.testing.assert_allclose(hidden, free, atol=1e-6)


def test_velocity_against_a_moving_turning_camera_is_what_it_sees_move() -> None:
    velocity, turning, point = np.array([3.0, -1.0, -6.0]), np.array([0.3, -0.2, 0.5]), np.array([0.4, -0.2, 2.0])
    tilted = cv2.Rodrigues(np.array([-1.2, 0.4, 0.1]))[0]
    start = camera(world_from_camera=(*((*tuple(row), 0.0) for row in tilted), (0, 0, 0, 1)))
    moving = start.model_copy(update={"linear_velocity_m_s": (12.0, 1.0, 0.0), "angular_velocity_rad_s": tuple(turning)})
    step_s = 1e-6
    world = tilted @ point + velocity * step_s - np.array([12.0, 1.0, 0.0]) * step_s
    later = (cv2.Rodrigues(turning * step_s)[0] @ tilted).T @ world
    found = relative_velocity_m_s(moving, point[None], velocity[None])[0]
    np.testing.assert_allclose(found, (later - point) / step_s, atol=1e-4)


# The laws.


def test_terminal_speeds_are_those_that_gunn_and_kinzer_measured() -> None:
    measured = {0.5: 2.06, 1.0: 4.03, 2.0: 6.49, 3.0: 8.06, 4.0: 8.83, 5.0: 9.09}
    found = fall_speed_m_s(np.array(list(measured)))
    np.testing.assert_allclose(found, list(measured.values()), rtol=0.04)


@given(st.floats(0.0, 40.0), st.floats(0.0, 40.0))
def test_larger_particles_never_fall_slower(one_mm: float, other_mm: float) -> None:
    small, large = sorted((one_mm, other_mm))
    for speed in (fall_speed_m_s, sink_speed_m_s):
        assert float(speed(np.array(small))) <= float(speed(np.array(large)))


@given(st.floats(0.01, 8.0))
def test_a_flake_melts_to_the_drop_it_came_from(diameter_mm: float) -> None:
    assert float(melted_mm(flake_mm(np.array(diameter_mm)))) == pytest.approx(diameter_mm)


@pytest.mark.parametrize("rate_mm_h", [1.0, 2.0, 5.0])
def test_the_water_that_falls_is_the_rate(rate_mm_h: float) -> None:
    """Sizes and speeds come from different papers: that together they give the rate back tells that units and constants are right."""
    rng = np.random.default_rng(0)
    for law, speed in ((drop_sizes(rate_mm_h), fall_speed_m_s), (flake_sizes(rate_mm_h), lambda melted: sink_speed_m_s(flake_mm(melted)))):
        least = np.zeros(100_000)
        diameter_mm = law.draw_mm(least, rng)
        mean_flux = (math.pi / 6 * diameter_mm**3 * speed(diameter_mm)).mean()
        assert 3.6e-3 * float(law.count_per_m3(least[:1])[0]) * mean_flux == pytest.approx(rate_mm_h, rel=0.3)


@pytest.mark.parametrize("lens", [None, Fisheye()])
@pytest.mark.parametrize(("rate_mm_h", "least_mm", "reach_m"), [(2.0, 0.9, 1.2), (20.0, 0.9, 1.2), (20.0, 2.2, 3.0)])
def test_as_many_drops_fill_the_view_as_marshall_and_palmer_count(
    rate_mm_h: float, least_mm: float, reach_m: float, lens: Fisheye | None
) -> None:
    seen_by = camera(lens=lens, focal_length_mm=24.0)
    weather = WeatherSpec(kind="rain", rain_mm_h=rate_mm_h)
    images = 40
    found = 0
    for seed in range(images):
        drops = falling_drops(seen_by, weather, np.random.default_rng(seed))
        distance = np.linalg.norm(drops.center_m, axis=1)
        angle = np.arccos(drops.center_m[:, 2] / distance)
        found += np.count_nonzero((distance > 0.4) & (distance < reach_m) & (2000 * drops.radius_m > least_mm) & (angle < 0.5))
    volume_m3 = 2 * math.pi * (1 - math.cos(0.5)) * (reach_m**3 - 0.4**3) / 3
    diameter = np.linspace(least_mm, 6.0, 10_001)
    law = 8000 * np.exp(-4.1 * rate_mm_h**-0.21 * diameter)
    expected = images * volume_m3 * float(((law[1:] + law[:-1]) / 2).sum() * (diameter[1] - diameter[0]))
    assert expected > 1000
    assert found == pytest.approx(expected, rel=0.1)


def test_particles_fill_the_air_evenly() -> None:
    """Also at the edges of the picture, into which they fly while the shutter is open."""
    seen_by = camera(shutter_s=1 / 15)
    hidden = np.mean([_rain_veil(seen_by, seed).hidden for seed in range(12)], axis=0)
    cells = cv2.resize(hidden.astype(np.float32), (4, 3), interpolation=cv2.INTER_AREA)
    assert cells.min() > 0.8 * cells.mean()
    assert cells.max() < 1.2 * cells.mean()


def _rain_veil(seen_by: CameraSpec, seed: int) -> Veil:
    drops = falling_drops(seen_by, WeatherSpec(kind="rain", rain_mm_h=20.0), np.random.default_rng(seed))
    return expose(drops, seen_by, nothing(seen_by))


def test_scatter_reaches_beyond_the_frame_as_far_as_particles_fly() -> None:
    seen_by = camera()
    places, _ = scatter(drop_sizes(50.0), seen_by, lambda distance_m: 0 * distance_m, 2.0, 0.4, np.random.default_rng(0))
    distance = np.linalg.norm(places, axis=1)
    angle = np.arccos(places[:, 2] / distance)
    for reach_m in (0.5, 1.0, 1.9):
        near = np.abs(distance - reach_m) < 0.03
        assert angle[near].max() == pytest.approx(half_angle(seen_by) + math.asin(0.2 / reach_m), abs=0.06)


def test_wind_blows_what_falls_to_where_it_blows() -> None:
    seen_by = camera()
    for sample, kind in ((falling_drops, "rain"), (sinking_flakes, "snow")):
        weather = WeatherSpec.model_validate({"kind": kind, f"{kind}_mm_h": 2.0, "wind_m_s": 5.0, "wind_to_deg": 0.0})
        velocity = sample(seen_by, weather, np.random.default_rng(0)).velocity_m_s.mean(axis=0)
        # The world's +x is to the right of this camera; down is +y in its frame.
        assert velocity[0] == pytest.approx(5.0, rel=0.05)
        assert velocity[1] > 0.5
        assert abs(velocity[2]) < 0.1


# Whole pictures.


def street(sky: float = 1.0, ground: float = 0.15) -> tuple[Float32, Float32]:
    """A grey ground that recedes, under a sky."""
    depth = np.full((HEIGHT, WIDTH), np.inf, np.float32)
    rows = np.arange(HEIGHT // 2, HEIGHT) + 0.5 - HEIGHT / 2
    depth[HEIGHT // 2 :] = (1.5 * camera().focal_length_px / rows)[:, None]
    radiance = np.full((HEIGHT, WIDTH, 3), sky, np.float32)
    radiance[HEIGHT // 2 :] = ground
    return radiance, depth


FALLING = (WeatherSpec(kind="rain", rain_mm_h=20.0, wind_m_s=3.0, seed=4), WeatherSpec(kind="snow", snow_mm_h=2.0, wind_m_s=3.0, seed=4))


@pytest.mark.parametrize("weather", FALLING, ids=lambda weather: weather.kind)
def test_what_falls_is_bright_before_the_dark_and_dark_before_the_bright(weather: WeatherSpec) -> None:
    radiance, depth = street()
    change = precipitate(radiance, depth, camera(), weather).mean(axis=2) - radiance.mean(axis=2)
    above, below = change[: HEIGHT // 2], change[HEIGHT // 2 :]
    for signed in (-above, below):
        assert signed.mean() > 0
        assert -signed[signed < 0].sum() < 0.05 * signed[signed > 0].sum()
    assert abs(change.mean()) < 0.03 * radiance.mean()


@pytest.mark.parametrize("weather", FALLING, ids=lambda weather: weather.kind)
def test_the_same_image_is_the_same_bytes_and_others_differ(weather: WeatherSpec) -> None:
    radiance, depth = street()
    before = radiance.copy()
    first = precipitate(radiance, depth, camera(), weather)
    assert first.dtype == np.float32
    assert first.tobytes() == precipitate(radiance, depth, camera(), weather).tobytes()
    others = [
        precipitate(radiance, depth, camera(), weather.model_copy(update={"seed": 5})),
        precipitate(radiance, depth, camera(name="right"), weather),
        precipitate(radiance, depth, camera(), weather, frame_id=1),
    ]
    assert len({picture.tobytes() for picture in (first, *others)}) == 4
    np.testing.assert_array_equal(radiance, before)


@pytest.mark.parametrize("kind", ["clear", "fog", "dust"])
def test_where_nothing_falls_the_picture_is_untouched(kind: str) -> None:
    radiance, depth = street()
    assert precipitate(radiance, depth, camera(), WeatherSpec.model_validate({"kind": kind, "dust_mg_m3": 5.0})) is radiance


@pytest.mark.parametrize("weather", FALLING, ids=lambda weather: weather.kind)
def test_behind_a_near_wall_nothing_falls(weather: WeatherSpec) -> None:
    radiance, _ = street()
    wall = np.full((HEIGHT, WIDTH), 0.1, np.float32)
    np.testing.assert_array_equal(precipitate(radiance, wall, camera(f_number=2.8), weather), radiance)


def test_more_rain_changes_more_and_little() -> None:
    radiance, depth = street()
    changes = [
        np.abs(precipitate(radiance, depth, camera(), WeatherSpec(kind="rain", rain_mm_h=rate)) - radiance).mean() for rate in (2, 10, 50)
    ]
    assert changes == sorted(changes)
    assert changes[-1] < 0.02


@pytest.mark.parametrize("changes", [{"lens": Fisheye(), "focal_length_mm": 12.0}, {"world_from_camera": np.diag([1, -1, -1, 1]).tolist()}])
def test_odd_cameras_see_weather_too(changes: dict[str, object]) -> None:
    """A fisheye of 170 degrees, and one that looks straight down."""
    radiance, _ = street()
    for weather in FALLING:
        picture = precipitate(radiance, np.full((HEIGHT, WIDTH), 20.0, np.float32), camera(**changes), weather)
        assert np.isfinite(picture).all()
        assert np.mean(picture != radiance) > 0.05


def test_points_behind_the_camera_are_nowhere() -> None:
    columns, rows = project(camera(), np.array([[0.0, 0.0, -1.0], [0.0, 0.0, 1.0]]))
    assert np.isnan([columns[0], rows[0]]).all()
    assert (columns[1], rows[1]) == (WIDTH / 2, HEIGHT / 2)
