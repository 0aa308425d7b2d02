"""The pool outlives crashed, killed, hung and greedy workers."""

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from setpiece.assets.errors import UserError
from setpiece.farm.pool import Done, Pool
from tests.farm.pool_jobs import misbehave


@pytest.fixture
def make_pool(tmp_path: Path) -> Any:
    def make(workers: int = 1, timeout_s: float = 30.0, memory_mb: int = 10**6, tries: int = 3, in_flight: int = 1) -> Pool:
        args = (str(tmp_path), memory_mb)
        return Pool(misbehave, args, workers=workers, timeout_s=timeout_s, tries=tries, in_flight=in_flight)

    return make


def notes(folder: Path, name: str) -> int:
    path = folder / name
    return path.stat().st_size if path.exists() else 0


def by_job(results: list[Done]) -> dict[int, Done]:
    assert len({done.job for done in results}) == len(results), "a job was reported twice"
    return {done.job: done for done in results}


def test_every_job_is_done_once_and_the_bad_ones_are_reported(make_pool: Any, tmp_path: Path) -> None:
    done = by_job(list(make_pool(workers=2).run([1, 13, 2, 17, 23, 3, 4, 5])))
    assert {job: d.result[0] for job, d in done.items() if d.error is None} == {1: 1, 2: 4, 17: 289, 3: 9, 4: 16, 5: 25}
    assert done[13].error == "its process ended: killed by SIGKILL"
    assert done[23].error == "ValueError: twenty-three"
    assert notes(tmp_path, "job-13") == 3
    assert notes(tmp_path, "job-17") == 2
    assert notes(tmp_path, "job-1") == 1


def test_a_hung_job_loses_its_worker_and_no_other_job(make_pool: Any) -> None:
    start = time.monotonic()
    done = by_job(list(make_pool(timeout_s=1.0).run([1, 19, 2])))
    assert done[19].error == "took longer than 1 s"
    assert (done[1].result[0], done[2].result[0]) == (1, 4)
    assert time.monotonic() - start < 20.0


def test_a_killed_idle_worker_is_replaced(make_pool: Any) -> None:
    """The pool waits on the slow job; meanwhile the idle worker is killed, which must not matter."""
    run = make_pool(workers=2).run([1, 100, 2, 101])
    first = next(run)
    os.kill(first.result[2], signal.SIGKILL)
    assert {first.job, *(done.job for done in run if done.error is None)} == {1, 100, 2, 101}


def test_a_worker_beyond_its_memory_is_replaced_after_its_job(make_pool: Any, tmp_path: Path) -> None:
    done = list(make_pool(memory_mb=1).run([1, 2, 3]))
    assert [d.result[0] for d in done] == [1, 4, 9]
    assert len({d.result[2] for d in done}) == 3
    assert notes(tmp_path, "job-1") == 1


def test_jobs_that_shared_a_worker_with_a_bad_one_are_not_blamed(make_pool: Any, tmp_path: Path) -> None:
    """Three at a time, and one try each: 13 kills its worker, 23 raises, 19 hangs; all others are done."""
    good = [1, 2, 3, 4, 5, 6, 7, 8]
    done = by_job(list(make_pool(workers=2, timeout_s=2.0, tries=1, in_flight=3).run([1, 13, 2, 3, 23, 4, 19, 5, 6, 7, 8])))
    assert {job: d.result[0] for job, d in done.items() if d.error is None} == {job: job * job for job in good}
    assert done[13].error == "its process ended: killed by SIGKILL"
    assert done[23].error == "ValueError: twenty-three"
    assert done[19].error == "took longer than 2 s"
    assert notes(tmp_path, "job-13") <= 2


def test_a_worker_beyond_its_memory_finishes_what_it_has(make_pool: Any, tmp_path: Path) -> None:
    done = list(make_pool(memory_mb=1, in_flight=3).run([1, 2, 3, 4, 5, 6, 7]))
    assert sorted(d.result[0] for d in done) == [1, 4, 9, 16, 25, 36, 49]
    assert [notes(tmp_path, f"job-{job}") for job in range(1, 8)] == [1] * 7
    assert len({d.result[2] for d in done}) == 3


def test_a_users_mistake_stops_the_run(make_pool: Any) -> None:
    with pytest.raises(UserError, match="29 is not a file"):
        list(make_pool(workers=2).run([1, 29, 100, 101, 102]))


def test_draining_finishes_what_is_in_progress_and_starts_nothing(make_pool: Any, tmp_path: Path) -> None:
    pool = make_pool(workers=2)
    run = pool.run(range(100, 120))
    seen = [next(run).job]
    pool.drain()
    seen += [done.job for done in run]
    started = [job for job in range(100, 120) if notes(tmp_path, f"job-{job}")]
    assert sorted(seen) == started
    assert len(started) <= 3


def test_workers_end_with_the_pool(make_pool: Any) -> None:
    run = make_pool(workers=2).run([1, 2, 19])
    pids = [next(run).result[2], next(run).result[2]]
    run.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
