"""Lenses: rays, boxes and labels against OpenCV's own projection."""

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from setpiece.dataset.labels.pinhole import Pose, frame_box, projected_box, rays
from setpiece.scenes.lens import BrownConrady, Fisheye
from setpiece.scenes.lens.mapping import distort, reach, undistort
from setpiece.scenes.spec import CameraSpec

Array = NDArray[np.float64]
UNIT = tuple(tuple(float(i == j) for j in range(4)) for i in range(4))
LENSES = {
    "barrel": BrownConrady(k1=-0.28, k2=0.08, p1=0.001, p2=-0.0007, k3=-0.01),
    "pincushion": BrownConrady(k1=0.2, p1=-0.002, p2=0.001),
    "moustache": BrownConrady(k1=-0.2, k2=0.3, k3=-0.1),
    "equidistant": Fisheye(),
    "fisheye": Fisheye(k1=-0.02, k2=0.004, k3=-0.003, k4=0.0005),
}


def camera(lens: BrownConrady | Fisheye, focal_length_mm: float = 26.0) -> CameraSpec:
    return CameraSpec(width=160, height=120, focal_length_mm=focal_length_mm, world_from_camera=UNIT, lens=lens)  # type: ignore[arg-type]


def project(points_m: Array, cam: CameraSpec) -> Array:
    """(N, 2) by OpenCV, in this project's pixel coordinates."""
    assert cam.lens is not None
    k = np.array(cam.intrinsics)
    k[:2, 2] -= 0.5
    function = cv2.fisheye.projectPoints if cam.lens.kind == "fisheye" else cv2.projectPoints
    points = np.ascontiguousarray(points_m.reshape(-1, 1, 3))
    arguments = (np.zeros((3, 1)), np.zeros((3, 1)), k, np.array(cam.lens.coefficients))
    projected: Array = function(points, *arguments)[0].reshape(-1, 2) + 0.5
    return projected


@pytest.mark.parametrize("name", LENSES)
def test_opencv_projects_every_label_ray_onto_its_pixel(name: str) -> None:
    cam = camera(LENSES[name])
    grid = rays(cam, frame_box(cam))
    points = np.stack([grid.x, grid.y, np.ones_like(grid.x)], axis=-1)
    rows, columns = np.mgrid[:120, :160] + 0.5
    assert np.abs(project(points, cam) - np.stack([columns, rows], axis=-1).reshape(-1, 2)).max() < 1e-6


@pytest.mark.parametrize("name", LENSES)
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_point_of_a_box_projects_outside_its_projected_box(name: str, seed: int) -> None:
    """Points on the surfaces of random boxes around and astride of the camera, as far as the lens reaches."""
    rng = np.random.default_rng(seed)
    cam = camera(LENSES[name])
    bounds = np.array([[-1.0, -1.0, -1.0], [1.0, 1.0, 1.0]]) * rng.uniform(0.05, 1.5, 3)
    pose = np.eye(4)
    pose[:3, :3] = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    pose[:3, 3] = rng.uniform((-2, -2, -0.5), (2, 2, 4))
    corners = np.where((np.arange(8)[:, None] >> np.arange(3)) & 1, bounds[1], bounds[0])
    box = projected_box(cam, np.ascontiguousarray(corners.T), bounds, Pose(pose))
    inside = rng.uniform(bounds[0], bounds[1], (4000, 3))
    axis = rng.integers(0, 3, 4000)
    inside[np.arange(4000), axis] = bounds[rng.integers(0, 2, 4000), axis]
    seen = inside @ pose[:3, :3].T + pose[:3, 3]
    seen = seen[seen[:, 2] > cam.near_m * 1.001]
    seen = seen[np.hypot(seen[:, 0], seen[:, 1]) / seen[:, 2] < reach(LENSES[name])]
    if not len(seen):
        return
    pixels = project(seen, cam)
    shown = ((pixels > 0) & (pixels < (160, 120))).all(axis=1)
    whole = (pixels >= (box.x0, box.y0)) & (pixels <= (box.x1, box.y1))
    assert whole[shown].all()


@settings(max_examples=40, deadline=None)
@given(k1=st.floats(-0.4, 0.4), k2=st.floats(-0.1, 0.1), p1=st.floats(-0.003, 0.003), fisheye=st.booleans(), seed=st.integers(0, 99))
@example(k1=5e-324, k2=0.0, p1=0.0, fisheye=False, seed=0)
@example(k1=0.0, k2=1e-310, p1=0.0, fisheye=True, seed=0)
def test_there_and_back(k1: float, k2: float, p1: float, fisheye: bool, seed: int) -> None:
    lens = Fisheye(k1=k1 / 4, k2=k2 / 4) if fisheye else BrownConrady(k1=k1, k2=k2, p1=p1)
    rng = np.random.default_rng(seed)
    radius, angle = 0.8 * min(reach(lens), 2.0) * np.sqrt(rng.random(200)), rng.uniform(0, 2 * np.pi, 200)
    x, y = radius * np.cos(angle), radius * np.sin(angle)
    back = undistort(lens, *distort(lens, x, y))
    assert np.abs(np.stack(back) - np.stack([x, y])).max() < 1e-8


def test_beyond_where_a_lens_turns_back_nothing_is_seen() -> None:
    lens = BrownConrady(k1=-0.3)
    assert reach(lens) == pytest.approx(0.999 / np.sqrt(0.9))
    x, y = undistort(lens, np.array([0.1, 0.75]), np.array([0.0, 0.0]))
    assert np.isfinite([x[0], y[0]]).all()
    assert np.isnan([x[1], y[1]]).all()
