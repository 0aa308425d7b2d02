"""The label proof passes on frames that differ by sampling only, and fails on every fault it is there for."""

import dataclasses

import numpy as np
import pytest
import trimesh
from numpy.typing import NDArray

from setpiece.assets.ref import AssetRef
from setpiece.dataset.labels import CastCache, Labels, label
from setpiece.dataset.proof import prove
from setpiece.render.frame import Cutout, Frame, Geometry, Placed
from setpiece.scenes.spec import CameraSpec, ObjectSpec, RenderSpec, SceneSpec, SensorSpec, UniformSky

Array = NDArray[np.float64]
FINE = 8
"""The pretended renderer sees the scene in pixels this much smaller, and picks one of them per pixel."""
NAMES = ("ball", "box", "ring", "stick", "marble", "leaf")
CACHE = CastCache()


def geometry(mesh: trimesh.Trimesh) -> Geometry:
    normals = np.repeat(mesh.face_normals[:, None], 3, axis=1).astype(np.float32)
    return Geometry(mesh.vertices.astype(np.float32), mesh.faces.astype(np.int32), normals, None, np.zeros(len(mesh.faces), np.int32), {})


def leaf() -> Geometry:
    made = geometry(
        trimesh.Trimesh([[-0.1, 0, -0.1], [0.1, 0, -0.1], [0.1, 0, 0.1], [-0.1, 0, 0.1]], [[0, 1, 2], [0, 2, 3]], process=False)
    )
    uvs = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)[made.triangles]
    y, x = np.mgrid[:64, :64]
    alpha = np.where(np.hypot(x - 32, y - 32) < 24, 255, 0).astype(np.uint8)
    return dataclasses.replace(made, corner_uvs=uvs, cutouts={0: Cutout(alpha, 0.5)})


GEOMETRIES = {
    "ball": geometry(trimesh.creation.icosphere(3, 0.08)),
    "box": geometry(trimesh.creation.box((0.12, 0.08, 0.06))),
    "ring": geometry(trimesh.creation.torus(0.06, 0.006, 48, 12)),
    "stick": geometry(trimesh.creation.cylinder(0.002, 0.25)),
    "marble": geometry(trimesh.creation.icosphere(2, 0.009)),
    "leaf": leaf(),
    "floor": geometry(trimesh.creation.box((6, 6, 0.1))),
    "wall": geometry(trimesh.creation.box((6, 0.1, 3))),
}


def look_at(eye: tuple[float, float, float]) -> Array:
    forward = -np.array(eye) / np.linalg.norm(eye)
    right = np.cross(forward, (0, 0, 1))
    right /= np.linalg.norm(right)
    pose = np.eye(4)
    pose[:3] = np.stack([right, np.cross(forward, right), forward, eye], axis=1)
    return pose


def rows(matrix: Array) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in matrix.tolist())


def scene(seed: int) -> Frame:
    """Six objects over a floor, before a wall; no passes yet."""
    rng = np.random.default_rng(seed)
    poses = []
    for number in range(len(NAMES)):
        pose = trimesh.transformations.random_rotation_matrix(rng.random(3)) if NAMES[number] != "leaf" else np.eye(4)
        pose[:3, 3] = (0.17 * (number - 2.5), rng.uniform(-0.15, 0.15), rng.uniform(0.02, 0.12))
        poses.append(pose)
    floor, wall = np.eye(4), np.eye(4)
    floor[2, 3], wall[:3, 3] = -0.3, (0, 2, 1)
    names, poses = [*NAMES, "floor", "wall"], [*poses, floor, wall]
    objects = tuple(
        ObjectSpec(
            instance_id=number + 1,
            category=name if name in NAMES else None,
            asset=AssetRef(source="test", name=name, sha256=name),
            materials=(),
            world_from_object=rows(pose),  # type: ignore[arg-type]
        )
        for number, (name, pose) in enumerate(zip(names, poses, strict=True))
    )
    camera = CameraSpec(width=240, height=180, focal_length_mm=32, world_from_camera=rows(look_at((0.1, -1.0, 0.35))))  # type: ignore[arg-type]
    spec = SceneSpec(seed=0, index=0, objects=objects, lights=(), sky=UniformSky(), camera=camera, sensor=SensorSpec(), render=RenderSpec())
    placed = tuple(Placed(number + 1, name, pose) for number, (name, pose) in enumerate(zip(names, poses, strict=True)))
    return Frame(spec, np.zeros((180, 240, 3), np.float32), None, None, GEOMETRIES, placed, "", {})


def rendered(frame: Frame, seed: int, spread_px: float = 0.75) -> Frame:
    """The frame with passes whose samples lie evenly within ``spread_px`` of each pixel's centre, both ways."""
    camera = frame.spec.camera
    size = {"width": camera.width * FINE, "height": camera.height * FINE}
    fine = label(dataclasses.replace(frame, spec=frame.spec.model_copy(update={"camera": camera.model_copy(update=size)})), CACHE)
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[: camera.height, : camera.width] + 0.5
    y, x = y + rng.uniform(-spread_px, spread_px, y.shape), x + rng.uniform(-spread_px, spread_px, x.shape)
    row = np.clip((y * FINE).astype(int), 0, size["height"] - 1)
    column = np.clip((x * FINE).astype(int), 0, size["width"] - 1)
    return dataclasses.replace(frame, index_pass=fine.instances_all[row, column], depth_pass=fine.depth_m[row, column])


def moved(frame: Frame, number: int, right_px: float = 0.0, away_m: float = 0.0) -> Frame:
    """One object displaced in the picture or along the view."""
    camera = frame.spec.camera
    world_from_camera = np.array(camera.world_from_camera)
    pose = frame.placed[number].world_from_object.copy()
    depth = (np.linalg.inv(world_from_camera) @ pose[:, 3])[2]
    pose[:3, 3] += world_from_camera[:3, 0] * right_px * depth / camera.focal_length_px + world_from_camera[:3, 2] * away_m
    placed = list(frame.placed)
    placed[number] = dataclasses.replace(placed[number], world_from_object=pose)
    return dataclasses.replace(frame, placed=tuple(placed))


def labels_of(frame: Frame) -> Labels:
    return label(frame, CACHE)


@pytest.mark.parametrize("seed", range(6))
def test_samples_beside_the_pixel_centre_pass(seed: int) -> None:
    frame = rendered(scene(seed), seed)
    proof = prove(frame, labels_of(frame))
    assert proof.ok, proof.reason
    assert (proof.reason, proof.ids) == ("", ())
    assert proof.index_agreement > 0.999
    assert proof.compared_px > 30_000


PIXELS, CENTIMETRE, MISSING = {"right_px": 2.0}, {"away_m": 0.01}, {"right_px": 500.0}
# Rings and marbles are two and four pixels thick here: they have an outline, but no inside whose depth could be compared.
FAULTS = [
    *(pytest.param(number, PIXELS, id=f"{NAMES[number]} 2 px aside") for number in (0, 1, 2, 4, 5)),
    *(pytest.param(number, CENTIMETRE, id=f"{NAMES[number]} 1 cm away") for number in (0, 1, 5)),
    *(pytest.param(number, MISSING, id=f"{NAMES[number]} missing") for number in range(6)),
]


@pytest.mark.parametrize(("number", "fault"), FAULTS)
def test_a_displaced_or_missing_object_fails(number: int, fault: dict[str, float]) -> None:
    truth = scene(7)
    frame = rendered(truth, 7, spread_px=0.25)
    proof = prove(frame, labels_of(moved(truth, number, **fault)))
    assert not proof.ok
    assert number + 1 in proof.ids
    assert f"{number + 1} ({NAMES[number]})" in proof.reason


@pytest.mark.parametrize("number", [6, 7], ids=["floor", "wall"])
def test_scenery_is_proved_too(number: int) -> None:
    truth = scene(3)
    frame = rendered(truth, 3)
    proof = prove(frame, labels_of(moved(truth, number, away_m=0.02)))
    assert number + 1 in proof.ids


def test_holes_that_only_one_side_knows_fail() -> None:
    truth = scene(5)
    frame = rendered(truth, 5)
    solid = dataclasses.replace(GEOMETRIES["leaf"], cutouts={})
    other = dataclasses.replace(frame, geometries={**GEOMETRIES, "leaf": solid})
    proof = prove(frame, label(other))
    assert not proof.ok
    assert 6 in proof.ids


def test_an_object_that_only_the_renderer_knows_fails() -> None:
    truth = scene(5)
    frame = rendered(truth, 5)
    without = dataclasses.replace(frame, placed=frame.placed[1:])
    assert not prove(frame, labels_of(without)).ok


def test_figures_are_plain_finite_numbers() -> None:
    frame = rendered(scene(1), 1)
    assert frame.depth_pass is not None
    holed = frame.depth_pass.copy()
    holed[40:80, 40:80] = np.inf
    proof = prove(dataclasses.replace(frame, depth_pass=holed), labels_of(frame))
    assert not proof.ok
    assert all(np.isfinite(value) for value in dataclasses.astuple(proof) if isinstance(value, float))


def test_passes_are_needed() -> None:
    frame = scene(0)
    with pytest.raises(ValueError, match="passes"):
        prove(frame, labels_of(frame))
