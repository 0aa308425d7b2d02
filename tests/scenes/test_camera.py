"""The camera's framing is exact: a sphere fills the share of the frame that was asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpiece.scenes.camera.shell import distance_for_fill
from setpiece.scenes.camera.view import project
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.transforms import look_at, rows


@given(st.floats(0.05, 3.0), st.floats(0.01, 5.0), st.floats(12.0, 200.0))
def test_a_spheres_outline_has_the_size_that_was_asked_for(fill: float, radius_m: float, focal_length_mm: float) -> None:
    camera = CameraSpec(width=640, height=480, focal_length_mm=focal_length_mm, world_from_camera=rows(np.eye(4)))
    distance_m = distance_for_fill(fill, radius_m, camera.focal_length_px, 480)
    # The outline is where rays touch the sphere: at that distance, on the cone of half-angle asin(r / d).
    assert distance_m > radius_m
    angle = np.arcsin(radius_m / distance_m)
    touching = np.array([[np.sin(angle), 0.0, np.cos(angle)]]) * distance_m * np.cos(angle)
    assert np.linalg.norm(touching[0] - [0.0, 0.0, distance_m]) == pytest.approx(radius_m)
    pixels, _ = project(camera, touching)
    assert 2.0 * (pixels[0, 0] - 320.0) / 480.0 == pytest.approx(fill)


@given(st.floats(0.0, 360.0), st.floats(-89.0, 90.0), st.floats(-180.0, 180.0))
def test_look_at_is_a_rotation_that_centres_the_target(azimuth_deg: float, elevation_deg: float, roll_deg: float) -> None:
    azimuth, elevation = np.deg2rad([azimuth_deg, elevation_deg])
    target = np.array([0.3, -0.2, 0.7])
    outward = np.array([np.cos(elevation) * np.cos(azimuth), np.cos(elevation) * np.sin(azimuth), np.sin(elevation)])
    pose = look_at(target + 2.0 * outward, target, np.deg2rad(roll_deg))
    assert np.allclose(pose[:3, :3].T @ pose[:3, :3], np.eye(3), atol=1e-9)
    assert np.linalg.det(pose[:3, :3]) == pytest.approx(1.0)
    camera = CameraSpec(width=640, height=480, focal_length_mm=30.0, world_from_camera=rows(pose))
    pixels, depth = project(camera, target[None])
    assert depth[0] == pytest.approx(2.0)
    assert pixels[0] == pytest.approx((320.0, 240.0), abs=1e-6)


def test_a_positive_roll_turns_the_picture_counter_clockwise() -> None:
    """The camera turns clockwise seen from behind, so what was straight above moves to the left."""
    pose = look_at(np.array([0.0, -2.0, 0.0]), np.zeros(3), np.deg2rad(20.0))
    camera = CameraSpec(width=640, height=480, focal_length_mm=30.0, world_from_camera=rows(pose))
    above, _ = project(camera, np.array([[0.0, 0.0, 0.1]]))
    assert above[0, 0] < 320.0
    assert above[0, 1] < 240.0
