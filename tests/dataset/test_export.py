"""Exports: read back as their readers do, they hold what the dataset holds."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from pycocotools.coco import COCO
from scipy.ndimage import label

from setpiece.assets.errors import UserError
from setpiece.cli import export as verb
from setpiece.dataset.export import export
from setpiece.dataset.export.outlines import outlines, single
from setpiece.dataset.export.split import Shares, scene_of
from setpiece.dataset.store import Store
from setpiece.scenes.spec import VideoSpec
from tests.dataset.conftest import CATEGORIES, UNIT, make_image

COUNT = 8
masks = arrays(bool, array_shapes(min_dims=2, max_dims=2, max_side=9)).filter(np.any)


def filled(rings: list[Any], shape: tuple[int, int]) -> Any:
    """As Ultralytics rasterises: corners cut to integers, OpenCV's fillPoly."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.asarray(ring, np.int32) for ring in rings], 1)
    return mask > 0


@given(masks)
def test_outlines_give_the_mask_back(mask: Any) -> None:
    """Every mask from all its rings, with holes and touching corners; as one polygon nothing of it is lost."""
    rings = outlines(mask)
    np.testing.assert_array_equal(filled(rings, mask.shape), mask)
    assert label(mask)[1] == sum(cv2.contourArea(ring.astype(np.float32), oriented=True) > 0 for ring in rings)
    whole = np.concatenate(rings)
    rows, columns = np.argwhere(mask).T
    box = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
    np.testing.assert_allclose([*whole.min(axis=0), *whole.max(axis=0)], box, atol=0.0101)
    together = filled([single(rings)], mask.shape)
    assert (together | ~mask).all()
    if len(rings) == 1:
        np.testing.assert_array_equal(together, mask)


def test_one_polygon_with_a_hole_and_two_parts() -> None:
    """A ring stays a ring; two parts are joined by a line that is one pixel wide."""
    ring = np.zeros((40, 40), np.uint8)
    cv2.circle(ring, (20, 20), 15, 1, -1)
    cv2.circle(ring, (22, 18), 6, 0, -1)
    np.testing.assert_array_equal(filled([single(outlines(ring > 0))], ring.shape), ring > 0)
    parts = np.zeros((20, 40), bool)
    parts[4:12, 3:12] = parts[6:10, 20:30] = True
    assert 0 < (filled([single(outlines(parts))], parts.shape) & ~parts).sum() <= 8


@pytest.fixture
def data(begin: Callable[..., Store]) -> Path:
    store = begin("data", output={"images": "png"})
    for index in range(COUNT):
        make_image(index).into(store)
    return Path(str(store.root))


@pytest.mark.parametrize("name", ["yolo", "yolo-seg"])
def test_yolo_is_read_back(data: Path, tmp_path: Path, name: str) -> None:
    """By the rules of the format: classes from 0, boxes and masks those of the labels, every picture with its text in its split."""
    assert verb.run([str(data), f"format={name}", f"out={tmp_path / 'out'}", "valid=0.25"]) == 0
    about = yaml.safe_load((tmp_path / "out" / "data.yaml").read_text())
    assert about["names"] == dict(enumerate(sorted(CATEGORIES)))
    assert set(about) == {"train", "val", "names"}
    found = sorted((tmp_path / "out").glob("images/*/*.png"))
    assert [int(path.stem) for path in sorted(found, key=lambda path: path.name)] == list(range(COUNT))
    for path in found:
        made = make_image(int(path.stem))
        height, width = made.labels.height, made.labels.width
        np.testing.assert_array_equal(cv2.imread(str(path))[..., ::-1], made.image)
        rows = [line.split() for line in Path(str(path.with_suffix(".txt")).replace("images", "labels")).read_text().splitlines()]
        seen = [thing for thing in made.labels.objects if thing.visible_px]
        assert [about["names"][int(row[0])] for row in rows] == [thing.category for thing in seen]
        for row, thing in zip(rows, seen, strict=True):
            numbers = np.array(row[1:], float)
            assert (numbers >= 0).all()
            assert (numbers <= 1).all()
            if name == "yolo":
                cx, cy, w, h = numbers * [width, height, width, height]
                np.testing.assert_allclose((cx - w / 2, cy - h / 2, w, h), thing.bbox_xywh, atol=1e-4)
            else:
                shown = made.labels.instances == thing.instance_id
                mask = filled([numbers.reshape(-1, 2) * (width, height)], shown.shape)
                assert (mask | ~shown).all()
                if label(shown)[1] == 1:
                    np.testing.assert_array_equal(mask, shown)


@pytest.mark.parametrize(
    ("name", "valid", "file"), [("coco", "val", "annotations/instances_{}.json"), ("roboflow", "valid", "{0}/_annotations.coco.json")]
)
def test_coco_is_split(data: Path, begin: Callable[..., Store], tmp_path: Path, name: str, valid: str, file: str) -> None:
    """Splits together are the dataset, each complete in itself; from shards they are the same bytes as from files."""
    packed = begin("packed", output={"images": "png", "shards": 3})
    for first in range(0, COUNT, 3):
        with packed.shard(first):
            for index in range(first, min(first + 3, COUNT)):
                make_image(index).into(packed)
    for source, out in ((data, "plain"), (packed.root, "unpacked")):
        export(source, tmp_path / out, name, Shares(valid=0.25, test=0.2))
    seen = {}
    for split in ("train", valid, "test"):
        coco = COCO(str(tmp_path / "plain" / file.format(split)))
        for image in coco.loadImgs(coco.getImgIds()):
            made = make_image(image["id"])
            np.testing.assert_array_equal(cv2.imread(str(tmp_path / "plain" / split / image["file_name"]))[..., ::-1], made.image)
            rows = coco.loadAnns(coco.getAnnIds(imgIds=[image["id"]]))
            seen[image["id"]] = split
            for row, thing in zip(rows, [thing for thing in made.labels.objects if thing.visible_px], strict=True):
                np.testing.assert_array_equal(coco.annToMask(row), made.labels.instances == thing.instance_id)
                assert coco.loadCats(row["category_id"])[0]["name"] == thing.category
    assert sorted(seen) == list(range(COUNT))
    names = sorted(path.relative_to(tmp_path / "plain") for path in (tmp_path / "plain").rglob("*") if path.is_file())
    assert [(tmp_path / "plain" / one).read_bytes() for one in names] == [(tmp_path / "unpacked" / one).read_bytes() for one in names]


@given(st.integers(0, 10**7), st.integers(1, 400), st.floats(0.0, 0.5), st.floats(0.0, 0.4))
def test_shares_hold_in_any_stretch(first: int, count: int, valid: float, test: float) -> None:
    shares = Shares(valid, test)
    found = [shares.split_of(scene) for scene in range(first, first + count)]
    assert abs(found.count("valid") - valid * count) < 5
    assert abs(found.count("test") - test * count) < 5


def test_a_scene_is_not_split() -> None:
    """Frames of one video fall to one split."""
    frames = [
        make_image(index).spec.model_copy(
            update={"video": VideoSpec(video_id=3, frame_id=index, time_s=0, step_s=1, next_world_from_camera=UNIT)}
        )
        for index in (12, 13, 14)
    ]
    assert {scene_of(frame) for frame in frames} == {3}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": "voc"}, "no such format; accepted: coco, roboflow, yolo, yolo-seg"),
        ({"valid": "1.0"}, "expected shares from 0 on, with a sum below 1"),
        ({"valid": "-0.1"}, "expected shares from 0 on"),
        ({"test": "0.001"}, "none falls to it"),
        ({"out": "{data}"}, "is not empty, and nothing is overwritten"),
        ({"split": "1"}, "split=: no such argument"),
    ],
)
def test_mistakes_are_named(data: Path, tmp_path: Path, changes: dict[str, str], message: str) -> None:
    words = {"format": "yolo", "out": str(tmp_path / "out"), **changes}
    with pytest.raises(UserError, match=message):
        verb.run([str(data), *(f"{key}={value.format(data=data)}" for key, value in words.items())])
    assert not (tmp_path / "out").exists()
