"""Every built-in category, asked what a user would notice."""

from functools import cache

import numpy as np
import pytest
import trimesh
from scipy.spatial import ConvexHull

from setpiece.assets.builtin import BUILTIN
from setpiece.assets.mesh import Model
from tests.assets.solids import volumes_m3

# Shortest and longest side of the bounding box, metres: what a tape measure says of such things in real life.
SIZES_M = {
    "dice": (0.011, 0.026),
    "bottle": (0.05, 0.36),
    "can": (0.05, 0.17),
    "mug": (0.06, 0.14),
    "box": (0.022, 0.33),
    "bowl": (0.025, 0.3),
    "plate": (0.012, 0.3),
    "jar": (0.055, 0.18),
    "ball": (0.04, 0.245),
    "book": (0.01, 0.3),
    "traffic_cone": (0.11, 0.95),
    "crate": (0.13, 0.63),
    "hammer": (0.02, 0.36),
    "screwdriver": (0.02, 0.31),
    "wrench": (0.003, 0.31),
    "apple": (0.05, 0.1),
    "orange": (0.05, 0.1),
    "lemon": (0.045, 0.12),
    "banana": (0.025, 0.23),
    "candle": (0.035, 0.22),
    "glass": (0.05, 0.24),
    "spoon": (0.006, 0.22),
    "fork": (0.006, 0.22),
    "brick": (0.045, 0.25),
    "plant_pot": (0.06, 0.27),
    "toy_block": (0.013, 0.09),
    "soap": (0.017, 0.11),
    "tape_roll": (0.011, 0.14),
    "pen": (0.008, 0.15),
    "flashlight": (0.024, 0.21),
    "phone": (0.007, 0.18),
    "remote": (0.014, 0.23),
    "carton": (0.18, 0.6),
    "car": (1.35, 5.1),
    "van": (1.8, 6.0),
    "bus": (2.8, 12.4),
    "truck": (2.2, 10.0),
    "bicycle": (0.5, 1.95),
    "gaming_dice": (0.011, 0.0175),
}
VEHICLES = ("car", "van", "bus", "truck", "bicycle")
ROUND = ("apple", "ball", "bottle", "bowl", "can", "candle", "glass", "jar", "orange", "plate", "plant_pot")
SEEDS = (11, 12)

each_category = pytest.mark.parametrize("name", list(BUILTIN))
each_shape = pytest.mark.parametrize(("name", "seed"), [(name, seed) for name in BUILTIN for seed in SEEDS])


@cache
def model(name: str, seed: int) -> Model:
    return BUILTIN[name].shape(np.random.default_rng(seed))


def solid(name: str, seed: int) -> trimesh.Trimesh:
    mesh = model(name, seed).mesh
    return trimesh.Trimesh(mesh.vertices, mesh.triangles, process=False)


def test_every_name_has_a_real_size_and_its_own_category() -> None:
    assert set(SIZES_M) == set(BUILTIN)
    assert [category.name for category in BUILTIN.values()] == list(BUILTIN)


@each_shape
def test_closed_solids_with_outward_faces(name: str, seed: int) -> None:
    whole = solid(name, seed)
    assert whole.is_watertight
    assert whole.is_winding_consistent
    assert volumes_m3(model(name, seed).mesh).min() > 0


@each_shape
def test_life_size_centred_and_on_the_ground(name: str, seed: int) -> None:
    low, high = model(name, seed).mesh.bounds_m.astype(np.float64)
    sides = high - low
    assert SIZES_M[name][0] <= sides.min()
    assert sides.max() <= SIZES_M[name][1]
    assert low[2] == 0.0
    np.testing.assert_allclose((low + high)[:2], 0.0, atol=1e-6)


@each_shape
def test_shading_normals_are_unit_and_on_the_faces_side(name: str, seed: int) -> None:
    mesh, whole = model(name, seed).mesh, solid(name, seed)
    assert mesh.corner_normals is not None
    np.testing.assert_allclose(np.linalg.norm(mesh.corner_normals, axis=2), 1.0, atol=1e-5)
    facing = np.einsum("tcd,td->tc", mesh.corner_normals, whole.face_normals)
    # What is cut out of each other leaves slivers of a few hundredths of a square millimetre, which no camera sees.
    assert facing[whole.area_faces > (3e-8 if name in VEHICLES else 1e-9)].min() > 0.5


@each_shape
def test_budget_and_texture_coordinates(name: str, seed: int) -> None:
    mesh = model(name, seed).mesh
    assert 250 <= len(mesh.triangles) <= (36_000 if name in VEHICLES else 15_000)
    assert mesh.corner_uvs is not None
    assert np.isfinite(mesh.corner_uvs).all()


@each_shape
def test_every_slot_has_a_material_and_every_map_a_texture(name: str, seed: int) -> None:
    shape, rng = model(name, seed), np.random.default_rng(seed)
    slots = shape.mesh.material_slots
    assert slots is not None
    for _ in range(8):
        materials = BUILTIN[name].style(rng, shape)
        assert len(materials) == len(shape.materials) > slots.max()
        for material in materials:
            for image in (material.base_color_map, material.roughness_map, material.normal_map, material.alpha_map):
                assert image is None or image in shape.textures
            if material.transmission == 0.0 and material.metallic == 0.0 and material.base_color_map is None:
                assert min(material.base_color) >= 0.029
                assert max(material.base_color) <= 0.851


@each_category
def test_a_shape_is_its_seed(name: str) -> None:
    first, second = SEEDS
    again = BUILTIN[name].shape(np.random.default_rng(first))
    assert again.sha256 == model(name, first).sha256
    assert again.sha256 != model(name, second).sha256


@each_category
def test_styles_vary(name: str) -> None:
    rng = np.random.default_rng(5)
    assert len({BUILTIN[name].style(rng, model(name, SEEDS[0])) for _ in range(6)}) > 1


@pytest.mark.parametrize("name", ROUND)
def test_round_things_show_no_corners_at_200_pixels(name: str) -> None:
    """A chord of the outline from above departs from its arc by length^2 / (8 radius); grooves and dents bridge a few chords."""
    for seed in SEEDS:
        outline = solid(name, seed).vertices[:, :2]
        hull = outline[ConvexHull(outline).vertices]
        radius = np.linalg.norm(hull, axis=1).max()
        chords = np.linalg.norm(hull - np.roll(hull, -1, axis=0), axis=1) / radius * 100
        assert np.median(chords**2 / 800) < 0.15


@pytest.mark.parametrize("name", ["bottle", "jar", "mug", "glass", "bowl", "plant_pot"])
def test_vessels_have_an_inside(name: str) -> None:
    """Some face inside the body's middle looks back at the axis."""
    whole = solid(name, SEEDS[0])
    middle = (whole.triangles_center[:, 2] > 0.35 * whole.bounds[1, 2]) & (whole.triangles_center[:, 2] < 0.8 * whole.bounds[1, 2])
    radial = whole.triangles_center[:, :2] / np.linalg.norm(whole.triangles_center[:, :2], axis=1, keepdims=True)
    towards_axis = np.einsum("ij,ij->i", radial, whole.face_normals[:, :2]) < -0.5
    assert (middle & towards_axis).sum() > 40
