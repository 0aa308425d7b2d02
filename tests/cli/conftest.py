"""Runs the command line as a user does: in a process of its own."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.farm.runs import COMMAND

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """``run("generate", "count=3")`` in an empty folder; the folder is ``tmp_path / "here"``."""
    here = tmp_path / "here"
    here.mkdir()

    def call(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*COMMAND, *words], cwd=here, capture_output=True, text=True, timeout=300, check=False)

    return call
