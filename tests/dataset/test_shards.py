"""Shards: read by the library they are made for, packed the same by everybody, whole or not there."""

import gc
import hashlib
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import webdataset

from setpiece.dataset.finalise import finalise
from setpiece.dataset.merge import merge
from setpiece.dataset.record import record_path
from setpiece.dataset.shards import read_file
from setpiece.dataset.store import Store
from setpiece.dataset.verify import verify
from setpiece.dataset.writers import png
from tests.dataset.conftest import make_image

SHARDED = {"output": {"images": "png", "shards": 4}}


def pack(store: Store, first: int, stop: int) -> None:
    with store.shard(first):
        for index in range(first, stop):
            make_image(index).into(store)


@pytest.fixture
def packed(begin: Callable[..., Store]) -> Store:
    """Ten images in shards of four, the last one not full."""
    store = begin("packed", **SHARDED)
    for first in (4, 0, 8):
        pack(store, first, min(first + 4, 10))
    finalise(store.root)
    return store


@pytest.mark.filterwarnings("ignore:Exception ignored in.*FileIO")  # webdataset leaves closing its files to the collector
def test_webdataset_reads_what_was_written(packed: Store) -> None:
    """Keys, pictures, depths and records as they were put in, from all three shards in order."""
    urls = [str(path) for path in sorted((packed.root / "shards").iterdir())]
    assert [Path(url).name for url in urls] == ["00000000.tar", "00000001.tar", "00000002.tar"]
    samples = list(webdataset.WebDataset(urls, shardshuffle=False))
    gc.collect()
    assert [sample["__key__"] for sample in samples] == [f"{index:08d}" for index in range(10)]
    for index, sample in enumerate(samples):
        made = make_image(index)
        assert set(sample) - {"__key__", "__url__", "__local_path__"} == {
            "png", "depth.exr", "depth_mm.png", "normals.png", "instances.png", "categories.png", "json",
        }  # fmt: skip
        np.testing.assert_array_equal(png.decode(sample["png"]), made.image)
        ids = cv2.imdecode(np.frombuffer(sample["instances.png"], np.uint8), cv2.IMREAD_UNCHANGED)
        np.testing.assert_array_equal(ids, made.labels.instances)
        record = json.loads(sample["json"])
        assert record["spec"]["index"] == index
        assert sample["json"] == record_path(packed.root, index).read_bytes()


def test_any_file_can_be_read_without_the_rest(packed: Store) -> None:
    for index in (0, 5, 9):
        for entry in packed.read(index).files.values():
            assert hashlib.sha256(read_file(packed.root, entry)).hexdigest() == entry.sha256


def test_packed_equally_by_everybody_and_again(packed: Store, begin: Callable[..., Store]) -> None:
    """Another folder, another order, a shard that grew: the same bytes. Headers hold no owner and no time."""
    other = begin("other", **SHARDED)
    for first, stop in ((8, 9), (0, 4), (8, 10), (4, 8)):
        pack(other, first, stop)
    finalise(other.root)
    names = sorted(path.relative_to(packed.root) for path in packed.root.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(other.root) for path in other.root.rglob("*") if path.is_file())
    assert [name for name in names if (packed.root / name).read_bytes() != (other.root / name).read_bytes()] == []
    with tarfile.open(packed.root / "shards/00000000.tar") as tar:
        assert {(header.mtime, header.uid, header.gid, header.uname, header.mode) for header in tar} == {(0, 0, 0, "", 0o644)}


def test_a_shard_is_whole_or_not_there(begin: Callable[..., Store]) -> None:
    """What raises in the middle leaves neither shard nor record; what is killed between shard and records is missing, and packed anew."""
    store = begin("cut", **SHARDED)

    def fail() -> None:
        with store.shard(0):
            make_image(0).into(store)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not list((store.root / "shards").iterdir())
    assert store.missing(range(4)) == [0, 1, 2, 3]
    pack(store, 0, 4)
    record_path(store.root, 2).unlink()
    before = (store.root / "shards/00000000.tar").read_bytes()
    assert store.missing(range(4)) == [2]
    pack(store, 0, 4)
    assert store.missing(range(4)) == []
    assert (store.root / "shards/00000000.tar").read_bytes() == before


def _flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "fragment"),
    {
        "pixel": (lambda tar: _flip(tar, 700), "its hash does not match its record"),
        "header": (lambda tar: _flip(tar, 3), ""),
        "cut": (lambda tar: tar.write_bytes(tar.read_bytes()[:9000]), ""),
        "gone": (lambda tar: tar.unlink(), "missing"),
        "stranger": (lambda tar: tar.rename(tar.with_name("more.tar")), "does not belong to this dataset"),
    }.values(),
    ids=["pixel", "header", "cut", "gone", "stranger"],
)
def test_verify_sees_damage(packed: Store, damage: Callable[[Path], Any], fragment: str) -> None:
    assert verify(packed.root) == []
    damage(Path(str(packed.root)) / "shards/00000001.tar")
    problems = verify(packed.root)
    assert problems
    assert any(fragment in problem.message for problem in problems)


def test_merged_by_shard(packed: Store, begin: Callable[..., Store], tmp_path: Path) -> None:
    """Two machines' shards in one dataset, equal to that made by one."""
    halves = [begin("a", **SHARDED), begin("b", **SHARDED)]
    pack(halves[0], 0, 4)
    pack(halves[1], 4, 8)
    pack(halves[1], 8, 10)
    assert merge([half.root for half in halves], tmp_path / "merged") == 10
    finalise(tmp_path / "merged")
    assert verify(tmp_path / "merged") == []
    for name in ("annotations.json", "shards/00000002.tar", "manifest.json"):
        assert (tmp_path / "merged" / name).read_bytes() == (packed.root / name).read_bytes()


def test_a_dataset_without_shards_says_nothing_of_them(full: Store) -> None:
    """The field came later: manifests and records of plain datasets are what they were."""
    finalise(full.root)
    assert "shards" not in full.output.model_dump()
    assert "shards" not in (full.root / "manifest.json").read_text()
    assert b'"offset"' not in record_path(full.root, 0).read_bytes()
