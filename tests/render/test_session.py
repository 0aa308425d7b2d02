"""What is removed when a worker ends."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from setpiece.render.blender import session


@pytest.mark.parametrize(("name", "own"), [("blender_x1Y2z3", True), ("tmp", False)])
def test_only_a_folder_of_blenders_own_is_removed(name: str, own: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it can make none, Blender names the folder that all programs share."""
    folder = tmp_path / name
    folder.mkdir()
    (folder / "file").write_text("kept?")
    monkeypatch.setattr(session, "bpy", SimpleNamespace(app=SimpleNamespace(tempdir=f"{folder}/")))
    session.remove_session_folder()
    assert folder.exists() is not own
