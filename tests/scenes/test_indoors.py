"""Shelves and rooms: true to scale, goods within their compartments, fixtures where light comes from."""

from functools import cache

import numpy as np
import pytest

from setpiece.assets.errors import UserError
from setpiece.assets.library import Library
from setpiece.cli.compose import compose_config
from setpiece.scenes.environment import sample_environment
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.placement import sample_placement
from setpiece.scenes.placement.seat import touches
from setpiece.scenes.rays import blocks
from setpiece.scenes.sample import placement_streams
from setpiece.scenes.stage import Stage
from setpiece.scenes.streams import stream

SHELF = ("placement=shelf", "assets=warehouse", "placement.count=[uniform,20,50]", "assets.variants=2")
ON_WALLS = ("picture", "switch", "notice_board", "clock", "coat_rail", "safety_sign", "extinguisher", "cabinet", "utensil_rail")


@cache
def library() -> Library:
    return Library(compose_config(["assets=warehouse", "assets.variants=2"]).assets)


def stage(seed: int, *words: str) -> Stage:
    return sample_environment(compose_config(words).environment, library(), stream(seed, 0, 0, "environment"))


@pytest.mark.parametrize("environment", ["shelf", "shop"])
@pytest.mark.parametrize("seed", range(3))
def test_goods_stand_in_their_compartments_and_cut_nothing(environment: str, seed: int) -> None:
    config = compose_config([f"environment={environment}", *SHELF])
    where = stage(seed, f"environment={environment}")
    things: tuple = ()
    for attempt in range(10):
        try:
            things = sample_placement(config.placement, where, library(), placement_streams(seed, 0, attempt))
            break
        except CannotPlace:
            continue
    assert len(things) >= 20
    supports = np.array([slot.surface.height_m for slot in where.slots])
    for number, thing in enumerate(things):
        middle = thing.bounds_m[:, :2].mean(axis=0)
        inside = [
            slot
            for slot in where.slots
            if slot.surface.inset(middle[None])[0] > 0.0 and thing.bounds_m[0, 2] > slot.surface.height_m - 1e-6
        ]
        slot = max(inside, key=lambda slot: slot.surface.height_m)
        assert slot.surface.inset(thing.footprint).min() > -1e-3
        assert thing.bounds_m[1, 2] <= slot.surface.height_m + slot.clear_height_m + 2e-3
        near = [
            other
            for other in things[:number]
            if np.all(other.bounds_m[0] < thing.bounds_m[1]) and np.all(other.bounds_m[1] > thing.bounds_m[0])
        ]
        assert not touches(thing, near)
        assert not touches(thing, where.scenery, 2e-3)
        on_support = np.abs(supports - thing.bounds_m[0, 2]).min() < 1e-6
        below = [other for other in things if other is not thing and abs(other.bounds_m[1, 2] - thing.bounds_m[0, 2]) < 1e-3]
        assert on_support or any(np.all(other.bounds_m[0, :2] < middle) and np.all(middle < other.bounds_m[1, :2]) for other in below)


def test_things_of_one_block_are_one_product_and_shares_are_kept() -> None:
    words = ["environment=shelf", *SHELF, "placement.count=40", "placement.kinds={carton: 3, can: 1}", "placement.exact_shares=true"]
    config = compose_config(words)
    things = sample_placement(config.placement, stage(4, "environment=shelf"), library(), placement_streams(4, 0, 0))
    names = [thing.ref.name for thing in things]
    assert (names.count("carton"), names.count("can")) == (30, 10)


def test_a_shelf_placement_needs_shelves() -> None:
    with pytest.raises(UserError, match=r"placement=shelf: found an environment without shelves"):
        sample_placement(compose_config(SHELF).placement, stage(0, "environment=flatbed"), library(), placement_streams(0, 0, 0))


@pytest.mark.parametrize("environment", ["shelf", "shop", "room"])
@pytest.mark.parametrize("seed", range(4))
def test_light_leaves_every_fixture_into_the_room(environment: str, seed: int) -> None:
    where = stage(seed, f"environment={environment}")
    assert where.enclosed
    assert where.fixtures
    for fixture in where.fixtures:
        pose = fixture.world_from_fixture
        np.testing.assert_allclose(pose[:3, :3] @ pose[:3, :3].T, np.eye(3), atol=1e-9)
        start, along = pose[:3, 3], -pose[:3, 2]
        # Frames may cross the middle of a window: look a quarter aside.
        start = start + 0.22 * fixture.size_m[0] * pose[:3, 0] + 0.22 * fixture.size_m[1] * pose[:3, 1]
        inward = start + 0.4 * along
        assert not any(blocks(body, start, inward) for body in where.scenery)
        if fixture.kind != "window":
            assert along[2] == pytest.approx(-1.0)
        else:
            assert along[2] == pytest.approx(0.0)
            assert np.linalg.norm(inward[:2]) < np.linalg.norm(start[:2])


@pytest.mark.parametrize("use", ["kitchen", "dining", "living"])
def test_rooms_are_closed_and_things_have_a_level_place(use: str) -> None:
    for seed in range(4):
        where = stage(seed, "environment=room", f"environment.use={use}")
        eye = np.append(where.surface.centre_m * 0.2, 1.6)
        for direction in ([0, 1, 0.05], [1, 0, 0.3], [-1, 0, 0.3], [0, -1, 0.05], [0, 0, 1], [0, 0, -1]):
            far = eye + 30.0 * np.array(direction, dtype=float)
            ends = sum(blocks(body, eye, far) for body in where.scenery)
            assert ends or direction[0]  # the window is at a side
        assert 0.55 < where.surface.height_m < 0.95
        assert where.surface.outline_m[:, 0].ptp() > 0.6


def test_units_of_one_kitchen_are_of_one_make() -> None:
    makes = {body.make for body in stage(1, "environment=room", "environment.use=kitchen").scenery}
    assert {"kitchen", "walls", "splashback"} <= makes


@pytest.mark.parametrize("words", [("environment=tabletop",), ("environment=shelf",), ("environment=room", "environment.use=kitchen")])
def test_what_is_on_the_walls_is_clear_of_all_else(words: tuple[str, ...]) -> None:
    """Boxes of hung pieces do not meet those of the table, the racks or each other, and their backs are within 7 cm of a wall or panel."""
    count = 0
    for seed in range(6):
        where = stage(seed, *words, "environment.lived_in=1")
        backing = [body for body in where.scenery if "wall" in body.ref.name or body.ref.name == "splashback"]
        hung = [body for body in where.scenery if body.ref.name in ON_WALLS]
        solid = [body for body in where.scenery if body not in backing and body.ref.name not in ("ceiling", "hall_roof", "worktop")]
        for piece in hung:
            low, high = piece.bounds_m
            for other in solid:
                if other is not piece:
                    assert np.any(other.bounds_m[0] > high) or np.any(other.bounds_m[1] < low), f"{piece.ref.name}, {other.ref.name}"
            apart = [np.maximum(np.maximum(low - wall.bounds_m[1], wall.bounds_m[0] - high), 0.0).max() for wall in backing]
            assert min(apart) < 0.07
        count += len(hung)
    assert count > 12
