import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from setpiece.assets import shapes
from setpiece.assets.builtin import BUILTIN
from setpiece.assets.cache import cache_root
from setpiece.assets.mesh import Model
from setpiece.assets.scenery import SCENERY


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(shapes, "shapes_folder", lambda: tmp_path / "made-by-this")
    return tmp_path / "made-by-this"


def mug() -> Model:
    return BUILTIN["mug"].shape(np.random.default_rng(3))


def test_a_shape_is_made_once_and_read_back_the_same(folder: Path) -> None:
    first = shapes.kept("mug", mug)
    again = shapes.kept("mug", lambda: pytest.fail("made twice"))
    assert again.sha256 == first.sha256 == mug().sha256
    assert again.materials == first.materials
    assert [file.name for file in folder.iterdir()] == ["mug.npz"]


def test_scenery_keeps_where_things_can_stand(folder: Path) -> None:
    table = shapes.kept("table", lambda: SCENERY["table"].shape(np.random.default_rng(0)))
    read = shapes.kept("table", lambda: pytest.fail("made twice"))
    assert table.support is not None
    assert read.support is not None
    np.testing.assert_array_equal(read.support.outline_m, table.support.outline_m)
    assert read.support.height_m == table.support.height_m


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damage_is_found(data: st.DataObject) -> None:
    whole = shapes.to_bytes(MUG)
    if data.draw(st.booleans()):
        damaged = whole[: data.draw(st.integers(0, len(whole) - 1))]
    else:
        position = data.draw(st.integers(0, len(whole) - 1))
        damaged = whole[:position] + bytes([whole[position] ^ (1 << data.draw(st.integers(0, 7)))]) + whole[position + 1 :]
    try:
        model = shapes.from_bytes(damaged)
    except ValueError:
        return
    # Some bits of an archive say nothing about its content: dates, attributes.
    assert model.sha256 == MUG.sha256
    assert model.materials == MUG.materials


def test_a_header_that_is_no_python_is_damage() -> None:
    damaged = shapes.to_bytes(MUG).replace(b", 3), }", b", 3(, }")
    with pytest.raises(ValueError, match="not a shape"):
        shapes.from_bytes(damaged)


MUG = mug()


def test_a_damaged_file_is_made_anew(folder: Path) -> None:
    shapes.kept("mug", mug)
    file = folder / "mug.npz"
    file.write_bytes(file.read_bytes()[:1000])
    assert shapes.kept("mug", mug).sha256 == MUG.sha256
    assert shapes.from_bytes(file.read_bytes()).sha256 == MUG.sha256


def test_without_a_place_to_keep_it_the_shape_is_still_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(shapes, "shapes_folder", lambda: tmp_path / "file" / "folder")
    assert shapes.kept("mug", mug).sha256 == MUG.sha256


def test_a_user_without_a_home_has_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("SETPIECE_CACHE", raising=False)
    monkeypatch.setattr(Path, "home", nobody)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert cache_root().parent == tmp_path


def test_other_code_has_another_folder_and_takes_the_old_ones_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETPIECE_CACHE", str(tmp_path))
    old = tmp_path / "shapes" / "0123456789abcdef"
    old.mkdir(parents=True)
    shapes.shapes_folder.cache_clear()
    folder = shapes.shapes_folder()
    shapes.shapes_folder.cache_clear()
    assert folder.parent == tmp_path / "shapes"
    assert folder.name == shapes.code_hash()[:16]
    assert not old.exists()
