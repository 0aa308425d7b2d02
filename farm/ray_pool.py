"""A pool of actors on a Ray cluster that outlives its members and their nodes; to a run it looks like the local pool."""

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from setpiece.assets.errors import UserError
from setpiece.dataset import manifest
from setpiece.farm.config import Config
from setpiece.farm.farm_config import RayFarm
from setpiece.farm.pool import Done, Reply
from setpiece.farm.ray_cluster import demand, disconnect
from setpiece.farm.ray_worker import Arrival, ImageActor

_LOOK_EVERY_S = 1.0
_NODE_LOST = ("node has died", "node died", "node was", "preempted")


@dataclass
class _Member:
    """An actor, what it was asked last, and the job it has, if any.

    Attributes:
        rank: which worker it is.
        handle: Ray's.
        asked: reference of the answer that is awaited: its arrival, then an image.
        name: of the worker, once it has arrived.
        job: index in work.
        deadline: on the monotonic clock, of that job.
    """

    rank: int
    handle: Any
    asked: Any
    name: str | None = None
    job: int | None = None
    deadline: float = float("inf")


class RayPool:
    """Runs jobs, each an image's index, in actors.

    An actor is given one job at a time, and only once it has found its place on a node: a job never waits for a node that is gone.
    Jobs of a lost node are made again elsewhere, and that is not counted as their failure.

    Args:
        config: the whole config, of a ``RayFarm``; this process is connected to its cluster.
        workers: number of actors.
        logs: folder for what they print.
    """

    def __init__(self, config: Config, workers: int, logs: str) -> None:
        assert isinstance(config.farm, RayFarm)
        self._farm, self._workers, self._logs = config.farm, workers, logs
        device = config.device if config.farm.gpus_per_worker else "cpu"  # a card that is not reserved is somebody else's
        self._config_json = config.model_copy(update={"device": device}).model_dump_json()
        self._timeout_s = config.job_timeout_s()
        self._versions = manifest.versions()
        self._members: dict[int, _Member] = {}
        self._queue: deque[int] = deque()
        self._failures: dict[int, int] = {}
        self._false_starts = 0
        self._draining = False

    def run(self, jobs: Iterable[int]) -> Iterator[Done]:
        """Hand out the jobs in order and yield them as they finish. Closing the generator ends the actors and leaves the cluster.

        Raises:
            UserError: a worker refused, or cannot start; the jobs in flight are lost.
        """
        self._queue.extend(jobs)
        try:
            while self._hand_out():
                yield from self._collect()
        finally:
            self._stop()

    def drain(self) -> None:
        """Hand out nothing more; ``run`` goes on until the jobs in flight are done."""
        self._draining = True

    def _hand_out(self) -> bool:
        """Give every idle actor a job, starting actors as needed; False when there is nothing left to wait for."""
        if self._draining:
            self._queue.clear()
        for member in self._members.values():
            if self._queue and member.name is not None and member.job is None:
                self._give(member, self._queue.popleft())
        coming = sum(member.name is None for member in self._members.values())
        for rank in range(self._workers):
            if len(self._queue) > coming and rank not in self._members:
                self._start(rank)
                coming += 1
        return bool(self._queue) or any(member.job is not None for member in self._members.values())

    def _start(self, rank: int) -> None:
        import ray

        asked = demand(self._farm)
        options = {"num_cpus": asked.pop("CPU"), "num_gpus": asked.pop("GPU", 0), "resources": asked, "scheduling_strategy": "SPREAD"}
        handle = ray.remote(ImageActor).options(**options).remote(self._config_json, rank, self._logs, str(Path.cwd()))
        self._members[rank] = _Member(rank, handle, handle.arrive.remote())

    def _give(self, member: _Member, job: int) -> None:
        member.job, member.deadline = job, time.monotonic() + self._timeout_s
        member.asked = member.handle.make_image.remote(job)

    def _collect(self) -> Iterator[Done]:
        """Wait for news, for a second at most, and deal with it."""
        import ray

        waiting = {member.asked: member for member in self._members.values() if member.name is None or member.job is not None}
        ready, rest = ray.wait(list(waiting), num_returns=1, timeout=_LOOK_EVERY_S)
        ready += ray.wait(rest, num_returns=len(rest), timeout=0)[0] if ready and rest else []
        for reference in ready:
            yield from self._answered(waiting[reference])
        for member in waiting.values():
            if member.job is not None and time.monotonic() > member.deadline:
                yield from self._failed(member, f"took longer than {self._timeout_s:g} s")

    def _answered(self, member: _Member) -> Iterator[Done]:
        import ray

        try:
            answer: Arrival | Reply = ray.get(member.asked)
        except ray.exceptions.RayError as error:
            yield from self._lost(member, str(error))
            return
        if isinstance(answer, Arrival):
            self._welcome(member, answer)
            return
        if answer.refusal is not None:
            raise UserError(answer.refusal)
        if answer.error is not None:
            yield from self._failed(member, answer.error)
            return
        assert member.job is not None
        done, member.job = Done(member.job, member.rank, answer.result, worker=member.name), None
        if answer.retire:
            self._remove(member)
        yield done

    def _welcome(self, member: _Member, arrival: Arrival) -> None:
        """Let an actor join, unless its node would make other bytes."""
        if differs := "; ".join(manifest.differences(dict(self._versions), dict(arrival.versions))):
            raise UserError(f"worker {arrival.name}: its node has other versions than this machine (here -> there): {differs}")
        member.name = arrival.name
        self._false_starts = 0

    def _lost(self, member: _Member, reason: str) -> Iterator[Done]:
        """An actor is gone: with its node, in a job, or before it had one."""
        if any(words in reason for words in _NODE_LOST):
            self._remove(member)
            if member.job is not None:
                self._queue.appendleft(member.job)
        elif member.job is not None:
            yield from self._failed(member, f"its process ended: {_shortened(reason)}")
        else:
            self._remove(member)
            self._false_starts += 1
            if self._false_starts >= self._farm.tries:
                raise UserError(f"farm=ray: workers do not start: {_shortened(reason)}\nIs setpiece installed on every node?")

    def _failed(self, member: _Member, reason: str) -> Iterator[Done]:
        """Replace the actor; try its job again, or give it up."""
        job = member.job
        assert job is not None
        self._remove(member)
        self._failures[job] = self._failures.get(job, 0) + 1
        if self._failures[job] >= self._farm.tries or self._draining:
            yield Done(job, member.rank, error=reason, worker=member.name)
        else:
            self._queue.append(job)

    def _remove(self, member: _Member) -> None:
        import ray

        del self._members[member.rank]
        ray.kill(member.handle, no_restart=True)

    def _stop(self) -> None:
        for member in list(self._members.values()):
            self._remove(member)
        disconnect()


def _shortened(text: str) -> str:
    """The line of Ray's long message that says most: the last of a traceback, or its first."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "Error:" in line or "Worker exit detail" in line]
    line = (telling or lines or ["unknown"])[-1]
    return line if len(line) <= 300 else line[:297] + "..."
