"""Worker: one place for a process in the simulation, and the numbers that decide its luck."""

from enum import Enum, auto

import numpy as np

_BLOCK = 4096


class Next(Enum):
    """What a worker's event means."""

    READY = auto()
    RENDERED = auto()
    WRITTEN = auto()
    FAULT = auto()
    RETURNED = auto()


class Draws:
    """Numbers of one distribution, drawn in blocks, as single draws are slow."""

    def __init__(self, rng: np.random.Generator, kind: str) -> None:
        self._draw = getattr(rng, kind)
        self._left: list[float] = []

    def __call__(self) -> float:
        """The next one."""
        if not self._left:
            self._left = self._draw(size=_BLOCK).tolist()
        return self._left.pop()


class Worker:
    """One place for a process, and whatever machine has it now."""

    __slots__ = ("at", "began_s", "commit", "fault_s", "listed", "next", "slowness", "stop")

    def __init__(self) -> None:
        self.at = self.stop = 0  # what is left of its task
        self.commit = -1  # in the making; -1 while it starts or lists
        self.began_s = 0.0  # that, or starting, or listing
        self.next = Next.RETURNED
        self.fault_s = float("inf")
        self.slowness = 1.0
        self.listed = False  # it has looked at the whole dataset and is stealing
