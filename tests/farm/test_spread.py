"""Work spread over processes gives what ``map`` gives, whatever becomes of them."""

import multiprocessing
import os
import signal
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from setpiece.assets.errors import UserError
from setpiece.farm.machine import cpu_count
from setpiece.farm.spread import spread

JOBS = range(20)


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("setpiece.farm.spread.cpu_count", lambda: 2)


def square(killer: int | None, refused: int | None, job: int) -> tuple[int, int, bytes]:
    """A result that fills a pipe."""
    if job == killer and multiprocessing.parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    if job == refused:
        raise UserError(f"{job} is refused")
    return job * job, os.getpid(), bytes(10**6)


def test_results_come_in_the_order_of_the_jobs_from_several_processes() -> None:
    results = list(spread(partial(square, None, None), JOBS))
    assert [result[0] for result in results] == [job * job for job in JOBS]
    makers = {result[1] for result in results}
    assert len(makers) == 2
    assert os.getpid() not in makers
    assert not any(Path("/proc", str(maker)).exists() for maker in makers)


def test_what_a_killed_process_had_in_hand_is_done_all_the_same() -> None:
    results = list(spread(partial(square, 5, None), JOBS))
    assert [result[0] for result in results] == [job * job for job in JOBS]
    assert results[5][1] == os.getpid()
    assert results[6][1] != os.getpid()


def test_an_error_is_the_callers() -> None:
    with pytest.raises(UserError, match=r"^7 is refused$"):
        list(spread(partial(square, None, 7), JOBS))


def test_who_stops_listening_leaves_no_process() -> None:
    results = spread(partial(square, None, None), JOBS)
    maker = next(results)[1]
    results.close()  # type: ignore[attr-defined] # a generator
    assert not Path("/proc", str(maker)).exists()


def blas_threads(job: int) -> list[int]:
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas" and np.eye(job + 1).any()]


def test_numpy_does_not_spin_in_our_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    assert list(spread(blas_threads, JOBS)) == [[1]] * len(JOBS)
    assert "OPENBLAS_NUM_THREADS" not in os.environ
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    assert list(spread(blas_threads, JOBS)) == [[min(2, cpu_count())]] * len(JOBS)
