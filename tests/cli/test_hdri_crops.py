"""The reference of `make demo`: views of panoramas are what a pinhole camera sees, and the report says what they are."""

import json
from pathlib import Path

import numpy as np
import pytest

from setpiece.assets.errors import UserError
from setpiece.cli import check as check_verb
from setpiece.cli.hdri_crops import crop
from tests.realism.conftest import write_set


@pytest.mark.parametrize("yaw_deg", [0.0, 17.0, 180.0, 359.0])
def test_a_crop_is_a_level_pinhole_view(yaw_deg: float) -> None:
    """A panorama of directions gives, at every pixel, the direction of that pixel's ray."""
    height = 256
    longitude = (np.arange(2 * height) + 0.5) / height * np.pi
    latitude = (0.5 - (np.arange(height)[:, None] + 0.5) / height) * np.pi
    directions = np.stack(
        [
            np.cos(latitude) * np.sin(longitude),
            np.broadcast_to(np.sin(latitude), (height, 2 * height)),
            np.cos(latitude) * np.cos(longitude),
        ],
        axis=-1,
    )
    seen = crop(directions.astype(np.float32), yaw_deg, 60.0, 64, 48)
    focal_px = 32 / np.tan(np.radians(30))
    x, y = (np.arange(64) + 0.5 - 32) / focal_px, (24 - (np.arange(48)[:, None] + 0.5)) / focal_px
    rays = np.stack(np.broadcast_arrays(x, y, 1.0), axis=-1)
    rays /= np.linalg.norm(rays, axis=-1, keepdims=True)
    yaw = np.radians(yaw_deg)
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    assert np.abs(seen - rays @ turn.T).max() < 1e-3


def test_the_report_says_what_the_reference_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Twelve images are too few for a verdict, the places are named, and the check can be repeated."""
    words = [f"data={write_set(tmp_path / 'data', 12, seed=1)}", "real=hdri-crops", f"out={tmp_path / 'out'}", "backbone=efficientnet"]
    pages = []
    for _ in range(2):
        assert check_verb.run(words) == 0
        printed = capsys.readouterr().out
        assert printed.startswith("Cannot tell: 48 photographs and 12 synthetic images")
        assert "photographed places, not photographs of these things. A gap is expected" in printed
        pages.append((tmp_path / "out" / "index.html").read_bytes())
    assert pages[0] == pages[1]
    assert b"A gap is expected" in pages[0]
    assert "A gap is expected" in json.loads((tmp_path / "out" / "report.json").read_text())["verdict"]["sentence"]
    assert len(list((tmp_path / "out" / "reference").glob("*.png"))) == 48


def test_no_network_is_one_line_where_it_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SETPIECE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    words = [f"data={write_set(tmp_path / 'data', 2, seed=1)}", "real=hdri-crops", f"out={tmp_path / 'out'}"]
    assert check_verb.run([*words, "offline=skip"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    with pytest.raises(UserError, match="could not download"):
        check_verb.run(words)
    with pytest.raises(UserError, match="expected skip or fail"):
        check_verb.run([*words, "offline=maybe"])
