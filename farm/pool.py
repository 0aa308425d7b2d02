"""A pool of long-lived processes that outlives its members.

Each worker has a pipe of its own, so no lock is shared: one that is killed at any moment, in the middle of a message too, can
only lose the job it had. (In pools with one shared queue an idle worker holds the queue's lock while it waits, and takes it with it.)
"""

import multiprocessing
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from setpiece.assets.errors import UserError
from setpiece.farm.lifeline import tied

_STOP_WITHIN_S = 5.0

Serve = Callable[..., None]
"""``serve(connection, slot, *args)``: receives jobs (None: stop), sends one ``Reply`` for each. Runs in the worker's process."""


@dataclass(frozen=True)
class Reply:
    """A worker's answer to a job.

    Attributes:
        result: what the job made; None if it raised.
        error: what it raised, in one line; the job may be tried again.
        refusal: the user's mistake; no other job will fare better.
        retire: the worker asks to be replaced.
    """

    result: Any = None
    error: str | None = None
    refusal: str | None = None
    retire: bool = False


@dataclass(frozen=True)
class Done:
    """A finished job: its result, or why it was given up."""

    job: int
    slot: int
    result: Any = None
    error: str | None = None


@dataclass
class _Member:
    """A running worker and the job it has, if any."""

    slot: int
    process: SpawnProcess
    connection: Connection
    job: int | None = None
    deadline: float = float("inf")


class Pool:
    """Runs jobs, each an int, in worker processes.

    Args:
        serve: the workers' main function, importable by name.
        args: further arguments for it, picklable.
        workers: number of processes.
        timeout_s: a job that takes longer loses its worker.
        tries: how often a job may fail before it is given up.
    """

    def __init__(self, serve: Serve, args: tuple[Any, ...], *, workers: int, timeout_s: float, tries: int) -> None:
        self._serve, self._args = serve, args
        self._timeout_s, self._tries = timeout_s, tries
        self._workers = workers
        self._members: dict[int, _Member] = {}
        self._failures: dict[int, int] = {}
        self._queue: deque[int] = deque()
        self._draining = False

    def run(self, jobs: Iterable[int]) -> Iterator[Done]:
        """Hand out the jobs in order and yield them as they finish. Closing the generator kills what is left.

        Raises:
            UserError: a worker refused; the jobs in flight are lost.
        """
        source = iter(jobs)
        try:
            while self._hand_out(source):
                yield from self._collect()
        finally:
            self._stop()

    def drain(self) -> None:
        """Hand out nothing more; ``run`` goes on until the jobs in flight are done."""
        self._draining = True

    def _hand_out(self, source: Iterator[int]) -> bool:
        """Give every idle worker a job, starting workers as needed; False when there is nothing left to wait for."""
        for slot in range(self._workers):
            member = self._members.get(slot)
            if self._draining or (member is not None and member.job is not None):
                continue
            job = self._queue.popleft() if self._queue else next(source, None)
            if job is None:
                break
            self._give(member or self._start(slot), job)
        return any(member.job is not None for member in self._members.values())

    def _give(self, member: _Member, job: int) -> None:
        member.job, member.deadline = job, time.monotonic() + self._timeout_s
        with suppress(OSError):  # it died while idle: _collect sees the closed pipe
            member.connection.send(job)

    def _collect(self) -> Iterator[Done]:
        """Wait for news from the busy workers, and deal with it."""
        busy = {member.connection: member for member in self._members.values() if member.job is not None}
        patience = max(0.0, min(member.deadline for member in busy.values()) - time.monotonic())
        for ready in wait(list(busy), timeout=patience):
            yield from self._answered(busy[ready])  # type: ignore[index]
        for member in busy.values():
            if member.job is not None and time.monotonic() > member.deadline:
                yield from self._failed(member, f"took longer than {self._timeout_s:g} s")

    def _answered(self, member: _Member) -> Iterator[Done]:
        try:
            reply: Reply = member.connection.recv()
        except (EOFError, OSError):
            member.process.join(_STOP_WITHIN_S)
            yield from self._failed(member, f"its process ended: {_describe_exit(member.process.exitcode)}")
            return
        if reply.refusal is not None:
            raise UserError(reply.refusal)
        if reply.error is not None:
            yield from self._failed(member, reply.error)
            return
        assert member.job is not None
        done, member.job = Done(member.job, member.slot, reply.result), None
        if reply.retire:
            self._remove(member)
        yield done

    def _failed(self, member: _Member, reason: str) -> Iterator[Done]:
        """Replace the worker; try its job again, or give it up."""
        job = member.job
        assert job is not None
        self._remove(member)
        self._failures[job] = self._failures.get(job, 0) + 1
        if self._failures[job] >= self._tries or self._draining:
            yield Done(job, member.slot, error=reason)
        else:
            self._queue.append(job)

    def _start(self, slot: int) -> _Member:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=tied, args=(self._serve, theirs, slot, *self._args), daemon=True)
        with _interrupts_blocked(), _without_blenders_path():
            process.start()
        theirs.close()
        member = _Member(slot, process, ours)
        self._members[slot] = member
        return member

    def _remove(self, member: _Member) -> None:
        del self._members[member.slot]
        member.connection.close()
        member.process.kill()
        member.process.join()

    def _stop(self) -> None:
        """Let idle workers go, kill busy ones."""
        for member in self._members.values():
            if member.job is None:
                member.connection.close()
            else:
                member.process.kill()
        for member in self._members.values():
            member.process.join(_STOP_WITHIN_S)
            member.process.kill()
            member.process.join()
        self._members.clear()


@contextmanager
def _without_blenders_path() -> Iterator[None]:
    """Keep the folders that ``import bpy`` put on the module path from a process that is being spawned.

    It starts with its parent's path. In a notebook or a test that has used bpy itself, that path holds Blender's script folders,
    and the ``bpy`` in there, which only works inside Blender, would be found first.
    """
    whole = list(sys.path)
    sys.path[:] = [entry for entry in whole if not {"bpy", "scripts"} <= set(Path(entry).parts)]
    try:
        yield
    finally:
        sys.path[:] = whole


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """A process started in this block never sees Ctrl-C, from its first instruction on: the signal mask is inherited."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _describe_exit(code: int | None) -> str:
    """An exit code in words: "killed by SIGKILL", "status 1"."""
    if code is None:
        return "unknown status"
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"status {code}"
