"""Every sampled scene is possible: things rest, touch nothing, stay on the surface, and are seen."""

import fcl
import numpy as np
import pytest
import trimesh
from scipy import stats
from scipy.spatial import ConvexHull

from setpiece.assets.errors import UserError
from setpiece.scenes.config import SceneConfig
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.sample import sample
from setpiece.scenes.spec import RenderSpec, SceneSpec

SCENES = 40


def first_possible(config: SceneConfig, library: object, index: int) -> SceneSpec:
    for attempt in range(10):
        try:
            return sample(config, RenderSpec(), library, seed=3, index=index, attempt=attempt)
        except CannotPlace:
            continue
    raise AssertionError(f"index {index}: no possible scene in 10 attempts")


@pytest.fixture(scope="module")
def scenes(config: SceneConfig, library: object) -> list[SceneSpec]:
    return [first_possible(config, library, index) for index in range(SCENES)]


@pytest.fixture(scope="module")
def geometry(library: object) -> object:
    """World-space trimesh of an object, by another path than the sampler's."""

    def load(thing: object) -> trimesh.Trimesh:
        mesh = library.load(thing.asset).mesh
        placed = trimesh.Trimesh(mesh.vertices.astype(np.float64), mesh.triangles, process=True)
        return placed.apply_transform(np.array(thing.world_from_object))

    return load


def surface(scene: SceneSpec, library: object) -> tuple[np.ndarray, float]:
    """Outline and height of what the things stand on, the last piece of scenery that has a support above the others."""
    supports = []
    for piece in scene.objects:
        if piece.category is None and (support := library.load(piece.asset).support) is not None:
            pose = np.array(piece.world_from_object)
            outline = np.column_stack([support.outline_m, np.full(len(support.outline_m), support.height_m)])
            supports.append(outline @ pose[:3, :3].T + pose[:3, 3])
    highest = max(supports, key=lambda outline: outline[0, 2])
    return highest[:, :2], float(highest[0, 2])


def things(scene: SceneSpec) -> list:
    return [thing for thing in scene.objects if thing.category is not None]


def test_things_rest_exactly_on_the_surface_and_within_it(scenes: list[SceneSpec], library: object, geometry: object) -> None:
    for scene in scenes:
        outline, height = surface(scene, library)
        inside = ConvexHull(outline).equations
        for thing in things(scene):
            vertices = geometry(thing).vertices
            assert abs(vertices[:, 2].min() - height) < 1e-4
            assert (vertices[:, :2] @ inside[:, :2].T + inside[:, 2]).max() < 1e-6


def test_things_stay_where_they_are(scenes: list[SceneSpec], geometry: object) -> None:
    for scene in scenes:
        for thing in things(scene):
            mesh = geometry(thing)
            size = float(mesh.extents.max())
            low = mesh.vertices[:, 2].min()
            # A ball's facets: 0.3 % of the size up, the sphere has left the point of contact by a facet's width.
            contacts = mesh.vertices[mesh.vertices[:, 2] < low + 0.003 * size, :2]
            polygon = ConvexHull(contacts).equations
            assert (polygon[:, :2] @ mesh.center_mass[:2] + polygon[:, 2]).max() < 1e-6, thing.asset.name


def test_nothing_runs_into_anything(scenes: list[SceneSpec], geometry: object) -> None:
    """Judged by points on the surfaces: the signed distance into any other body, and by fcl's penetration depth."""
    for scene in scenes[: SCENES // 2]:
        meshes = [geometry(thing) for thing in things(scene)]
        for i, a in enumerate(meshes):
            for b in meshes[:i]:
                if np.any(a.bounds[0] > b.bounds[1]) or np.any(b.bounds[0] > a.bounds[1]):
                    continue
                for outer, inner in ((a, b), (b, a)):
                    points = np.vstack([inner.vertices, trimesh.sample.sample_surface(inner, 100, seed=0)[0]])
                    assert trimesh.proximity.signed_distance(outer, points).max() < 5e-4


def test_things_do_not_run_into_the_tray_or_the_walls(scenes: list[SceneSpec], library: object, geometry: object) -> None:
    for scene in scenes:
        _, height = surface(scene, library)
        manager = fcl.DynamicAABBTreeCollisionManager()
        pieces = [geometry(piece) for piece in scene.objects if piece.category is None]
        upright = [trimesh.intersections.slice_mesh_plane(piece, [0, 0, 1], [0, 0, height + 1e-3]) for piece in pieces]
        for piece in upright:
            if len(piece.faces):
                bvh = fcl.BVHModel()
                bvh.beginModel(len(piece.faces), len(piece.vertices))
                bvh.addSubModel(piece.vertices, piece.faces)
                bvh.endModel()
                manager.registerObject(fcl.CollisionObject(bvh, fcl.Transform()))
        manager.setup()
        for thing in things(scene):
            mesh = geometry(thing)
            bvh = fcl.BVHModel()
            bvh.beginModel(len(mesh.faces), len(mesh.vertices))
            bvh.addSubModel(mesh.vertices, mesh.faces)
            bvh.endModel()
            found = fcl.CollisionData()
            manager.collide(fcl.CollisionObject(bvh, fcl.Transform()), found, fcl.defaultCollisionCallback)
            assert not found.result.is_collision, thing.asset.name


def test_the_camera_is_above_the_surface_and_sees_the_things(
    config: SceneConfig, scenes: list[SceneSpec], library: object, geometry: object
) -> None:
    for scene in scenes:
        pose = np.array(scene.camera.world_from_camera)
        assert pose[2, 3] > surface(scene, library)[1]
        assert np.linalg.det(pose[:3, :3]) == pytest.approx(1.0)
        assert pose[2, 1] < 0.0  # the image's y axis points down, or the picture is upside down
        meshes = [geometry(thing) for thing in things(scene)]
        centres = np.array([mesh.bounds.mean(axis=0) for mesh in meshes])
        local = (centres - pose[:3, 3]) @ pose[:3, :3]
        image = local @ np.array(scene.camera.intrinsics).T
        pixels = image[:, :2] / image[:, 2:]
        margin = 0.05 * scene.camera.width  # the centre of a lying cone's world box is not that of its own
        seen = np.all((pixels > -margin) & (pixels < np.array([scene.camera.width, scene.camera.height]) + margin), axis=1)
        assert np.mean(seen & (local[:, 2] > 0.0)) >= config.camera.min_in_frame


def test_ids_count_from_one_and_scenery_has_no_category(scenes: list[SceneSpec]) -> None:
    for scene in scenes:
        assert [thing.instance_id for thing in scene.objects] == list(range(1, len(scene.objects) + 1))
        assert {piece.asset.source for piece in scene.objects if piece.category is None} == {"scenery"}


def test_json_round_trip(scenes: list[SceneSpec]) -> None:
    assert [SceneSpec.model_validate_json(scene.model_dump_json()) for scene in scenes] == scenes


def test_dice_fall_on_all_faces_equally(dice: SceneConfig, library: object) -> None:
    down = [np.array(thing.world_from_object)[2, :3] for index in range(120) for thing in things(first_possible(dice, library, index))]
    faces = np.array([3 * (axis[np.abs(axis).argmax()] > 0) + np.abs(axis).argmax() for axis in down])
    assert np.allclose(np.abs(down).max(axis=1), 1.0)
    assert len(faces) > 600
    assert stats.chisquare(np.bincount(faces, minlength=6)).pvalue > 1e-3


def test_no_room_is_said_and_bounded(tabletop: dict, library: object) -> None:
    crowd = SceneConfig.model_validate(tabletop | {"placement": {"kind": "scatter", "count": 400, "kinds": {"box": 1}, "tries": 5}})
    with pytest.raises(CannotPlace, match=r"box: no free place among .* things in 5 tries; mostly: "):
        sample(crowd, RenderSpec(), library, seed=0, index=0)


def test_no_view_is_said(tabletop: dict, library: object) -> None:
    camera = {"kind": "shell", "distance_m": 4.0, "elevation_deg": 10, "azimuth_deg": 180, "tries": 3}
    blind = SceneConfig.model_validate(tabletop | {"environment": {"kind": "tabletop", "walls_probability": 1}, "camera": camera})
    with pytest.raises(CannotPlace, match="camera: no view in 3 tries; mostly: too few things in the frame"):
        sample(blind, RenderSpec(), library, seed=0, index=0)


def test_an_unknown_kind_is_named_with_the_nearest(tabletop: dict, library: object) -> None:
    config = SceneConfig.model_validate(tabletop | {"placement": {"kind": "scatter", "kinds": {"botle": 1}}})
    with pytest.raises(UserError, match=r"placement.kinds: found 'botle'; did you mean 'bottle'\?.*accepted: ball, bottle"):
        sample(config, RenderSpec(), library, seed=0, index=0)
