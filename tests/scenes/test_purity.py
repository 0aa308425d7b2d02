"""A scene is a pure function of config, seed, index and attempt; each part has its own stream."""

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from setpiece.scenes import sensor
from setpiece.scenes.config import SceneConfig
from setpiece.scenes.sample import sample
from setpiece.scenes.spec import RenderSpec, SceneSpec
from setpiece.scenes.streams import PURPOSES, stream

INDICES = (0, 3, 7, 5)
CHILD = """
import hashlib, importlib.util, sys
loaded = importlib.util.spec_from_file_location("primitives", sys.argv[1])
primitives = importlib.util.module_from_spec(loaded)
loaded.loader.exec_module(primitives)
from setpiece.scenes.config import SceneConfig
from setpiece.scenes.sample import sample
from setpiece.scenes.spec import RenderSpec
config = SceneConfig.model_validate(primitives.TABLETOP)
for index in map(int, sys.argv[2:]):
    scene = sample(config, RenderSpec(), primitives.PrimitiveLibrary(), seed=11, index=index)
    print(hashlib.sha256(scene.model_dump_json().encode()).hexdigest())
"""


def draw(config: SceneConfig, library: object, index: int, **changed: int) -> SceneSpec:
    return sample(config, RenderSpec(), library, **({"seed": 11, "index": index} | changed))


def digest(scene: SceneSpec) -> str:
    return hashlib.sha256(scene.model_dump_json().encode()).hexdigest()


def test_equal_bytes_in_another_process_and_another_order(tabletop: dict, library: object) -> None:
    config = SceneConfig.model_validate(tabletop)
    here = [digest(draw(config, library, index)) for index in INDICES]
    command = [sys.executable, "-c", CHILD, str(Path(__file__).with_name("conftest.py")), *map(str, reversed(INDICES))]
    there = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert there[::-1] == here


def test_seed_index_and_attempt_each_make_another_scene(config: SceneConfig, library: object) -> None:
    scenes = [draw(config, library, 2), draw(config, library, 1), draw(config, library, 2, seed=12), draw(config, library, 2, attempt=1)]
    for attribute in ("objects", "camera", "sensor", "render", "sky"):
        values = [getattr(scene, attribute).__repr__() for scene in scenes]
        assert len(set(values)) == len(values), attribute


def test_the_global_generators_are_neither_used_nor_touched(config: SceneConfig, library: object) -> None:
    np.random.seed(1)  # noqa: NPY002, TID251
    one, state = draw(config, library, 4), np.random.get_state()[1].copy()  # noqa: NPY002
    assert one == draw(config, library, 4)
    assert np.array_equal(state, np.random.get_state()[1])  # noqa: NPY002


@pytest.mark.parametrize(
    ("section", "change", "may_differ"),
    [
        ("sensor", {"exposure_ev": ["uniform", -1, 1]}, {"sensor"}),
        ("lighting", {"kind": "hdri", "rotation_deg": 10}, {"sky", "lights", "sensor"}),
        ("camera", {"kind": "shell", "fill": 0.9, "roll_deg": 0}, {"camera"}),
    ],
)
def test_a_change_to_one_part_leaves_the_others(tabletop: dict, library: object, section: str, change: dict, may_differ: set) -> None:
    before = draw(SceneConfig.model_validate(tabletop), library, 1).model_dump()
    after = draw(SceneConfig.model_validate(tabletop | {section: change}), library, 1).model_dump()
    differ = {key for key in before if before[key] != after[key]}
    assert differ
    assert differ <= may_differ


def test_one_more_draw_in_one_part_leaves_the_others(tabletop: dict, library: object, monkeypatch: pytest.MonkeyPatch) -> None:
    config = SceneConfig.model_validate(tabletop)
    before = draw(config, library, 6).model_dump()

    def greedy(section: object, temperature_k: float, rng: np.random.Generator) -> object:
        rng.random(1000)
        return sensor.sample_sensor(section, temperature_k, rng)

    monkeypatch.setattr("setpiece.scenes.sample.sample_sensor", greedy)
    after = draw(config, library, 6).model_dump()
    assert {key for key in before if before[key] != after[key]} == {"sensor"}


def test_streams_differ_by_every_part_of_their_name() -> None:
    names = [(seed, index, attempt, purpose) for seed in (0, 1) for index in (0, 1) for attempt in (0, 1) for purpose in PURPOSES]
    assert len({stream(*name).random() for name in names}) == len(names)
    assert len(set(PURPOSES.values())) == len(PURPOSES)
    with pytest.raises(KeyError):
        stream(0, 0, 0, "weather forecast")
