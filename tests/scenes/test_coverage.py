"""sampling=sobol: evener than chance by itself and in pairs, pure, and without effect where it is not asked for."""

import hashlib
import itertools
import json

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import stats
from scipy.stats import qmc

from setpiece.scenes.config import SceneConfig
from setpiece.scenes.coverage.cover import cover, decide, needed
from setpiece.scenes.coverage.dimensions import DIMENSIONS, quantile
from setpiece.scenes.coverage.factors import factors
from setpiece.scenes.coverage.plan import plan, planned
from setpiece.scenes.coverage.sobol import POLYNOMIALS, fraction
from setpiece.scenes.distributions import Distribution
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.fields import Integer, Number, Text
from setpiece.scenes.sample import sample
from setpiece.scenes.spec import RenderSpec, SceneSpec

WRITTEN = [
    (Number, ["uniform", -3, 5]),
    (Number, ["log_uniform", 0.1, 40]),
    (Number, ["normal", 2, 3]),
    (Number, ["normal", 0, 1, -0.5, 4]),
    (Number, ["choice", {1: 3, 7: 1}]),
    (Integer, ["uniform", 2, 9]),
    (Integer, ["log_uniform", 1, 50]),
    (Integer, ["normal", 7, 5, 1, 25]),
    (Text, ["choice", {"a": 1, "b": 2, "c": 5}]),
]
BEFORE = {
    "tabletop": {(0, 0): "10ac0066e00d3562", (3, 0): "72f33db004b69d57", (8, 2): "b3eb685167105769"},
    "dice": {(0, 0): "a507247063a61d2c", (3, 0): "c03ae3194c038c27", (8, 2): "60c03b66d01724ee"},
}
"""Fingerprints of scenes by (index, attempt), recorded before there was any sampling but random; those of the tabletop anew when
weighted choices lost their order and when rooms were furnished."""


def fingerprint(scene: SceneSpec) -> str:
    """What was in a scene then, without what was added to scenes since, and without the last digits of a platform's sine."""

    def rounded(value: object) -> object:
        if isinstance(value, float):
            return round(value, 5) + 0.0
        return [rounded(item) for item in value] if isinstance(value, list) else value

    data = scene.model_dump(mode="json")
    objects = [(item["asset"]["name"], item["asset"]["variant"], item["world_from_object"]) for item in data["objects"]]
    camera = [data["camera"][key] for key in ("focal_length_mm", "world_from_camera")]
    sensor = [data["sensor"][key] for key in ("exposure_ev", "white_balance_k", "look")]
    sky = [data["sky"][key] for key in sorted(data["sky"]) if key != "glow"]
    lights = [[light["power_w"], light["size_m"], light["world_from_light"]] for light in data["lights"]]
    plain = rounded(json.loads(json.dumps([objects, camera, sensor, sky, lights, data["render"]["seed"]])))
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:16]


@pytest.fixture(scope="module")
def sobol(tabletop: dict) -> SceneConfig:
    return SceneConfig.model_validate(tabletop | {"sampling": "sobol"})


def draw(config: SceneConfig, library: object, index: int, attempt: int = 0) -> SceneSpec:
    return sample(config, RenderSpec(), library, seed=11, index=index, attempt=attempt)


@pytest.mark.parametrize("name", BEFORE)
def test_random_is_what_it_was(name: str, tabletop: dict, dice: SceneConfig, library: object) -> None:
    config = SceneConfig.model_validate(tabletop) if name == "tabletop" else dice
    assert {key: fingerprint(draw(config, library, *key)) for key in BEFORE[name]} == BEFORE[name]


@pytest.mark.parametrize(("kind", "written"), WRITTEN, ids=[" ".join(map(str, written)) for _, written in WRITTEN])
def test_quantiles_are_distributed_as_draws(kind: type, written: list) -> None:
    distribution: Distribution = TypeAdapter(kind).validate_python(written)
    rng, n = np.random.default_rng(5), 4000
    drawn = [distribution.draw(rng) for _ in range(n)]
    quantiles = [distribution.quantile(u) for u in rng.random(n)]
    rank = {value: place for place, value in enumerate(sorted(set(drawn) | set(quantiles)))}
    assert stats.ks_2samp([rank[value] for value in drawn], [rank[value] for value in quantiles]).pvalue > 1e-3
    if kind is not Text:
        values = [distribution.quantile(u) for u in np.linspace(0.0, 1.0 - 2**-32, 50)]
        assert values == sorted(values) or written[0] == "choice"


def test_dimensions_are_joe_and_kuos() -> None:
    points = 4096
    known = {column.tobytes() for column in (qmc.Sobol(600, scramble=False, bits=32).random(points) * 2**32).astype(np.int64).T.copy()}
    for dimension in range(len(POLYNOMIALS)):  # scipy numbers its points by Gray code
        column = np.array([fraction(k ^ (k >> 1), dimension) for k in range(points)])
        assert column.tobytes() in known, dimension


@pytest.mark.parametrize("key", ["camera.elevation_deg", "my.own.key"])
@pytest.mark.parametrize("seed", [0, 123456789])
def test_every_aligned_block_of_images_is_stratified(key: str, seed: int) -> None:
    for start, size in ((0, 64), (64, 64), (992, 32), (2**32, 128)):
        strata = sorted(int(quantile(key, seed, index) * size) for index in range(start, start + size))
        assert strata == list(range(size))


def test_a_point_is_uniform_over_the_seeds() -> None:
    for key in ("lighting", "my.own.key"):
        values = [quantile(key, seed, 5) for seed in range(3000)]
        assert stats.kstest(values, "uniform").pvalue > 1e-3


@pytest.mark.parametrize("images", [60, 250, 1000])
def test_pairs_of_factors_are_evener_than_chance(images: int) -> None:
    keys = [*DIMENSIONS, "placement.count", "my.own.key", "sensor.exposure_ev"]
    points = np.array([[quantile(key, 3, index) for key in keys] for index in range(images)])
    chance = np.random.default_rng(3).random(points.shape)
    pairs = list(itertools.combinations(range(len(keys)), 2))
    even, random = ([qmc.discrepancy(p[:, pair], method="CD") ** 0.5 for pair in pairs] for p in (points, chance))
    assert np.mean(even) < 0.4 * np.mean(random)
    assert max(even) < np.mean(random)
    assert np.quantile(even, 0.9) < np.quantile(random, 0.1)


def test_cells_of_pairs_fill_sooner_than_by_chance(tabletop: dict) -> None:
    few = {"camera": tabletop["camera"] | {"focal_length_mm": ["choice", 24, 28, 35, 50]}, "lighting": {"kind": "sun_sky"}}
    few |= {"environment": {"kind": "tabletop", "walls_probability": 1}, "sensor": {"look": ["choice", "none", "AgX - Punchy"]}}
    empty = {}
    for sampling in ("sobol", "random"):
        config = SceneConfig.model_validate(tabletop | few | {"sampling": sampling})
        plans = [plan(config, seed, range(32)) for seed in range(12)]
        empty[sampling] = sum(len(pair.empty) for made in plans for pair in made.pairs)
    assert empty["sobol"] < 0.85 * empty["random"]


def test_counts_are_the_expected_ones(sobol: SceneConfig) -> None:
    for factor in plan(sobol, 1, range(256)).discrete:
        assert np.abs(np.subtract(factor.images, factor.expected)).max() <= max(3.0, 0.06 * sum(factor.images)), factor


def test_the_order_of_the_images_does_not_matter(sobol: SceneConfig, library: object) -> None:
    forwards = [draw(sobol, library, index) for index in (0, 1, 2)]
    assert [draw(sobol, library, index) for index in (2, 1, 0)] == forwards[::-1]


def test_redraws_are_those_of_random(sobol: SceneConfig, tabletop: dict, library: object) -> None:
    random = SceneConfig.model_validate(tabletop)
    assert draw(sobol, library, 4, attempt=1) == draw(random, library, 4, attempt=1)
    assert draw(sobol, library, 4) != draw(random, library, 4)


def test_what_is_no_factor_is_drawn_as_in_random(tabletop: dict, library: object) -> None:
    fixed = tabletop | {"placement": {"kind": "scatter", "count": 3, "density": 0.2, "off_centre": 0.5, "gap_m": 0.02}}
    fixed |= {"environment": {"kind": "tabletop", "walls_probability": 0, "table_yaw_deg": 3}}
    one, other = (draw(SceneConfig.model_validate(fixed | {"sampling": mode}), library, 1) for mode in ("random", "sobol"))
    assert one.objects == other.objects
    assert one.sensor != other.sensor


def test_one_more_distribution_leaves_the_others_in_place(tabletop: dict) -> None:
    more = tabletop | {"camera": tabletop["camera"] | {"focal_length_mm": ["uniform", 24, 70]}, "sampling": "sobol"}
    fewer = SceneConfig.model_validate(tabletop | {"sampling": "sobol"})
    for index, (a, b) in enumerate(zip(planned(fewer, 7, range(20)), planned(SceneConfig.model_validate(more), 7, range(20)), strict=True)):
        assert {key: value for key, value in b.items() if key != "camera.focal_length_mm"} == a, index


def test_the_plan_is_what_the_scenes_then_hold(sobol: SceneConfig, library: object) -> None:
    rows, kept = planned(sobol, 11, range(24)), 0
    for index, row in enumerate(rows):
        try:
            scene = draw(sobol, library, index)
        except CannotPlace:
            continue
        kept += 1
        names = [item.asset.name for item in scene.objects if item.category is None]
        assert sum(item.category is not None for item in scene.objects) == row["placement.count"]
        assert ("wall" in names) == (row["environment.walls_probability"] == "yes")
        assert ("environment.side" in row) == ("wall" in names)
        assert scene.sensor.exposure_ev == row["sensor.exposure_ev"]
        light = row["lighting"]
        assert light == ("sun_sky" if scene.sky.kind == "physical" else "studio" if scene.lights else "hdri")
        if light == "hdri":
            assert scene.sky.image == row["lighting.of.hdri.image"]
        if light == "sun_sky":
            assert scene.sky.sun_elevation_deg == row["lighting.of.sun_sky.sun_elevation_deg"]
    assert kept >= 20


def test_factors_that_do_not_matter_are_not_counted(sobol: SceneConfig) -> None:
    found = factors(sobol)
    for index in range(40):
        values = decide(sobol, found, lambda key, index=index: quantile(key, 2, index))
        row = needed(found, values)
        assert len({key.split(".")[2] for key in row if key.startswith("lighting.of")}) == 1
        assert row["lighting"] != "sun_sky" or row["environment.walls_probability"] == "yes"


def test_a_covered_config_is_still_a_config(sobol: SceneConfig) -> None:
    covered = cover(sobol, 0, 3)
    assert covered.resolution == sobol.resolution
    assert covered.model_dump()["camera"] == sobol.model_dump()["camera"]
    assert type(covered.lighting) is type(sobol.lighting)
