"""Pictures through a lens: OpenCV finds the corners where it projects them, and calibrates the camera that was asked for."""

import cv2
import numpy as np
import pytest
import trimesh
from numpy.typing import NDArray

from setpiece.assets.errors import UserError
from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model
from setpiece.dataset.labels import label
from setpiece.dataset.proof import prove
from setpiece.render.blender.renderer import Renderer
from setpiece.scenes.lens import BrownConrady, Fisheye
from setpiece.scenes.spec import CameraSpec, UniformSky
from tests.render.scenes import Scene, at, look_at, plane, sphere

Array = NDArray[np.float64]
COLUMNS, ROWS, SIDE_M = 9, 7, 0.1
BARREL = BrownConrady(k1=-0.25, k2=0.07, p1=0.001, p2=-0.0007)
FISHEYE = Fisheye(k1=-0.02, k2=0.004)


def board() -> Model:
    """A chessboard in the plane z = 0, centred; its white fields glow, so that no light has to be sampled."""
    vertices, triangles, slots = [], [], []
    for row in range(ROWS):
        for column in range(COLUMNS):
            x, y, start = (column - COLUMNS / 2) * SIDE_M, (row - ROWS / 2) * SIDE_M, len(vertices)
            vertices += [[x, y, 0], [x + SIDE_M, y, 0], [x + SIDE_M, y + SIDE_M, 0], [x, y + SIDE_M, 0]]
            triangles += [[start, start + 1, start + 2], [start, start + 2, start + 3]]
            slots += [(row + column) % 2] * 2
    mesh = Mesh(np.array(vertices, np.float32), np.array(triangles, np.int32), material_slots=np.array(slots, np.int32))
    return Model(mesh, (Material(base_color=(0.02, 0.02, 0.02)), Material(base_color=(0.9, 0.9, 0.9), emission_w_m2=2.0)))


def corners_m() -> Array:
    inner = [((column - COLUMNS / 2) * SIDE_M, (row - ROWS / 2) * SIDE_M, 0.0) for row in range(1, ROWS) for column in range(1, COLUMNS)]
    return np.array(inner)


def view(lens: BrownConrady | Fisheye, eye: tuple[float, float, float], focal_length_mm: float) -> CameraSpec:
    pose = look_at(eye, (0.0, 0.0, 0.0))
    return CameraSpec(width=320, height=240, focal_length_mm=focal_length_mm, world_from_camera=pose, lens=lens)


def rolled(cam: CameraSpec, roll_deg: float) -> CameraSpec:
    """A camera turned about its optical axis."""
    turn = trimesh.transformations.rotation_matrix(np.radians(roll_deg), (0, 0, 1))
    pose = np.array(cam.world_from_camera) @ turn
    return cam.model_copy(update={"world_from_camera": tuple(tuple(row) for row in pose.tolist())})


def projected(cam: CameraSpec) -> Array:
    """(N, 2) where OpenCV has the corners, in its own pixel coordinates."""
    assert cam.lens is not None
    k = np.array(cam.intrinsics)
    k[:2, 2] -= 0.5
    camera_from_world = np.linalg.inv(np.array(cam.world_from_camera))
    arguments = (cv2.Rodrigues(camera_from_world[:3, :3])[0], camera_from_world[:3, 3], k, np.array(cam.lens.coefficients))
    function = cv2.fisheye.projectPoints if cam.lens.kind == "fisheye" else cv2.projectPoints
    found: Array = function(corners_m().reshape(-1, 1, 3), *arguments)[0].reshape(-1, 2)
    return found


def seen(renderer: Renderer, cam: CameraSpec, samples: int) -> Array:
    """(N, 2) where OpenCV finds the corners in the rendered picture, started where they should be."""
    scene = Scene({"board": (board(), at())}, cam, UniformSky(), samples=samples)
    spec = scene.spec.model_copy(update={"render": scene.spec.render.model_copy(update={"max_bounces": 0})})
    picture = renderer.render(spec, scene.load, passes=False).radiance[..., 1]
    grey = np.clip(np.sqrt(picture) * 255, 0, 255).astype(np.uint8)
    start = projected(cam).astype(np.float32).reshape(-1, 1, 2).copy()
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 50, 1e-4)
    found: Array = cv2.cornerSubPix(grey, start, (5, 5), (-1, -1), stop).reshape(-1, 2).astype(np.float64)
    return found


@pytest.mark.parametrize(("lens", "focal_length_mm", "distance_m"), [(BARREL, 26.0, 0.75), (FISHEYE, 22.0, 0.5)])
def test_corners_are_where_opencv_projects_them(
    renderer: Renderer, lens: BrownConrady | Fisheye, focal_length_mm: float, distance_m: float
) -> None:
    cam = view(lens, (0.02, -0.1, distance_m), focal_length_mm)
    expected = projected(cam)
    inside = ((expected > 8) & (expected < (311, 231))).all(axis=1)
    assert inside.sum() >= 30
    off = np.hypot(*(seen(renderer, cam, 32) - expected)[inside].T)
    # The rest is noise of the 32 samples that smooth each edge.
    assert np.sqrt((off**2).mean()) < 0.1
    assert np.median(off) < 0.07
    assert off.max() < 0.2


def test_calibration_recovers_the_camera(renderer: Renderer) -> None:
    # Half of the views are upside down: otherwise the principal point and the tangential coefficients hide in each other.
    eyes = [(0.4, -0.1, 0.8), (-0.42, -0.15, 0.8), (0.05, -0.45, 0.78), (0.1, 0.45, 0.78), (-0.35, -0.3, 0.78), (0.35, 0.3, 0.78)]
    rolls_deg = (0, 180, 165, -15, 15, 180)
    views = [rolled(view(BARREL, eye, 26.0), roll_deg) for eye, roll_deg in zip(eyes, rolls_deg, strict=True)]
    boards, found = [], []
    for cam in views:
        inside = ((projected(cam) > 8) & (projected(cam) < (311, 231))).all(axis=1)
        boards.append(corners_m()[inside].astype(np.float32))
        found.append(seen(renderer, cam, 16)[inside].astype(np.float32).reshape(-1, 1, 2))
    _, k, coefficients, _, _ = cv2.calibrateCamera(boards, found, (320, 240), None, None, flags=cv2.CALIB_FIX_K3)
    truth = np.array(views[0].intrinsics)
    assert k[0, 0] == pytest.approx(truth[0, 0], rel=0.005)
    assert k[1, 1] == pytest.approx(truth[1, 1], rel=0.005)
    assert (k[0, 2] + 0.5, k[1, 2] + 0.5) == pytest.approx((160, 120), rel=0.005)
    assert coefficients.ravel()[0] == pytest.approx(BARREL.k1, abs=0.02)


@pytest.mark.parametrize("lens", [BARREL, FISHEYE, BrownConrady(k1=0.15)])
def test_the_label_proof_holds_through_a_lens_and_fails_for_another(renderer: Renderer, lens: BrownConrady | Fisheye) -> None:
    things = {
        "ball": (sphere(0.5), at(-0.6, 0.3, 0.5)),
        "box": (Model(_mesh(trimesh.creation.box((0.7, 0.5, 0.6))), (Material(),)), at(0.8, -0.3, 0.3)),
        "_floor": (plane(6.0), at()),
    }
    cam = CameraSpec(width=320, height=240, focal_length_mm=19.0, world_from_camera=look_at((0.3, -2.2, 1.2), (0, 0, 0.4)), lens=lens)
    scene = Scene(things, cam)
    frame = renderer.render(scene.spec, scene.load)
    proof = prove(frame, label(frame))
    assert proof.ok, proof.reason
    assert proof.index_agreement > 0.9999
    bare = scene.spec.model_copy(update={"camera": cam.model_copy(update={"lens": BrownConrady(k1=-0.05)})})
    object.__setattr__(frame, "spec", bare)
    assert not prove(frame, label(frame)).ok


def test_what_a_wide_pinhole_cannot_hold_is_refused(renderer: Renderer) -> None:
    for lens, focal_length_mm, words in ((Fisheye(), 13.5, "degrees"), (BrownConrady(k1=-0.5), 26.0, "brown_conrady")):
        scene = Scene({"ball": (sphere(), at())}, view(lens, (0.0, -5.0, 0.0), focal_length_mm))
        with pytest.raises(UserError, match=words):
            renderer.render(scene.spec, scene.load)


def _mesh(made: trimesh.Trimesh) -> Mesh:
    return Mesh(made.vertices.astype(np.float32), made.faces.astype(np.int32))
