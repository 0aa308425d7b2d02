"""A process that waits for what it shall serve works as one that knew from the start, and does not outlive a run that has no use for it."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from setpiece.farm.pool import Pool
from setpiece.farm.spare import Spare
from tests.farm.pool_jobs import misbehave
from tests.farm.runs import COMMAND, TINY


@pytest.fixture
def spare() -> Iterator[Spare]:
    with Spare() as started:
        yield started


def workers(*, parent: int | None = None, group: int | None = None) -> set[int]:
    """Ids of the processes that Python's multiprocessing has started for a process, or in a process group."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields, line = status.read_text().rpartition(")")[2].split(), (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in line and (int(fields[1]) == parent or int(fields[2]) == group):
            found.add(int(status.parent.name))
    return found


def test_it_is_the_pools_first_worker_and_only_that(spare: Spare, tmp_path: Path) -> None:
    """Job 13 kills its worker: what replaces it is a new process."""
    (waiting,) = workers(parent=os.getpid())
    pool = Pool(misbehave, (str(tmp_path), 10**6), workers=1, timeout_s=60.0, tries=1, spare=spare)
    first, killed, second = pool.run([1, 13, 2])
    assert (first.result[0], first.result[2]) == (1, waiting)
    assert killed.error == "its process ended: killed by SIGKILL"
    assert (second.result[0], second.result[2] != waiting) == (4, True)
    assert not workers(parent=os.getpid())


def test_one_that_died_while_it_waited_is_not_missed(spare: Spare, tmp_path: Path) -> None:
    (waiting,) = workers(parent=os.getpid())
    os.kill(waiting, signal.SIGKILL)
    (done,) = Pool(misbehave, (str(tmp_path), 10**6), workers=1, timeout_s=60.0, tries=2, spare=spare).run([3])
    assert done.result[0] == 9


def test_a_mistake_in_the_config_ends_it(tmp_path: Path) -> None:
    command = [*COMMAND, "generate", *TINY, f"out={tmp_path / 'd'}", "count=none"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as run:
        assert run.stderr is not None
        said = run.stderr.read()
    assert not workers(group=run.pid)
    assert run.returncode == 2
    assert said.startswith("setpiece: count")
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "d").exists()
