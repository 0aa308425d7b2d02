"""Datasets that are disturbed: writers of the same image, scraps, damage anywhere, disks that fill up."""

import errno
import os
import platform
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from setpiece.assets.errors import UserError
from setpiece.dataset import finalise as finalising
from setpiece.dataset.finalise import finalise
from setpiece.dataset.record import record_path
from setpiece.dataset.repair import repair
from setpiece.dataset.store import Store
from setpiece.dataset.verify import verify

Image = Callable[..., Any]


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_a_second_writer_of_a_finished_image_takes_nothing_away(full: Store, image: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    """At every step of it, also when its disk fills up at that step, the image is complete."""
    before, real = tree(full.root), os.fsync
    steps = 0

    def watched(handle: int, limit: int = 10**6) -> None:
        nonlocal steps
        steps += 1
        assert full.done(3)
        if steps > limit:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", watched)
    image(3).into(full)
    assert steps >= 10
    assert tree(full.root) == before
    for limit in range(0, steps, 3):
        steps = 0
        monkeypatch.setattr(os, "fsync", lambda handle, limit=limit: watched(handle, limit))
        with pytest.raises(UserError, match="MB free"):
            image(3).into(full)
        assert tree(full.root) == before


def test_scraps_are_swept_and_work_in_progress_is_not(full: Store) -> None:
    finalise(full.root)
    whole = tree(full.root)
    gone = subprocess.Popen(["true"])
    gone.wait()
    here, elsewhere = platform.node(), "other-machine.local"
    names = {
        f".manifest.json.{here}-{gone.pid}.draft": False,
        f"records/00000/.00000001.json.{here}-{gone.pid}.tmp": False,
        f"report/previews/00000/.x-image.jpg.{here}-{gone.pid}.tmp": False,
        f"images/00000/.00000001.png.{here}-{os.getpid()}.tmp": True,
        f"images/00000/.00000001.png.{elsewhere}-7.tmp": True,
        f"images/00000/.00000002.png.{elsewhere}-7.tmp": False,
        "images/.nfs0001": True,
    }
    for name in names:
        (full.root / name).write_bytes(b"half")
    os.utime(full.root / f"images/00000/.00000002.png.{elsewhere}-7.tmp", (1e9, 1e9))
    finalise(full.root)
    assert tree(full.root).keys() - whole.keys() == {name for name, stays in names.items() if stays}


def test_images_that_come_while_it_is_finalised_are_in_it(full: Store, image: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process writes an image and finalises, between this one's reading of the records and its last word."""
    real, calls = finalising.write_checksums, 0

    def slow(root: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            image(6).into(full)
        real(root)

    monkeypatch.setattr(finalising, "write_checksums", slow)
    assert finalise(full.root).images == 7
    assert calls == 2
    assert verify(full.root) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_flipped_bit_is_found_in_every_file_of_a_dataset(full: Store, image: Image, data: st.DataObject) -> None:
    if not (full.root / "SHA256SUMS").exists():
        full.quarantine(image(9).spec, "depth differs", image(9).image)
        finalise(full.root)
        assert subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=full.root, check=False).returncode == 0
    path = data.draw(st.sampled_from(sorted(path for path in full.root.rglob("*") if path.is_file())))
    good = path.read_bytes()
    place, bit = data.draw(st.integers(0, len(good) - 1)), data.draw(st.integers(0, 7))
    path.write_bytes(good[:place] + bytes([good[place] ^ 1 << bit]) + good[place + 1 :])
    name = path.relative_to(full.root).as_posix()
    try:
        assert name in _problems(full.root)
    finally:
        path.write_bytes(good)


@pytest.mark.parametrize(("word", "changed"), [(b'"apple', b'"bpple'), (b'"images": "', b'"imagez": "'), (b'"images": "', b'"images": "x')])
def test_a_manifest_that_says_something_else_is_named(full: Store, word: bytes, changed: bytes) -> None:
    """Another category, another key, another value: valid JSON, and no traceback from what builds on it."""
    finalise(full.root)
    path = full.root / "manifest.json"
    good = path.read_bytes()
    assert word in good
    path.write_bytes(good.replace(word, changed))
    assert "manifest.json" in _problems(full.root)


def _problems(root: Path) -> str:
    try:
        return "\n".join(map(str, verify(root)))
    except UserError as error:  # a manifest that cannot be read
        return str(error)


def test_repair_takes_out_what_is_damaged_and_nothing_else(full: Store, image: Image) -> None:
    finalise(full.root)
    whole = tree(full.root)
    stranger = full.root / "images/00000/00000004.jpg"
    stranger.write_bytes(b"holiday")
    (full.root / "images/00000/00000001.png").write_bytes(b"")
    record_path(full.root, 2).write_bytes(b"{}")
    next((full.root / "report/previews").rglob("00000003-*-image.jpg")).write_bytes(b"x")
    assert repair(full.root, verify(full.root)) == [1, 2]
    assert [problem.path for problem in verify(full.root)] == ["images/00000/00000004.jpg"]
    stranger.unlink()
    for index in full.missing(range(6)):
        image(index).into(full)
    finalise(full.root)
    assert tree(full.root) == whole


def test_a_journal_goes_on_after_a_line_that_was_cut(full: Store) -> None:
    path = full.root / "logs/w.jsonl"
    full.log("w", {"index": 1})
    path.write_bytes(path.read_bytes() + b'{"index": 2, "sec')
    full.log("w", {"index": 3})
    assert path.read_bytes().splitlines() == [b'{"index": 1}', b'{"index": 2, "sec', b'{"index": 3}']


def test_a_disk_that_has_no_room_for_a_journal_loses_the_line_only(full: Store) -> None:
    (full.root / "logs").mkdir()
    (full.root / "logs/w.jsonl").symlink_to("/dev/full")
    full.log("w", {"index": 1})
