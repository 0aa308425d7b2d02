"""Rigs stand where they say, look where they say and move as they say; series say of each index what it is."""

import math

import numpy as np
import pytest
import trimesh
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from setpiece.assets.errors import UserError
from setpiece.assets.mesh import Mesh
from setpiece.assets.ref import AssetRef
from setpiece.scenes.body import Body
from setpiece.scenes.camera import Camera, move_camera, sample_camera
from setpiece.scenes.camera.lane import Lane
from setpiece.scenes.camera.shooting import Shooting, exposed
from setpiece.scenes.camera.view import free, share_in_view
from setpiece.scenes.config import SceneConfig
from setpiece.scenes.errors import CameraInside, CannotPlace
from setpiece.scenes.kinematics import advanced, carried, carried_back, velocities
from setpiece.scenes.sample import sample
from setpiece.scenes.series import View, place_of
from setpiece.scenes.solid import prepare
from setpiece.scenes.spec import CameraSpec, RenderSpec, SceneSpec
from setpiece.scenes.stage import Fixture, Path, Stage, Surface
from setpiece.scenes.transforms import rigid, rows
from tests.scenes.conftest import PrimitiveLibrary, slab

ROAD_M = 0.1
vectors = st.tuples(*[st.floats(-3.0, 3.0)] * 3)


def body(shape: trimesh.Trimesh, name: str) -> Body:
    mesh = Mesh(shape.vertices.astype(np.float32), shape.faces.astype(np.int32))
    return Body(AssetRef(source="test", name=name, sha256=name), prepare(mesh, name), np.eye(4))


@pytest.fixture(scope="module")
def street() -> tuple[Stage, list[Body]]:
    """A road along +y with a lane that bends to the left, two posts, and boxes on its right."""
    bend = np.linspace(0.0, math.pi / 2, 20)
    lane = np.concatenate(
        [[[1.5, -40.0, ROAD_M]], np.column_stack([1.5 - 20 * (1 - np.cos(bend)), 20 * np.sin(bend), np.full(20, ROAD_M)])]
    )
    posts = [rigid(np.eye(3), np.array([x, y, 6.0])) for x, y in ((5.0, -10.0), (-5.0, 8.0))]
    scenery = [body(slab((-60, -60, -0.2), (60, 60, ROAD_M)), "ground")]
    scenery += [body(slab((x - 0.08, y - 0.08, 0), (x + 0.08, y + 0.08, 6)), f"post {x}") for x, y in ((5.0, -10.0), (-5.0, 8.0))]
    things = [body(slab((3.0, y, ROAD_M), (4.0, y + 1.0, ROAD_M + 1.2)), f"box {y}") for y in (-14.0, -6.0, 2.0)]
    surface = Surface(np.array([[-60.0, -60.0], [60.0, -60.0], [60.0, 60.0], [-60.0, 60.0]]), ROAD_M)
    stage = Stage(
        tuple(scenery), surface, -90.0, enclosed=False, outdoor=True,
        paths=(Path("lane", lane, 3.0),), fixtures=tuple(Fixture("street_lamp", pose, (0.3, 0.2)) for pose in posts),
    )  # fmt: skip
    return stage, things


def config(kind: str, **keys: object) -> Camera:
    adapter: TypeAdapter[Camera] = TypeAdapter(Camera)
    return adapter.validate_python({"kind": kind, **({"fill": 1.0} if kind == "shell" else {}), **keys})


def drawn(kind: str, street: tuple[Stage, list[Body]], seed: int, **keys: object) -> CameraSpec:
    return sample_camera(config(kind, **keys), *street, (640, 480), np.random.default_rng(seed))


def facing(camera: CameraSpec) -> tuple[np.ndarray, np.ndarray, float]:
    """Eye, heading and how many degrees it looks down."""
    pose = np.array(camera.world_from_camera)
    return pose[:3, 3], pose[:3, 2], -math.degrees(math.asin(pose[2, 2]))


@pytest.mark.parametrize("kind", ["handheld", "dash", "drone", "nadir", "fixed"])
def test_every_rig_is_free_and_sees_what_it_promises(kind: str, street: tuple[Stage, list[Body]]) -> None:
    keys = {"height_m": 20, "aim": "things", "focal_length_mm": 24} if kind == "nadir" else {}
    for seed in range(12):
        camera = drawn(kind, street, seed, **keys)
        assert free(camera, *street, 0.05)
        assert share_in_view(camera, *street) >= config(kind).min_in_frame
        assert rows(np.array(camera.world_from_camera)) == drawn(kind, street, seed, **keys).world_from_camera


def test_rigs_stand_at_their_heights_and_look_their_ways(street: tuple[Stage, list[Body]]) -> None:
    for seed in range(12):
        eye, _, _ = facing(drawn("handheld", street, seed))
        assert 1.4 <= eye[2] - ROAD_M <= 1.75
        eye, ahead, down_deg = facing(drawn("dash", street, seed, along=["uniform", 0.0, 0.4]))
        assert 1.2 <= eye[2] - ROAD_M <= 1.5
        assert ahead[1] > 0.98
        assert -3.0 <= down_deg <= 10.0
        assert abs(eye[0] - 1.5) <= 0.6
        eye, _, down_deg = facing(drawn("drone", street, seed, aim_jitter=0))
        assert 10.0 <= eye[2] <= 62.0
        assert 29.9 <= down_deg <= 90.0
        eye, _, down_deg = facing(drawn("nadir", street, seed, height_m=20, aim="things", focal_length_mm=24))
        assert eye[2] == pytest.approx(20 + ROAD_M, abs=1e-6)
        assert down_deg > 89.4
        eye, _, _ = facing(drawn("fixed", street, seed, min_in_frame=0))
        assert 2.5 <= eye[2] - ROAD_M <= 6.0
        assert min(np.linalg.norm(eye[:2] - post) for post in ((5.0, -10.0), (-5.0, 8.0))) == pytest.approx(0.35)


def test_a_dash_camera_follows_its_lane_at_its_speed(street: tuple[Stage, list[Body]]) -> None:
    dash = config("dash", along=0.3, speed_m_s=12, shake_deg_s=0, aside_m=0, pitch_deg=0, yaw_deg=0)
    camera = sample_camera(dash, *street, (640, 480), np.random.default_rng(0))
    path = move_camera(dash, camera, *street, np.random.default_rng(1))
    assert np.allclose(path(0.0), np.array(camera.world_from_camera), atol=1e-9)
    lane = Lane(street[0].paths[0].points_m)
    for time_s in np.linspace(0.0, 4.0, 17):
        pose = path(float(time_s))
        nearest = lane.pose(lane.nearest_m(pose[:3, 3]))
        assert np.linalg.norm(nearest[:2, 3] - pose[:2, 3]) < 0.01
        assert pose[:3, 2] @ nearest[:3, 0] > 0.999
        linear, _ = velocities(path, float(time_s))
        assert np.linalg.norm(linear) == pytest.approx(12.0, rel=0.02)


def test_a_hand_trembles_as_much_as_was_asked_for(street: tuple[Stage, list[Body]]) -> None:
    hand = config("handheld", shake_deg_s=4, sway_m_s=0.02)
    camera = sample_camera(hand, *street, (640, 480), np.random.default_rng(0))
    turns, sways = [], []
    for seed in range(12):
        path = move_camera(hand, camera, *street, np.random.default_rng(seed))
        assert np.allclose(path(0.0), np.array(camera.world_from_camera), atol=1e-12)
        measured = [velocities(path, time_s) for time_s in np.linspace(0.0, 10.0, 80)]
        sways += [linear for linear, _ in measured]
        turns += [angular for _, angular in measured]
    assert np.degrees(np.sqrt(np.mean(np.square(turns)))) == pytest.approx(4.0, rel=0.1)
    assert np.sqrt(np.mean(np.square(sways))) == pytest.approx(0.02, rel=0.1)


def test_a_stage_without_lanes_and_a_camera_in_the_ground_are_named(street: tuple[Stage, list[Body]]) -> None:
    with pytest.raises(UserError, match=r"camera\.path: found aisle.*lane"):
        drawn("dash", street, 0, path="aisle")
    with pytest.raises(CameraInside, match="farther away or higher"):
        drawn("nadir", street, 0, height_m=0.02)


@pytest.mark.parametrize(("focus", "expected_m"), [("nearest", 4.0), ("central", 6.0), ("things", 6.0)])
def test_the_focus_is_on_what_was_asked_for(focus: str, expected_m: float) -> None:
    camera = CameraSpec(width=640, height=480, focal_length_mm=24, world_from_camera=rows(rigid(np.eye(3), np.zeros(3))))
    things = [body(slab((x - 0.1, -0.1, z - 0.1), (x + 0.1, 0.1, z + 0.1)), f"thing {z}") for x, z in ((1.0, 4.0), (0.0, 6.0), (-2.0, 8.0))]
    stage = Stage((), Surface(np.eye(3)[:, :2], 0.0), 0.0, enclosed=False)
    shooting = Shooting.model_validate({"f_number": 2.0, "focus": focus, "focus_error": 0.1, "shutter_s": 0.01, "readout_s": 0.02})
    shot = exposed(shooting, camera, stage, things, np.random.default_rng(0))
    assert shot.focus_distance_m == pytest.approx(1.1 * expected_m)
    assert (shot.f_number, shot.shutter_s, shot.readout_s) == (2.0, 0.01, 0.02)


@given(st.integers(0, 10**9), st.integers(1, 1000), st.integers(1, 10))
def test_an_index_is_a_scene_a_frame_and_a_view(index: int, length: int, views: int) -> None:
    place = place_of(index, length, views)
    assert 0 <= place.frame < length
    assert 0 <= place.view < views
    assert (place.scene * length + place.frame) * views + place.view == index


@given(vectors, vectors, st.floats(-2.0, 2.0))
def test_bodies_and_their_points_move_alike(linear: tuple[float, float, float], angular: tuple[float, float, float], time_s: float) -> None:
    pose = rigid(np.linalg.qr(np.array([[1.0, 2.0, 0.5], [0.0, 1.0, 3.0], [1.0, 0.0, 1.0]]))[0], np.array([1.0, -2.0, 0.5]))
    local = np.array([[0.3, -0.2, 0.9], [0.0, 0.0, 0.0]])
    world = local @ pose[:3, :3].T + pose[:3, 3]
    later = advanced(pose, linear, angular, time_s)
    times = np.full(2, time_s)
    moved = carried(world, pose[:3, 3], linear, angular, times)
    assert np.allclose(moved, local @ later[:3, :3].T + later[:3, 3], atol=1e-9)
    assert np.allclose(carried_back(moved, pose[:3, 3], linear, angular, times), world, atol=1e-9)
    measured = velocities(lambda at: advanced(pose, linear, angular, at), time_s)
    assert np.allclose(measured, (linear, angular), atol=1e-5)


@pytest.mark.parametrize(("keys", "place"), [({"yaw_deg": 90.0}, (-2.0, 0.0, 0.0)), ({"pitch_deg": 30.0}, (0.0, -1.0, math.sqrt(3.0)))])
def test_views_turn_to_the_left_and_up(keys: dict[str, float], place: tuple[float, float, float]) -> None:
    view = View(name="side", right_m=0.5, **keys)
    seen = view.rig_from_camera @ [0.0, 0.0, 2.0, 1.0]
    assert np.allclose(seen[:3] - (0.5, 0.0, 0.0), place)


def test_a_series_shows_one_scene(tabletop: dict[str, dict], library: PrimitiveLibrary) -> None:
    raw = tabletop | {
        "camera": {"kind": "shell", "fill": 0.8, "orbit_deg_s": 20},
        "sequence": {"length": 3, "fps": 5},
        "views": [{"name": "left"}, {"name": "right", "right_m": 0.1}],
    }
    made: list[SceneSpec] = []
    for index in range(12):
        found = sampled(SceneConfig.model_validate(raw), library, index)
        assert SceneSpec.model_validate_json(found.model_dump_json()) == found
        made.append(found)
    single = sampled(SceneConfig.model_validate(raw | {"sequence": None, "views": []}), library, 1)
    for scene in (made[:6], made[6:]):
        assert len({spec.model_dump_json(include={"objects", "lights", "sky"}) for spec in scene}) == 1
        assert len({spec.render.seed for spec in scene}) == 6
        poses = [np.array(spec.camera.world_from_camera) for spec in scene]
        for left, right in zip(poses[::2], poses[1::2], strict=True):
            assert np.allclose(np.linalg.inv(left) @ right, rigid(np.eye(3), np.array([0.1, 0.0, 0.0])))
        for now, after in zip(scene[:4], scene[2:], strict=True):
            assert now.video is not None
            assert np.allclose(now.video.next_world_from_camera, after.camera.world_from_camera)
            assert now.video.next_linear_velocity_m_s == after.camera.linear_velocity_m_s
        turned = poses[4][:3, :3] @ poses[0][:3, :3].T
        assert math.degrees(math.acos((np.trace(turned) - 1) / 2)) == pytest.approx(8.0)
    assert [(spec.video.video_id, spec.video.frame_id) for spec in made if spec.video] == [(i // 6, i // 2 % 3) for i in range(12)]
    assert [(spec.view.group_id, spec.view.number, spec.camera.name) for spec in made if spec.view] == [
        (i // 2, i % 2, ("left", "right")[i % 2]) for i in range(12)
    ]
    # The second scene is the second image of the same config without series.
    assert made[6].objects == single.objects
    assert np.allclose(made[6].camera.world_from_camera, single.camera.world_from_camera)
    assert (single.video, single.view) == (None, None)


def sampled(made_from: SceneConfig, library: PrimitiveLibrary, index: int) -> SceneSpec:
    """The first draw that can be placed."""
    for attempt in range(20):
        try:
            return sample(made_from, RenderSpec(), library, seed=3, index=index, attempt=attempt)  # type: ignore[arg-type]
        except CannotPlace:
            continue
    raise AssertionError("no draw could be placed")
