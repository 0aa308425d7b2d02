"""Labels against closed forms, brute force and the invariants that a user relies on."""

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from setpiece.assets.ref import AssetRef
from setpiece.dataset.labels import CastCache, Labels, ObjectLabel, label
from setpiece.render.frame import Cutout, Frame, Geometry, Placed
from setpiece.scenes.spec import CameraSpec, ObjectSpec, RenderSpec, SceneSpec, SensorSpec, UniformSky

Array = NDArray[np.float64]
Item = tuple[trimesh.Trimesh, str | None, Array]
IDENTITY = np.eye(4)


def camera(width: int = 160, height: int = 120, world_from_camera: Array = IDENTITY, focal_length_mm: float = 36.0) -> CameraSpec:
    rows = tuple(tuple(row) for row in world_from_camera.tolist())
    return CameraSpec(width=width, height=height, focal_length_mm=focal_length_mm, world_from_camera=rows)  # type: ignore[arg-type]


def geometry(mesh: trimesh.Trimesh, smooth: bool = False) -> Geometry:
    normals = mesh.vertex_normals[mesh.faces] if smooth else np.repeat(mesh.face_normals[:, None], 3, axis=1)
    slots = np.zeros(len(mesh.faces), np.int32)
    return Geometry(mesh.vertices.astype(np.float32), mesh.faces.astype(np.int32), normals.astype(np.float32), None, slots, {})


def frame(items: list[Item], cam: CameraSpec, geometries: dict[str, Geometry] | None = None) -> Frame:
    made = {str(number): geometry(mesh) for number, (mesh, _, _) in enumerate(items)} | (geometries or {})
    objects = tuple(
        ObjectSpec(
            instance_id=number + 1,
            category=category,
            asset=AssetRef(source="test", name=str(number), sha256=str(number)),
            materials=(),
            world_from_object=tuple(tuple(row) for row in pose.tolist()),  # type: ignore[arg-type]
        )
        for number, (_, category, pose) in enumerate(items)
    )
    spec = SceneSpec(seed=0, index=0, objects=objects, lights=(), sky=UniformSky(), camera=cam, sensor=SensorSpec(), render=RenderSpec())
    placed = tuple(Placed(number + 1, str(number), pose) for number, (_, _, pose) in enumerate(items))
    return Frame(spec, np.zeros((cam.height, cam.width, 3), np.float32), None, None, made, placed, "", {})


def labels_of(items: list[Item], cam: CameraSpec) -> Labels:
    return label(frame(items, cam))


def at(x: float, y: float, z: float, rotation: Array = IDENTITY, scale: float = 1.0) -> Array:
    pose = rotation.copy()
    pose[:3, :3] *= scale
    pose[:3, 3] = x, y, z
    return pose


def turned(seed: int) -> Array:
    return np.asarray(trimesh.transformations.random_rotation_matrix(np.random.default_rng(seed).random(3)))


def rays(cam: CameraSpec) -> Array:
    """(H, W, 3) directions with z = 1."""
    x = (np.arange(cam.width) + 0.5 - cam.width / 2) / cam.focal_length_px
    y = (np.arange(cam.height) + 0.5 - cam.height / 2) / cam.focal_length_px
    return np.stack([*np.meshgrid(x, y), np.ones((cam.height, cam.width))], axis=-1)


def square(size: float) -> trimesh.Trimesh:
    half = size / 2
    corners = [[-half, -half, 0], [half, -half, 0], [half, half, 0], [-half, half, 0]]
    return trimesh.Trimesh(corners, [[0, 1, 2], [0, 2, 3]], process=False)


def test_tilted_plane_in_closed_form() -> None:
    cam = camera(world_from_camera=turned(3))
    tilt = trimesh.transformations.rotation_matrix(1.45, (1, 0.3, 0))
    pose = np.array(cam.world_from_camera) @ at(0.05, 0.2, 3.0, tilt)
    labels = labels_of([(square(2000.0), None, pose)], cam)
    normal = (np.linalg.inv(np.array(cam.world_from_camera)) @ pose)[:3, 2]
    with np.errstate(divide="ignore"):
        depth = normal @ (0.05, 0.2, 3.0) / (rays(cam) @ normal)
    hit = (depth > 0) & (depth < 900)
    assert hit.mean() > 0.3
    assert np.abs(labels.depth_m[hit] / depth[hit] - 1).max() < 1e-6
    assert np.isinf(labels.depth_m[depth < 0]).all()
    facing = -normal * np.sign(normal @ (0.05, 0.2, 3.0))
    assert labels.normals[hit] == pytest.approx(np.broadcast_to(facing, (hit.sum(), 3)), abs=1e-6)
    assert not labels.normals[labels.instances_all == 0].any()


def test_box_outline_and_depth_in_closed_form() -> None:
    cam = camera(320, 240)
    box = trimesh.creation.box((0.8, 0.6, 0.4))
    pose = at(0.13, -0.07, 2.2, turned(11))
    labels = labels_of([(box, "box", pose)], cam)
    origin, directions = -pose[:3, :3].T @ pose[:3, 3], rays(cam) @ pose[:3, :3]

    def slab(grow: float) -> tuple[Array, Array]:
        bounds = np.array([0.4, 0.3, 0.2]) + grow
        near = ((-np.sign(directions) * bounds - origin) / directions).max(axis=-1)
        far = ((np.sign(directions) * bounds - origin) / directions).min(axis=-1)
        return near, near < far

    hundredth_px_m = 0.01 * 1.5 / cam.focal_length_px
    depth, surely = slab(-hundredth_px_m)[0], slab(-hundredth_px_m)[1]
    possibly = slab(hundredth_px_m)[1]
    mask = labels.instances == 1
    assert mask[surely].all()
    assert not mask[~possibly].any()
    depth, inside = slab(0.0)
    assert np.abs(labels.depth_m[inside & mask] / depth[inside & mask] - 1).max() < 1e-5


def test_sphere_outline_depth_and_normals_in_closed_form() -> None:
    cam = camera(320, 240)
    # 327,680 triangles: the tessellation lies at most 1.8e-5 of the radius, 0.002 pixels here, inside the sphere.
    ball = trimesh.creation.icosphere(subdivisions=7, radius=0.5)
    center = np.array([0.2, -0.1, 2.0])
    items: list[Item] = [(ball, "ball", at(*center))]
    labels = label(frame(items, cam, {"0": geometry(ball, smooth=True)}))
    directions = rays(cam) / np.linalg.norm(rays(cam), axis=-1, keepdims=True)
    along = directions @ center
    miss = np.sqrt(np.maximum(center @ center - along**2, 0)) - 0.5
    # A step of 0.01 pixels moves a ray by 0.01 / focal length (in pixels) times its depth, at least.
    near_outline = np.abs(miss) < 0.01 / cam.focal_length_px * 2.0
    mask = labels.instances == 1
    assert near_outline.sum() < 40
    assert np.array_equal(mask[~near_outline], (miss < 0)[~near_outline])
    inside = miss < -0.003
    reach = along - np.sqrt(np.maximum(0.25 - (miss + 0.5) ** 2, 0))
    depth = reach * directions[..., 2]
    assert np.abs(labels.depth_m[inside] / depth[inside] - 1).max() < 1e-4
    normals = (reach[..., None] * directions - center) / 0.5
    assert np.einsum("ij,ij->i", labels.normals[inside], normals[inside]).min() > 0.9999
    assert np.einsum("ij,ij->i", labels.normals[mask], rays(cam)[mask]).max() < 1e-5, "normals look at the camera"


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), scale=st.floats(0.2, 5.0), near=st.booleans())
def test_equals_brute_force(seed: int, scale: float, near: bool) -> None:
    """Every pixel against every triangle, in float64; objects around, behind and astride of the camera."""
    rng = np.random.default_rng(seed)
    cam = camera(24, 18, turned(seed))
    items: list[Item] = []
    for number in range(4):
        mesh = [trimesh.creation.box((0.5, 0.3, 0.7)), trimesh.creation.icosphere(1, 0.4), trimesh.creation.torus(0.4, 0.1, 12, 8)][
            number % 3
        ]
        place = rng.uniform((-1, -1, -0.5 if near else 1), (1, 1, 3))
        pose = np.array(cam.world_from_camera) @ at(*place, turned(seed + number), scale)
        items.append((mesh, "thing" if number < 3 else None, pose))
    labels = labels_of(items, cam)
    depths = np.stack([brute_force_depth(mesh, np.linalg.inv(np.array(cam.world_from_camera)) @ pose, cam) for mesh, _, pose in items])
    nearest = depths.min(axis=0)
    ids = np.where(np.isfinite(nearest), depths.argmin(axis=0) + 1, 0)
    differs = (ids != labels.instances_all) | ~np.isclose(nearest, labels.depth_m, rtol=1e-4)
    assert differs.sum() <= 1, "one ray may graze an edge"
    for item in labels.objects:
        expected = np.isfinite(depths[item.instance_id - 1])
        assert (item.amodal.full(cam.height, cam.width) != expected).sum() <= 1


def brute_force_depth(mesh: trimesh.Trimesh, camera_from_object: Array, cam: CameraSpec) -> Array:
    corners = mesh.vertices[mesh.faces] @ camera_from_object[:3, :3].T + camera_from_object[:3, 3]
    a, b, c = (corners[:, number].T for number in range(3))
    with np.errstate(divide="ignore", invalid="ignore"):
        # Solve [a b c] w = p / z for the weights of the corners: all of one sign means inside, their sum is 1 / z.
        volume = np.einsum("it,it->t", a, np.cross(b, c, axis=0))
        weights = np.stack([rays(cam) @ np.cross(p, q, axis=0) / volume for p, q in ((b, c), (c, a), (a, b))])
        nearness = weights.sum(axis=0)
        inside = (weights >= 0).all(axis=0) & (nearness > 0) & (nearness < 1 / cam.near_m)
        return np.where(inside, 1 / nearness, np.inf).min(axis=-1)


def two_boxes() -> list[Item]:
    cube = trimesh.creation.box((1, 1, 1))
    return [(cube, "back", at(0, 0, 4)), (cube, "front", at(0.5, 0.1, 2.5)), (square(50), None, at(0, 0, 6))]


def test_occlusion_order_and_what_follows_from_it() -> None:
    cam = camera()
    labels = labels_of(two_boxes(), cam)
    back, front = labels.objects
    assert front.visible_fraction == 1.0
    assert 0.2 < back.visible_fraction < 0.9
    alone = labels_of(two_boxes()[:1], cam).objects[0]
    assert np.array_equal(alone.visible.full(120, 160), back.amodal.full(120, 160)), "amodal is what it looks like alone"
    for item in labels.objects:
        consistent(item, labels)
    swapped = labels_of(two_boxes()[::-1], cam)
    assert np.array_equal(swapped.depth_m, labels.depth_m), "the order of the list does not matter"
    assert set(np.unique(labels.instances)) == {0, 1, 2}
    assert set(np.unique(labels.instances_all)) == {1, 2, 3}, "scenery is in instances_all only"


def consistent(item: ObjectLabel, labels: Labels) -> None:
    """What must hold between the fields of any label."""
    size = labels.height, labels.width
    visible, amodal = item.visible.full(*size), item.amodal.full(*size)
    assert np.array_equal(visible, labels.instances == item.instance_id)
    assert not (visible & ~amodal).any()
    assert (visible.sum(), amodal.sum()) == (item.visible_px, item.amodal_px)
    assert item.visible_fraction == pytest.approx(item.visible_px / max(1, item.amodal_px))
    assert 0.0 <= item.truncation <= 1.0
    if item.visible_px:
        rows, columns = np.nonzero(visible)
        assert item.bbox_xywh == (columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1)
    else:
        assert item.bbox_xywh is None


def test_hidden_and_absent_objects_are_kept() -> None:
    cube = trimesh.creation.box((0.2, 0.2, 0.2))
    items: list[Item] = [
        (cube, "hidden", at(0, 0, 3)),
        (cube, "behind", at(0, 0, -3)),
        (cube, "left", at(-9, 0, 3)),
        (square(9), None, at(0, 0, 2)),
    ]
    hidden, behind, left = labels_of(items, camera()).objects
    assert (hidden.visible_px, hidden.bbox_xywh, hidden.visible_fraction, hidden.truncation) == (0, None, 0.0, 0.0)
    assert hidden.amodal_px > 0
    for item in (behind, left):
        assert (item.amodal_px, item.visible_px, item.bbox_xywh, item.truncation) == (0, 0, None, 1.0)
    assert behind.amodal_bbox_xywh is None
    assert left.amodal_bbox_xywh is not None
    assert left.amodal_bbox_xywh[0] < -200


@pytest.mark.parametrize("width", [160, 1280])
def test_half_out_square(width: int) -> None:
    cam = camera(width, width * 3 // 4)
    item = labels_of([(square(0.5), "square", at(-0.5 * 2, 0, 2))], cam).objects[0]
    assert item.truncation == pytest.approx(0.5, abs=0.01)
    side = 0.5 / 2 * cam.focal_length_px
    assert item.amodal_bbox_xywh == pytest.approx((-side / 2, cam.height / 2 - side / 2, side, side), abs=4)


def test_object_astride_of_the_camera_plane() -> None:
    floor = trimesh.creation.box((100, 100, 0.1))
    looking_forward = at(0, 0, 0, np.array([[1.0, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, 0], [0, 0, 0, 1]]))
    cam = camera(world_from_camera=looking_forward)
    labels = labels_of([(floor, "floor", at(0, 0, -1.05))], cam)
    rows = (np.arange(120) + 0.5 - 60) / cam.focal_length_px
    below = (rows > 0.0201) & (rows < 10)
    assert labels.depth_m[below, 80] == pytest.approx(1 / rows[below], rel=1e-5)
    assert (labels.instances[:60] == 0).all()


@pytest.mark.parametrize("scale", [0.01, 1.0, 30.0])
def test_a_scaled_scene_looks_the_same(scale: float) -> None:
    """Labels depend on angles only; depth and boxes scale along."""
    mesh = trimesh.creation.torus(0.3, 0.1, 16, 12)
    plain = labels_of([(mesh, "ring", at(0.1, 0, 2, turned(5)))], camera())
    scaled = labels_of([(mesh, "ring", at(0.1 * scale, 0, 2 * scale, turned(5), scale))], camera().model_copy(update={"near_m": 0.001}))
    assert (plain.instances != scaled.instances).sum() <= 2
    both = (plain.instances == 1) & (scaled.instances == 1)
    assert np.abs(scaled.depth_m[both] / plain.depth_m[both] / scale - 1).max() < 1e-5
    assert scaled.objects[0].dimensions_m == pytest.approx(plain.objects[0].dimensions_m * scale)


def test_box_3d_holds_the_object_and_its_projection() -> None:
    cam = camera()
    mesh = trimesh.creation.cylinder(0.2, 0.7, sections=12)
    pose = at(0.1, 0.1, 2.0, turned(9), 1.3)
    item = labels_of([(mesh, "can", pose)], cam).objects[0]
    assert item.size_m == pytest.approx(np.ptp(mesh.vertices, axis=0), abs=1e-6)
    assert item.dimensions_m == pytest.approx(1.3 * np.ptp(mesh.vertices, axis=0), abs=1e-6)
    projected = item.corners_m[:, :2] / item.corners_m[:, 2:] * cam.focal_length_px + (80, 60)
    x, y, width, height = item.bbox_xywh or (0, 0, 0, 0)
    assert (projected.min(axis=0) <= (x + 1, y + 1)).all()
    assert (projected.max(axis=0) >= (x + width - 1, y + height - 1)).all()


def test_cutouts_are_holes_to_what_is_behind() -> None:
    """A leaf whose picture is a disc: through its corners one sees the wall, in every label."""
    cam = camera()
    leaf = square(1.0)
    uvs = (leaf.vertices[:, :2] + 0.5).astype(np.float32)[leaf.faces]
    y, x = (np.mgrid[:256, :256] + 0.5) / 256 - 0.5
    alpha = np.where(np.hypot(x, y - 0.1) < 0.3, 255, 0).astype(np.uint8)
    plain = geometry(leaf)
    cut = Geometry(plain.vertices, plain.triangles, plain.corner_normals, uvs, plain.material_slots, {0: Cutout(alpha, 0.5)})
    # Two leaves one behind the other share the geometry; the second shows through the first one's holes only as its own disc.
    items: list[Item] = [(leaf, "leaf", at(0, 0, 2)), (leaf, "leaf", at(0.1, 0.1, 2.0001)), (square(9), None, at(0, 0, 3))]
    labels = label(frame(items, cam, {"0": cut, "1": cut}))
    px, py = (rays(cam)[..., :2] * 2).transpose(2, 0, 1)
    # Texture v points up, image rows down: the disc lies at v = -0.1, and so at object y = -0.1.
    distance = np.hypot(px, py + 0.1) - 0.3
    sure = np.abs(distance) > 0.006
    assert np.array_equal((labels.instances == 1)[sure], (distance < 0)[sure])
    assert labels.depth_m[60, 5] == pytest.approx(3.0)
    assert (labels.instances == 2).sum() > 100


def test_cutouts_of_one_mesh_pierce_many_layers() -> None:
    cam = camera(16, 12)
    layers = trimesh.util.concatenate([square(1.0).apply_translation((0, 0, z)) for z in np.arange(40) * 0.001])
    plain = geometry(layers)
    uvs = np.full((len(layers.faces), 3, 2), 0.25, np.float32)
    uvs[-2:] = 0.75
    alpha = np.zeros((8, 8), np.uint8)
    alpha[:4, 4:] = 255
    cut = Geometry(plain.vertices, plain.triangles, plain.corner_normals, uvs, plain.material_slots, {0: Cutout(alpha, 0.5)})
    labels = label(frame([(layers, "grille", at(0, 0, 1))], cam, {"0": cut}))
    assert labels.depth_m[6, 8] == pytest.approx(1.039, rel=1e-5)


def test_near_and_far_planes_clip_like_the_renderer() -> None:
    cam = camera().model_copy(update={"near_m": 1.0, "far_m": 5.0})
    items: list[Item] = [(square(0.1), "near", at(0, 0, 0.9)), (square(1), "mid", at(0, 0, 3)), (square(99), "far", at(0, 0, 5.1))]
    labels = labels_of(items, cam)
    assert [item.visible_px > 0 for item in labels.objects] == [False, True, False]
    assert set(np.unique(labels.depth_m)) == {np.float32(3.0), np.float32(np.inf)}


def test_cache_gives_the_same_labels_and_keeps_its_limit() -> None:
    cache = CastCache(limit_bytes=20_000)
    fresh = labels_of(two_boxes(), camera())
    for _ in range(3):
        again = label(frame(two_boxes(), camera()), cache)
        assert again.depth_m.tobytes() == fresh.depth_m.tobytes()
        assert again.normals.tobytes() == fresh.normals.tobytes()
    assert len(cache) == 3
    for number in range(8):
        mesh = trimesh.creation.icosphere(2)
        cache.get(f"other{number}", geometry(mesh))
    assert len(cache) < 4


def test_broken_geometry_is_refused() -> None:
    mesh = square(1.0)
    broken = geometry(mesh)
    broken.vertices[0, 0] = np.nan
    with pytest.raises(ValueError, match="not finite"):
        label(frame([(mesh, "x", at(0, 0, 2))], camera(), {"0": broken}))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), readout_s=st.sampled_from([0.0, 0.05]))
def test_scenery_that_is_left_out_changes_no_pixel(seed: int, readout_s: float) -> None:
    """Scenery is not looked at where it is out of view or hidden; things with a category are cast whole."""
    random = np.random.default_rng(seed)
    motion = {"linear_velocity_m_s": (4.0, 1.0, -2.0), "angular_velocity_rad_s": (0.2, -1.0, 0.5), "readout_s": readout_s}
    cam = camera(96, 64).model_copy(update=motion)
    meshes = [trimesh.creation.icosphere(1, radius=2.0), trimesh.creation.box((3, 2, 5)), square(9.0)]
    placed = [(meshes[number % 3], at(*random.uniform((-14, -14, -6), (14, 14, 24)), turned(seed + number))) for number in range(24)]
    things, scenery = (labels_of([(mesh, category, pose) for mesh, pose in placed], cam) for category in ("thing", None))
    assert things.instances_all.tobytes() == scenery.instances_all.tobytes()
    assert things.depth_m.tobytes() == scenery.depth_m.tobytes()
    assert things.normals.tobytes() == scenery.normals.tobytes()
    assert not scenery.instances.any()
