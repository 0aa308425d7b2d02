"""Real runs with Blender: the same bytes whatever happens on the way, and a valid dataset at every moment."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from setpiece.farm.journal import worker_name
from tests.farm.runs import COMMAND, TINY, Running, assert_same, files, generate, records

Start = Callable[..., Running]


def setpiece(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, words)], capture_output=True, text=True, timeout=300, check=False)


def test_a_run_says_what_a_user_wants_to_know(reference: Path, tmp_path: Path) -> None:
    shutil.copytree(reference, tmp_path / "d")
    done = generate(tmp_path / "d", "count=5", "device=auto")
    assert "1 images made" in done.stdout
    assert "4 were there" in done.stdout
    assert "CPU-s per image" in done.stdout
    assert "seconds per image: render " in done.stdout
    assert "/dev has no file of a GPU" in done.stdout or "no GPU backend found a device" in done.stdout
    assert str(tmp_path / "d" / "index.html") in done.stdout
    assert "5/5 images" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1, "Blender's chatter reached the terminal"


def test_the_dataset_verifies_and_every_stage_is_timed(reference: Path) -> None:
    assert setpiece("verify", reference).returncode == 0
    lines = [json.loads(line) for line in (reference / "logs" / f"{worker_name(0)}.jsonl").read_text().splitlines()]
    assert sorted(line["index"] for line in lines) == [0, 1, 2, 3]
    for line in lines:
        assert {"sample", "render", "label", "prove", "develop", "write"} <= line["seconds"].keys()
        assert line["cpu_s"] > 0


def test_two_workers_make_the_bytes_of_one_and_leave_nothing_behind(
    reference: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    generate(tmp_path / "d", "count=4", "farm.workers=2", "farm.threads=2")
    assert not [*scratch.iterdir()]
    assert_same(files(tmp_path / "d"), files(reference))


def test_ranges_in_any_order_make_the_bytes_of_one_run(reference: Path, tmp_path: Path) -> None:
    for indices in ("3", "1-2", "0-1"):
        generate(tmp_path / "d", f"indices={indices}")
    assert_same(files(tmp_path / "d"), files(reference))


def test_count_may_be_raised_and_nothing_is_made_twice(reference: Path, tmp_path: Path) -> None:
    generate(tmp_path / "d", "count=2")
    first = {path: path.stat().st_mtime_ns for path in (tmp_path / "d" / "images").rglob("*.png")}
    generate(tmp_path / "d", "count=4")
    assert {path: path.stat().st_mtime_ns for path in first} == first
    assert_same(files(tmp_path / "d"), files(reference))
    again = generate(tmp_path / "d", "count=3")
    assert "0 images made" in again.stdout
    assert_same(files(tmp_path / "d"), files(reference))


def test_another_config_is_refused_and_named(reference: Path, tmp_path: Path) -> None:
    shutil.copytree(reference, tmp_path / "d")
    done = generate(tmp_path / "d", "count=5", "seed=6", "camera.focal_length_mm=33", code=2)
    assert "seed: 5 -> 6" in done.stderr
    assert "camera.focal_length_mm" in done.stderr
    assert_same(files(tmp_path / "d"), files(reference))


def test_ctrl_c_leaves_a_valid_dataset_and_the_rest_can_be_made(reference: Path, tmp_path: Path, start: Start) -> None:
    running = start(tmp_path / "d", "count=500", "farm.workers=2")
    running.wait_for(2)
    running.interrupt()
    code, out, err = running.finish()
    assert code == 130, err
    assert "Traceback" not in err
    assert "Interrupted" in out
    made = records(tmp_path / "d")
    assert 2 <= made < 500
    assert len(json.loads((tmp_path / "d" / "annotations.json").read_text())["images"]) == made
    verified = setpiece("verify", tmp_path / "d")
    assert verified.returncode == 0, verified.stdout
    generate(tmp_path / "d", "indices=0-3")
    mine, theirs = files(tmp_path / "d"), files(reference)
    kept = [name for name in theirs if name.startswith(("images/", "records/", "depth/"))]
    assert_same({name: mine[name] for name in kept}, {name: theirs[name] for name in kept})


def test_a_second_ctrl_c_drops_what_is_in_progress(tmp_path: Path, start: Start) -> None:
    running = start(tmp_path / "d", "count=9", "renderer.samples=60000", "resolution=640x480")
    while not [*tmp_path.glob("d/logs/*-0.log")]:
        assert running.process.poll() is None, running.finish()
        time.sleep(0.02)
    time.sleep(3.0)
    running.interrupt()
    time.sleep(0.5)
    pressed = time.monotonic()
    running.interrupt()
    code, _, err = running.finish()
    assert code == 130, err
    assert "Traceback" not in err
    assert time.monotonic() - pressed < 20
    assert setpiece("verify", tmp_path / "d").returncode == 0


def test_killed_workers_are_replaced_and_change_no_byte(reference: Path, tmp_path: Path, start: Start) -> None:
    running = start(tmp_path / "d", "count=4", "farm.workers=2")
    for moment in (1, 2):
        running.wait_for(moment)
        for pid in running.workers()[:1]:
            os.kill(pid, signal.SIGKILL)
    code, _, err = running.finish()
    assert code == 0, err
    assert_same(files(tmp_path / "d"), files(reference))


def test_a_killed_run_leaves_no_process_and_resumes(reference: Path, tmp_path: Path, start: Start) -> None:
    running = start(tmp_path / "d", "count=4", "farm.workers=2")
    running.wait_for(1)
    workers = running.workers()
    assert workers
    os.kill(running.process.pid, signal.SIGKILL)
    running.finish()
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in workers):
        assert time.monotonic() < deadline, "workers outlive the run"
        time.sleep(0.05)
    generate(tmp_path / "d", "count=4")
    assert_same(files(tmp_path / "d"), files(reference))


def test_an_image_that_takes_too_long_is_reported_with_its_log(tmp_path: Path) -> None:
    done = generate(tmp_path / "d", "count=1", "renderer.samples=60000", "resolution=640x480", "farm.timeout_s=4", "farm.tries=2", code=1)
    assert "image 0 failed: took longer than 4 s" in done.stderr
    assert f"{worker_name(0)}.log" in done.stderr
    assert "failed 1: images 0" in done.stdout


def test_replay_gives_every_byte_again(reference: Path, tmp_path: Path) -> None:
    done = setpiece("replay", reference, "2", tmp_path / "again")
    assert done.returncode == 0, done.stderr + done.stdout
    assert "every byte equal" in done.stdout
    theirs = files(reference)
    mine = {name: data for name, data in files(tmp_path / "again").items() if "00000002" in name}
    assert mine == {name: data for name, data in theirs.items() if "00000002" in name and name in mine}
    assert any(name.startswith("images/") for name in mine)


def test_replay_says_what_differs(reference: Path, tmp_path: Path) -> None:
    root = tmp_path / "d"
    shutil.copytree(reference, root)
    image = next((root / "images").rglob("00000001.png"))
    image.write_bytes(image.read_bytes()[:-1] + b"x")
    done = setpiece("replay", root, "1")
    assert done.returncode == 1
    assert "DIFFERS  images/00000/00000001.png" in done.stdout
    assert "1 differ" in done.stdout
    assert setpiece("verify", root).returncode == 1


@pytest.mark.parametrize("index", ["4", "99999999"])
def test_replay_of_an_image_that_is_not_there(index: str, reference: Path) -> None:
    done = setpiece("replay", reference, index)
    assert done.returncode == 2
    assert index in done.stderr


NOTEBOOK = """
import sys, bpy
from setpiece.cli.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


def test_a_program_that_has_used_blender_itself_can_make_a_dataset(reference: Path, tmp_path: Path) -> None:
    (tmp_path / "notebook.py").write_text(NOTEBOOK)
    command = [sys.executable, tmp_path / "notebook.py"]
    done = subprocess.run(
        [*command, "generate", *TINY, f"out={tmp_path / 'd'}", "indices=0"], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    picture = "images/00000/00000000.png"
    assert (tmp_path / "d" / picture).read_bytes() == (reference / picture).read_bytes()
