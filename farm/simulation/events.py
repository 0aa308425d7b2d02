"""The event loop: each worker has one event to come, a heap holds them all.

Follows every commit of every worker: two events for each where the store has a limit (rendered: it joins the store's queue; written),
one where it has none. A worker's next fault lies at a fixed time; whatever it would do after that is replaced by the fault.
"""

from collections import deque
from heapq import heappop, heappush

import numpy as np

from setpiece.farm.simulation.batch import Batch
from setpiece.farm.simulation.result import Result
from setpiece.farm.simulation.worker import Draws, Next, Worker

PAGE = 1000
"""Names on a page of a listing, as S3 returns them."""
_PATIENCE = 1000
"""Faults for each commit and worker, after which a batch is taken for one that never ends."""


class _Run:
    """The state of a simulated batch."""

    def __init__(self, batch: Batch, seed: int) -> None:
        of_images, of_faults, of_machines, of_choices = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(4))
        mean, sigma = batch.image_times.sums(batch.images_per_commit)
        self.batch = batch
        self.work_s: list[float] = of_images.lognormal(mean, sigma, batch.commits).tolist()
        self.waits = Draws(of_faults, "standard_exponential")
        self.chances = Draws(of_machines, "random")
        self.choices = Draws(of_choices, "random")
        self.latency_s = batch.writes_per_commit * batch.store.latency_s
        self.service_s = batch.service_s
        self.fault_rate = batch.faults.per_second
        self.workers = [Worker() for _ in range(batch.workers)]
        self.tasks = deque((task.start, task.stop) for task in map(batch.task, range(batch.tasks)))
        self.missing = list(range(batch.commits))
        self.place = list(range(batch.commits))  # of a commit in ``missing``
        self.made = [0] * batch.commits
        self.done_at_s = [0.0] * batch.commits
        self.heap: list[tuple[float, int]] = []
        self.store_free_s = 0.0
        self.useful_s = self.doubled_s = self.lost_s = self.startup_s = self.listing_s = self.waiting_s = 0.0
        self.most_faults = _PATIENCE * (batch.commits + batch.workers)
        self.faults = self.commits = self.pages = self.heads = 0

    def run(self) -> None:
        """From all machines' start to the last one's end."""
        for slot in range(min(self.batch.workers, self.batch.tasks) if not self.batch.steal else self.batch.workers):
            self._arrive(0.0, slot)
        while self.heap:
            now_s, slot = heappop(self.heap)
            worker = self.workers[slot]
            if worker.next is Next.WRITTEN:
                self._written(now_s, slot, worker)
            elif worker.next is Next.RENDERED:
                self._rendered(now_s, slot, worker)
            elif worker.next is Next.READY:
                self._ready(now_s, slot, worker)
            elif worker.next is Next.FAULT:
                self._fault(now_s, slot, worker)
            else:
                self._arrive(now_s, slot)

    def _schedule(self, when_s: float, slot: int, worker: Worker, what: Next) -> None:
        if worker.fault_s < when_s:
            when_s, what = worker.fault_s, Next.FAULT
        worker.next = what
        heappush(self.heap, (when_s, slot))

    def _arrive(self, now_s: float, slot: int) -> None:
        """A fresh machine, ordinary or slow."""
        worker, faults = self.workers[slot], self.batch.faults
        slow = self.chances() < faults.slow_share
        factor = self.chances() ** (-1.0 / faults.slow_alpha)
        worker.slowness = factor if slow else 1.0
        worker.listed = False
        self._expect_fault(now_s, worker)
        self._take_task(now_s, slot, worker)

    def _expect_fault(self, now_s: float, worker: Worker) -> None:
        worker.fault_s = now_s + self.waits() / self.fault_rate if self.fault_rate else float("inf")

    def _take_task(self, now_s: float, slot: int, worker: Worker) -> None:
        """The next task; none left: list and steal, or end."""
        if self.tasks:
            worker.at, worker.stop = self.tasks.popleft()
            self.pages += -(-(worker.stop - worker.at) * self.batch.images_per_commit // PAGE)
        elif self.batch.steal and self.missing:
            worker.at = worker.stop = 0
        else:
            return
        self._start(now_s, slot, worker)

    def _start(self, now_s: float, slot: int, worker: Worker) -> None:
        worker.began_s, worker.commit = now_s, -1
        self._schedule(now_s + self.batch.startup_s, slot, worker, Next.READY)

    def _ready(self, now_s: float, slot: int, worker: Worker) -> None:
        """Started, or listed."""
        if worker.listed:
            self.listing_s += now_s - worker.began_s
        else:
            self.startup_s += now_s - worker.began_s
        self._take_commit(now_s, slot, worker)

    def _take_commit(self, now_s: float, slot: int, worker: Worker) -> None:
        """The next of the task that nobody has made; else of another task; else of another worker's."""
        commit = self._next_of_task(worker)
        if commit is not None:
            self._render(now_s, slot, worker, commit)
        elif self.tasks:
            self._take_task(now_s, slot, worker)
        elif self.batch.steal and self.missing:
            self._steal(now_s, slot, worker)

    def _steal(self, now_s: float, slot: int, worker: Worker) -> None:
        """Look what is missing, once; then make any of it that still is."""
        if not worker.listed:
            self._list(now_s, slot, worker)
            return
        self.heads += 1
        self._render(now_s, slot, worker, self.missing[int(self.choices() * len(self.missing))])

    def _render(self, now_s: float, slot: int, worker: Worker, commit: int) -> None:
        worker.commit, worker.began_s = commit, now_s
        rendered_s = now_s + self.work_s[commit] * worker.slowness
        if self.service_s:
            self._schedule(rendered_s, slot, worker, Next.RENDERED)
        else:
            self._schedule(rendered_s + self.latency_s, slot, worker, Next.WRITTEN)

    def _next_of_task(self, worker: Worker) -> int | None:
        """Without stealing nobody else has made any of it, and nobody looks."""
        while worker.at < worker.stop:
            commit = worker.at
            worker.at += 1
            self.heads += self.batch.steal
            if not self.made[commit]:
                return commit
        return None

    def _list(self, now_s: float, slot: int, worker: Worker) -> None:
        pages = -(-self.batch.images // PAGE)
        self.pages += pages
        worker.listed, worker.began_s, worker.commit = True, now_s, -1
        self._schedule(now_s + pages * self.batch.store.latency_s, slot, worker, Next.READY)

    def _rendered(self, now_s: float, slot: int, worker: Worker) -> None:
        """Join the store's queue: first come, first served, each for its share of the limit."""
        self.store_free_s = max(self.store_free_s, now_s) + self.service_s
        written_s = max(now_s + self.latency_s, self.store_free_s)
        self.waiting_s += max(0.0, self.store_free_s - now_s - self.latency_s)
        self._schedule(written_s, slot, worker, Next.WRITTEN)

    def _written(self, now_s: float, slot: int, worker: Worker) -> None:
        commit, took_s = worker.commit, now_s - worker.began_s
        self.commits += 1
        self.made[commit] += 1
        if self.made[commit] == 1:
            self.useful_s += took_s
            self.done_at_s[commit] = now_s
            self._strike(commit)
        else:
            self.doubled_s += took_s
        self._take_commit(now_s, slot, worker)

    def _strike(self, commit: int) -> None:
        """Take a commit off the missing; the last one takes its place."""
        last, place = self.missing.pop(), self.place[commit]
        if last != commit:
            self.missing[place], self.place[last] = last, place

    def _fault(self, now_s: float, slot: int, worker: Worker) -> None:
        """What was in flight is lost. A crashed process starts again; a machine taken away leaves its task to the next who is free."""
        faults = self.batch.faults
        self.faults += 1
        if self.faults > self.most_faults:
            raise ValueError(f"no end in sight: {self.faults} faults, {len(self.missing)} of {self.batch.commits} commits still missing")
        spent_s = now_s - worker.began_s
        if worker.commit >= 0:
            self.lost_s += spent_s
            if worker.at > 0 and worker.commit == worker.at - 1:
                worker.at -= 1
        elif worker.listed:
            self.listing_s += spent_s
        else:
            self.startup_s += spent_s
        if self.chances() * (faults.crashes_per_hour + faults.preemptions_per_hour) < faults.crashes_per_hour:
            worker.listed = False
            self._expect_fault(now_s, worker)
            self._start(now_s, slot, worker)
            return
        if worker.at < worker.stop:
            self.tasks.appendleft((worker.at, worker.stop))
            worker.at = worker.stop = 0
        worker.fault_s = float("inf")
        self._schedule(now_s + self.waits() * faults.replace_s, slot, worker, Next.RETURNED)


def simulate(batch: Batch, seed: int = 0) -> Result:
    """Follow a batch from the start of all machines until every image is there; equal seeds give equal results.

    About 3 s for 10,000 workers and a million commits.

    Args:
        batch: what to simulate.
        seed: of image times, faults and machines.

    Raises:
        ValueError: commits take so much longer than workers live that the batch would hardly ever end.
    """
    run = _Run(batch, seed)
    run.run()
    return Result(
        ideal_s=sum(run.work_s) / batch.workers,
        done_at_s=np.array(run.done_at_s),
        made=np.array(run.made),
        useful_s=run.useful_s,
        doubled_s=run.doubled_s,
        lost_s=run.lost_s,
        startup_s=run.startup_s,
        listing_s=run.listing_s,
        waiting_s=run.waiting_s,
        faults=run.faults,
        writes=run.commits * batch.writes_per_commit,
        list_pages=run.pages,
        heads=run.heads,
    )
