"""Overlap: the device renders one image while the one before is labelled and written and the one after is drawn."""

import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import Protocol

from setpiece.farm.draft import Draft
from setpiece.farm.outcome import Outcome

IN_FLIGHT = 3
"""One image being drawn, one being rendered, one being finished."""


class Stages(Protocol):
    """The three steps of an image, as a ``Worker`` has them."""

    def draw(self, draft: Draft) -> Outcome | None:
        """By any thread."""

    def render(self, draft: Draft) -> None:
        """By the thread that made the worker: Blender must stay in it."""

    def finish(self, draft: Draft) -> Outcome | None:
        """By one thread."""


class Overlap:
    """Takes images through the three steps in three threads, at most ``IN_FLIGHT`` at a time.

    Each image is the same function of its index as without: the steps of one image run one after the other, and images share nothing
    but caches. Blender and the libraries of arrays, rays and files leave Python's lock alone while they work.

    Args:
        worker: its steps.
        report: told of each image's index, and its outcome or what was raised, by any of the threads.
    """

    def __init__(self, worker: Stages, report: Callable[[int, Outcome | Exception], None]) -> None:
        self._worker, self._report = worker, report
        self._drawn: SimpleQueue[Draft | None] = SimpleQueue()
        self._rendered: SimpleQueue[Draft | None] = SimpleQueue()
        self._places = threading.Semaphore(IN_FLIGHT)

    def run(self, indices: Iterator[int]) -> None:
        """Make these images; this thread renders, and returns when all are reported."""
        threads = [
            threading.Thread(target=self._draw_all, args=(indices,), daemon=True),
            threading.Thread(target=self._finish_all, daemon=True),
        ]
        for thread in threads:
            thread.start()
        while (draft := self._drawn.get()) is not None:
            self._step(self._worker.render, draft, self._rendered.put)
        for thread in threads:
            thread.join()

    def _draw_all(self, indices: Iterator[int]) -> None:
        for index in indices:
            self._places.acquire()
            self._draw(Draft(index))
        for _ in range(IN_FLIGHT):  # until every image is reported: a quarantined one may have to be rendered once more
            self._places.acquire()
        self._drawn.put(None)
        self._rendered.put(None)

    def _finish_all(self) -> None:
        while (draft := self._rendered.get()) is not None:
            self._step(self._worker.finish, draft, self._draw)

    def _draw(self, draft: Draft) -> None:
        self._step(self._worker.draw, draft, self._drawn.put)

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
