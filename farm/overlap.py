"""Overlap: the device renders one image while others are drawn, labelled and written."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from queue import PriorityQueue, SimpleQueue
from typing import Protocol

from setpiece.farm.draft import Draft
from setpiece.farm.outcome import Outcome

MOST_HANDS = 4


def hands_for(threads: int) -> int:
    """How many draws and finishes go on at once beside a device, in a worker that may use so many CPU threads."""
    return max(1, min(threads, MOST_HANDS))


def in_flight(hands: int) -> int:
    """Images in a worker's hands at a time: one in each, one being rendered, one waiting for the device."""
    return hands + 2


class Stages(Protocol):
    """The three steps of an image, as ``Worker`` and ``Team`` have them."""

    def draw(self, draft: Draft) -> Outcome | None:
        """By any of the hands' threads."""

    def render(self, draft: Draft) -> None:
        """By the thread that made the worker: Blender must stay in it."""

    def finish(self, draft: Draft) -> Outcome | None:
        """By any of the hands' threads."""


@dataclass(order=True)
class _Task:
    """A draw (0), a finish (1) or the end (2) for a hand. Draws come first: the device must not wait."""

    rank: int
    number: int
    draft: Draft | None = field(compare=False)


class Overlap:
    """Takes images through the three steps: a thread per hand draws and finishes, the caller's renders; ``in_flight`` images at a time.

    Each image is the same function of its index as without: the steps of one image run one after the other, and images share nothing
    but caches.

    Args:
        stages: the steps.
        report: told of each image's index, and its outcome or what was raised, by any of the threads.
        hands: how many draw and finish at once; one, where the steps are those of a single ``Worker``.
    """

    def __init__(self, stages: Stages, report: Callable[[int, Outcome | Exception], None], hands: int = 1) -> None:
        self._stages, self._report, self._hands = stages, report, hands
        self._tasks: PriorityQueue[_Task] = PriorityQueue()
        self._numbers = count()
        self._drawn: SimpleQueue[Draft | None] = SimpleQueue()
        self._places = threading.Semaphore(in_flight(hands))

    def run(self, indices: Iterator[int]) -> None:
        """Make these images; this thread renders, and returns when all are reported."""
        threads = [threading.Thread(target=self._begin_all, args=(indices,), daemon=True)]
        threads += [threading.Thread(target=self._lend_a_hand, daemon=True) for _ in range(self._hands)]
        for thread in threads:
            thread.start()
        while (draft := self._drawn.get()) is not None:
            self._step(self._stages.render, draft, self._finish_later)
        for thread in threads:
            thread.join()

    def _begin_all(self, indices: Iterator[int]) -> None:
        for index in indices:
            self._places.acquire()
            self._draw_later(Draft(index))
        for _ in range(in_flight(self._hands)):  # until every image is reported: a quarantined one may have to be rendered once more
            self._places.acquire()
        self._drawn.put(None)
        for _ in range(self._hands):
            self._later(2, None)

    def _lend_a_hand(self) -> None:
        while (task := self._tasks.get()).draft is not None:
            if task.rank == 0:
                self._step(self._stages.draw, task.draft, self._drawn.put)
            else:
                self._step(self._stages.finish, task.draft, self._draw_later)

    def _draw_later(self, draft: Draft) -> None:
        self._later(0, draft)

    def _finish_later(self, draft: Draft) -> None:
        self._later(1, draft)

    def _later(self, rank: int, draft: Draft | None) -> None:
        self._tasks.put(_Task(rank, next(self._numbers), draft))

    def _step(self, work: Callable[[Draft], Outcome | None], draft: Draft, then: Callable[[Draft], None]) -> None:
        """Do one step; hand the image on, or report what became of it."""
        outcome: Outcome | Exception | None
        try:
            outcome = work(draft)
        except Exception as error:
            outcome = error
        if outcome is None:
            then(draft)
        else:
            self._report(draft.index, outcome)
            self._places.release()
