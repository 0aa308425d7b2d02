"""All that is wrong with an asset folder, in one message, before anything is rendered."""

import logging
from pathlib import Path

import numpy as np
import pytest
import trimesh
from hypothesis import given
from hypothesis import strategies as st

from setpiece.assets.config import METRES, AssetsConfig
from setpiece.assets.errors import UserError
from setpiece.assets.library import Library
from setpiece.assets.lint import PLAUSIBLE_M, size_warning


def library(root: Path, **fields: object) -> Library:
    return Library(AssetsConfig.model_validate({"source": "folder", "root": str(root), **fields}))


def put(path: Path, extent_m: float = 0.1) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    trimesh.creation.box(extents=[extent_m] * 3).export(path)


def test_root_missing_empty_or_a_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"assets\.root is missing"):
        Library(AssetsConfig(source="folder"))
    with pytest.raises(UserError, match="found nothing there"):
        library(tmp_path / "nowhere")
    with pytest.raises(UserError, match="is empty"):
        library(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="found a file there"):
        library(tmp_path / "file")


def test_the_folders_shape_is_reported_at_once(tmp_path: Path) -> None:
    put(tmp_path / "good" / "a.stl")
    put(tmp_path / "stray.stl")
    (tmp_path / "empty").mkdir()
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "x.fbx").write_text("x")
    with pytest.raises(UserError) as refused:
        library(tmp_path)
    message = str(refused.value)
    for name in ("stray.stl", "empty", "x.fbx"):
        assert str(tmp_path / name if name != "x.fbx" else tmp_path / "foreign" / name) in message
    assert "good" not in message.replace(str(tmp_path), "")


def test_every_bad_file_is_named_and_no_good_one(tmp_path: Path) -> None:
    put(tmp_path / "mug" / "fine.stl")
    (tmp_path / "mug" / "empty.stl").write_bytes(b"")
    (tmp_path / "mug" / "broken.glb").write_bytes(b"glTFnonsense")
    (tmp_path / "mug" / "flat.obj").write_text("v 0 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3\n")
    with pytest.raises(UserError) as refused:
        library(tmp_path).check()
    message = str(refused.value)
    assert "3 problems" in message
    assert all(name in message for name in ("empty.stl", "broken.glb", "flat.obj"))
    assert "fine.stl" not in message


def test_only_chosen_categories_are_read(tmp_path: Path) -> None:
    put(tmp_path / "mug" / "fine.stl")
    put(tmp_path / "bowl" / "broken.stl")
    (tmp_path / "bowl" / "broken.stl").write_bytes(b"")
    library(tmp_path, categories=["mug"]).check()
    with pytest.raises(UserError, match="did you mean 'mug'"):
        library(tmp_path, categories=["mugg"])


def test_millimetres_taken_for_metres_are_noticed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    put(tmp_path / "mug" / "a.stl", extent_m=95.0)
    with caplog.at_level(logging.WARNING):
        library(tmp_path).check()
    assert "is assets.unit=mm meant?" in caplog.text
    caplog.clear()
    library(tmp_path, unit="mm").check()
    assert caplog.text == ""


@given(st.dictionaries(st.text(min_size=1), st.floats(1e-9, 1e9), min_size=1), st.sampled_from(sorted(METRES)))
def test_a_warning_is_given_exactly_for_absurd_sizes(sizes: dict[str, float], unit: str) -> None:
    absurd = [size for size in sizes.values() if not PLAUSIBLE_M[0] <= size <= PLAUSIBLE_M[1]]
    warning = size_warning(sizes, unit)  # type: ignore[arg-type]
    assert (warning is None) == (not absurd)
    if warning is not None:
        assert warning.startswith(f"{len(absurd)} of {len(sizes)}")
        assert f"is assets.unit={unit} meant" not in warning


@given(st.floats(0.02, 2.0), st.sampled_from(["cm", "mm"]))
def test_the_suggested_unit_makes_the_size_plausible(true_size_m: float, unit: str) -> None:
    as_metres = true_size_m / METRES[unit]  # type: ignore[index]
    warning = size_warning({"thing": as_metres}, "m")
    if warning is None:
        assert as_metres <= PLAUSIBLE_M[1]
    else:
        suggested = warning.rsplit("assets.unit=", 1)[1].split()[0]
        assert PLAUSIBLE_M[0] < as_metres * METRES[suggested] < PLAUSIBLE_M[1]  # type: ignore[index]
        assert np.isfinite(as_metres)
