"""The search: it finds what it looks for, goes on where it was killed, and refuses what it cannot tune before anything is rendered."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from setpiece.assets.errors import UserError
from setpiece.cli import tune
from setpiece.cli.compose import compose_config
from setpiece.cli.tune_axes import middle, moved, parse_axes
from setpiece.cli.tune_trials import FILE, Trial, best, open_trials, search
from setpiece.realism.search import propose
from tests.farm.runs import TINY, generate
from tests.realism.conftest import write_set

_QUESTION = {"what": "a bowl"}


def _bowl(place: Sequence[float], rng: np.random.Generator) -> float:
    return float(np.square(np.array(place) - [0.3, 0.8]).sum() + rng.normal(0.0, 0.005))


def _run(folder: Path, wanted: int, killed_at: int | None = None, seed: int = 0) -> list[Trial]:
    """Searches a noisy bowl, as the verb does; the noise belongs to the trial's number, as a render's seed does."""

    def judge(number: int, values: dict[str, Any]) -> tuple[float, float, float] | None:
        if number == killed_at:
            raise KeyboardInterrupt
        if number == 4:
            return None
        score = _bowl((values or {"xy": (0.9, 0.1)})["xy"], np.random.default_rng((seed, number)))
        return score, score - 0.01, score + 0.01

    trials = open_trials(folder, _QUESTION)
    list(search(folder, trials, wanted, (0.9, 0.1), lambda place: {"xy": list(place)}, judge, seed))
    return trials


def test_finds_the_bottom_sooner_than_chance(tmp_path: Path) -> None:
    """Twenty noisy trials leave less than 0.6 of what twenty random ones leave to gain, over ten searches, and are always near."""
    bottom, found, random = np.array([0.3, 0.8]), [], []
    for seed in range(10):
        winner = best(_run(tmp_path / str(seed), 20, seed=seed))
        found.append(np.linalg.norm(np.array(winner.place) - bottom))
        points = np.random.default_rng(seed).random((20, 2))
        scores = [_bowl(p, np.random.default_rng((seed, i))) for i, p in enumerate(points)]
        random.append(np.linalg.norm(points[np.argmin(scores)] - bottom))
    assert np.mean(np.square(found)) < 0.6 * np.mean(np.square(random))
    assert max(found) < 0.15


def test_killed_and_repeated_it_is_the_same_search(tmp_path: Path) -> None:
    """Killed between trials and in the middle of a line, then continued twice with a larger budget: the same file."""
    _run(tmp_path / "whole", 14)
    with pytest.raises(KeyboardInterrupt):
        _run(tmp_path / "killed", 14, killed_at=7)
    path = tmp_path / "killed" / FILE
    path.write_bytes(path.read_bytes()[:-9])
    _run(tmp_path / "killed", 9)
    _run(tmp_path / "killed", 14)
    assert path.read_bytes() == (tmp_path / "whole" / FILE).read_bytes()
    with pytest.raises(UserError, match="other what"):
        open_trials(tmp_path / "killed", {"what": "another"})
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "precious.txt").touch()
    with pytest.raises(UserError, match="precious"):
        open_trials(tmp_path / "other", _QUESTION)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 6), st.integers(0, 30), st.integers(0, 2**31))
def test_proposals_stay_in_the_cube(dimensions: int, count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, scores = rng.random((count, dimensions)).tolist(), np.round(rng.normal(size=count), 1).tolist()
    place = propose(points, scores, dimensions, seed)
    assert place.shape == (dimensions,)
    assert ((place >= 0.0) & (place <= 1.0)).all()
    assert (place == propose(points, scores, dimensions, seed)).all()


@pytest.mark.parametrize(
    ("start", "to", "expected"),
    [
        (35.0, 50.0, 50.0),
        (4, 6.4, 6),
        (["uniform", 1.0, 3.0], 10.0, ["uniform", 9.0, 11.0]),
        (["uniform", 2, 4], 7.2, ["uniform", 6, 8]),
        (["normal", 0.5, 0.25], 2.0, ["normal", 2.0, 0.25]),
        (["normal", 1.0, 0.5, 0.0, 3.0], 2.0, ["normal", 2.0, 0.5, 1.0, 4.0]),
        (["log_uniform", 1.0, 100.0], 20.0, ["log_uniform", 2.0, 200.0]),
    ],
)
def test_a_distribution_moves_and_keeps_its_width(start: Any, to: float, expected: Any) -> None:
    assert moved(start, to) == expected
    assert moved(start, middle(start)) == start


@pytest.mark.parametrize(
    ("words", "fragments"),
    [
        ("keys=sensor.exposure:0:1", "did you mean sensor.exposure_ev"),
        ("keys=sensor.exposure_ev:1:0", "the lower one first"),
        ("keys=sensor.exposure_ev", "KEY:LOW:HIGH"),
        ("keys=sensor.exposure_ev:0:99", "sensor.exposure_ev"),
        ("keys=sensor.exposure_ev:0:1,sensor.exposure_ev:0:1", "twice"),
        ("keys=sensor.view_transform:0:1", "accepted: a number"),
        ("keys=seed:0:9", "no key seed to tune"),
        ("budget=3", "at least 64"),
        ("objective=fid", "expected kid or auc"),
        ("objective=auc images=4 budget=40", "at least 10 images"),
        ("real=nowhere", "nowhere"),
        ("experiment=nonsense", "nonsense"),
    ],
)
def test_mistakes_are_named_before_anything_is_rendered(words: str, fragments: str, tmp_path: Path) -> None:
    given_ = {"real": write_set(tmp_path / "real", 12, seed=1), "keys": "sensor.exposure_ev:0:1", "budget": 640, "out": tmp_path / "out"}
    given_ |= dict(word.split("=", 1) for word in words.split())
    with pytest.raises(UserError, match=fragments):
        tune.run([f"{key}={value}" for key, value in given_.items()])
    assert not (tmp_path / "out").exists()


def test_a_tiny_search_with_blender(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Six stops too dark, three trials of two images: a brighter one wins; the last one lost, it is made again."""
    real, out = tmp_path / "real", tmp_path / "out"
    generate(real, "experiment=dice", "seed=9", "count=4", "sensor.exposure_ev=1")
    words = [*TINY, "experiment=dice", "sensor.exposure_ev=-6", f"real={real}", f"out={out}", "images=2", "budget=6"]
    words += ["backbone=efficientnet", "keys=sensor.exposure_ev:0:2"]
    assert tune.run(words) == 0
    whole = (out / FILE).read_bytes()
    assert len(whole.splitlines()) == 4
    (out / FILE).write_bytes(whole[:-20])
    shutil.rmtree(out / "trials" / "002")
    assert tune.run(words) == 0
    assert (out / FILE).read_bytes() == whole
    printed = capfd.readouterr().out
    assert "a set has only 2 images" in printed
    assert printed.endswith(f"experiment=tuned {' '.join(TINY)}\n")
    tuned = compose_config(["experiment=tuned"], out / "configs").model_dump(mode="json")
    assert 0.0 <= tuned["sensor"]["exposure_ev"] <= 2.0
    assert [json.loads(line)["number"] for line in whole.splitlines()[1:]] == [0, 1, 2]


def test_the_best_becomes_an_experiment(tmp_path: Path) -> None:
    """The experiment that was searched, but for the keys that were found."""
    values = {"sensor.exposure_ev": ["normal", 1.0, 0.25, 0.4, 1.6], "camera.roll_deg": 3.0}
    tune.write_experiment(tmp_path / "configs", "dice", values)
    tuned = compose_config(["experiment=tuned"], tmp_path / "configs").model_dump(mode="json")
    plain = compose_config(["experiment=dice"]).model_dump(mode="json")
    assert tuned["sensor"].pop("exposure_ev") == values["sensor.exposure_ev"]
    assert tuned["camera"].pop("roll_deg") == 3.0
    assert plain["sensor"].pop("exposure_ev") != values["sensor.exposure_ev"]
    plain["camera"].pop("roll_deg")
    assert {k: v for k, v in tuned.items() if k not in ("experiment", "out")} == {
        k: v for k, v in plain.items() if k not in ("experiment", "out")
    }
    assert yaml.safe_load((tmp_path / "configs" / "experiment" / "tuned.yaml").read_text())["defaults"] == ["dice", "_self_"]


def test_axes_know_where_the_config_is() -> None:
    (axis,) = parse_axes(["a.b:0:10"], {"a": {"b": ["uniform", 1.0, 4.0]}, "seed": 3})
    assert axis.place() == pytest.approx(0.25)
    assert axis.value(axis.place()) == axis.start
