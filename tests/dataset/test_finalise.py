import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from setpiece.assets.errors import UserError
from setpiece.dataset import manifest
from setpiece.dataset.finalise import finalise
from setpiece.dataset.page import Report
from setpiece.dataset.record import record_path
from setpiece.dataset.store import Store, records
from setpiece.dataset.verify import verify


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


def test_the_gallery_is_capped_and_drops_what_it_no_longer_shows(full: Store) -> None:
    finalise(full.root)
    begun = manifest.load(full.root)
    report = Report(full.root, begun, limit=2)
    for record in records(full.root):
        report.add(record)
    report.write(begun)
    data = json.loads((full.root / "report/data.js").read_text().removeprefix("setpiece.data = ").rstrip(";\n"))
    assert [entry["index"] for entry in data["gallery"]] == [0, 1]
    assert sum(count for _, count in data["statistics"]["categories"]) == begun.summary.annotations
    shown = [path.name for path in (full.root / "report/previews").glob("*/*")]
    assert len(shown) == 2 * 3
    assert len(list((full.root / "report/labels").glob("*/*"))) == 2


def test_large_datasets_are_described_like_small_ones(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of images that the page does not show only an outline is read: same annotations, same summary; damage anywhere is still named."""
    monkeypatch.setattr("setpiece.dataset.finalise.GALLERY_LIMIT", 1)
    brief, annotations = finalise(full.root), (full.root / "annotations.json").read_bytes()
    monkeypatch.undo()
    assert finalise(full.root) == brief
    assert (full.root / "annotations.json").read_bytes() == annotations
    monkeypatch.setattr("setpiece.dataset.finalise.GALLERY_LIMIT", 1)
    path = record_path(full.root, 5)
    data = bytearray(path.read_bytes())
    data[data.index(b'"sensor"') + 1] ^= 1  # nothing that an outline holds
    path.write_bytes(data)
    with pytest.raises(UserError, match=r"00000005\.json.*hash does not match"):
        finalise(full.root)


def test_previews_are_made_once(full: Store) -> None:
    finalise(full.root)
    previews = sorted((full.root / "report/previews").glob("*/*"))
    stamps = [path.stat().st_mtime_ns for path in previews]
    finalise(full.root)
    assert [path.stat().st_mtime_ns for path in previews] == stamps
