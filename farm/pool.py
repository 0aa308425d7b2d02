"""A pool of long-lived processes that outlives its members.

Each worker has a pipe of its own, so no lock is shared: one that is killed at any moment, in the middle of a message too, can
only lose the job it had. (In pools with one shared queue an idle worker holds the queue's lock while it waits, and takes it with it.)
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from setpiece.assets.errors import UserError
from setpiece.farm.processes import describe_exit, start
from setpiece.farm.spare import Spare

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
        job: which one; may be left out by workers that have one at a time.
    """

    result: Any = None
    error: str | None = None
    refusal: str | None = None
    retire: bool = False
    job: int | None = None


@dataclass(frozen=True)
class Done:
    """A finished job: its result, or why it was given up; and which worker had it, by name where it is of another machine."""

    job: int
    slot: int
    result: Any = None
    error: str | None = None
    worker: str | None = None


@dataclass
class _Member:
    """A running worker and the jobs it has, in the order given; a closed one gets no more until it has none."""

    slot: int
    process: SpawnProcess
    connection: Connection
    jobs: list[int] = field(default_factory=list)
    deadline: float = float("inf")
    closed: bool = False
    retiring: bool = False


class Pool:
    """Runs jobs, each an int, in worker processes.

    Args:
        serve: the workers' main function, importable by name.
        args: further arguments for it, picklable.
        workers: number of processes.
        timeout_s: a worker that has jobs and says nothing for longer is replaced.
        tries: how often a job may fail before it is given up.
        in_flight: jobs that a worker has at a time; with more than one it may start processes of its own to help it. A worker that is
            lost with several of them does not tell which was to blame: that counts against none, and each is tried again alone.
        spare: a process in waiting that becomes the first worker.
    """

    def __init__(
        self,
        serve: Serve,
        args: tuple[Any, ...],
        *,
        workers: int,
        timeout_s: float,
        tries: int,
        in_flight: int = 1,
        spare: Spare | None = None,
    ) -> None:
        self._serve, self._args, self._spare = serve, args, spare
        self._timeout_s, self._tries = timeout_s, tries
        self._workers, self._in_flight = workers, in_flight
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
        """Give workers jobs, the idle first, starting workers as needed; False when there is nothing left to wait for."""
        for held, slot in product(range(self._in_flight), range(self._workers)):
            member = self._members.get(slot)
            if self._draining or held != (len(member.jobs) if member else 0) or (member and member.closed):
                continue
            again = held == 0 and bool(self._queue)
            job = self._queue.popleft() if again else next(source, None)
            if job is None:
                break
            self._give(member or self._start(slot), job, alone=again)
        return any(member.jobs for member in self._members.values())

    def _give(self, member: _Member, job: int, *, alone: bool) -> None:
        if not member.jobs:
            member.deadline = time.monotonic() + self._timeout_s
        member.jobs.append(job)
        member.closed = alone
        with suppress(OSError):  # it died while idle: _collect sees the closed pipe
            member.connection.send(job)

    def _collect(self) -> Iterator[Done]:
        """Wait for news from the busy workers, and deal with it."""
        busy = {member.connection: member for member in self._members.values() if member.jobs}
        patience = max(0.0, min(member.deadline for member in busy.values()) - time.monotonic())
        for ready in wait(list(busy), timeout=patience):
            yield from self._answered(busy[ready])  # type: ignore[index]
        for member in busy.values():
            if member.jobs and time.monotonic() > member.deadline:
                yield from self._lost(member, f"took longer than {self._timeout_s:g} s")

    def _answered(self, member: _Member) -> Iterator[Done]:
        try:
            reply: Reply = member.connection.recv()
        except (EOFError, OSError):
            member.process.join(_STOP_WITHIN_S)
            yield from self._lost(member, f"its process ended: {describe_exit(member.process.exitcode)}")
            return
        if reply.refusal is not None:
            raise UserError(reply.refusal)
        job = member.jobs[0] if reply.job is None else reply.job
        if reply.error is not None:
            yield from self._lost(member, reply.error, culprit=job)
            return
        member.jobs.remove(job)
        member.deadline = time.monotonic() + self._timeout_s
        member.retiring |= reply.retire
        member.closed = member.retiring
        if member.retiring and not member.jobs:
            self._remove(member)
        yield Done(job, member.slot, reply.result)

    def _lost(self, member: _Member, reason: str, culprit: int | None = None) -> Iterator[Done]:
        """Replace the worker; try its jobs again, each alone, or give up those that have failed too often."""
        jobs, member.jobs = member.jobs, []
        self._remove(member)
        for job in jobs:
            self._failures[job] = self._failures.get(job, 0) + (jobs == [job] or job == culprit)
            if self._failures[job] >= self._tries or self._draining:
                yield Done(job, member.slot, error=reason)
            else:
                self._queue.append(job)

    def _start(self, slot: int) -> _Member:
        taken = self._spare.take(self._serve, slot, *self._args) if self._spare else None
        process, ours = taken or start(self._serve, slot, *self._args, daemon=self._in_flight == 1)
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
            if not member.jobs:
                member.connection.close()
            else:
                member.process.kill()
        for member in self._members.values():
            member.process.join(_STOP_WITHIN_S)
            member.process.kill()
            member.process.join()
        self._members.clear()
