"""Exact contact: what touches, what is inside, what hangs over the edge."""

import numpy as np
import pytest
import trimesh

from setpiece.assets.mesh import Mesh
from setpiece.assets.ref import AssetRef
from setpiece.scenes import body as bodies
from setpiece.scenes.body import Body
from setpiece.scenes.camera.view import free
from setpiece.scenes.config import SceneConfig
from setpiece.scenes.lru import SizedCache
from setpiece.scenes.placement.contact import conflict
from setpiece.scenes.rays import above, blocks
from setpiece.scenes.sample import sample
from setpiece.scenes.solid import prepare
from setpiece.scenes.spec import CameraSpec, RenderSpec
from setpiece.scenes.stage import Stage, Surface
from setpiece.scenes.transforms import look_at, rigid, rows

SQUARE = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
OPEN_AIR = Stage((), Surface(SQUARE, 0.0), 0.0, enclosed=False)


def body(shape: trimesh.Trimesh, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Body:
    mesh = Mesh(shape.vertices.astype(np.float32), shape.faces.astype(np.int32))
    return Body(AssetRef(source="test", name="thing", sha256=mesh.sha256), prepare(mesh, "thing"), rigid(np.eye(3), np.array([x, y, z])))


def box(edge: float, **place: float) -> Body:
    return body(trimesh.creation.box(extents=[edge] * 3).apply_translation([0, 0, edge / 2]), **place)


@pytest.mark.parametrize(("gap", "free"), [(1e-4, True), (-1e-4, False)])
def test_a_tenth_of_a_millimetre_decides(gap: float, free: bool) -> None:
    assert (conflict(box(0.1, x=0.1 + gap), [box(0.1)], OPEN_AIR) is None) is free


def test_meshes_decide_not_their_boxes() -> None:
    """A ball in the corner of an L is inside the box around it, and free."""
    corner = trimesh.util.concatenate(
        [trimesh.creation.box(bounds=[[0, 0, 0], [0.5, 0.1, 0.1]]), trimesh.creation.box(bounds=[[0, 0.1, 0], [0.1, 0.5, 0.1]])]
    )
    ball = trimesh.creation.icosphere(radius=0.05).apply_translation([0, 0, 0.05])
    assert conflict(body(ball, x=0.2, y=0.2), [body(corner)], OPEN_AIR) is None
    assert conflict(body(ball, x=0.12, y=0.12), [body(corner)], OPEN_AIR) == "runs into another thing"


def test_nothing_is_put_inside_a_closed_thing_nor_a_closed_thing_over_something() -> None:
    small, large = box(0.02, z=0.04), box(0.1)
    assert conflict(small, [large], OPEN_AIR) == "inside or under another thing"
    assert conflict(large, [small], OPEN_AIR) == "inside or under another thing"


def test_nothing_is_hidden_under_a_bowl() -> None:
    outer = trimesh.creation.icosphere(subdivisions=3, radius=0.1)
    dome = trimesh.intersections.slice_mesh_plane(outer, [0, 0, 1], [0, 0, 0])
    assert conflict(box(0.03), [body(dome)], OPEN_AIR) == "inside or under another thing"


def test_the_whole_footprint_stays_on_the_surface() -> None:
    assert conflict(box(0.2, x=0.8999), [], OPEN_AIR) is None
    assert conflict(box(0.2, x=0.9001), [], OPEN_AIR) == "beyond the edge of the surface"


def test_rays_count_what_they_meet() -> None:
    cube = box(0.1, x=0.3)
    assert above(cube, np.array([0.31, 0.02, -1.0])) == 2
    assert above(cube, np.array([0.31, 0.02, 0.05])) == 1
    assert above(cube, np.array([0.31, 0.02, 0.2])) == 0
    assert above(cube, np.array([0.5, 0.02, -1.0])) == 0
    assert blocks(cube, np.array([0.0, 0.01, 0.05]), np.array([1.0, 0.02, 0.06]))
    assert not blocks(cube, np.array([0.0, 0.01, 0.05]), np.array([0.2, 0.02, 0.06]))


@pytest.mark.parametrize(
    ("eye", "expected"),
    [((0.0, 0.0, 0.05), False), ((0.0, 0.0, 0.12), False), ((0.0, 0.0, 0.2), True), ((0.5, 0.0, 0.02), False), ((0.5, 0.0, 0.1), True)],
)
def test_the_camera_is_not_in_near_or_below_anything(eye: tuple[float, float, float], expected: bool) -> None:
    pose = look_at(np.array(eye), np.array([0.0, 0.1, 0.0]), 0.0)
    camera = CameraSpec(width=64, height=48, focal_length_mm=30.0, world_from_camera=rows(pose))
    assert free(camera, OPEN_AIR, [box(0.1)], 0.04) is expected


def test_forgetting_solids_changes_nothing(tabletop: dict, library: object, monkeypatch: pytest.MonkeyPatch) -> None:
    config = SceneConfig.model_validate(tabletop)
    before = sample(config, RenderSpec(), library, seed=2, index=9)
    for name in ("SOLIDS", "BVHS"):
        monkeypatch.setattr(bodies, name, SizedCache(1, lambda held: 10))
    assert sample(config, RenderSpec(), library, seed=2, index=9) == before
    assert len(bodies.SOLIDS) == 1
