import contextlib
import io
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PilImage
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from setpiece.dataset import coco, manifest
from setpiece.dataset.finalise import finalise
from setpiece.dataset.store import Store
from setpiece.dataset.writers import read


@pytest.fixture
def loaded(full: Store) -> COCO:
    finalise(full.root)
    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(full.root / "annotations.json"))


def test_pycocotools_gives_back_every_mask_and_box(full: Store, loaded: COCO, image: Callable[..., Any]) -> None:
    seen = 0
    for index in range(6):
        labels = image(index).labels
        annotations = loaded.loadAnns(loaded.getAnnIds([index]))
        assert {one["instance_id"] for one in annotations} == {thing.instance_id for thing in labels.objects if thing.visible_px}
        for one in annotations:
            mask = labels.instances == one["instance_id"]
            assert np.array_equal(loaded.annToMask(one).astype(bool), mask)
            assert one["area"] == mask.sum() == coco_mask.area(loaded.annToRLE(one))
            assert one["bbox"] == coco_mask.toBbox(loaded.annToRLE(one)).tolist()
            assert np.array_equal(coco_mask.decode(one["amodal_segmentation"]) & mask, mask)
            seen += 1
    assert seen == len(loaded.anns) > 12


def test_names_outside_ascii_arrive_in_readers_that_open_files_in_their_systems_encoding(full: Store, tmp_path: Path) -> None:
    begun = manifest.load(full.root)
    entries = tuple(entry.model_copy(update={"name": f"{entry.name} Würfel 骰子"}) for entry in begun.categories)
    with (tmp_path / "coco.json").open("wb") as file:
        coco.write(file, begun.model_copy(update={"categories": entries}), ())
    read_back = json.loads((tmp_path / "coco.json").read_text(encoding="ascii"))
    assert [entry["name"] for entry in read_back["categories"]] == [entry.name for entry in entries]


def test_the_ground_truth_scores_full_marks_in_coco_eval(loaded: COCO) -> None:
    found = [
        {"image_id": one["image_id"], "category_id": one["category_id"], "segmentation": one["segmentation"], "score": 0.9}
        for one in loaded.dataset["annotations"]
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        scores = COCOeval(loaded, loaded.loadRes(found), "segm")
        scores.evaluate()
        scores.accumulate()
        scores.summarize()
    assert scores.stats[0] == pytest.approx(1.0)


def test_torchvision_coco_detection_contract(full: Store, loaded: COCO) -> None:
    """The calls that torchvision.datasets.CocoDetection makes: ids, loadImgs, a path under the root, loadAnns."""
    for image_id in sorted(loaded.imgs.keys()):
        path = full.root / loaded.loadImgs(image_id)[0]["file_name"]
        with PilImage.open(path) as picture:
            assert picture.convert("RGB").size == (loaded.imgs[image_id]["width"], loaded.imgs[image_id]["height"])
        assert isinstance(loaded.loadAnns(loaded.getAnnIds(image_id)), list)


def test_detectron2_contract(full: Store, loaded: COCO) -> None:
    """What detectron2's load_coco_json asks: unique ids, contiguous categories by sorted id, xywh lists, decodable compressed RLE."""
    categories = sorted(loaded.getCatIds())
    assert categories == [1, 2, 3]
    assert [one["name"] for one in loaded.loadCats(categories)] == ["apple <b>&", "dice", "mug"]
    ids = [one["id"] for one in loaded.dataset["annotations"]]
    assert len(set(ids)) == len(ids)
    assert min(ids) == 1
    for image_id, image in loaded.imgs.items():
        for one in loaded.imgToAnns[image_id]:
            assert one["image_id"] == image_id
            assert one["iscrowd"] == 0
            assert len(one["bbox"]) == 4
            assert one["category_id"] in categories
            assert coco_mask.decode(one["segmentation"]).shape == (image["height"], image["width"])


def test_every_modality_is_named_and_agrees(full: Store, loaded: COCO) -> None:
    for image_id, image in loaded.imgs.items():
        instances, classes = read(full.root / image["instances_file"]), read(full.root / image["categories_file"])
        depth_m, depth_mm = read(full.root / image["depth_file"]), read(full.root / image["depth_mm_file"])
        assert np.array_equal(depth_mm > 0, np.isfinite(depth_m))
        assert read(full.root / image["normals_file"]).shape == (*depth_m.shape, 3)
        assert np.asarray(image["intrinsics"]).shape == (3, 3)
        for one in loaded.imgToAnns[image_id]:
            mask = loaded.annToMask(one).astype(bool)
            assert np.all(instances[mask] == one["instance_id"])
            assert np.all(classes[mask] == one["category_id"])
            assert np.allclose(depth_m[mask], 1.0 + 0.1 * one["instance_id"], rtol=2**-16)


def test_nothing_claims_a_licence_or_a_date(full: Store, loaded: COCO) -> None:
    assert loaded.dataset["licenses"] == []
    assert set(loaded.dataset["info"]) == {"description", "version"}


def test_memory_does_not_grow_with_the_dataset(full: Store, tmp_path: Path) -> None:
    record, begun = full.read(0), manifest.load(full.root)

    def peak(count: int) -> int:
        tracemalloc.start()
        with (tmp_path / "annotations.json").open("wb") as file:
            coco.write(file, begun, (record for _ in range(count)))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(2000) > 0  # the interpreter's own caches are full now
    assert peak(2000) < peak(400) * 1.05
    assert len(json.loads((tmp_path / "annotations.json").read_bytes())["images"]) == 400
