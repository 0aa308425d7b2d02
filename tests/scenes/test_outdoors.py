"""Roads and yards: true to scale, everything on the ground and apart, traffic along its lanes, bays filled straight."""

from collections import Counter

import numpy as np
import pytest
import trimesh

from setpiece.assets.config import AssetsConfig
from setpiece.assets.errors import UserError
from setpiece.assets.library import Library, shape_rng
from setpiece.assets.scenery.roads.axis import Axis
from setpiece.assets.scenery.roads.build import MARK, build
from setpiece.assets.scenery.roads.lot import LOT_M, draw_lot, lot_shape
from setpiece.assets.scenery.roads.lot import MARK as LOT_MARK
from setpiece.assets.scenery.roads.plan import LAYOUTS, ROAD_M, draw_plan
from setpiece.assets.scenery.roads.road import ROADS
from setpiece.scenes.body import Body, solid_of
from setpiece.scenes.config import SceneConfig
from setpiece.scenes.distributions import Fixed
from setpiece.scenes.environment.outdoors import foot
from setpiece.scenes.environment.road import Road, sample_road
from setpiece.scenes.environment.yard import Yard, sample_yard
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.placement import sample_placement
from setpiece.scenes.placement.along_path import AlongPath, Way, place_on
from setpiece.scenes.placement.bays import Bays
from setpiece.scenes.stage import Path, Stage
from setpiece.scenes.streams import stream

KINDS = {"car": 6.0, "van": 2.0, "traffic_cone": 2.0}
WAYS = {
    "lane": Way(kinds=("car", "van"), speed_m_s=Fixed(9.0)),
    "kerbside": Way(kinds=("car",), reversed_probability=0.3),
    "pavement": Way(kinds=("traffic_cone",), along_m=Fixed(0.0)),
}
SCENES = 20


@pytest.fixture(scope="module")
def street() -> Library:
    return Library(AssetsConfig(categories=("car", "van", "traffic_cone"), variants=2))


def rngs(index: int, attempt: int = 0) -> dict[str, np.random.Generator]:
    return {name: stream(5, index, attempt if name != "quota" else 0, name) for name in ("assets", "placement", "quota")}


def first_possible(placement: AlongPath | Bays, stage: Stage, library: Library, index: int) -> tuple[Body, ...]:
    for attempt in range(20):
        try:
            return sample_placement(placement, stage, library, rngs(index, attempt))
        except CannotPlace:
            continue
    raise AssertionError("no arrangement in 20 attempts")


@pytest.fixture(scope="module")
def scenes(street: Library) -> list[tuple[Stage, tuple[Body, ...]]]:
    """Roads of every layout with traffic, and yards with parked cars, in turn."""
    made = []
    for index in range(SCENES):
        rng = stream(5, index, 0, "environment")
        if index % 4 == 3:
            stage = sample_yard(Yard(), street, rng)
            things = first_possible(Bays(kinds={"car": 6.0, "van": 2.0}, exact_shares=True), stage, street, index)
        else:
            stage = sample_road(Road(layout=Fixed(LAYOUTS[index % 3])), street, rng)
            things = first_possible(AlongPath(count=Fixed(10), kinds=KINDS, exact_shares=True, ways=WAYS), stage, street, index)
        made.append((stage, things))
    return made


def mesh_of(body: Body) -> trimesh.Trimesh:
    mesh = trimesh.Trimesh(body.solid.vertices, body.solid.triangles, process=False)
    return mesh.apply_transform(body.world_from_object)


def ground_under(stage: Stage, body: Body) -> float:
    """Height of the highest slab (the first piece of a stage) under the middle of a body."""
    slab = mesh_of(stage.scenery[0])
    hits, _, _ = slab.ray.intersects_location([[*body.centre_m[:2], 5.0]], [[0.0, 0.0, -1.0]], multiple_hits=False)
    return float(hits[0, 2])


def test_things_stand_on_the_ground_and_upright(scenes: list[tuple[Stage, tuple[Body, ...]]]) -> None:
    for stage, things in scenes:
        for thing in things[:6]:
            assert thing.bounds_m[0, 2] == pytest.approx(ground_under(stage, thing), abs=1e-3), thing.ref.name
            np.testing.assert_allclose(thing.world_from_object[:3, 2], [0.0, 0.0, 1.0], atol=1e-12)


def test_nothing_runs_into_anything(scenes: list[tuple[Stage, tuple[Body, ...]]]) -> None:
    """By fcl on the whole meshes, not on the cut-outs that the placement looks at; what touches the ground is lifted by 1 mm."""
    import fcl

    from setpiece.scenes.body import collider

    for stage, things in scenes:
        for number, thing in enumerate(things):
            lifted = thing.world_from_object.copy()
            lifted[2, 3] += 1e-3
            here = collider(thing.bvh, lifted)
            others = [*things[:number], *(piece for piece in stage.scenery if piece.ref.name not in ("tree", "land"))]
            for other in others:
                if np.all(thing.bounds_m[0] < other.bounds_m[1]) and np.all(thing.bounds_m[1] > other.bounds_m[0]):
                    assert not fcl.collide(here, other.collider), (thing.ref.name, other.ref.name)


def test_classes_keep_their_quotas(scenes: list[tuple[Stage, tuple[Body, ...]]]) -> None:
    found = Counter(thing.ref.name for index, (_, things) in enumerate(scenes) if index % 4 != 3 for thing in things)
    shares = {kind: found[kind] / sum(found.values()) for kind in KINDS}
    assert shares == pytest.approx({kind: weight / 10.0 for kind, weight in KINDS.items()}, abs=0.05)


def test_traffic_heads_along_its_lane_and_moves_that_way(scenes: list[tuple[Stage, tuple[Body, ...]]]) -> None:
    for stage, things in scenes:
        moving = [thing for thing in things if np.linalg.norm(thing.linear_velocity_m_s) > 0.0]
        for thing in moving:
            velocity = np.array(thing.linear_velocity_m_s)
            assert np.linalg.norm(velocity) == pytest.approx(9.0)
            assert thing.world_from_object[:3, 0] @ velocity / 9.0 > np.cos(np.deg2rad(6.1))
            middle = thing.footprint.mean(axis=0)
            offsets = [np.linalg.norm(path.points_m[:, :2] - middle, axis=1).min() for path in stage.paths if path.kind == "lane"]
            assert min(offsets) < 1.5


def test_parked_vehicles_stand_within_their_bays_one_each(scenes: list[tuple[Stage, tuple[Body, ...]]]) -> None:
    for stage, things in scenes[3::4]:
        slots = stage.slots
        insides = np.array([[slot.surface.inset(thing.footprint.mean(axis=0)[None])[0] > 0.0 for slot in slots] for thing in things])
        assert (insides.sum(axis=1) == 1).all()
        assert (insides.sum(axis=0) <= 1).all()


def test_lamps_are_upright_on_the_ground_and_shine_down_from_their_lenses(scenes: list[tuple[Stage, tuple[Body, ...]]]) -> None:
    lit = 0
    for stage, _ in scenes:
        posts = [piece for piece in stage.scenery if piece.ref.name == "lamp_post"]
        for post in posts[:3]:
            np.testing.assert_allclose(post.world_from_object[:3, 2], [0.0, 0.0, 1.0], atol=1e-12)
            assert -0.001 < post.bounds_m[0, 2] <= 0.15 + 1e-6
        for fixture in stage.fixtures:
            np.testing.assert_allclose(fixture.world_from_fixture[:3, 2], [0.0, 0.0, 1.0], atol=1e-9)
            assert 2.5 < fixture.world_from_fixture[2, 3] < 12.0
        assert bool(posts) == bool(stage.fixtures)
        lit += bool(posts)
    assert lit > 0


def test_no_scenery_stands_on_a_lane(scenes: list[tuple[Stage, tuple[Body, ...]]]) -> None:
    for stage, _ in scenes:
        lanes = np.concatenate([path.points_m[:, :2] for path in stage.paths if path.kind == "lane"])
        for piece in stage.scenery[2:]:
            at = (piece.world_from_object[:3, :3] @ [*foot(piece), 0.0] + piece.world_from_object[:3, 3])[:2]
            assert np.linalg.norm(lanes - at, axis=1).min() > 1.4, piece.ref.name


def test_the_ground_reaches_to_the_horizon_in_every_direction(scenes: list[tuple[Stage, tuple[Body, ...]]]) -> None:
    for stage, _ in scenes:
        land = stage.scenery[1]
        reach = np.linalg.norm(land.solid.vertices[:, :2], axis=1)
        assert land.ref.name == "land"
        assert reach.max() > 800.0
        assert abs(land.world_from_object[2, 3]) < 2.0


@pytest.mark.parametrize("layout", LAYOUTS)
def test_measures_of_roads_and_of_their_marks(layout: str) -> None:
    for variant in range(6):
        plan = draw_plan(layout, shape_rng("scenery", f"road_{layout}", variant))
        assert 2.75 <= plan.lane_m <= 3.75
        assert plan.kerb_m == 0.0 or 0.1 <= plan.kerb_m <= 0.15
        model = build(plan)
        mesh = model.mesh
        corners = mesh.vertices[mesh.triangles].astype(np.float64)
        top = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2] / 2.0
        level = np.isclose(corners[..., 2], ROAD_M, atol=1e-6).all(axis=1)
        # The whole top is covered once: nothing overlaps and nothing is left out.
        road = top[level & (top > 0)].sum()
        assert top[level].min() > -1e-3
        assert road == pytest.approx(-top[np.isclose(corners[..., 2], 0.0).all(axis=1)].sum() - top[(top > 0) & ~level].sum(), rel=1e-4)
        marks = corners[(mesh.material_slots == MARK) & level]
        edge = max(plan.edge_m(1), plan.edge_m(-1))
        away = np.min([axis.beside(marks.reshape(-1, 3)[:, :2]) for axis in plan.axes], axis=0)
        assert len(marks) == 0 or away.max() <= edge + 0.05


def test_widths_of_lines_are_those_of_the_plan() -> None:
    plan = draw_lot(shape_rng("scenery", "parking_lot", 1))
    model = lot_shape(shape_rng("scenery", "parking_lot", 1))
    corners = model.mesh.vertices[model.mesh.triangles].astype(np.float64)
    marks = corners[(model.mesh.material_slots == LOT_MARK) & np.isclose(corners[..., 2], LOT_M, atol=1e-6).all(axis=1)]
    area = np.linalg.norm(np.cross(marks[:, 1] - marks[:, 0], marks[:, 2] - marks[:, 0]), axis=1).sum() / 2.0
    half = 0.5 * plan.columns * plan.bay_m[0]
    ticks = (plan.columns + 1) * plan.mark_m * (plan.bay_m[1] - 0.03)
    heads = (2.0 * half + plan.mark_m - (plan.columns + 1) * plan.mark_m) * plan.mark_m if plan.closed else 0.0
    assert area == pytest.approx(2.0 * plan.aisles * (ticks + heads), rel=1e-3)


def test_a_bend_keeps_distances_to_its_axis() -> None:
    axis = Axis(200.0, 70.0, 120.0, 30.0)
    s = np.linspace(-150.0, 150.0, 61)
    assert axis.at(0.0, 0.0) == pytest.approx([0.0, 0.0])
    np.testing.assert_allclose(np.linalg.norm(axis.at(s, 4.0) - axis.at(s, -3.0), axis=1), 7.0)
    turn = np.degrees(axis.heading(200.0) - axis.heading(-200.0))
    assert float(turn) == pytest.approx(70.0)
    # Beyond the bend the left edge is shorter by turn times offset.
    lengths = [np.linalg.norm(np.diff(axis.at(np.linspace(-200, 200, 4001), t), axis=0), axis=1).sum() for t in (0.0, 5.0)]
    assert lengths[0] - lengths[1] == pytest.approx(np.radians(70.0) * 5.0, rel=0.01)


def test_places_on_a_path() -> None:
    path = Path("lane", np.array([[0.0, 0.0, 0.1], [10.0, 0.0, 0.1], [10.0, 10.0, 0.1]]), 3.0)
    point, heading = place_on(path, 5.0)
    assert point == pytest.approx([10.0, 5.0, 0.1])
    assert heading == pytest.approx(np.pi / 2)
    assert place_on(path, -500.0)[0] == pytest.approx([0.0, 0.0, 0.1])


def test_roads_are_drawn_again_from_their_variant() -> None:
    for category in ROADS:
        shape = category.shape(shape_rng("scenery", category.name, 3))
        assert shape.sha256 == category.shape(shape_rng("scenery", category.name, 3)).sha256


def test_mistakes_are_named(street: Library) -> None:
    with pytest.raises(ValueError, match="'motorway' is not a layout; accepted: straight, curve, crossing, country"):
        SceneConfig.model_validate({"environment": {"kind": "road", "layout": "motorway"}, "lighting": {"kind": "sun_sky"}})
    stage = sample_road(Road(layout=Fixed("country")), street, stream(0, 0, 0, "environment"))
    with pytest.raises(UserError, match=r"placement.ways: found runway; accepted: .*lane"):
        sample_placement(AlongPath(ways={"runway": Way()}), stage, street, rngs(0))
    with pytest.raises(UserError, match=r"placement.kinds: found traffic_cone, van, which no way takes"):
        sample_placement(AlongPath(ways={"lane": Way(kinds=("car",))}), stage, street, rngs(0))
    with pytest.raises(UserError, match="environment=yard"):
        sample_placement(Bays(), stage, street, rngs(0))


def test_more_vehicles_than_bays_is_said_and_an_empty_lot_is_fine(street: Library) -> None:
    stage = sample_yard(Yard(), street, stream(0, 1, 0, "environment"))
    assert sample_placement(Bays(occupancy=Fixed(0.0)), stage, street, rngs(0)) == ()
    full = first_possible(Bays(occupancy=Fixed(0.95), kinds={"car": 1.0}, lateral_m=Fixed(0.0), heading_deg=Fixed(0.0)), stage, street, 0)
    assert len(full) == min(60, round(0.95 * len(stage.slots)))
    assert solid_of(full[0].ref, street.load) is full[0].solid
