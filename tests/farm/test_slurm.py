"""farm=slurm, the recipe for sbatch and Hydra's launcher on a real Slurm: the local farm's bytes, whatever is cancelled or requeued."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.farm.runs import COMMAND, TINY, assert_same, files, records
from tests.farm.slurm.cluster import Slurm

CREDENTIALS_S = 3.0
"""A node takes a job again with a credential that is younger than the end of its first run; Slurm counts whole seconds."""

RECIPE = Path(__file__).resolve().parents[2] / "docs" / "farm" / "recipes" / "slurm.sbatch"


@pytest.fixture(scope="module")
def slurm() -> Iterator[Slurm]:
    started = Slurm()
    yield started
    started.stop()


def generate(slurm: Slurm, *words: str, code: int = 0, program: tuple[str, ...] = (*COMMAND, "generate")) -> str:
    flags = [word for word in words if word.startswith("--")]
    command = [*program, *flags, *TINY, *(word for word in words if word not in flags)]
    done = subprocess.run(command, env=slurm.environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def ended(slurm: Slurm) -> bool:
    return not slurm.call("squeue", "--noheader", "--user=root").strip()


def waits(slurm: Slurm, task: str, root: Path) -> bool:
    """Whether a task is in the queue again, and no process of its first run is left."""
    state = slurm.call("squeue", "--noheader", f"--jobs={task}", "--format=%T").strip()
    return state == "PENDING" and subprocess.run(["pgrep", "-f", f"extend {root}"], capture_output=True, check=False).returncode == 1


def test_cancelled_and_requeued_tasks_change_no_byte(slurm: Slurm, reference: Path, tmp_path: Path) -> None:
    """Of two tasks the one that has begun is queued again, the other cancelled; what is lacking then, a second job makes."""
    root = tmp_path / "d"
    said = generate(slurm, f"out={root}", "count=4", "farm=slurm", "farm.tasks=2", "farm.wait=false")
    job = re.search(r"array job (\d+)", said)[1]
    slurm.wait(lambda: records(root) >= 1, "the first image")
    first = min(int(path.stem) for path in root.glob("records/*/[0-9]*.json"))
    begun = 0 if first < 2 else 1
    slurm.call("scontrol", "requeue", f"{job}_{begun}")
    slurm.call("scancel", f"{job}_{1 - begun}")
    slurm.wait(lambda: waits(slurm, f"{job}_{begun}", root), "the task is in the queue again")
    time.sleep(CREDENTIALS_S)
    slurm.call("scontrol", "update", f"jobid={job}_{begun}", "StartTime=now")  # it would wait for two minutes
    slurm.wait(lambda: ended(slurm), "all jobs end")
    states = slurm.states(job)
    printed = "\n".join(path.read_text() for path in root.glob("logs/**/slurm-*.out"))
    assert states[begun] == "COMPLETED", f"{printed}\n{slurm.logs()}"
    assert states[1 - begun].startswith("CANCELLED")
    assert {2 * begun, 2 * begun + 1} <= {int(path.stem) for path in root.glob("records/*/[0-9]*.json")}
    assert (root / "annotations.json").is_file(), "the job behind the array finalises what there is"

    assert "there" in generate(slurm, f"out={root}", "count=4", "farm=slurm", "farm.tasks=3")
    assert_same(files(root), files(reference))


def test_the_recipe_for_sbatch_makes_the_same_bytes(slurm: Slurm, reference: Path, tmp_path: Path) -> None:
    root, environment = tmp_path / "d", slurm.environment | {"SHARES": "3"}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    command = ["sbatch", "--parsable", "--array=0-2", f"--output={tmp_path}/%a.out", str(RECIPE), *TINY, "count=4", f"out={root}"]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
    slurm.wait(lambda: ended(slurm), "all jobs end")
    assert records(root) == 4, "\n".join(path.read_text() for path in tmp_path.glob("*.out"))
    assert not (root / "annotations.json").exists(), "a share leaves finalising to the end"
    subprocess.run([*COMMAND, "finalise", str(root)], check=True, capture_output=True, timeout=120)
    assert_same(files(root), files(reference))


def test_hydras_submitit_launcher_makes_the_same_bytes(slurm: Slurm, reference: Path, tmp_path: Path) -> None:
    root = tmp_path / "d"
    launcher = ["--multirun", "hydra/launcher=submitit_slurm", "hydra.launcher.timeout_min=9", f"hydra.sweep.dir={tmp_path / 'hydra'}"]
    generate(slurm, *launcher, f"out={root}", "count=4", "share=0/2,1/2", program=(sys.executable, "-m", "setpiece.cli.multirun"))
    subprocess.run([*COMMAND, "finalise", str(root)], check=True, capture_output=True, timeout=120)
    assert_same(files(root), files(reference))


def test_what_slurm_refuses_is_named_and_leaves_nothing(slurm: Slurm, tmp_path: Path) -> None:
    said = generate(slurm, f"out={tmp_path / 'd'}", "count=1", "farm=slurm", "farm.partition=night", code=2)
    assert "night" in said
    assert "Invalid partition" in said
    for words, fragment in ((["share=0/2"], "share=0/2"), (["device=gpu"], "farm.gpus_per_task")):
        assert fragment in generate(slurm, f"out={tmp_path / 'd'}", "count=1", "farm=slurm", *words, code=2)
    assert not (tmp_path / "d").exists()


def test_without_slurm_one_is_told_so(tmp_path: Path) -> None:
    """On a machine whose path holds no sbatch."""
    command = [*COMMAND, "generate", *TINY, f"out={tmp_path / 'd'}", "farm=slurm"]
    environment = os.environ | {"PATH": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, "sbatch is not on the path" in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "d").exists()
