"""Vehicles: proportions as on the road, lamps where lamps are, plates that can be read; and lamps' openings in general."""

import numpy as np
import pytest
import trimesh

from setpiece.assets.builtin import BUILTIN
from setpiece.assets.mesh import Model
from setpiece.assets.openings import openings
from setpiece.assets.scenery import SCENERY
from setpiece.assets.scenery.lamp_post import LENS
from setpiece.assets.vehicles.finish import with_lamps_on
from setpiece.assets.vehicles.interior import INTERIOR
from setpiece.assets.vehicles.plan import draw_plan
from setpiece.assets.vehicles.slots import FRONT_PLATE, GLASS, HEAD_LAMP, PAINT, REAR_PLATE, RIM, TAIL_LAMP, TRIM, TYRE

MOTOR = ("car", "van", "bus", "truck")


def make(name: str, seed: int) -> Model:
    return BUILTIN[name].shape(np.random.default_rng(seed))


def middle(model: Model, slot: int) -> np.ndarray:
    """Centre of a slot's vertices."""
    mesh = model.mesh
    assert mesh.material_slots is not None
    return mesh.vertices[mesh.triangles[mesh.material_slots == slot]].reshape(-1, 3).astype(np.float64)


@pytest.mark.parametrize("name", MOTOR)
def test_lamps_shine_forward_and_back_in_pairs(name: str) -> None:
    model = make(name, 7)
    low, high = model.mesh.bounds_m.astype(np.float64)
    for slot, sign in ((HEAD_LAMP, 1.0), (TAIL_LAMP, -1.0)):
        points = middle(model, slot)
        assert (sign * points[:, 0]).min() > 0.3 * (high - low)[0]
        assert points[:, 2].min() > 0.3
        right, left = points[points[:, 1] < 0], points[points[:, 1] > 0]
        assert len(right) > 0
        np.testing.assert_allclose(right.min(axis=0)[0], left.min(axis=0)[0], atol=0.02)
        np.testing.assert_allclose(-right[:, 1].min(), left[:, 1].max(), atol=0.02)


@pytest.mark.parametrize("name", MOTOR)
def test_four_tyres_touch_the_ground_and_nothing_else_does(name: str) -> None:
    model = make(name, 3)
    mesh = model.mesh
    assert mesh.material_slots is not None
    for slot in range(len(model.materials)):
        lowest = middle(model, slot)[:, 2].min()
        assert lowest < 1e-5 if slot == TYRE else lowest > 0.03
    ground = middle(model, TYRE)
    ground = ground[ground[:, 2] < 0.01]
    quadrants = {(bool(x > 0), bool(y > 0)) for x, y, _ in ground}
    assert len(quadrants) == 4


def test_cars_have_the_proportions_of_cars() -> None:
    """Published ranges: wheelbase 0.58 to 0.66 of the length, glass over the belt, height 0.28 to 0.43 of the length."""
    for seed in range(40):
        plan = draw_plan(np.random.default_rng(seed))
        length = plan.nose_x - plan.stern_x
        assert 3.6 < length < 5.0
        assert 0.575 < plan.wheelbase / length < 0.67
        assert 0.27 < plan.height / length < 0.44
        assert plan.tail_x < plan.roof_x < plan.header_x < plan.cowl_x < plan.wheelbase
        assert plan.hood < plan.belt < plan.cowl < plan.height
    model = make("car", 5)
    glass = middle(model, GLASS)
    assert np.percentile(glass[:, 2], 30) > 0.55 * model.mesh.bounds_m[1, 2]


def test_a_car_seen_from_the_side_is_mostly_paint_then_glass() -> None:
    mesh = make("car", 1).mesh
    assert mesh.material_slots is not None
    low, high = mesh.bounds_m.astype(np.float64)
    x, z = (grid.ravel() for grid in np.meshgrid(np.linspace(low[0], high[0], 41), np.linspace(0.02, high[2], 17)))
    start = np.column_stack([x, np.full_like(x, -5.0), z])
    whole = trimesh.Trimesh(mesh.vertices, mesh.triangles, process=False)
    _, _, hit = whole.ray.intersects_location(start, np.tile([0.0, 1.0, 0.0], (len(start), 1)), multiple_hits=False)
    share = np.bincount(mesh.material_slots[hit], minlength=9) / len(hit)
    assert 0.45 < share[PAINT] < 0.75
    assert 0.08 < share[GLASS] < 0.25
    assert 0.03 < share[TYRE] < 0.2


def test_a_plate_is_seen_upright_and_unmirrored_from_outside() -> None:
    for slot, outward in ((FRONT_PLATE, 1.0), (REAR_PLATE, -1.0)):
        mesh = make("car", 2).mesh
        assert mesh.material_slots is not None
        assert mesh.corner_uvs is not None
        chosen = mesh.material_slots == slot
        corners, uvs = mesh.vertices[mesh.triangles[chosen]].astype(np.float64), mesh.corner_uvs[chosen].astype(np.float64)
        normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        face = outward * normals[:, 0] > 0.9 * np.linalg.norm(normals, axis=1)
        right_hand = outward * corners[face][..., 1].ravel()
        assert np.corrcoef(right_hand, uvs[face][..., 0].ravel())[0, 1] > 0.99
        assert np.corrcoef(corners[face][..., 2].ravel(), uvs[face][..., 1].ravel())[0, 1] > 0.99


def test_lamps_glow_only_when_they_are_on() -> None:
    model = make("van", 4)
    off = BUILTIN["van"].style(np.random.default_rng(0), model)
    on = with_lamps_on(off, 300.0, 60.0)
    assert {material.emission_w_m2 for material in off} == {0.0}
    assert (on[HEAD_LAMP].emission_w_m2, on[TAIL_LAMP].emission_w_m2) == (300.0, 60.0)
    assert [a == b for a, b in zip(off, on, strict=True)].count(False) == 2


@pytest.mark.parametrize("seed", range(6))
def test_a_street_lamp_opens_downward_high_above_the_ground(seed: int) -> None:
    model = SCENERY["lamp_post"].shape(np.random.default_rng(seed))
    (lens,) = openings(model, LENS)
    assert lens.centre_m[2] > 0.8 * model.mesh.bounds_m[1, 2]
    assert lens.direction[2] < -0.9
    assert 0.1 < lens.size_m[:2].max() < 0.8


@pytest.mark.parametrize("seed", range(3))
def test_the_inside_of_a_car_is_seen_through_its_windows_only(seed: int) -> None:
    """Rays across the car meet a pane before anything inside, and no part of the inside stands out of the body."""
    mesh = make("car", seed).mesh
    assert mesh.material_slots is not None
    whole = trimesh.Trimesh(mesh.vertices, mesh.triangles, process=False)
    low, high = mesh.bounds_m.astype(np.float64)
    x, z = (grid.ravel() for grid in np.meshgrid(np.linspace(low[0], high[0], 47), np.linspace(0.6 * high[2], high[2], 15)))
    start = np.column_stack([x, np.full_like(x, -5.0), z])
    _, ray, hit = whole.ray.intersects_location(start, np.tile([0.0, 1.0, 0.0], (len(start), 1)), multiple_hits=True)
    slots = mesh.material_slots[hit]
    inside = np.unique(ray[slots == INTERIOR])
    assert len(inside) > 10
    _, first_ray, first_hit = whole.ray.intersects_location(start, np.tile([0.0, 1.0, 0.0], (len(start), 1)), multiple_hits=False)
    first = dict(zip(first_ray.tolist(), mesh.material_slots[first_hit].tolist(), strict=True))
    assert {first[number] for number in inside.tolist()} <= {PAINT, GLASS, TRIM, RIM}
    windows = [number for number in inside.tolist() if first[number] == GLASS]
    assert len(windows) > 5
