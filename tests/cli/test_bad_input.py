"""Every mistake: one clear message on stderr, exit code 2, no traceback, nothing written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from setpiece.cli.main import main
from tests.cli.conftest import Run
from tests.farm.runs import COMMAND

BAD = {
    "misspelt top key": (["cout=3"], ["unknown key cout", "did you mean count?"]),
    "misspelt nested key": (["farm.worker=2"], ["unknown key farm.worker", "did you mean farm.workers?"]),
    "misspelt section": (["lightning.sun_elevation_deg=3"], ["unknown key lightning", "did you mean lighting?"]),
    "misspelt key of a union": (["camera.focal_lenght_mm=35"], ["unknown key camera.focal_lenght_mm", "camera.focal_length_mm?"]),
    "key without its section": (["workers=2"], ["unknown key workers", "farm.workers?"]),
    "unknown option of a group": (["renderer=cycle"], ["renderer=cycle", "did you mean 'cycles'?", "eevee"]),
    "unknown experiment": (["experiment=tabeltop"], ["experiment=tabeltop", "did you mean 'tabletop'?", "dice"]),
    "unknown quality": (["quality=ultra"], ["quality=ultra", "draft", "standard", "high"]),
    "negative count": (["count=-1"], ["count", "-1", "greater than or equal to 1"]),
    "count is a word": (["count=many"], ["count", "many", "integer"]),
    "fractional count": (["count=1.5"], ["count", "1.5", "integer"]),
    "negative seed": (["seed=-3"], ["seed", "-3", "greater than or equal to 0"]),
    "unknown device": (["device=tpu"], ["device", "tpu", "auto, cpu, gpu, gpu:N"]),
    "indices backwards": (["indices=9-3"], ["indices", "9-3", "backwards"]),
    "indices are words": (["indices=all"], ["indices", "all", "a-b, both ends included"]),
    "resolution is not two numbers": (["resolution=640"], ["resolution", "640"]),
    "resolution is tiny": (["resolution=4x4"], ["resolution", "greater than or equal to 8"]),
    "samples out of range": (["renderer.samples=0"], ["renderer.samples", "found 0", "greater than or equal to 1"]),
    "not an override": (["count"], ["'count'", "key=value"]),
    "bracket left open": (["camera.focal_length_mm=[uniform,5"], ["cannot be read"]),
    "sweep": (["seed=1,2"], ["'seed=1,2'", "sweep"]),
    "unknown option": (["--cuont=3"], ["unknown option '--cuont=3'"]),
    "distribution backwards": (["camera.focal_length_mm=[uniform,70,24]"], ["camera.focal_length_mm"]),
    "unknown distribution": (["camera.focal_length_mm=[unifrom,24,70]"], ["camera.focal_length_mm", "unifrom"]),
    "asset folder is missing": (["assets=folder", "assets.root=nowhere"], ["nowhere"]),
    "asset folder is not given": (["assets=folder"], ["assets.root is missing", "assets.root=DIR"]),
    "config dir is missing": (["--config-dir", "nowhere"], ["--config-dir", "nowhere"]),
    "config dir is not given": (["--config-dir"], ["--config-dir needs a folder"]),
    "snow in summer": (["weather=snow", "weather.temperature_c=35"], ["weather.temperature_c: found 35", "-60 to 2", "snow falls"]),
    "rain from a clear sky": (["weather=rain", "weather.cloud_cover=0"], ["weather.cloud_cover: found 0", "accepted: 0.8 to 1"]),
    "visibility of nothing": (["weather=fog", "weather.visibility_m=0"], ["weather.visibility_m", "found 0", "values from 5"]),
    "weather of a mixture": (["weather=mixed", "weather.of.rain.temperature_c=-20"], ["weather.of.rain.temperature_c: found -20"]),
    "unknown weather": (["weather=hail"], ["weather=hail", "there is no such weather", "overcast"]),
    "GPU where there is none": (["device=gpu"], ["device=gpu", "no GPU"]),
}


def assert_refused(done: subprocess.CompletedProcess[str], fragments: list[str]) -> None:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("setpiece: ")
    assert done.stdout == ""
    for fragment in fragments:
        assert fragment in done.stderr, done.stderr


@pytest.mark.parametrize(("words", "fragments"), BAD.values(), ids=BAD)
def test_one_message_exit_code_2_nothing_written(
    words: list[str], fragments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """In this process, for speed; the tests below show that a process of its own says the same."""
    monkeypatch.chdir(tmp_path)
    code = main(["generate", "out=dataset", *words])
    out, err = capfd.readouterr()
    assert_refused(subprocess.CompletedProcess([], code, out, err), fragments)
    assert len(err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_several_mistakes_are_listed_together(run: Run) -> None:
    done = run("generate", "cout=3", "renderer=cycle", "seed=-1", "farm.tries=0", "oops")
    assert_refused(done, ["cout", "renderer=cycle", "seed", "farm.tries", "oops"])
    assert len(done.stderr.strip().splitlines()) == 6


def test_empty_asset_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "meshes").mkdir()
    done = run("generate", "out=dataset", "assets=folder", f"assets.root={tmp_path / 'meshes'}", "device=cpu")
    assert_refused(done, [str(tmp_path / "meshes")])
    assert not (tmp_path / "here" / "dataset").exists()


def test_a_config_of_the_users_own_is_checked_too(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own" / "farm"
    own.mkdir(parents=True)
    (own / "night.yaml").write_text("workrs: 2\n")
    done = run("generate", "--config-dir", str(own.parent), "farm=night")
    assert_refused(done, ["farm.workrs", "farm.workers?"])
    (own / "broken.yaml").write_text("workers: [2\n")
    assert_refused(run("generate", "--config-dir", str(own.parent), "farm=broken"), ["broken.yaml"])
    assert_refused(run("generate", "--config-dir", str(own.parent), "farm=brocken"), ["did you mean 'broken'?", "night"])


def test_code_in_a_config_does_not_run(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own" / "farm"
    own.mkdir(parents=True)
    (own / "evil.yaml").write_text("_target_: os.system\ncommand: touch evil\n")
    done = run("generate", "--config-dir", str(own.parent), "farm=evil")
    assert_refused(done, ["farm._target_"])
    assert not (tmp_path / "here" / "evil").exists()


def test_out_is_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "here" / "dataset").write_text("mine")
    assert_refused(run("generate", "out=dataset", "device=cpu"), ["out=dataset", "is a file"])
    assert (tmp_path / "here" / "dataset").read_text() == "mine"


def test_out_holds_something_else(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "here" / "thesis"
    folder.mkdir()
    (folder / "chapter1.tex").write_text("mine")
    assert_refused(run("generate", "out=thesis", "device=cpu"), ["thesis", "not empty"])
    assert [path.name for path in folder.iterdir()] == ["chapter1.tex"]


def test_out_cannot_be_written(run: Run) -> None:
    """/proc refuses new folders, to root as well."""
    assert_refused(run("generate", "out=/proc/dataset", "device=cpu"), ["out=/proc/dataset", "cannot be written"])


def test_disk_is_full(run: Run, tmp_path: Path) -> None:
    """More images than any disk holds."""
    assert_refused(run("generate", "out=dataset", "device=cpu", "indices=0-99999", "resolution=16384x16384"), ["out=dataset", "MB free"])
    assert list((tmp_path / "here").iterdir()) == []


@pytest.mark.parametrize(
    ("words", "fragments"),
    [
        (["genrate"], ["'genrate'", "did you mean 'generate'?"]),
        (["verify"], ["expected one dataset folder or URL, found 0"]),
        (["verify", "nowhere"], ["nowhere is not a folder"]),
        (["verify", "."], ["holds no dataset"]),
        (["finalise", "a", "b"], ["found 2 arguments"]),
        (["replay", ".", "x"], ["holds no dataset"]),
        (["replay", "."], ["expected a dataset folder and an index"]),
        (["doctor", "--jsn"], ["--jsn"]),
    ],
)
def test_other_verbs(words: list[str], fragments: list[str], run: Run, tmp_path: Path) -> None:
    assert_refused(run(*words), fragments)
    assert list((tmp_path / "here").iterdir()) == []


def test_a_reader_that_hangs_up_is_no_error() -> None:
    """``setpiece generate --cfg | head -1``."""
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {' '.join(COMMAND)} generate --cfg | head -1"], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_the_installed_command_is_the_module() -> None:
    script = shutil.which("setpiece", path=os.path.dirname(sys.executable))  # noqa: PTH120
    assert script is not None
    done = subprocess.run([script, "help"], capture_output=True, text=True, check=True)
    assert done.stdout == subprocess.run([*COMMAND, "help"], capture_output=True, text=True, check=True).stdout
