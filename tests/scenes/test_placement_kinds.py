"""Drop, stack, relations, quotas and distractors: judged on the exact meshes, by another library than the sampler's."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import trimesh
from pydantic import ValidationError
from scipy import stats
from scipy.spatial import ConvexHull

from setpiece.assets.errors import UserError
from setpiece.scenes.config import SceneConfig
from setpiece.scenes.convex import decompose
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.sample import sample
from setpiece.scenes.spec import RenderSpec, SceneSpec

LAID = {
    "kind": "relations",
    "things": {"box": {"kind": "box"}, "ball": {"kind": "cone"}, "dice": {"kind": "die", "count": 3}, "tin": {"kind": "bottle"}},
    "relations": [
        {"subject": "dice", "relation": "on", "object": "box"},
        {"subject": "ball", "relation": "left_of", "object": "box", "distance_m": ["uniform", 0.01, 0.05]},
        {"subject": "tin", "relation": "next_to", "object": "ball"},
        {"subject": "tin", "relation": "facing", "object": "box"},
    ],
    "upright_probability": 0,
}
KINDS = {
    "drop": {"kind": "drop", "count": 6, "kinds": {"box": 1, "die": 1, "ring": 1, "cone": 1, "ball": 1}, "density": 1.2},
    "stack": {"kind": "stack", "towers": 2, "height": ["uniform", 2, 4], "kinds": {"box": 1, "die": 1, "ring": 1, "bottle": 1}},
    "relations": LAID,
}
SCENES = {"drop": 12, "stack": 15, "relations": 15}
CHILD = """
import hashlib, importlib.util, json, sys
loaded = importlib.util.spec_from_file_location("primitives", sys.argv[1])
primitives = importlib.util.module_from_spec(loaded)
loaded.loader.exec_module(primitives)
from setpiece.scenes.config import SceneConfig
from setpiece.scenes.sample import sample
from setpiece.scenes.spec import RenderSpec
config = SceneConfig.model_validate(primitives.TABLETOP | {"placement": json.loads(sys.argv[2])})
scene = sample(config, RenderSpec(), primitives.PrimitiveLibrary(), seed=5, index=int(sys.argv[3]), attempt=int(sys.argv[4]))
print(hashlib.sha256(scene.model_dump_json().encode()).hexdigest())
"""


def possible(config: SceneConfig, library: object, index: int, seed: int = 5) -> SceneSpec:
    for attempt in range(10):
        try:
            return sample(config, RenderSpec(), library, seed=seed, index=index, attempt=attempt)
        except CannotPlace:
            continue
    raise AssertionError(f"index {index}: no possible scene in 10 attempts")


def mesh(thing: object, library: object) -> trimesh.Trimesh:
    shape = library.load(thing.asset).mesh
    return trimesh.Trimesh(shape.vertices.astype(np.float64), shape.triangles).apply_transform(np.array(thing.world_from_object))


@pytest.fixture(scope="module", params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def config(kind: str, tabletop: dict) -> SceneConfig:
    return SceneConfig.model_validate(tabletop | {"placement": KINDS[kind]})


@pytest.fixture(scope="module")
def scenes(kind: str, config: SceneConfig, library: object) -> list[SceneSpec]:
    return [possible(config, library, index) for index in range(SCENES[kind])]


@pytest.fixture(scope="module")
def shapes(scenes: list[SceneSpec], library: object) -> list[tuple[list[trimesh.Trimesh], float]]:
    """Things of each scene and the height of the table's top."""
    return [
        (
            [mesh(thing, library) for thing in scene.objects if thing.category is not None],
            max(mesh(piece, library).bounds[1, 2] for piece in scene.objects if piece.asset.name == "table"),
        )
        for scene in scenes
    ]


def test_nothing_runs_into_anything_by_a_millimetre(shapes: list) -> None:
    for things, floor in shapes:
        for number, a in enumerate(things):
            assert a.bounds[0, 2] > floor - 1e-4
            for b in things[:number]:
                if np.any(a.bounds[0] > b.bounds[1]) or np.any(b.bounds[0] > a.bounds[1]):
                    continue
                for outer, inner in ((a, b), (b, a)):
                    points = np.vstack([inner.vertices, trimesh.sample.sample_surface(inner, 150, seed=0)[0]])
                    assert trimesh.proximity.signed_distance(outer, points).max() < 1e-3


def test_nothing_floats_by_a_millimetre(shapes: list) -> None:
    """Lowered by 1 mm, everything is below the table's top or runs into something."""
    for things, floor in shapes:
        for number, thing in enumerate(things):
            if thing.bounds[0, 2] < floor + 1e-3:
                continue
            manager = trimesh.collision.CollisionManager()
            for other, shape in enumerate(things):
                if other != number:
                    manager.add_object(str(other), shape)
            assert manager.in_collision_single(thing.copy().apply_translation([0, 0, -1e-3]))


def test_equal_bytes_in_another_process(kind: str, config: SceneConfig, scenes: list[SceneSpec]) -> None:
    scene = scenes[-1]
    command = [sys.executable, "-c", CHILD, str(Path(__file__).with_name("conftest.py")), json.dumps(KINDS[kind])]
    command += [str(scene.index), str(scene.attempt)]
    there = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert there == hashlib.sha256(scene.model_dump_json().encode()).hexdigest()


def test_some_of_a_heap_lies_on_something_else(tabletop: dict, library: object) -> None:
    heap = KINDS["drop"] | {"density": 4.0, "count": 8}
    config = SceneConfig.model_validate(tabletop | {"placement": heap})
    higher = 0
    for index in range(4):
        shapes = [mesh(thing, library) for thing in possible(config, library, index).objects if thing.category is not None]
        lowest = np.array([shape.bounds[0, 2] for shape in shapes])
        higher += int((lowest > lowest.min() + 0.005).sum())
    assert higher >= 3


def test_the_upper_part_of_a_tower_has_its_weight_above_what_carries_it(tabletop: dict, library: object) -> None:
    bricks = {"kind": "stack", "towers": 1, "height": 4, "kinds": {"box": 1}, "offset": ["uniform", 0.5, 1]}
    config = SceneConfig.model_validate(tabletop | {"placement": bricks})
    for index in range(8):
        tower = [mesh(thing, library) for thing in possible(config, library, index).objects if thing.category is not None]
        tower.sort(key=lambda shape: shape.bounds[0, 2])
        assert len(tower) >= 2
        for level in range(1, len(tower)):
            assert tower[level].bounds[0, 2] == pytest.approx(tower[level - 1].bounds[1, 2], abs=1e-4)
            weight = np.array([shape.volume for shape in tower[level:]])
            centre = (weight[:, None] * [shape.center_mass[:2] for shape in tower[level:]]).sum(axis=0) / weight.sum()
            below = ConvexHull(tower[level - 1].vertices[:, :2]).equations  # a box lying flat: its outline is its top
            assert (below[:, :2] @ centre + below[:, 2]).max() < 0.0


def test_relations_hold(tabletop: dict, library: object) -> None:
    config = SceneConfig.model_validate(tabletop | {"placement": LAID})
    for index in range(10):
        scene = possible(config, library, index)
        things = {name: [t for t in scene.objects if t.category == name] for name in ("box", "cone", "die", "bottle")}
        assert [len(group) for group in things.values()] == [1, 1, 3, 1]
        (box,), (cone,) = ([mesh(t, library) for t in things[name]] for name in ("box", "cone"))
        for die in things["die"]:
            assert mesh(die, library).bounds[0, 2] == pytest.approx(box.bounds[1, 2], abs=1e-4)
        # Seen from the camera's side the cone is on the left: the stage's front is within the walls' turn of -y.
        assert cone.bounds[:, 0].mean() < box.bounds[:, 0].mean()
        gap = min(np.linalg.norm(cone.vertices[:, None, :2] - box.vertices[None, :, :2], axis=2).min(), 1.0)
        assert gap > 0.009
        bottle = np.array(things["bottle"][0].world_from_object)
        front, toward = -bottle[:2, 1], np.array(things["box"][0].world_from_object)[:2, 3] - bottle[:2, 3]
        if np.linalg.norm(front) > 0.9:
            assert front @ toward > 0.0


@pytest.mark.parametrize(
    ("relations", "message"),
    [
        ([("a", "left_of", "b"), ("b", "left_of", "a")], "relations of a, b lead back to themselves"),
        ([("a", "left_of", "b"), ("a", "right_of", "b")], "'a' cannot be left_of b and right_of b at once"),
        ([("a", "on", "b"), ("a", "inside", "c")], "'a' cannot be on b and inside c at once"),
        ([("a", "on", "a")], "relations of a lead back to themselves"),
        ([("a", "on", "shelf")], "relations name 'shelf'; accepted: the names of things, a, b, c"),
        ([("a", "under", "b")], "'next_to'"),
    ],
)
def test_impossible_relations_are_named(tabletop: dict, relations: list, message: str) -> None:
    placement = {
        "kind": "relations",
        "things": {name: {"kind": "box"} for name in "abc"},
        "relations": [dict(zip(("subject", "relation", "object"), words, strict=True)) for words in relations],
    }
    with pytest.raises(ValidationError, match=message):
        SceneConfig.model_validate(tabletop | {"placement": placement})


def test_what_cannot_stand_on_something_is_a_draw_without_a_place(tabletop: dict, library: object) -> None:
    placement = {
        "kind": "relations",
        "things": {"ball": {"kind": "ball"}, "box": {"kind": "box"}},
        "relations": [{"subject": "box", "relation": "on", "object": "ball"}],
        "tries": 5,
    }
    with pytest.raises(CannotPlace, match=r"no place for box \(box\) on ball in 5 tries"):
        sample(SceneConfig.model_validate(tabletop | {"placement": placement}), RenderSpec(), library, seed=0, index=0)


def test_unknown_kinds_are_named(tabletop: dict, library: object) -> None:
    for placement in (
        {"kind": "drop", "kinds": {"botle": 1}},
        {"kind": "stack", "kinds": {"botle": 1}},
        {"kind": "scatter", "distractors": 1, "distractor_kinds": {"botle": 1}},
        {"kind": "relations", "things": {"a": {"kind": "botle"}}},
    ):
        with pytest.raises(UserError, match=r"placement\.\w+: found 'botle'; did you mean 'bottle'"):
            sample(SceneConfig.model_validate(tabletop | {"placement": placement}), RenderSpec(), library, seed=0, index=0)


def test_dealt_shares_are_those_of_the_weights(tabletop: dict, library: object) -> None:
    """Within 5 % of each weight, although large boxes often have no place and scenes with them are drawn again."""
    weights = {"box": 3, "die": 2, "cone": 2, "ball": 3}
    crowded = {"kind": "scatter", "count": ["uniform", 4, 10], "kinds": weights, "exact_shares": True, "tries": 4, "density": 0.5}
    config = SceneConfig.model_validate(tabletop | {"placement": crowded})
    counts = dict.fromkeys(weights, 0)
    redrawn = 0
    for index in range(150):
        scene = possible(config, library, index)
        redrawn += scene.attempt > 0
        for thing in scene.objects:
            if thing.category is not None:
                counts[thing.category] += 1
    shares = np.array([counts[name] for name in weights]) / sum(counts.values())
    wanted = np.array(list(weights.values())) / 10
    assert np.abs(shares / wanted - 1.0).max() < 0.05
    assert redrawn
    assert stats.chisquare(list(counts.values()), wanted * sum(counts.values())).pvalue > 0.01


def test_distractors_have_no_category_and_are_none_of_the_count(tabletop: dict, library: object) -> None:
    base = {"kind": "scatter", "count": 4, "kinds": {"die": 1}}
    extra = base | {"distractors": 3, "distractor_kinds": {"cone": 1}}
    scene = possible(SceneConfig.model_validate(tabletop | {"placement": extra}), library, 1)
    builtin = [thing for thing in scene.objects if thing.asset.source == "builtin"]
    assert sorted((thing.asset.name, thing.category) for thing in builtin if thing.category) == [("die", "die")] * 4
    assert [thing.asset.name for thing in builtin if thing.category is None] == ["cone"] * 3


@pytest.mark.parametrize("shape", ["bowl", "ring"])
def test_convex_pieces_leave_hollows_open_and_lose_nothing(shape: str) -> None:
    if shape == "ring":
        solid = trimesh.creation.annulus(r_min=0.04, r_max=0.06, height=0.03, sections=40)
    else:
        profile = [[0, 0], [0.05, 0], [0.1, 0.07], [0.095, 0.07], [0.047, 0.004], [0, 0.004]]
        solid = trimesh.creation.revolve(np.array(profile), sections=48)
    hulls = [ConvexHull(points) for points in decompose(solid.triangles.view(np.ndarray))]
    middle = np.array([0.0, 0.0, 0.0 if shape == "ring" else 0.05])
    assert all((hull.equations @ np.append(middle, 1.0)).max() > 0.01 for hull in hulls)
    depths = np.stack([(solid.vertices @ hull.equations[:, :3].T + hull.equations[:, 3]).max(axis=1) for hull in hulls])
    assert depths.min(axis=0).max() < 1e-6
