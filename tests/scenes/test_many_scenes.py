"""Many scenes, nothing rendered: nothing cuts anything or floats by more than 1 mm, and classes come in the shares that were asked for."""

import os
from collections import Counter

import numpy as np
import pytest

from setpiece.assets.library import Library
from setpiece.cli.compose import compose_config
from setpiece.farm.config import Config
from setpiece.scenes.body import Body
from setpiece.scenes.environment import sample_environment
from setpiece.scenes.errors import CannotPlace
from setpiece.scenes.placement import sample_placement
from setpiece.scenes.placement.seat import touches
from setpiece.scenes.sample import placement_streams
from setpiece.scenes.stage import Stage
from setpiece.scenes.streams import stream

TOLERANCE_M = 1e-3
COUNT = int(os.environ.get("SCENES", "100"))
"""Scenes of each environment in the slow test; ``SCENES=1000`` takes some ten minutes on a quiet core."""

GOODS = {"can": 4, "box": 3, "jar": 2, "brick": 1}
TRAFFIC = {"car": 6, "van": 2, "bicycle": 2}
CASES = {
    "tabletop": ["environment=tabletop", "placement=scatter", "placement.count=[uniform,5,12]"],
    "flatbed": [
        "environment=flatbed",
        "placement=scatter",
        "environment.usable_m=0.6",
        "placement.count=[uniform,3,8]",
        "placement.off_centre=0",
    ],
    "room": ["environment=room", "placement=scatter", "placement.count=[uniform,5,12]"],
    "shelf": ["environment=shelf", "placement=shelf", "placement.count=[uniform,15,30]"],
    "road": [
        "environment=road",
        "placement=along_path",
        "placement.ways={lane:{kinds:[car,van,bicycle]},kerbside:{kinds:[car,van]}}",
        "placement.count=[uniform,4,9]",
    ],
    "yard": ["environment=yard", "placement=bays", "placement.count=[uniform,4,9]"],
}
OUTDOORS = ("road", "yard")


def weights(name: str) -> dict[str, int]:
    """Of the kinds of things in a case."""
    if name == "yard":
        return {"car": 3, "van": 1}
    return TRAFFIC if name in OUTDOORS else GOODS


def drawn(config: Config, library: Library, index: int) -> tuple[Stage, tuple[Body, ...]]:
    reasons = []
    for attempt in range(40):
        stage = sample_environment(config.environment, library, stream(0, index, attempt, "environment"))
        try:
            return stage, sample_placement(config.placement, stage, library, placement_streams(0, index, attempt))
        except CannotPlace as error:
            reasons.append(str(error))
    raise AssertionError(f"index {index}: {Counter(reasons).most_common(3)}")


def overlapping(body: Body, others: tuple[Body, ...]) -> list[Body]:
    low, high = body.bounds_m + np.array([[TOLERANCE_M], [-TOLERANCE_M]])
    return [other for other in others if np.all(other.bounds_m[0] < high) and np.all(other.bounds_m[1] > low)]


def check(stage: Stage, things: tuple[Body, ...]) -> None:
    levels = [stage.surface.height_m, *(slot.surface.height_m for slot in stage.slots)]
    for number, thing in enumerate(things):
        assert not touches(thing, overlapping(thing, things[:number])), f"{thing.ref.name} runs into another"
        assert not touches(thing, overlapping(thing, stage.scenery), TOLERANCE_M), f"{thing.ref.name} runs into the scenery"
        tops = [float(other.bounds_m[1, 2]) for other in things if other is not thing]
        assert np.abs(np.array([*levels, *tops]) - thing.bounds_m[0, 2]).min() < TOLERANCE_M, f"{thing.ref.name} floats"


def run(name: str, count: int) -> Counter[str]:
    shares = ",".join(f"{kind}: {weight}" for kind, weight in weights(name).items())
    assets = "street" if name in OUTDOORS else "household"
    config = compose_config([*CASES[name], f"assets={assets}", f"placement.kinds={{{shares}}}", "placement.exact_shares=true"])
    library = Library(config.assets)
    classes: Counter[str] = Counter()
    for index in range(count):
        stage, things = drawn(config, library, index)
        check(stage, things)
        classes.update(thing.ref.name for thing in things)
    return classes


@pytest.mark.parametrize("name", CASES)
def test_some_scenes(name: str) -> None:
    assert sum(run(name, 4).values()) >= 8


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_many_scenes(name: str) -> None:
    classes = run(name, COUNT)
    total = sum(classes.values())
    within = 0.05 * max(1.0, (1000 / COUNT) ** 0.5)  # over 1,000 scenes; in fewer the rounding of shares leaves more to chance
    for kind, weight in weights(name).items():
        assert classes[kind] / total == pytest.approx(weight / sum(weights(name).values()), rel=within)
