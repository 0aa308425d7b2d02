"""Evaluation: pycocotools' figures to the last digit, intervals that cover, and every mistake named."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from setpiece.assets.errors import UserError
from setpiece.realism.detection.coco import CocoSet, as_coco, open_coco, with_classes
from setpiece.realism.detection.detector import Detections
from setpiece.realism.detection.square import fit, move_boxes, unfit_boxes, warp
from setpiece.realism.evaluation.data import summary, to_json
from setpiece.realism.evaluation.evaluate import evaluate
from setpiece.realism.evaluation.outcomes import outcomes
from setpiece.realism.evaluation.page import render
from setpiece.realism.evaluation.precision import IOUS, Matches, match, precision_recall
from setpiece.realism.evaluation.scores import score
from tests.realism.annotated import SIDE, read_annotations, write_annotations, write_coco
from tests.test_imports import loaded_after

NAMES = ("AP", "AP50", "AP75", "AP small", "AP medium", "AP large")


def crowd_of_boxes(rng: np.random.Generator, images: int = 25, classes: int = 4) -> tuple[CocoSet, list[dict[str, Any]]]:
    """Objects of all sizes, some of them crowds, one class that never occurs; detections shifted, confused, invented and left out."""
    entries = [{"id": 3 * i + 1, "file_name": f"{i}.png", "width": 400, "height": 300} for i in range(images)]
    annotations: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    for entry in entries:
        for _ in range(int(rng.integers(0, 7))):
            x, y, w, h = *rng.uniform(0, 200, 2), *np.exp(rng.uniform(2.5, 5.2, 2))
            label = int(rng.integers(1, classes))
            crowd = int(rng.random() < 0.1)
            annotations.append({"image_id": entry["id"], "category_id": label, "bbox": [x, y, w, h], "area": w * h * 0.8, "iscrowd": crowd})
            for _ in range(int(rng.integers(0, 3))):
                dx, dy, dw, dh = rng.normal(0, 0.12, 4) * (w, h, w, h)
                guess = label if rng.random() < 0.85 else int(rng.integers(1, classes + 1))
                box = [x + dx, y + dy, max(w + dw, 1.0), max(h + dh, 1.0)]
                results.append({"image_id": entry["id"], "category_id": guess, "bbox": box, "score": round(float(rng.random()), 2)})
    names = tuple(f"class{k}" for k in range(classes))
    return CocoSet(Path("x"), names, tuple(entries), tuple(annotations), {e["id"]: Path(e["file_name"]) for e in entries}), results


def pycocotools(truth: CocoSet, results: list[dict[str, Any]]) -> COCOeval:
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = as_coco(truth)
        coco.dataset["annotations"] = [{**a, "id": i + 1} for i, a in enumerate(truth.annotations)]
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(results), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation


@pytest.mark.parametrize("seed", range(4))
def test_figures_are_pycocotools(seed: int) -> None:
    truth, results = crowd_of_boxes(np.random.default_rng(seed))
    wanted = pycocotools(truth, results)
    matches = match(truth, results, "bbox")
    for k, by_area in enumerate(matches):
        for a, m in enumerate(by_area):
            precision, recall = precision_recall(m, np.ones((1, len(truth.images))))
            theirs, their_recall = wanted.eval["precision"][:, :, k, a, -1], wanted.eval["recall"][:, k, a, -1]
            assert np.array_equal(np.nan_to_num(precision[0], nan=-1.0), theirs)
            assert np.array_equal(np.nan_to_num(recall[0], nan=-1.0), their_recall)
    found = score(matches, truth.classes, 0, 20).overall
    figures = [e.value if (e := found[n]) else -1.0 for n in (*NAMES, "AR", "AR small", "AR medium", "AR large")]
    assert figures == pytest.approx(wanted.stats[[0, 1, 2, 3, 4, 5, 8, 9, 10, 11]], abs=1e-12)
    assert score(matches, truth.classes, 0, 20).by_class["class3"]["AP50"] is None


def repeated(truth: CocoSet, results: list[dict[str, Any]], weights: np.ndarray) -> tuple[CocoSet, list[dict[str, Any]]]:
    """Each image as often as its weight says, with its objects and detections."""
    images, annotations, copies = [], [], []
    for entry, weight in zip(truth.images, weights, strict=True):
        for copy in range(weight):
            new = 100 * entry["id"] + copy
            images.append({**entry, "id": new})
            annotations += [{**a, "image_id": new} for a in truth.annotations if a["image_id"] == entry["id"]]
            copies += [{**r, "image_id": new} for r in results if r["image_id"] == entry["id"]]
    return CocoSet(truth.source, truth.classes, tuple(images), tuple(annotations), {i["id"]: Path("x") for i in images}), copies


def test_weights_are_copies_of_images() -> None:
    """An image of weight 3 counts as if it had been there three times, one of weight 0 as if it had not."""
    rng = np.random.default_rng(5)
    truth, results = crowd_of_boxes(rng, images=12)
    weights = rng.integers(0, 4, len(truth.images))
    wanted = pycocotools(*repeated(truth, results, weights))
    for k, by_area in enumerate(match(truth, results, "bbox")):
        precision, _ = precision_recall(by_area[0], weights[None].astype(np.float64))
        assert np.nan_to_num(precision[0], nan=-1.0) == pytest.approx(wanted.eval["precision"][:, :, k, 0, -1], abs=1e-9)


def population(n: int, rng: np.random.Generator) -> Matches:
    """Images that are more and less difficult, three objects in each on average."""
    objects, ease = rng.poisson(3.0, n), rng.beta(4.0, 2.0, n)
    image = np.repeat(np.arange(n), objects)
    hit = rng.random(len(image)) < ease[image]
    false = np.repeat(np.arange(n), rng.poisson(0.6, n))
    scores = np.concatenate([rng.beta(4, 2, int(hit.sum())), rng.beta(2, 3, len(false))])
    order = np.argsort(-scores)
    true = np.concatenate([np.ones(int(hit.sum()), bool), np.zeros(len(false), bool)])[order]
    where = np.concatenate([image[hit], false])[order]
    both = np.broadcast_to(true, (len(IOUS), len(true)))
    return Matches(scores[order], where, both, ~both, objects.astype(np.float64))


def test_intervals_cover() -> None:
    """Nineteen in twenty 95 % intervals hold the value of the whole population, give or take; and they are no wider than they need be."""
    rng = np.random.default_rng(0)
    large = population(20_000, rng)
    truth = float(precision_recall(large, np.ones((1, 20_000)))[0][0, 0].mean())
    found = []
    for _ in range(100):
        estimate = score([[population(80, rng)]], ("thing",), 1, 120).overall["AP50"]
        assert estimate is not None
        found.append((estimate.value, estimate.low, estimate.high))
    value, low, high = np.array(found).T
    assert 0.88 <= np.mean((low <= truth) & (truth <= high)) <= 1.0
    assert np.mean(high - low) < 6.0 * value.std()


@settings(max_examples=60, deadline=None)
@given(st.integers(5, 500), st.integers(5, 500), st.sampled_from([64, 128, 320]), st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4))
def test_boxes_go_into_the_square_and_back(width: int, height: int, size: int, where: list[float]) -> None:
    xs, ys = sorted(where[:2]), sorted(where[2:])
    box = np.array([[xs[0] * width, ys[0] * height, xs[1] * width, ys[1] * height]])
    inside = move_boxes(box, fit(width, height, size))
    assert inside.min() >= 0.0
    assert inside.max() <= size + 1e-6
    assert unfit_boxes(inside, width, height, size) == pytest.approx(box, abs=1e-6)


def test_pixels_go_where_boxes_go() -> None:
    """A white square's edges, found in the warped picture by its brightness, are its moved box's."""
    picture = np.zeros((240, 400, 3), np.uint8)
    picture[60:120, 100:260] = 255
    for size in (64, 96, 128, 320, 640):
        out = warp(picture, fit(400, 240, size), size).astype(np.float64)[: round(size * 0.6), :, 0] / 255.0
        x0, y0, x1, y1 = move_boxes(np.array([[100.0, 60.0, 260.0, 120.0]]), fit(400, 240, size))[0]
        middle = out[int((y0 + y1) / 2)]
        assert middle.sum() == pytest.approx(x1 - x0, abs=0.25)
        assert (middle * (np.arange(size) + 0.5)).sum() / middle.sum() == pytest.approx((x0 + x1) / 2, abs=0.1)


def test_outcomes_tell_errors_apart(tmp_path: Path) -> None:
    """One object found, one confused, one missed, one detection of nothing; what lies in a crowd is nobody's mistake."""
    boxes = [[10, 10, 20, 20], [50, 10, 20, 20], [90, 10, 20, 20]]
    things = [{"image_id": 1, "category_id": 1, "bbox": b, "area": 400.0} for b in boxes]
    crowd = {"image_id": 1, "category_id": 1, "bbox": [0, 60, 128, 60], "area": 7680.0, "iscrowd": 1}
    entry = {"id": 1, "file_name": "a.png", "width": 128, "height": 128}
    truth = CocoSet(tmp_path, ("a", "b"), (entry,), (*things, crowd), {1: tmp_path / "a.png"})
    xyxy = np.array([[11, 10, 30, 30], [50, 10, 70, 31], [52, 12, 70, 30], [10, 80, 30, 100], [100, 40, 120, 58.0]])
    found = {1: Detections(xyxy, np.array([1, 2, 2, 1, 2]), np.array([0.9, 0.8, 0.7, 0.9, 0.6]))}
    (o,) = outcomes(truth, found, 0.5)
    assert o.missed.tolist() == [False, False, True]
    assert o.confused.tolist() == [False, True, False]
    assert o.invented.sum() == 2
    table = evaluate(truth, found, tmp_path).confusion
    assert table.sum() >= 3


def test_report_is_complete(tmp_path: Path) -> None:
    """A detector that repeats the truth, but for one class swapped in the first picture: the figures and the page say so."""
    truth = open_coco(write_coco(tmp_path / "data", 5, seed=2), "data")
    by_image = truth.by_image()
    found = {}
    for i, entry in enumerate(truth.images):
        xywh = np.array([a["bbox"] for a in by_image[entry["id"]]], np.float64)
        labels = np.array([a["category_id"] for a in by_image[entry["id"]]])
        labels = 3 - labels if i == 0 else labels
        found[entry["id"]] = Detections(np.hstack([xywh[:, :2], xywh[:, :2] + xywh[:, 2:]]), labels, np.full(len(labels), 0.9))
    e = evaluate(truth, found, tmp_path / "model.onnx")
    report = json.loads(json.dumps(to_json(e), allow_nan=False))
    swapped = len(by_image[truth.images[0]["id"]])
    assert [i["confused"] for i in report["images"]] == [swapped, 0, 0, 0, 0]
    assert report["masks"] is None
    assert sum(map(sum, report["confusion"]["true_down_detected_across"])) == len(truth.annotations)
    page = render(e, 3)
    assert page.count("<figure>") == 1
    assert "http" not in page.replace("http-equiv", "")


def test_masks_that_nobody_can_judge_are_mentioned(tmp_path: Path) -> None:
    """A detector of masks on a set of boxes: the boxes count, and summary, report and page say that the masks did not."""
    sets = [open_coco(write_coco(tmp_path / str(masks), 3, seed=2, masks=masks), "data") for masks in (True, False)]
    masks = np.ones((1, SIDE, SIDE), bool)
    found = {i["id"]: Detections(np.array([[0, 0, 9.0, 9.0]]), np.array([1]), np.array([0.5]), masks) for i in sets[0].images}
    judged, unjudged = (evaluate(truth, found, tmp_path) for truth in sets)
    assert judged.masks is not None
    assert "not judged" not in summary(judged) + render(judged, 1)
    wanted = f"masks were not judged: {len(sets[1].annotations)} of the {len(sets[1].annotations)} annotations are boxes"
    assert all(wanted in text for text in (summary(unjudged), render(unjudged, 1), json.dumps(to_json(unjudged))))


def test_a_detector_that_finds_nothing_scores_zero(tmp_path: Path) -> None:
    truth = open_coco(write_coco(tmp_path / "data", 3, seed=2), "data")
    nothing = Detections(np.zeros((0, 4)), np.zeros(0, np.intp), np.zeros(0))
    e = evaluate(truth, {i["id"]: nothing for i in truth.images}, tmp_path)
    assert e.boxes.overall["AP50"] is not None
    assert e.boxes.overall["AP50"].value == 0.0
    assert all(o.missed.all() for o in e.outcomes)
    assert "0 of" in render(e, 2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"images": [], "annotations": []}, "holds no images"),
        ({"annotations": []}, "none of its 2 images has a box"),
        ({"images": [{"id": 0, "file_name": "gone.png", "width": 1, "height": 1}], "annotations": []}, "'gone.png' is neither in"),
        ({"annotations": [{"image_id": 77, "category_id": 10, "bbox": [0, 0, 1, 1]}]}, "image 77, which is not listed"),
        ({"annotations": [{"image_id": 0, "category_id": 99, "bbox": [0, 0, 1, 1]}]}, "not a COCO instances file.*99"),
        ({"categories": [{"id": 1, "name": "a"}, {"id": 2, "name": "a"}]}, "two categories have the same name"),
    ],
)
def test_bad_sets_are_named(change: dict[str, Any], message: str, tmp_path: Path) -> None:
    folder = write_coco(tmp_path / "data", 2, seed=0)
    write_annotations(folder, {**read_annotations(folder), **change})
    with pytest.raises(UserError, match=message):
        open_coco(folder, "data")


def test_classes_are_matched_by_name(tmp_path: Path) -> None:
    """In another order they match; other names need a mapping, which the message shows; a class may be left out on either side."""
    data = open_coco(write_coco(tmp_path / "data", 4, seed=0), "data")
    turned = with_classes(data, ("box", "disc"), {}, "data")
    assert turned.counts() == {"box": data.counts()["box"], "disc": data.counts()["disc"]}
    with pytest.raises(UserError, match=r"unknown: disc; missing: circle\. Say how they match, such as classes=disc:circle"):
        with_classes(data, ("circle", "box"), {}, "data")
    with pytest.raises(UserError, match=r"missing: cone.*classes=cone:-"):
        with_classes(data, ("disc", "box", "cone"), {}, "data")
    assert with_classes(data, ("disc", "box", "cone"), {"cone": "-", "disc": "-"}, "data").classes == ("box",)


def test_evaluation_needs_no_torch() -> None:
    assert (
        loaded_after(["setpiece.realism.evaluation.judge", "setpiece.cli.evaluate", "setpiece.cli.train"], ["torch", "torchvision"]) == []
    )
