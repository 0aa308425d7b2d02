"""The shipped experiments with the real library: every scene possible, every label known, sampling fast."""

import time

import numpy as np
import pytest

from setpiece.assets.library import Library
from setpiece.assets.mesh import Model
from setpiece.assets.spec import Matrix4
from setpiece.cli.compose import compose_config
from setpiece.farm.config import Config
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.sample import sample
from setpiece.scenes.spec import RenderSpec, SceneSpec

SCENES = 6


@pytest.fixture(scope="module", params=["tabletop", "dice"])
def composed(request: pytest.FixtureRequest) -> tuple[Config, Library]:
    config = compose_config([f"experiment={request.param}"])
    return config, Library(config.assets)


def draw(config: Config, library: Library, index: int) -> SceneSpec:
    for attempt in range(config.farm.draws):
        try:
            return sample(config, RenderSpec(), library, seed=1, index=index, attempt=attempt)
        except CannotPlace:
            continue
    raise AssertionError(f"index {index} has no possible scene")


def lowest_m(model: Model, world_from_object: Matrix4) -> float:
    pose = np.array(world_from_object)
    return float((model.mesh.vertices @ pose[2, :3]).min() + pose[2, 3])


def test_scenes_of_the_shipped_experiments(composed: tuple[Config, Library]) -> None:
    config, library = composed
    for index in range(SCENES):
        scene = draw(config, library, index)
        things = [item for item in scene.objects if item.category is not None]
        assert things
        assert {thing.category for thing in things} <= set(library.categories)
        heights = [lowest_m(library.load(thing.asset), thing.world_from_object) for thing in things]
        assert np.ptp(heights) < 1e-4
        assert SceneSpec.model_validate_json(scene.model_dump_json()) == scene


def test_a_scene_takes_well_under_a_tenth_of_a_second(composed: tuple[Config, Library]) -> None:
    config, library = composed
    for index in range(SCENES):
        draw(config, library, index)
    start = time.process_time()
    for index in range(SCENES):
        draw(config, library, index)
    assert (time.process_time() - start) / SCENES < 0.1
