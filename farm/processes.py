"""Starting a process that answers over a pipe of its own, and is tied to the one that started it."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any


def start(serve: Callable[..., None], *args: Any, daemon: bool = True) -> tuple[SpawnProcess, Connection]:  # noqa: ANN401 - what serve takes
    """Start a process that runs ``serve(connection, *args)``.

    Args:
        serve: importable by name.
        args: picklable.
        daemon: False for one that starts processes itself.

    Returns:
        The process, and our end of the pipe: its end breaks with the process, whatever becomes of it.
    """
    from setpiece.farm.lifeline import tied

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=tied, args=(serve, theirs, *args), daemon=daemon)
    with _interrupts_blocked(), without_blenders_path(), _one_blas_thread():
        process.start()
    theirs.close()
    return process, ours


def describe_exit(code: int | None) -> str:
    """An exit code in words: "killed by SIGKILL", "status 1"."""
    if code is None:
        return "unknown status"
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"status {code}"


@contextmanager
def without_blenders_path() -> Iterator[None]:
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
def _one_blas_thread() -> Iterator[None]:
    """Give processes started in this block one thread for NumPy's matrices, unless the user's environment says otherwise.

    Ours are small: more threads make nothing faster, but OpenBLAS's wait for the next product by spinning, which took half the CPU
    time of sampling, labels and files (194 for 97 CPU-ms an image of 320x240 on two cores).
    """
    name = "OPENBLAS_NUM_THREADS"
    said = name in os.environ
    os.environ.setdefault(name, "1")
    try:
        yield
    finally:
        if not said:
            del os.environ[name]


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """A process started in this block never sees Ctrl-C, from its first instruction on: the signal mask is inherited."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
