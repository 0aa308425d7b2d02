"""Where bodies come to rest, against trimesh's own estimate and against symmetry."""

import numpy as np
import pytest
import trimesh
from scipy.spatial import ConvexHull

from setpiece.assets.errors import UserError
from setpiece.assets.mesh import Mesh
from setpiece.scenes.poses import settled, stable_poses
from setpiece.scenes.solid import prepare


def lumps(seed: int) -> trimesh.Trimesh:
    points = np.random.default_rng(seed).normal(size=(40, 3)) * [0.05, 0.03, 0.1]
    return trimesh.convex.convex_hull(points)


@pytest.mark.parametrize("seed", range(8))
def test_probabilities_agree_with_trimesh_on_lumps(seed: int) -> None:
    """Where the two differ at most by the rolling over edges next to which the centre of mass projects onto a second edge as well."""
    mesh = lumps(seed)
    theirs, probability = trimesh.poses.compute_stable_poses(mesh, seed=0)
    ours = stable_poses(ConvexHull(mesh.vertices), mesh.center_mass)
    down = -theirs[:, 2, :3]
    matched = [ours.probability[np.linalg.norm(ours.down - axis, axis=1) < 1e-4].sum() for axis in down]
    assert np.abs(np.array(matched) - probability).sum() < 0.1
    assert ours.probability.sum() == pytest.approx(1.0)


def test_a_brick_rests_on_its_six_faces_in_proportion_to_their_solid_angles() -> None:
    brick = trimesh.creation.box(extents=[0.1, 0.2, 0.4])
    poses = stable_poses(ConvexHull(brick.vertices), np.zeros(3))
    expected = {0: (0.1, 0.2, 0.4), 1: (0.2, 0.1, 0.4), 2: (0.4, 0.1, 0.2)}
    assert len(poses.down) == 6
    for axis, probability in zip(poses.down, poses.probability, strict=True):
        depth, a, b = expected[int(np.abs(axis).argmax())]
        # Solid angle of a rectangle a x b at distance depth / 2 from its middle: 4 asin(ab / sqrt((a^2 + d^2)(b^2 + d^2))).
        angle = 4.0 * np.arcsin(a * b / np.sqrt((a**2 + depth**2) * (b**2 + depth**2)))
        stands_only_by_rolling = probability >= angle / (4.0 * np.pi) - 1e-9
        assert stands_only_by_rolling
        assert probability == pytest.approx(angle / (4.0 * np.pi), abs=1e-9)


def test_a_cone_does_not_rest_on_its_tip() -> None:
    cone = trimesh.creation.cone(radius=0.05, height=0.15, sections=64)
    poses = stable_poses(ConvexHull(cone.vertices), cone.center_mass)
    assert poses.down[:, 2].max() < 0.5
    assert poses.probability[poses.down[:, 2] < -0.99].sum() > 0.05


def test_a_drop_leaves_the_faces_of_a_die_equal_and_rarely_a_ring_on_its_rim() -> None:
    die, ring = trimesh.creation.box(extents=[0.016] * 3), trimesh.creation.annulus(r_min=0.04, r_max=0.06, height=0.03)
    assert prepare(as_mesh(die), "die").poses.probability == pytest.approx(np.full(6, 1 / 6))
    static = stable_poses(ConvexHull(ring.vertices), ring.center_mass)
    dropped = settled(static, 0.06)
    on_rim = np.abs(static.down[:, 2]) < 0.5
    assert dropped.probability[on_rim].sum() < 0.05 < static.probability[on_rim].sum()
    assert dropped.probability.sum() == pytest.approx(1.0)


def as_mesh(shape: trimesh.Trimesh) -> Mesh:
    return Mesh(shape.vertices.astype(np.float32), shape.faces.astype(np.int32))


def test_an_open_shell_balances_about_its_hull() -> None:
    half = trimesh.creation.box(extents=[0.1, 0.1, 0.1])
    lidless = Mesh(half.vertices.astype(np.float32), half.faces[half.face_normals[:, 2] < 0.5].astype(np.int32))
    assert np.allclose(prepare(lidless, "lidless").centre_of_mass, 0.0, atol=1e-6)


def test_a_flat_mesh_is_refused_by_name() -> None:
    flat = Mesh(np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], np.float32), np.array([[0, 1, 2]], np.int32))
    with pytest.raises(UserError, match=r"folder: paper\.glb: found a mesh that is flat"):
        prepare(flat, "folder: paper.glb")
