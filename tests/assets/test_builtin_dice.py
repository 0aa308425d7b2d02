"""Dice: everything is counted on the mesh, nothing is taken from the generator's tables."""

import numpy as np
import pytest
import trimesh

from setpiece.assets.builtin import BUILTIN
from setpiece.assets.kit.color import luminance
from setpiece.assets.mesh import Model

SEEDS = (0, 1, 2, 3, 4, 5)
AXES = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]])
DICE = BUILTIN["dice"]


def rotations() -> list[np.ndarray]:
    """The 24 turns of a cube."""
    signed = [np.stack([a, b, np.cross(a, b)], axis=1) for a in AXES for b in AXES if a @ b == 0]
    assert len(signed) == 24
    return signed


def pips(model: Model) -> dict[int, np.ndarray]:
    """Axis number -> (N, 3) middles of the painted hollows on that side, relative to the die's centre and in sizes."""
    mesh = model.mesh
    painted = trimesh.Trimesh(mesh.vertices, mesh.triangles[mesh.material_slots == 1], process=False)
    size = float(np.ptp(mesh.vertices, axis=0).max())
    centres = np.array([hollow.bounds.mean(axis=0) for hollow in painted.split(only_watertight=False)])
    centres = (centres - mesh.bounds_m.mean(axis=0)) / size
    side = (centres @ AXES.T).argmax(axis=1)
    return {axis: centres[side == axis] for axis in range(6)}


@pytest.fixture(scope="module", params=[(name, seed) for name in ("dice", "gaming_dice") for seed in SEEDS], ids=str)
def die(request: pytest.FixtureRequest) -> Model:
    name, seed = request.param
    return BUILTIN[name].shape(np.random.default_rng(seed))


def normal_of(die: Model) -> dict[int, np.ndarray]:
    return {len(centres): AXES[axis] for axis, centres in pips(die).items()}


def test_one_to_six_and_opposite_sides_sum_to_seven(die: Model) -> None:
    normals = normal_of(die)
    assert sorted(normals) == [1, 2, 3, 4, 5, 6]
    for number in (1, 2, 3):
        np.testing.assert_array_equal(normals[number], -normals[7 - number])


def test_one_two_three_run_counter_clockwise(die: Model) -> None:
    normals = normal_of(die)
    assert np.cross(normals[1], normals[2]) @ normals[3] == 1


def test_pips_are_hollows_below_flat_faces(die: Model) -> None:
    mesh = die.mesh
    half = float(np.ptp(mesh.vertices, axis=0).max()) / 2
    centre = mesh.bounds_m.mean(axis=0)
    for axis, centres in pips(die).items():
        for middle in centres:
            at = middle * 2 * half + centre
            near = mesh.vertices[
                np.linalg.norm((mesh.vertices - at) - np.outer((mesh.vertices - at) @ AXES[axis], AXES[axis]), axis=1) < 0.02 * half
            ]
            depth = half - ((near - centre) @ AXES[axis]).max()
            assert 0.02 * half < depth < 0.2 * half


def test_layouts(die: Model) -> None:
    """1 and 5 have one in the middle; 2 and 3 are diagonals; 6 is two rows of three."""
    for axis, centres in pips(die).items():
        flat = centres[:, np.flatnonzero(AXES[axis] == 0)]
        order = flat[np.argsort(np.linalg.norm(flat, axis=1))]
        np.testing.assert_allclose(flat.mean(axis=0), 0.0, atol=5e-3)
        if len(flat) % 2:
            np.testing.assert_allclose(order[0], 0.0, atol=5e-3)
        if len(flat) in (2, 3):
            np.testing.assert_allclose(*np.abs(order[-1]), atol=5e-3)
        if len(flat) == 6:
            kinds = sorted(1 + int((np.diff(np.sort(flat[:, k])) > 0.02).sum()) for k in range(2))
            assert kinds == [2, 3]


def test_up_face_agrees_with_the_mesh_in_all_24_poses(die: Model) -> None:
    for rotation in rotations():
        top = {axis: (rotation @ AXES[axis])[2] for axis in range(6)}
        highest = max(top, key=lambda axis: top[axis])
        tilted = trimesh.transformations.rotation_matrix(0.5, [1, 2, 0])[:3, :3] @ rotation
        assert DICE.attributes(rotation) == {"up_face": len(pips(die)[highest])}
        assert DICE.attributes(tilted) == DICE.attributes(rotation)


def test_pips_can_be_read() -> None:
    """Contrast ratio of paint against body, WCAG's formula."""
    model = DICE.shape(np.random.default_rng(0))
    for seed in range(300):
        body, paint = DICE.style(np.random.default_rng(seed), model)
        low, high = sorted((luminance(body.base_color), luminance(paint.base_color)))
        assert (high + 0.05) / (low + 0.05) > 2.2
