"""setpiece plan and preview, as typed."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from setpiece.cli.compose import compose_config
from setpiece.cli.main import main
from setpiece.cli.sheet import Axis, sheet_size
from tests.cli.conftest import Run

TINY = ["device=cpu", "resolution=48x36", "renderer.samples=1", "seed=5"]


def planned(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert main(["plan", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_json_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    made = planned(capsys, "sampling=sobol", "count=96", "camera.focal_length_mm=[choice,24,35,50]")
    discrete = {factor["key"]: factor for factor in made["discrete"]}
    assert discrete["camera.focal_length_mm"]["images"] == [32, 32, 32]
    assert sum(discrete["lighting"]["images"]) == made["images"] == 96
    assert (
        sum(discrete["lighting.of.hdri.image"]["images"])
        == dict(zip(*map(discrete["lighting"].get, ("values", "images")), strict=True))["hdri"]
    )
    assert all(sum(factor["images"]) <= 96 and len(factor["images"]) == 5 for factor in made["continuous"])
    assert {tuple(pair["keys"]) for pair in made["pairs"]} >= {("lighting", "camera.focal_length_mm")}


def test_text_names_the_empty_cells(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "sampling=sobol", "count=3", "environment=flatbed", "lighting=studio", "lighting.count=[choice,2,3]"]) == 0
    shown = capsys.readouterr().out
    assert "3 images, sampling=sobol\n" in shown
    assert "lighting.count x environment.tray_probability" in shown or "environment.tray_probability x lighting.count" in shown
    assert "forecast" not in shown


def test_random_is_called_a_forecast(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "count=3"]) == 0
    assert "forecast" in capsys.readouterr().out


def test_indices_are_planned_as_part_of_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    whole, *parts = (
        {factor["key"]: np.array(factor["images"]) for factor in planned(capsys, "sampling=sobol", *words)["discrete"]}
        for words in (["count=40"], ["indices=0-14"], ["indices=15-39"])
    )
    assert all((whole[key] == parts[0][key] + parts[1][key]).all() for key in whole)


def test_the_records_hold_what_was_planned(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [*TINY, "experiment=dice", "sampling=sobol", "count=4", "placement.count=[uniform,2,5]", "quality=draft", "output=detection"]
    made = planned(capsys, *words)
    assert run("generate", *words, "out=data").returncode == 0
    records = [json.loads(path.read_text()) for path in sorted((tmp_path / "here" / "data").glob("records/*/*.json"))]
    specs = [record["spec"] for record in records]
    assert [spec["attempt"] for spec in specs] == [0] * 4
    counts = [sum(item["category"] is not None for item in spec["objects"]) for spec in specs]
    planned_counts = next(factor for factor in made["discrete"] if factor["key"] == "placement.count")
    assert [counts.count(value) for value in planned_counts["values"]] == planned_counts["images"] == [1, 1, 1, 1]


def test_preview_draws_a_grid_of_different_pictures(run: Run, tmp_path: Path) -> None:
    words = ["rows=lighting=studio,sun", "columns=placement.count=1,[uniform,4,5]", *TINY]
    done = run("preview", *words, "out=sheet.png")
    assert done.returncode == 0, done.stderr
    page = np.asarray(Image.open(tmp_path / "here" / "sheet.png").convert("RGB"))
    rows, columns, cell = Axis("lighting", ("studio", "sun")), Axis("placement.count", ("1", "[uniform,4,5]")), (48, 36)
    assert page.shape == (*sheet_size(rows, columns, cell)[::-1], 3)
    left, top = page.shape[1] - 2 * 54, page.shape[0] - 2 * 42
    cells = [page[top + 42 * r : top + 42 * r + 36, left + 54 * c : left + 54 * c + 48] for r in (0, 1) for c in (0, 1)]
    assert all(picture.std() > 3 for picture in cells)
    assert all(np.abs(a.astype(int) - b).mean() > 1 for i, a in enumerate(cells) for b in cells[:i])
    assert (page[:top] < 128).any()
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["sheet.png"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["preview", "rows=lighting=hdri,sunn", "columns=seed=1,2", "out=a.png"], "did you mean 'sun'"),
        (["preview", "rows=camera.elevatoin_deg=1", "columns=seed=1,2", "out=a.png"], "did you mean camera.elevation_deg"),
        (["preview", "rows=lighting", "columns=seed=1,2", "out=a.png"], "rows=KEY=a,b,c"),
        (["preview", "rows=seed=1,1", "columns=lighting=sun", "out=a.png"], "different values"),
        (["preview", "rows=seed=1,2", "columns=seed=3", "out=a.png"], "two different keys"),
        (["preview", "rows=seed=1,2", "columns=lighting=sun", "out=a.png", "lighting=hdri"], "two different keys"),
        (["preview", "rows=seed=1,2", "out=a.png"], "missing columns="),
        (["preview", "rows=seed=1,2", "columns=lighting=sun", "out=a.jpg"], "ends in .png"),
        (["preview", "rows=seed=1,2", "columns=lighting=sun", "out=nowhere/a.png"], "no folder"),
        (["preview", "rows=seed=1,2", "columns=resolution=8x8,9x9", "out=a.png"], "one resolution"),
        (["plan", "sampling=halton"], "'random', 'sobol' or 'pairwise'"),
        (["plan", "cuont=3"], "did you mean count"),
        (["plan", "--cfg"], "setpiece generate"),
    ],
)
def test_mistakes_are_named(
    words: list[str], named: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    assert named in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_random_is_the_default() -> None:
    assert compose_config([]).sampling == "random"
