"""Team: a worker that renders, and helpers that draw and finish."""

from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING

from setpiece.farm.draft import Draft
from setpiece.farm.helper import Helper
from setpiece.farm.outcome import Outcome

if TYPE_CHECKING:
    from setpiece.farm.worker import Worker


class Team:
    """The steps of an image, as ``Overlap`` takes them; each draw and each finish is done by a helper that has nothing else to do.

    Args:
        worker: renders, and loads the models to render.
        helpers: as many as may be at work at once.
    """

    def __init__(self, worker: "Worker", helpers: Sequence[Helper]) -> None:
        self.worker, self._helpers = worker, helpers
        self._idle: SimpleQueue[Helper] = SimpleQueue()
        self._loading = Lock()
        for helper in helpers:
            self._idle.put(helper)

    @property
    def resident_mb(self) -> float:
        """Memory of all helpers."""
        return sum(helper.resident_mb for helper in self._helpers)

    def draw(self, draft: Draft) -> Outcome | None:
        """By any thread."""
        outcome = self._by_helper(lambda helper: helper.draw(draft))
        if outcome is None:
            with self._loading:
                self.worker.load_models(draft)
        return outcome

    def render(self, draft: Draft) -> None:
        """By the thread that made the worker."""
        self.worker.render(draft)

    def finish(self, draft: Draft) -> Outcome | None:
        """By any thread."""
        return self._by_helper(lambda helper: helper.finish(draft))

    def _by_helper(self, step: Callable[[Helper], Outcome | None]) -> Outcome | None:
        helper = self._idle.get()
        try:
            return step(helper)
        finally:
            self._idle.put(helper)
