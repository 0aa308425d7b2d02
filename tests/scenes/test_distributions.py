"""Distributions: what is drawn lies in the support, what is printed parses back, mistakes are named."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from setpiece.scenes.config import SceneConfig
from setpiece.scenes.distributions import Choice
from setpiece.scenes.fields import Integer, Number, Text

NUMBERS = st.floats(-1e4, 1e4).map(lambda value: round(value, 3))


def ordered(values: st.SearchStrategy, least: int = 2) -> st.SearchStrategy:
    return st.lists(values, min_size=least, max_size=least).map(sorted)


def weighted(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.dictionaries(values, st.floats(0.01, 100.0), min_size=1, max_size=5).map(lambda weights: ["choice", weights])


NUMBER_YAML = st.one_of(
    NUMBERS,
    ordered(NUMBERS).map(lambda bounds: ["uniform", *bounds]),
    ordered(st.floats(1e-3, 1e4)).map(lambda bounds: ["log_uniform", *bounds]),
    st.tuples(NUMBERS, st.floats(0.1, 100.0)).map(lambda pair: ["normal", *pair]),
    st.tuples(NUMBERS, st.floats(0.1, 10.0), st.floats(0.1, 30), st.floats(0.1, 30)).map(
        lambda t: ["normal", t[0], t[1], t[0] - t[2], t[0] + t[3]]
    ),
    st.lists(NUMBERS, min_size=1, max_size=5, unique=True).map(lambda values: ["choice", *values]),
    weighted(NUMBERS),
)
INTEGER_YAML = st.one_of(
    st.integers(-1000, 1000),
    ordered(st.integers(-1000, 1000)).map(lambda bounds: ["uniform", *bounds]),
    ordered(st.integers(1, 1000)).map(lambda bounds: ["log_uniform", *bounds]),
    weighted(st.integers(-9, 9)),
)
WORDS = st.text(st.characters(categories=["Ll"]), min_size=1, max_size=8)
TEXT_YAML = st.one_of(WORDS, st.lists(WORDS, min_size=1, max_size=5, unique=True).map(lambda words: ["choice", *words]), weighted(WORDS))
CASES = st.one_of(
    st.tuples(st.just(TypeAdapter(Number)), NUMBER_YAML),
    st.tuples(st.just(TypeAdapter(Integer)), INTEGER_YAML),
    st.tuples(st.just(TypeAdapter(Text)), TEXT_YAML),
)


@given(CASES, st.integers(0, 2**32))
def test_draws_lie_in_the_support(case: tuple, seed: int) -> None:
    adapter, raw = case
    distribution = adapter.validate_python(raw)
    rng = np.random.default_rng(seed)
    draws = [distribution.draw(rng) for _ in range(20)]
    low, high = distribution.support
    assert all(low <= value <= high for value in draws)


@given(CASES)
def test_what_is_printed_parses_to_the_same(case: tuple) -> None:
    adapter, raw = case
    distribution = adapter.validate_python(raw)
    assert adapter.validate_json(adapter.dump_json(distribution)) == distribution
    assert adapter.validate_python(adapter.dump_python(distribution)) == distribution


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (["uniform", 2, 5], stats.uniform(2, 3)),
        (["log_uniform", 0.1, 10], stats.loguniform(0.1, 10)),
        (["normal", 3, 2], stats.norm(3, 2)),
        (["normal", 3, 2, 2, 10], stats.truncnorm(-0.5, 3.5, 3, 2)),
    ],
)
def test_draws_follow_the_distribution(raw: list, expected: object) -> None:
    distribution = TypeAdapter(Number).validate_python(raw)
    rng = np.random.default_rng(0)
    draws = [distribution.draw(rng) for _ in range(4000)]
    assert stats.kstest(draws, expected.cdf).pvalue > 1e-3


def test_weights_are_proportions_and_integers_include_both_ends() -> None:
    rng = np.random.default_rng(0)
    woods = TypeAdapter(Text).validate_python(["choice", {"oak": 3, "pine": 1}])
    oaks = sum(woods.draw(rng) == "oak" for _ in range(4000))
    assert stats.binomtest(oaks, 4000, 0.75).pvalue > 1e-3
    die = TypeAdapter(Integer).validate_python(["uniform", 1, 6])
    counts = np.bincount([die.draw(rng) for _ in range(6000)], minlength=7)[1:]
    assert stats.chisquare(counts).pvalue > 1e-3


@pytest.mark.parametrize(
    ("section", "key", "value", "words"),
    [
        ("camera", "elevation_deg", ["uniform", 10, 95], ["10 to 95", "accepted", "1 to 90"]),
        ("camera", "elevation_deg", ["normal", 40, 10], ["-inf to inf", "1 to 90", "[normal, mean, std, low, high]"]),
        ("camera", "fill", ["log_uniform", 0, 1], ["positive"]),
        ("camera", "fill", ["uniform", 2, 1], ["2", "above", "1"]),
        ("camera", "fill", ["gauss", 2, 1], ["gauss", "accepted", "uniform"]),
        ("camera", "fill", [1, 2], ["must start with the name", "accepted"]),
        ("camera", "roll_deg", "level", ["level", "accepted"]),
        ("camera", "distance_m", 1.0, ["both of fill and distance_m"]),
        ("placement", "count", ["uniform", 1.5, 6], ["1.5", "integer"]),
        ("placement", "count", ["uniform", -3, 6], ["-3 to 6", "0 to 500"]),
        ("placement", "count", True, ["True", "accepted"]),
        ("placement", "gap_m", ["normal", 0, 1, 50, 60], ["almost nothing"]),
        ("environment", "wall_gap_m", ["choice", {0.1: 1, 0.2: -2}], ["-2", "above 0", "0.2"]),
        ("environment", "wall_gap_m", ["choice"], ["at least one"]),
        ("sensor", "view_transform", ["uniform", 1, 2], ["accepted", "choice"]),
    ],
)
def test_a_mistake_names_key_value_and_what_is_accepted(tabletop: dict, section: str, key: str, value: object, words: list[str]) -> None:
    data = tabletop | {section: tabletop.get(section, {}) | {key: value}}
    with pytest.raises(ValidationError) as caught:
        SceneConfig.model_validate(data)
    (error,) = caught.value.errors()
    assert section in error["loc"]
    assert key in error["loc"] or key in error["msg"]
    assert all(word in error["msg"] for word in words), error["msg"]


@pytest.mark.parametrize(("raw", "size"), [("640x480", (640, 480)), ([64, 48], (64, 48))])
def test_resolution(tabletop: dict, raw: object, size: tuple[int, int]) -> None:
    assert SceneConfig.model_validate(tabletop | {"resolution": raw}).resolution == size


@pytest.mark.parametrize("raw", ["640", "640x", "axb", "0x480", [640], [640, 480, 3], [-1, 5]])
def test_resolution_mistakes(tabletop: dict, raw: object) -> None:
    with pytest.raises(ValidationError, match="resolution"):
        SceneConfig.model_validate(tabletop | {"resolution": raw})


def test_weights_have_no_order() -> None:
    """A mapping's order is lost in a manifest; the draws must not depend on it."""
    a, b = Choice(("x", "y", "z"), (1.0, 2.0, 3.0)), Choice(("z", "x", "y"), (3.0, 1.0, 2.0))
    assert a == b
    assert [a.quantile(u) for u in (0.1, 0.4, 0.9)] == ["x", "y", "z"]
