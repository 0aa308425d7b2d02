"""Tiny real runs, shared by the tests of the farm."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.farm.runs import Running, generate


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    """Starts runs, and ends those that a failed test left."""
    started: list[Running] = []

    def begin(out: Path, *words: str) -> Running:
        started.append(Running(out, *words))
        return started[-1]

    yield begin
    for running in started:
        if running.process.poll() is None:
            os.killpg(running.process.pid, signal.SIGKILL)
            running.process.communicate()


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four images made by one worker, in order, undisturbed."""
    root = tmp_path_factory.mktemp("reference") / "dataset"
    generate(root, "count=4", "farm.workers=1")
    return root
