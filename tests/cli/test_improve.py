"""Improving: overrides make more of what is missing, rounds are kept, splits are kept apart, and verdicts are honest."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pydantic import BaseModel

from setpiece.assets.errors import UserError
from setpiece.assets.library import Library
from setpiece.cli import improve, improve_rounds
from setpiece.cli import train as train_verb
from setpiece.cli.compose import compose_config
from setpiece.cli.explain import models_in
from setpiece.cli.improve_plan import Compose, leaf, overrides_for, plan, scaled, share_out, written
from setpiece.farm.config import Config
from setpiece.realism.detection.coco import open_coco
from setpiece.realism.detection.detector import Detections, open_detector
from setpiece.realism.diagnosis.bins import Bin, Loss
from setpiece.realism.diagnosis.properties import Properties
from setpiece.realism.diagnosis.remedies import REMEDIES
from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.evaluation.evaluate import Evaluation, evaluate
from setpiece.realism.evaluation.judge import align, judge
from setpiece.realism.improvement.results import Part, Round, verdict
from setpiece.scenes.sample import sample
from tests.farm.runs import generate


def test_keys_of_the_table_exist() -> None:
    models: dict[str, list[type[BaseModel]]] = {name: list(models_in(field.annotation)) for name, field in Config.model_fields.items()}
    for key in {r.key for ways in REMEDIES.values() for way in ways for r in way}:
        section, *rest = key.split(".")
        candidates = models[section]
        for part in rest:
            fields = [m.model_fields[part] for m in candidates if part in m.model_fields]
            assert fields, f"{key}: no {part}"
            candidates = [m for f in fields for m in models_in(f.annotation)]


def there(**values: float) -> Properties:
    """A hundred objects that are all alike."""
    usual = {
        "size_px": 64.0,
        "aspect": 0.0,
        "x": 0.5,
        "y": 0.5,
        "overlap": 0.02,
        "gap": 0.5,
        "brightness": -2.0,
        "blur_px": 0.8,
        "saturation": 0.4,
    }
    columns = {k: np.full(100, v) for k, v in (usual | values).items()}
    return Properties(**columns, cut=np.zeros(100, np.bool_), colour=np.zeros(100, np.intp), side_px=640.0)


def bin_(axis: str, typical: float | None, name: str = "some", cost: float = 0.1) -> Bin:
    loss = Loss(Estimate(cost, cost / 2, 2 * cost, 50, 0), Estimate(0.5, 0.4, 0.6, 50, 0), 0.001)
    return Bin(axis, axis, name, 20, 0.2, 40, 10, 0, 0, None, None, loss, None, typical, np.arange(40))


def composer(*words: str) -> Compose:
    return lambda values: compose_config([*words, *(f"{k}={written(v)}" for k, v in values.items())])


def asked(b: Bin, *words: str, kinds: tuple[str, ...] = ("dice",), **values: float) -> tuple[dict[str, Any], dict[str, Any]]:
    compose = composer(*words)
    plain = compose({}).model_dump(mode="json")
    names = {"placement.kinds": kinds, "placement.labels": ("one", "two", "three", "four", "five", "six")}
    return overrides_for(b, there(**values), plain, compose, names), plain


def test_small_things_are_made_small() -> None:
    """Scenes drawn from the override show things of half the size, as the bin's are of half the size of those in the data."""
    found, _ = asked(bin_("size", 32.0 / 640.0), "experiment=dice")
    assert set(found) == {"camera.distance_m"}
    before, after = (sizes_px(composer("experiment=dice", "placement.count=4")(values)) for values in ({}, found))
    assert np.median(after) / np.median(before) == pytest.approx(0.5, rel=0.1)


def sizes_px(config: Config) -> list[float]:
    """Longer sides of the things' images in six scenes, in focal lengths."""
    library, out = Library(config.assets), []
    for index in range(6):
        scene = sample(config, config.renderer.to_spec(seed=0), library, seed=0, index=index)
        for thing in (o for o in scene.objects if o.category):
            pose = np.linalg.inv(np.array(scene.camera.world_from_camera)) @ np.array(thing.world_from_object)
            points = np.asarray(library.load(thing.asset).mesh.vertices) @ pose[:3, :3].T + pose[:3, 3]
            out.append(float(np.ptp(points[:, :2] / points[:, 2:], axis=0).max()))
    return out


@pytest.mark.parametrize(
    ("b", "words", "expected"),
    [
        (bin_("brightness", -4.0), ["sensor.exposure_ev=[uniform,0,1]"], {"sensor.exposure_ev": ["uniform", -2.0, -1.0]}),
        (bin_("blur", 1.3), ["sensor.effects.softness_px=[uniform,0.4,0.6]"], {"sensor.effects.softness_px": ["uniform", 0.9, 1.1]}),
        (bin_("truncation", 1.0), ["camera.min_in_frame=1.0"], {"camera.min_in_frame": 0.4, "camera.aim_jitter": ["uniform", 0.5, 1.2]}),
        (bin_("neighbour", 0.01), [], {"placement.density": ["log_uniform", 0.04, 0.4], "placement.grouping": 0.9}),
        (bin_("size", 0.2), ["camera.fill=0.5", "camera.distance_m=null"], {"camera.fill": 1.0}),
        (bin_("colour", None, "red"), [], {}),
        (
            bin_("class", None, "six"),
            [],
            {"placement.labels": {"one": 1.0, "two": 1.0, "three": 1.0, "four": 1.0, "five": 1.0, "six": 5.0}},
        ),
    ],
)
def test_each_bin_has_its_keys(b: Bin, words: list[str], expected: dict[str, Any]) -> None:
    """Moved by what the bin lacks; no further than a key's range, which keeps none of the other keys back; nothing where no key does it."""
    found, _ = asked(b, "experiment=dice", *words)
    assert {k: found.get(k) for k in expected} == expected
    assert bool(found) == bool(expected)


def test_a_class_of_its_own_kind_is_made_half_of_all() -> None:
    found, _ = asked(
        bin_("class", None, "mug"), "experiment=tabletop", "placement.kinds={mug:1,bowl:3,plate:4}", kinds=("bowl", "mug", "plate")
    )
    assert found == {"placement.kinds": {"mug": 7.0, "bowl": 3.0, "plate": 4.0}}
    composed = composer("experiment=tabletop", "placement.kinds={mug:1,bowl:3,plate:4}")(found)
    assert leaf(composed.model_dump(mode="json"), "placement.kinds.mug") == 7.0


def test_faces_come_as_often_as_their_weights_say() -> None:
    """Of six faces one with a weight of five is half of all; what is no face is named; without weights, scenes are what they were."""
    weights = "{one:1,two:1,three:1,four:1,five:1,six:5}"
    config = compose_config(["experiment=dice", f"placement.labels={weights}", "placement.count=8"])
    library = Library(config.assets)
    scenes = [sample(config, config.renderer.to_spec(seed=0), library, seed=0, index=i) for i in range(25)]
    labels = [o.category for scene in scenes for o in scene.objects if o.category]
    assert len(labels) == 200
    assert labels.count("six") / 200 == pytest.approx(0.5, abs=0.1)
    assert min(labels.count(name) for name in ("one", "two", "three", "four", "five")) > 8
    wrong = compose_config(["experiment=dice", "placement.labels={seven:2}"])
    with pytest.raises(UserError, match=r"placement.labels: found 'seven'; accepted: five, four"):
        sample(wrong, config.renderer.to_spec(seed=0), library, seed=0, index=0)


def test_images_are_shared_out_by_cost() -> None:
    causes = [bin_("brightness", -4.0, "dark", 0.2), bin_("colour", None, "red", 0.15), bin_("size", 0.05, "small", 0.1)]
    deficits, refused = plan(causes, there(), composer("experiment=dice"), {"placement.kinds": ("dice",)}, 30, 3)
    assert [(d.name, d.images) for d in deficits] == [("brightness-dark", 20), ("size-small", 10)]
    assert refused == ["colour red: no key of this config makes more of it"]


@given(st.integers(1, 500), st.lists(st.floats(1e-6, 10.0), min_size=1, max_size=6))
def test_quotas_add_up(images: int, costs: list[float]) -> None:
    images = max(images, len(costs))
    quotas = share_out(images, costs)
    assert sum(quotas) == images
    assert min(quotas) >= 1
    assert all(abs(q - 1 - (images - len(costs)) * c / sum(costs)) < 1.0 + 1e-9 for q, c in zip(quotas, costs, strict=True))


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (0.4, 0.2),
        (3, 2),
        (["uniform", 1.0, 3.0], ["uniform", 0.5, 1.5]),
        (["normal", 1.0, 0.2, 0.5, 2.0], ["normal", 0.5, 0.1, 0.25, 1.0]),
        (["choice", {24.0: 2, 50.0: 1}], ["choice", {12.0: 2, 25.0: 1}]),
    ],
)
def test_scaled(start: Any, expected: Any) -> None:
    assert scaled(start, 0.5) == expected


def round_(before: float, after: float, low: float, high: float, *, kept: bool, images: int = 20) -> Round:
    part = Part("size", "small", {}, images, 0.1, 0.6, 0.2, 0.4)
    return Round(1, [part], [], before, after, Estimate(after - before, low, high, 50, 0), None, None, kept)


def test_verdicts_are_honest() -> None:
    good, bad = round_(0.5, 0.6, 0.05, 0.15, kept=True), round_(0.6, 0.58, -0.06, 0.02, kept=False)
    assert verdict([good, bad], Estimate(0.1, 0.05, 0.15, 50, 0)).startswith(
        "It helped: AP50 from 0.500 to 0.600, +0.100 (+0.050 to +0.150), with 20"
    )
    assert verdict([good], Estimate(0.1, -0.05, 0.25, 50, 0)).startswith("Cannot tell whether it helped")
    assert verdict([bad], None) == "It did not help: 20 images for the worst bins brought AP50 from 0.600 to 0.580."
    assert verdict([replace(bad, parts=[])], None).startswith("Nothing was rendered")


def squares(folder: Path, count: int, seed: int) -> Path:
    """Photographs, as it were: large and small dark squares on paper."""
    (folder / "images").mkdir(parents=True)
    rng, images, annotations = np.random.default_rng(seed), [], []
    for i in range(count):
        picture = np.full((64, 64, 3), 225, np.uint8)
        for k in range(4):
            side = int(rng.integers(5, 8) if rng.random() < 0.22 else rng.integers(12, 24))
            x, y = 32 * (k % 2) + int(rng.integers(0, 32 - side)), 32 * (k // 2) + int(rng.integers(0, 32 - side))
            picture[y : y + side, x : x + side] = rng.integers(10, 190, 3)
            annotations.append({"id": len(annotations), "image_id": i, "category_id": 1, "bbox": [x, y, side, side], "area": side * side})
        picture = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.6, 1.2)))
        Image.fromarray(picture).save(folder / "images" / f"{seed}-{i}.png")
        images.append({"id": i, "file_name": f"images/{seed}-{i}.png", "width": 64, "height": 64})
    content = {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "dice"}]}
    (folder / "annotations.json").write_text(json.dumps(content))
    return folder


def by_hand(model: Path, data: Path, misses: Callable[[float], bool]) -> Evaluation:
    """What a detector would have found that misses squares of some sides."""
    truth = align(open_coco(data, "data"), open_detector(model), {})
    found = {}
    for i, mine in truth.by_image().items():
        boxes = [a["bbox"] for a in mine if not misses(a["bbox"][2])]
        xywh = np.array(boxes, np.float64).reshape(-1, 4)
        found[i] = Detections(np.hstack([xywh[:, :2], xywh[:, :2] + xywh[:, 2:]]), np.ones(len(xywh), np.intp), np.full(len(xywh), 0.9))
    return evaluate(truth, found, model, leaks_checked=True)


TRAINED = ["size=64", "steps=3", "batch=2", "backbone=none", "channels=32"]
SCENES = ["experiment=dice", "device=cpu", "resolution=64x64", "quality=draft", "renderer.samples=1", "output=detection",
          "placement.count=2", "~assets.label_by", "camera.distance_m=0.16", "seed=5"]  # fmt: skip


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A tiny dataset, a run that was trained on it, and photographs."""
    folder = tmp_path_factory.mktemp("improve")
    generate(folder / "data", *SCENES, "count=2")
    assert train_verb.run([f"data={folder / 'data'}", f"out={folder / 'run'}", *TRAINED]) == 0
    return folder / "data", folder / "run", squares(folder / "real", 24, seed=1)


@pytest.mark.slow
@pytest.mark.train
@pytest.mark.parametrize("helps", [True, False])
def test_rounds_from_diagnosis_to_verdict(
    begun: tuple[Path, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, helps: bool
) -> None:
    """A detector misses small things: such are rendered, and it is trained with them.

    Where that finds all, the search goes on until nothing is left to aim at; where the new detector finds nothing, it stops at once.
    Repeated, nothing is made again. Another question is refused.
    """
    data, run, real = begun
    small = lambda side: side < 10  # noqa: E731

    def judged(model: Path, source: Path, mapping: dict[str, str]) -> Evaluation:
        if model == run:
            return by_hand(model, source, small)
        return by_hand(model, source, lambda side: False) if helps else judge(model, source, mapping)

    monkeypatch.setattr(improve_rounds, "judge", judged)
    out = tmp_path / "out"
    words = [f"run={run}", f"data={data}", f"real={real}", f"out={out}", "budget=4", "rounds=2", "slices=1", *SCENES]
    assert improve.run(words) == 0
    report = json.loads((out / "report.json").read_text())
    (part,) = report["rounds"][0]["parts"]
    assert (part["axis"], part["images"]) == ("size", 2)
    assert part["share_after"] > part["share_before"]
    assert part["recall_before"] < 0.3
    assert [r["kept"] for r in report["rounds"]] == ([True, False] if helps else [False])
    assert report["verdict"].startswith("It helped" if helps else "It did not help")
    assert "round-1/diagnosis/index.html" in (out / "index.html").read_text()
    (experiment,) = (out / "configs" / "experiment").iterdir()
    again = compose_config([f"experiment={experiment.stem}"], out / "configs").model_dump(mode="json")
    assert written(leaf(again, "camera.distance_m")) == part["overrides"]["camera.distance_m"]

    stamps = {p: p.stat().st_mtime_ns for p in out.rglob("*") if p.suffix in (".onnx", ".png", ".npz") or p.name == "round.json"}
    before = (out / "report.json").read_bytes()
    assert improve.run(words) == 0
    assert (out / "report.json").read_bytes() == before
    assert {p: p.stat().st_mtime_ns for p in stamps} == stamps
    with pytest.raises(UserError, match="holds an improvement with other images"):
        improve.run([w.replace("budget=4", "budget=8") for w in words])
    capsys.readouterr()


@pytest.mark.train
def test_splits_are_kept_apart(begun: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """Training images among the photographs, test images among either, other data than the run's: refused before anything is made."""
    data, run, real = begun

    def words(**changes: Any) -> list[str]:
        usual = {"run": run, "data": data, "real": real, "out": tmp_path / "out", "budget": 4}
        return [*(f"{k}={v}" for k, v in (usual | changes).items()), *SCENES]

    test = shutil.copytree(real, tmp_path / "test")
    first = sorted((test / "images").iterdir())[0]
    Image.open(first).resize((128, 128)).save(first, "JPEG", quality=80)
    other = squares(tmp_path / "other", 3, seed=9)
    for changes, message in (
        ({"real": data}, "2 of its 2 images are in the training set"),
        ({"test": test}, "24 of its 24 images"),
        ({"test": data}, "test=.*2 of its 2 images are in the training set"),
        ({"data": other}, "not what run=.* was trained on, which is .*2 images, 4 boxes"),
        ({"run": other}, "expected a folder made by `setpiece train`"),
        ({"budget": 2}, "at least one image for each of rounds=3"),
        ({"margin_px": 1}, "not what run="),
    ):
        with pytest.raises(UserError, match=message):
            improve.run(words(**changes))
    assert not (tmp_path / "out").exists()
