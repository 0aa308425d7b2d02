import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from setpiece.assets.errors import UserError
from setpiece.dataset import manifest
from setpiece.dataset.finalise import finalise
from setpiece.dataset.record import Record, record_path, to_bytes
from setpiece.dataset.store import Store
from setpiece.dataset.verify import verify
from setpiece.farm.spread import spread


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_twice_gives_equal_bytes(full: Store) -> None:
    first = finalise(full.root)
    once = tree(full.root)
    assert finalise(full.root) == first
    assert tree(full.root) == once


def test_a_dataset_means_something_half_way_through(begin: Callable[..., Store], image: Callable[..., Any]) -> None:
    store = begin()
    assert finalise(store.root).images == 0
    assert verify(store.root) == []
    for index in (0, 3):
        image(index).into(store)
    assert finalise(store.root).images == 2
    assert verify(store.root) == []
    halfway = begin("other")
    for index in range(4):
        image(index).into(store)
        image(index).into(halfway)
    finalise(store.root)
    finalise(halfway.root)
    assert tree(store.root) == tree(halfway.root)


def test_the_summary_counts(full: Store, image: Callable[..., Any]) -> None:
    objects = [thing for index in range(6) for thing in image(index).labels.objects]
    summary = finalise(full.root)
    assert summary.images == 6
    assert summary.annotations == sum(thing.visible_px > 0 for thing in objects) == sum(summary.annotations_per_category.values())
    assert summary.hidden_objects == sum(thing.visible_px == 0 for thing in objects) > 0
    assert {(ref.name, ref.sha256[-2:]) for ref in summary.assets if ref.name == "table"} == {("table", "63")}
    assert manifest.load(full.root).summary == summary


def test_a_damaged_record_is_named(full: Store) -> None:
    path = record_path(full.root, 2)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(UserError, match=r"00000002\.json"):
        finalise(full.root)
    assert not (full.root / "annotations.json").exists()


def test_a_damaged_picture_is_named(full: Store) -> None:
    path = full.root / "depth/00000/00000004.exr"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(UserError, match=r"00000004\.exr is damaged"):
        finalise(full.root)


def test_not_a_dataset(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(UserError, match=r"no manifest\.json"):
            finalise(folder)


def test_the_gallery_is_capped_and_drops_what_it_no_longer_shows(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = finalise(full.root)
    for module in ("setpiece.dataset.finalise", "setpiece.dataset.page.report"):
        monkeypatch.setattr(f"{module}.GALLERY_LIMIT", 2)
    finalise(full.root)
    data = json.loads((full.root / "report/data.js").read_text().removeprefix("setpiece.data = ").rstrip(";\n"))
    assert [entry["index"] for entry in data["gallery"]] == [0, 1]
    assert sum(count for _, count in data["statistics"]["categories"]) == summary.annotations
    shown = [path.name for path in (full.root / "report/previews").glob("*/*")]
    assert len(shown) == 2 * 3
    assert len(list((full.root / "report/labels").glob("*/*"))) == 2


def test_damage_is_named_in_images_that_the_page_does_not_show(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of these only an outline is read, and the damage is where an outline holds nothing."""
    monkeypatch.setattr("setpiece.dataset.finalise.GALLERY_LIMIT", 1)
    path = record_path(full.root, 5)
    data = bytearray(path.read_bytes())
    data[data.index(b'"sensor"') + 1] ^= 1
    path.write_bytes(data)
    with pytest.raises(UserError, match=r"00000005\.json.*hash does not match"):
        finalise(full.root)


def test_previews_are_made_once(full: Store) -> None:
    finalise(full.root)
    previews = sorted((full.root / "report/previews").glob("*/*"))
    stamps = [path.stat().st_mtime_ns for path in previews]
    finalise(full.root)
    assert [path.stat().st_mtime_ns for path in previews] == stamps


def test_several_processes_describe_a_dataset_as_one_does(full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("setpiece.farm.spread.cpu_count", lambda: 2)
    record = full.read(0)
    indices = [*range(1000, 12000, 1000), 100_000_007]
    for index in indices:
        write_record(full.root, record, index)
    shutil.copytree(full.root, tmp_path / "other")
    alone, together = finalise(full.root), finalise(tmp_path / "other", spread)
    assert together == alone
    assert together.images == 6 + len(indices)
    names = ("annotations.json", "manifest.json", "index.html", "report/data.js", "SHA256SUMS")
    assert all((full.root / name).read_bytes() == (tmp_path / "other" / name).read_bytes() for name in names)
    path = record_path(full.root, 7000)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(UserError, match=r"00007000\.json: cut off"):
        finalise(full.root, spread)


def write_record(root: Path, record: Record, index: int) -> None:
    """The record of another image that looks the same, with the files of this one."""
    path = record_path(root, index)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(to_bytes(record.model_copy(update={"spec": record.spec.model_copy(update={"index": index})})))
