"""Journals in object stores, where nothing can be appended to: one object per process and hundred lines, written anew at each line."""

import os
import time

from setpiece.dataset.places import Place

LINES = 100


class JournalObjects:
    """Journals of this process in ``logs/`` of one dataset.

    Each line is there when ``append`` returns. An object is named after its worker, process and first moment: a worker that is
    replaced by one of the same name overwrites nothing. Names decide nothing; readers take what they list.
    """

    def __init__(self, root: Place) -> None:
        self._root = root
        self._open: dict[str, tuple[str, list[bytes]]] = {}

    def append(self, worker: str, line: bytes) -> None:
        """Adds one line to the worker's journal."""
        name, lines = self._open.get(worker) or (f"{worker}-{os.getpid()}-{time.time_ns()}.jsonl", [])
        lines.append(line)
        (self._root / "logs" / name).write_bytes(b"".join(lines))
        self._open[worker] = (name, lines)
        if len(lines) == LINES:
            del self._open[worker]
