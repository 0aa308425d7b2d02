"""Wheel tracks: where they are drawn, and what they do to snow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpiece.render.blender.weather.snow import PRESSED, snow_cover
from setpiece.render.wheel_tracks import CELLS, SIDE_M, map_tracks, ruts_of
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.transforms import look_at, rows
from setpiece.scenes.weather.spec import WheelTrack

TRACK = WheelTrack(points_m=((-30.0, 3.0), (0.0, 3.0), (80.0, 3.0)), gauge_m=1.5, tyre_m=0.25, pressed=0.8)
POSE = look_at(np.array([0.0, 0.0, 1.3]), np.array([9.0, 0.0, 1.0]), 0.0)
CAMERA = CameraSpec(width=64, height=48, focal_length_mm=30.0, world_from_camera=rows(POSE))


def at(pressed: np.ndarray, low_m: np.ndarray, x: float, y: float) -> float:
    column, row = np.floor((np.array([x, y]) - low_m) * CELLS / SIDE_M).astype(int)
    return float(pressed[row, column])


@given(st.floats(-3.0, 3.0), st.floats(1.2, 2.0))
def test_ruts_run_half_a_gauge_beside_a_line(heading: float, gauge_m: float) -> None:
    ahead, left = np.array([np.cos(heading), np.sin(heading)]), np.array([-np.sin(heading), np.cos(heading)])
    middle = np.linspace(0.0, 50.0, 9)[:, None] * ahead
    track = TRACK.model_copy(update={"points_m": tuple(map(tuple, middle)), "gauge_m": gauge_m})
    right_rut, left_rut = ruts_of(track)
    np.testing.assert_allclose((left_rut - middle) @ left, gauge_m / 2)
    np.testing.assert_allclose((right_rut - middle) @ left, -gauge_m / 2)


def test_the_map_shows_each_rut_where_it_is_as_wide_as_the_tyre() -> None:
    found = map_tracks([TRACK], CAMERA)
    for y in (3.0 - 0.75, 3.0 + 0.75):
        assert at(found.pressed, found.low_m, 20.0, y) == pytest.approx(0.8, abs=0.06)  # three cells, blurred
    for y in (3.0, 3.0 - 1.2, 3.0 + 1.2):
        assert at(found.pressed, found.low_m, 20.0, y) == 0.0
    across = found.pressed[:, CELLS // 2].sum() * SIDE_M / CELLS
    assert across == pytest.approx(2 * 0.8 * 0.25, rel=0.15)


def test_the_harder_of_two_tracks_counts_in_whatever_order() -> None:
    soft = TRACK.model_copy(update={"pressed": 0.3})
    both = [map_tracks(order, CAMERA).pressed for order in ([TRACK, soft], [soft, TRACK])]
    np.testing.assert_array_equal(both[0], both[1])
    np.testing.assert_array_equal(both[0], map_tracks([TRACK], CAMERA).pressed)


def test_thin_snow_hides_smooth_things_before_the_ground_and_never_more_under_wheels() -> None:
    depths = np.linspace(0.1, 4.9, 20)
    ground, smooth = ([snow_cover(depth, ground=kind) for depth in depths] for kind in (True, False))
    assert np.all(np.array(smooth) > ground)
    assert np.all(np.diff(ground) > 0)
    assert all(snow_cover(PRESSED * depth) < snow_cover(depth) / 5 for depth in depths if depth < 2.5)
