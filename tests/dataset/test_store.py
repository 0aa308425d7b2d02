import contextlib
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from setpiece.assets.errors import UserError
from setpiece.dataset import manifest
from setpiece.dataset.finalise import finalise
from setpiece.dataset.store import Store
from setpiece.dataset.verify import verify

Begin = Callable[..., Store]
Image = Callable[..., Any]

WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
import conftest
from setpiece.dataset.store import Store
store = Store(sys.argv[2])
images = [conftest.make_image(index) for index in range(40)]
print("ready", flush=True)
for image in images:
    image.into(store)
"""


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_a_record_gives_back_what_was_written(full: Store, image: Image) -> None:
    made, record = image(3), full.read(3)
    assert record.spec == made.spec
    assert record.proof == {"ok": True, "reason": "", "agreement": 0.9995, "ids": [1, 2]}
    assert [thing.instance_id for thing in record.objects] == [1, 2, 3, 4]
    for thing, label in zip(record.objects, made.labels.objects, strict=True):
        assert np.array_equal(thing.visible.decode(), label.visible.full(72, 96))
        assert np.array_equal(thing.amodal.decode(), label.amodal.full(72, 96))
        assert (thing.category, thing.bbox_xywh, thing.attributes) == (label.category, label.bbox_xywh, label.attributes)


def test_bytes_do_not_depend_on_order_or_place(full: Store, begin: Begin, image: Image) -> None:
    other = begin("elsewhere", out="elsewhere", count=99, device="gpu", farm={"workers": 3})
    for index in (4, 0, 5, 2, 1, 3):
        image(index).into(other)
    finalise(full.root)
    finalise(other.root)
    assert tree(full.root) == tree(other.root)


def test_done_and_missing(begin: Begin, image: Image) -> None:
    store = begin()
    for index in (1, 2500):
        image(index).into(store)
    assert (store.root / "images/00002/00002500.png").exists()
    assert store.missing([2500, 3, 1, 0]) == [3, 0]
    with pytest.raises(UserError, match="no finished image 3"):
        store.read(3)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"seed": 8}, "seed: 7 -> 8"),
        ({"camera": {"focal_mm": ["uniform", 20, 60]}}, 'camera.focal_mm: ["uniform", 20, 50] -> ["uniform", 20, 60]'),
        ({"camera": {}}, 'camera.focal_mm: ["uniform", 20, 50] -> not set'),
        ({"weather": "rain"}, 'weather: not set -> "rain"'),
    ],
)
def test_another_config_is_refused_and_nothing_changes(full: Store, begin: Begin, changes: dict[str, object], line: str) -> None:
    before = tree(full.root)
    with pytest.raises(UserError) as caught:
        begin(**changes)
    assert line in str(caught.value)
    assert tree(full.root) == before


def test_other_categories_and_versions_are_refused(full: Store, config: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="categories"):
        manifest.begin(full.root, config, ["mug"])
    monkeypatch.setattr(manifest, "versions", lambda: {**full_versions, "bpy": "9.9"})
    full_versions = manifest.load(full.root).versions
    with pytest.raises(UserError, match=r"versions\.bpy: .* -> \"9\.9\""):
        manifest.begin(full.root, config, [entry.name for entry in manifest.load(full.root).categories])


def test_a_folder_of_other_things_is_refused(tmp_path: Path, config: dict[str, Any], categories: tuple[str, ...]) -> None:
    (tmp_path / "thesis.tex").write_text("precious")
    with pytest.raises(UserError, match=r"thesis\.tex"):
        manifest.begin(tmp_path, config, categories)
    assert tree(tmp_path) == {"thesis.tex": b"precious"}
    with pytest.raises(UserError, match=r"thesis\.tex"):
        manifest.begin(tmp_path / "thesis.tex", config, categories)


def test_many_may_begin_one_dataset_at_once(tmp_path: Path, config: dict[str, Any], categories: tuple[str, ...]) -> None:
    with ThreadPoolExecutor(8) as pool:
        begun = list(pool.map(lambda _: manifest.begin(tmp_path / "data", config, categories), range(16)))
    assert all(one == begun[0] for one in begun)
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["manifest.json"]


def test_an_unknown_category_is_refused(begin: Begin, image: Image, config: dict[str, Any], tmp_path: Path) -> None:
    manifest.begin(tmp_path / "mugs", config, ["mug"])
    with pytest.raises(UserError, match=r"is not one of the dataset's \(mug\)"):
        image(0).into(Store(tmp_path / "mugs"))
    assert list(tree(tmp_path / "mugs")) == ["manifest.json"]


def test_quarantine_is_kept_apart(full: Store, image: Image) -> None:
    made = image(9)
    full.quarantine(made.spec, "depth differs", made.image)
    full.quarantine(made.spec.model_copy(update={"attempt": 1}), "nothing rendered", None)
    assert not full.done(9)
    assert finalise(full.root).quarantined == 2
    assert verify(full.root) == []


def test_log_appends_lines(full: Store) -> None:
    before = tree(full.root)
    full.log("worker-0", {"index": 1, "seconds": 0.5})
    full.log("worker-0", {"index": 2, "seconds": 0.4})
    assert (full.root / "logs/worker-0.jsonl").read_text().count("\n") == 2
    assert tree(full.root).keys() - before.keys() == {"logs/worker-0.jsonl"}


def test_a_disk_that_fills_up_at_any_moment_leaves_no_half_image(begin: Begin, image: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    store = begin()
    image(0).into(store)
    before, real, made = tree(store.root), os.fsync, image(1)
    moments = 0
    written = False
    while not written:
        calls = 0

        def full_disk(handle: int, limit: int = moments) -> None:
            nonlocal calls
            calls += 1
            if calls > limit:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(handle)

        monkeypatch.setattr(os, "fsync", full_disk)
        with contextlib.suppress(UserError):
            made.into(store)
            written = True
        assert written or tree(store.root) == before
        moments += 1
    assert moments > 14
    monkeypatch.setattr(os, "fsync", partial(full_disk, limit=3))
    with pytest.raises(UserError, match=r"cannot write .*: No space left on device"):
        image(2).into(store)
    monkeypatch.undo()
    finalise(store.root)
    assert verify(store.root) == []


def test_a_file_that_may_not_grow_is_a_clear_error(begin: Begin, tmp_path: Path) -> None:
    store = begin()
    code = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))\n" + WRITER
    run = subprocess.run([sys.executable, "-c", code, str(Path(__file__).parent), str(store.root)], capture_output=True, text=True)
    assert "UserError: cannot write" in run.stderr
    assert "File too large" in run.stderr
    assert list(tree(store.root)) == ["manifest.json"]


@pytest.mark.parametrize("files_before_the_kill", [1, 4, 13, 30])
def test_kill_9_loses_at_most_the_image_in_flight(begin: Begin, image: Image, files_before_the_kill: int) -> None:
    store = begin()
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(Path(__file__).parent), str(store.root)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"ready\n"
    while len(list(store.root.rglob("*.*"))) < files_before_the_kill + 1:
        assert writer.poll() is None
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    finalise(store.root)
    assert verify(store.root) == []
    for index in store.missing(range(8)):
        image(index).into(store)
    finalise(store.root)
    assert verify(store.root) == []
    assert store.missing(range(8)) == []
    assert list(store.root.rglob("*/.*.tmp")) == []
