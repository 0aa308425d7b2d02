"""Hugging Face's table says what the labels say, from a folder and from shards."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools import mask as coco_mask

from setpiece.assets.errors import UserError
from setpiece.dataset.huggingface import load
from setpiece.dataset.store import Store
from tests.dataset.conftest import make_image


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")


def fill(store: Store, count: int = 3) -> Path:
    if store.output.shards is None:
        for index in range(count):
            make_image(index).into(store)
    else:
        with store.shard(0):
            for index in range(count):
                make_image(index).into(store)
    return Path(str(store.root))


@pytest.mark.parametrize("output", [{"images": "png"}, {"images": "png", "shards": 4}], ids=["folder", "shards"])
def test_rows_are_the_labels(begin: Callable[..., Store], output: dict[str, Any], tmp_path: Path) -> None:
    root = fill(begin(output=output))
    data = load(root, cache_dir=str(tmp_path / "cache"))
    names = data.features["objects"]["category"].feature.names
    for index, row in enumerate(data):
        made = make_image(index)
        np.testing.assert_array_equal(np.asarray(row["image"]), made.image)
        assert (row["image_id"], row["width"], row["height"]) == (index, made.labels.width, made.labels.height)
        seen = [thing for thing in made.labels.objects if thing.visible_px]
        objects = row["objects"]
        assert objects["id"] == [thing.instance_id for thing in seen]
        assert [names[number] for number in objects["category"]] == [thing.category for thing in seen]
        assert [tuple(box) for box in objects["bbox"]] == [thing.bbox_xywh for thing in seen]
        assert objects["area"] == [thing.visible_px for thing in seen]
        for runs, thing in zip(objects["segmentation"], seen, strict=True):
            np.testing.assert_array_equal(coco_mask.decode(runs), made.labels.instances == thing.instance_id)


def test_a_dataset_that_grew_is_another_table(begin: Callable[..., Store], tmp_path: Path) -> None:
    """Not the one in the cache."""
    store = begin()
    assert len(load(fill(store, 2), cache_dir=str(tmp_path / "cache"))) == 2
    make_image(2).into(store)
    assert load(store.root, cache_dir=str(tmp_path / "cache"))["image_id"][:] == [0, 1, 2]


def test_mistakes_are_named(begin: Callable[..., Store], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not a dataset of setpiece"):
        load(tmp_path)
    with pytest.raises(UserError, match="no finished image"):
        load(begin().root)
