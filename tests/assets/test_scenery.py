"""Scenery: closed, true to scale, and flat where things are to stand."""

from functools import cache

import numpy as np
import pytest
import trimesh

from setpiece.assets.mesh import Model, Support
from setpiece.assets.scenery import OUTDOOR, SCENERY
from setpiece.assets.surfaces import SURFACES
from tests.assets.solids import volumes_m3

SEEDS = range(12)
LARGE = {category.name for category in OUTDOOR}
PIECES = [(name, seed) for name in SCENERY for seed in (SEEDS[:3] if name in LARGE else SEEDS)]
SUPPORTS = [(name, seed) for name, seed in PIECES if name in ("floor", "sheet", "sweep", "table", "tray")]


@cache
def shape(name: str, seed: int) -> Model:
    return SCENERY[name].shape(np.random.default_rng(seed))


def points_inside(support: Support, count: int = 200) -> np.ndarray:
    weights = np.random.default_rng(0).dirichlet(np.full(len(support.outline_m), 0.3), count)
    return np.column_stack([weights @ support.outline_m.astype(np.float64), np.full(count, support.height_m)])


@pytest.mark.parametrize(("name", "seed"), SUPPORTS)
def test_the_support_is_a_level_face_with_nothing_above(name: str, seed: int) -> None:
    model = shape(name, seed)
    assert model.support is not None
    outline = model.support.outline_m.astype(np.float64)
    edges = np.roll(outline, -1, axis=0) - outline
    turns = np.cross(edges, np.roll(edges, -1, axis=0))
    assert (turns > -1e-9).all()
    assert turns.sum() > 0
    points = points_inside(model.support)
    middle = points.mean(axis=0)
    points[:, :2] = middle[:2] + 0.999 * (points[:, :2] - middle[:2])
    mesh = trimesh.Trimesh(model.mesh.vertices, model.mesh.triangles, process=False)
    above = points + np.array([0.0, 0.0, 3.0])
    hits, rays, faces = mesh.ray.intersects_location(above, np.tile([0.0, 0.0, -1.0], (len(above), 1)), multiple_hits=False)
    assert sorted(rays) == list(range(len(points)))
    np.testing.assert_allclose(hits[:, 2], model.support.height_m, atol=1e-6)
    np.testing.assert_allclose(mesh.face_normals[faces][:, 2], 1.0, atol=1e-9)


@pytest.mark.parametrize(("name", "seed"), PIECES)
def test_solids_are_closed_and_face_outward(name: str, seed: int) -> None:
    model = shape(name, seed)
    whole = trimesh.Trimesh(model.mesh.vertices, model.mesh.triangles, process=False)
    assert whole.is_watertight
    assert whole.is_winding_consistent
    assert volumes_m3(model.mesh).min() > 0.0
    assert model.mesh.bounds_m[0, 2] == 0.0


@pytest.mark.parametrize(("name", "seed"), PIECES)
def test_normals_are_unit_and_near_their_faces(name: str, seed: int) -> None:
    mesh = shape(name, seed).mesh
    assert mesh.corner_normals is not None
    np.testing.assert_allclose(np.linalg.norm(mesh.corner_normals, axis=2), 1.0, atol=1e-5)
    a, b, c = (mesh.vertices[mesh.triangles[:, k]].astype(np.float64) for k in range(3))
    faces = np.cross(b - a, c - a)
    size = np.linalg.norm(faces, axis=1, keepdims=True)
    # A sliver narrower than a float32 of a road 200 m long can tell has no direction.
    longest = np.abs([b - a, c - b, a - c]).max(axis=(0, 2))
    told = size[:, 0] > 2e-6 * np.ptp(mesh.bounds_m, axis=0).max() * longest
    assert ((faces[:, None] * mesh.corner_normals).sum(axis=2) >= 0.5 * size)[told].all()


@pytest.mark.parametrize("name", SCENERY)
def test_styles_fit_and_vary(name: str) -> None:
    model = shape(name, 0)
    looks = [SCENERY[name].style(np.random.default_rng(k), model) for k in range(50)]
    assert {len(look) for look in looks} == {len(model.materials)}
    assert len(set(looks)) == 50
    slots = model.mesh.material_slots
    assert slots is not None
    assert set(np.unique(slots)) == set(range(len(model.materials)))


def test_sizes_are_true_to_life() -> None:
    tables = [shape("table", seed) for seed in SEEDS]
    assert all(0.7 <= table.support.height_m <= 0.78 for table in tables if table.support)
    assert len({table.sha256 for table in tables}) == len(tables)
    trays = np.array([np.ptp(shape("tray", seed).mesh.bounds_m, axis=0) for seed in SEEDS])
    assert (trays[:, :2] < 0.4).all()
    assert (trays[:, 2] < 0.06).all()


def test_land_is_as_high_as_it_says() -> None:
    """Roads and lots are laid on it by that height: woods that reach into the ground must not lift it over them."""
    for seed in SEEDS:
        model = shape("land", seed)
        assert model.support is not None
        vertices = model.mesh.vertices
        near = vertices[np.linalg.norm(vertices[:, :2], axis=1) < 150.0]
        np.testing.assert_allclose(near[:, 2].max(), model.support.height_m, atol=1e-6)


@pytest.mark.parametrize("name", SURFACES)
def test_surfaces_vary_and_absorb_some_light(name: str) -> None:
    looks = [SURFACES[name](np.random.default_rng(k)) for k in range(100)]
    assert len(set(looks)) == 100
    assert SURFACES[name](np.random.default_rng(3)) == looks[3]
    colors = np.array([look.base_color for look in looks])
    assert colors.max() <= 0.9
    assert colors.std(axis=0).max() > 0.01
