"""Spreading work that needs no Blender over the cores of this machine: ``map`` by several processes."""

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TypeVar

from setpiece.farm.machine import cpu_count
from setpiece.farm.processes import start

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")

_WORTH_IT = 8
"""With fewer jobs of half a second each, starting processes takes longer than it saves."""
_MOST = 8
"""Processes; about as many as one that takes their results can follow."""


def spread(task: Callable[[_Job], _Result], jobs: Iterable[_Job]) -> Iterator[_Result]:
    """The results of a task on each of several jobs, in their order, as ``map`` gives them.

    Where there are many jobs and several cores, processes take turns; each has two jobs in hand, which bounds memory. The jobs of
    one that is killed are done here.

    Args:
        task: picklable, as its results are, and without effect but for these.
        jobs: small: they wait in a pipe.

    Raises:
        Exception: whatever the task raises.
    """
    listed = list(jobs)
    size = min(cpu_count(), _MOST)
    if size == 1 or len(listed) < _WORTH_IT:
        yield from map(task, listed)
        return
    team = [start(_serve, task) for _ in range(size)]
    in_hand: deque[tuple[Connection, _Job]] = deque()
    try:
        for turn, job in enumerate(listed):
            if len(in_hand) == 2 * size:
                yield _result(task, *in_hand.popleft())
            in_hand.append((_sent(team[turn % size][1], job), job))
        while in_hand:
            yield _result(task, *in_hand.popleft())
    finally:
        for _, connection in team:
            connection.close()
        for process, _ in team:
            process.join()


def _sent(connection: Connection, job: object) -> Connection:
    """The connection, with a job sent, unless nobody is there to take it, which the answer will show."""
    with suppress(OSError):
        connection.send(job)
    return connection


def _result(task: Callable[[_Job], _Result], connection: Connection, job: _Job) -> _Result:
    try:
        result, error = connection.recv()
    except (EOFError, OSError):
        return task(job)
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return] # what the task gave


def _serve(connection: Connection, task: Callable[[_Job], _Result]) -> None:
    """The process: a job, a result, until there is nobody to ask."""
    gc.freeze()  # what was loaded stays
    try:
        while True:
            job = connection.recv()
            try:
                connection.send((task(job), None))
            except Exception as error:  # the task's; it is raised where its result is taken
                connection.send((None, error))
    except (EOFError, OSError):
        return
