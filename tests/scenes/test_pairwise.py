"""sampling=pairwise: the first scenes hold every pair of choices, the rest is as even as before, and nobody need ask another."""

import itertools
import json
import os
import subprocess
import sys
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from setpiece.assets.library import Library
from setpiece.cli.compose import compose_config
from setpiece.scenes.config import SceneConfig
from setpiece.scenes.coverage.cover import HELD_DRAWS, columns_of, pairs
from setpiece.scenes.coverage.factors import factors
from setpiece.scenes.coverage.pairwise import Column, allowed, covering_rows
from setpiece.scenes.coverage.plan import plan, planned
from setpiece.scenes.environment import OUTDOOR, Environment, sample_environment
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.sample import sample
from setpiece.scenes.spec import RenderSpec
from setpiece.scenes.streams import stream


@st.composite
def tables(draw: st.DrawFn) -> tuple[Column, ...]:
    """Up to five columns, some of which matter only beside a value of an earlier one."""
    columns: list[Column] = []
    for number in range(draw(st.integers(1, 5))):
        values = tuple(f"{number}{letter}" for letter in "abcde"[: draw(st.integers(1, 5))])
        parent = draw(st.sampled_from([None, None, *columns]))
        needs = () if parent is None else (*parent.needs, (parent.key, draw(st.sampled_from(parent.values))))
        columns.append(Column(f"k{number}", values, needs))
    return tuple(columns)


def consistent(row: dict[str, Any], columns: tuple[Column, ...]) -> bool:
    return all(row.get(key) == value for column in columns if column.key in row for key, value in column.needs)


def meeting(a: Column, b: Column) -> bool:
    """Whether both matter to some row, and neither decides whether the other does."""
    agree = all(dict(b.needs).get(key, value) == value for key, value in a.needs)
    return agree and a.key not in dict(b.needs) and b.key not in dict(a.needs)


def least(columns: tuple[Column, ...], within: tuple[tuple[str, Any], ...] = ()) -> int:
    """No array can have fewer rows: the values of two columns, each with the most that one column has beside it, all meet."""

    def width(column: Column) -> int:
        return sum(
            max([1, *(width(inner) for inner in columns if inner.needs == (*column.needs, (column.key, value)))]) for value in column.values
        )

    level = [column for column in columns if column.needs == within]
    first, second, *_ = *sorted(map(width, level), reverse=True), 1, 1
    beside = [sum(least(columns, (*within, (column.key, value))) for value in column.values) for column in level]
    return max([first * second, *beside])


@settings(max_examples=40, deadline=None)
@given(tables(), st.integers(0, 2**64))
def test_every_pair_that_can_be_is(columns: tuple[Column, ...], seed: int) -> None:
    """Values alone and in pairs, in rows that contradict nothing, no fewer than must be and not many more."""
    rows = covering_rows(columns, (), seed)
    assert all(consistent(row, columns) for row in rows)
    for column in columns:
        assert {row[column.key] for row in rows if column.key in row} == set(column.values)
    for a, b in itertools.combinations(columns, 2):
        found = {(row[a.key], row[b.key]) for row in rows if a.key in row and b.key in row}
        assert not meeting(a, b) or found == set(itertools.product(a.values, b.values))
    assert least(columns) <= len(rows) <= 1.7 * least(columns) + 3


def test_pairs_that_cannot_be_are_not_tried() -> None:
    walls, light = Column("walls", ("yes", "no")), Column("light", ("sun", "hdri", "studio"))
    height = Column("height", (10, 20), (("light", "sun"),))
    never = ((("walls", "no"), ("light", "sun")),)
    rows = covering_rows((walls, light, height), never, 3)
    assert {(row["walls"], row["light"]) for row in rows if len(row) > 1} == {
        ("yes", "sun"), ("yes", "hdri"), ("yes", "studio"), ("no", "hdri"), ("no", "studio"),
    }  # fmt: skip
    assert {(row["walls"], row["height"]) for row in rows if "height" in row} == {("yes", 10), ("yes", 20)}
    assert allowed((walls, light, height), never, light, {"walls": "no"}) == ("hdri", "studio")
    assert allowed((walls, light, height), never, light, {"height": 10}) == ("sun",)
    assert allowed((walls, light, height), never, height, {"light": "hdri"}) == ()


@pytest.fixture(scope="module")
def pairwise(tabletop: dict) -> SceneConfig:
    return SceneConfig.model_validate(tabletop | {"sampling": "pairwise"})


@pytest.mark.parametrize("experiment", ["tabletop", "dice", "warehouse", "street_weather"])
def test_the_plan_of_the_shipped_experiments_has_no_empty_cell(experiment: str) -> None:
    """But those that cannot be, after hardly more scenes than there must be; nor does a value go without."""
    config = compose_config([f"experiment={experiment}", "sampling=pairwise"])
    columns = {column.key: column for column in columns_of(factors(config))}
    count = len(pairs(config, factors(config), 5))
    assert count <= 1.15 * least(tuple(columns.values()))
    made = plan(config, 5, range(count))
    assert made.covering_scenes == count
    empty = {(*pair.keys, *cell) for pair in made.pairs if set(pair.keys) <= set(columns) for cell in pair.empty}
    assert empty <= {("environment.walls_probability", "lighting", "no", "sun")}
    assert all(min(factor.images) > 0 for factor in made.discrete if factor.key in columns)


def test_after_the_first_scenes_weights_rule(pairwise: SceneConfig, tabletop: dict) -> None:
    """From there on every scene is the one of sobol."""
    first = len(pairs(pairwise, factors(pairwise), 9))
    sobol = SceneConfig.model_validate(tabletop | {"sampling": "sobol"})
    assert first > 10
    assert planned(pairwise, 9, range(first, first + 40)) == planned(sobol, 9, range(first, first + 40))
    continuous = [factor.key for factor in factors(pairwise) if factor.key not in {column.key for column in columns_of(factors(pairwise))}]
    for ours, theirs in zip(planned(pairwise, 9, range(first)), planned(sobol, 9, range(first)), strict=True):
        both = [key for key in continuous if key in ours and key in theirs]
        assert [ours[key] for key in both] == [theirs[key] for key in both]


def test_scenes_hold_what_was_planned_redrawn_ones_too() -> None:
    """A scene in which nothing fits is drawn anew with the values by which it covers pairs; in the end these are given up."""
    pairwise, made = compose_config(["experiment=dice", "placement.count=[uniform,2,6]", "sampling=pairwise"]), 0
    library, random = Library(pairwise.assets), pairwise.model_copy(update={"sampling": "random"})
    rows = planned(pairwise, 11, range(6))
    assert len({(row["environment.tray_probability"], row["placement.count"]) for row in rows}) >= 5
    for (index, row), attempt in itertools.product(enumerate(rows), (0, HELD_DRAWS - 1)):
        try:
            scene = sample(pairwise, RenderSpec(), library, seed=11, index=index, attempt=attempt)
        except CannotPlace:
            continue
        made += 1
        names = [item.asset.name for item in scene.objects if item.category is None]
        assert any("tray" in name for name in names) == (row["environment.tray_probability"] == "yes")
        assert sum(item.category is not None for item in scene.objects) == row["placement.count"]
    assert made > 8
    late = [sample(config, RenderSpec(), library, seed=11, index=0, attempt=HELD_DRAWS) for config in (pairwise, random)]
    assert late[0] == late[1]


def test_a_config_from_a_manifest_has_the_same_rows() -> None:
    """There, keys are in alphabetical order; ``setpiece extend`` starts from it."""
    config = compose_config(["experiment=street_weather", "sampling=pairwise"])
    kept = type(config).model_validate(json.loads(json.dumps(config.model_dump(mode="json"), sort_keys=True)))
    assert planned(kept, 1, range(12)) == planned(config, 1, range(12))


def test_another_process_finds_the_same_rows() -> None:
    """Nothing of an interpreter's own, such as its hashes of strings, decides."""
    code = (
        "from setpiece.scenes.coverage.pairwise import Column, covering_rows;"
        "print(covering_rows((Column('a', ('x', 'y', 'z')), Column('b', (1, 2, 3)), Column('c', ('p', 'q'), (('a', 'x'),))), (), 4))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | {"PYTHONHASHSEED": salt})
        for salt in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout != ""


def test_weather_is_a_factor_outdoors_only() -> None:
    """Where a stage is under the open sky; what the config says of weather reaches no other."""
    inside, outside = (compose_config([*words, "weather=mixed"]) for words in (["experiment=tabletop"], ["experiment=street_weather"]))
    assert not any(factor.key.startswith("weather") for factor in factors(inside))
    assert any(factor.key.startswith("weather") for factor in factors(outside))
    library = Library(inside.assets)
    for kind in get_args(get_args(Environment)[0]):
        assert sample_environment(kind(), library, stream(1, 2, 0, "environment")).outdoor == issubclass(kind, OUTDOOR), kind
