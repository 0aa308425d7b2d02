"""What ties a worker to the run that started it: it dies with it, and before it when memory runs out. Linux; elsewhere nothing happens.

A worker notices that its run is gone when it asks for its next job. One that hangs or renders for hours never asks: without this it
would hold its card, its memory and its files for ever.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
_FIRST_TO_GO = "500"
"""Of 1000: the kernel takes this process before the run, but not before a neighbour that eats far more."""


def _end_with_parent() -> None:
    """Have the kernel kill this process when its parent ends, whatever it is doing then; see prctl(2), PR_SET_PDEATHSIG.

    The parent is the thread that started it, so keep that thread.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    parent = multiprocessing.parent_process()
    if parent is not None and os.getppid() != parent.pid:
        os._exit(1)  # it ended before the kernel was told


def _die_first_without_memory() -> None:
    """Have the kernel choose this process before the run that started it when the machine is out of memory; see proc(5), oom_score_adj."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO)


def tied(serve: Callable[..., None], *args: Any) -> None:  # noqa: ANN401 - whatever ``serve`` takes
    """Run a worker's main function in a process that is tied to its run."""
    _end_with_parent()
    _die_first_without_memory()
    serve(*args)
