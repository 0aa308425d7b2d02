"""Where the rendered file goes when /dev/shm, which holds 64 MB in most containers, is too small for it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import bpy  # noqa: TID251 (its handlers play the full disk)
import numpy as np
import pytest

from setpiece.assets.errors import UserError
from setpiece.render.blender import passes
from setpiece.render.blender.renderer import Renderer
from tests.render.scenes import Scene, at, camera, sphere


class Folders(NamedTuple):
    memory: Path
    disk: Path
    written: list[Path]


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renderer: Renderer) -> Iterator[Folders]:
    """Stand-ins; a file in ``memory`` is cut off as if no more of it had had room."""
    assert renderer, "handlers outlive no renderer's start"
    made = Folders(tmp_path / "memory", tmp_path / "disk", [])
    made.memory.mkdir()
    made.disk.mkdir()
    monkeypatch.setattr(passes, "MEMORY", made.memory)
    monkeypatch.setattr(passes, "_too_small", set())
    monkeypatch.setattr(tempfile, "tempdir", str(made.disk))

    def cut(scene: bpy.types.Scene, *_: object) -> None:
        file = Path(scene.render.filepath)
        made.written.append(file.parent)
        if file.parent == made.memory:
            with file.open("r+b") as stream:
                stream.truncate(file.stat().st_size // 2)

    bpy.app.handlers.render_write.append(cut)
    yield made
    bpy.app.handlers.render_write.remove(cut)


def ball() -> Scene:
    return Scene({"ball": (sphere(), at())}, view=camera(width=64, height=48))


def test_a_file_that_was_cut_off_is_rendered_again_on_disk(renderer: Renderer, folders: Folders, capfd: pytest.CaptureFixture[str]) -> None:
    frame = renderer.render(ball().spec, ball().load)
    assert folders.written == [folders.memory, folders.disk]
    assert f"{folders.memory} has become too small" in capfd.readouterr().err
    again = renderer.render(ball().spec, ball().load)
    assert folders.written[2:] == [folders.disk], "this process does not try it again"
    for a, b in ((frame.radiance, again.radiance), (frame.depth_pass, again.depth_pass), (frame.index_pass, again.index_pass)):
        assert a is not None
        np.testing.assert_array_equal(a, b)
    assert not [*folders.memory.iterdir(), *folders.disk.iterdir()]


def test_what_has_no_room_in_memory_goes_to_disk_at_once(renderer: Renderer, folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(folders.disk)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=10**5 if path == folders.memory else 10**6))
    renderer.render(ball().spec, ball().load)
    assert folders.written == [folders.disk]
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=10**5))
    with pytest.raises(UserError, match=r"no room .*memory nor .*disk; accepted: more room there, or TMPDIR="):
        renderer.render(ball().spec, ball().load)
