"""Workers' main functions for the pool's tests; the workers import this file by name."""

import os
import signal
import time
from pathlib import Path
from typing import Any

from setpiece.assets.errors import UserError
from setpiece.farm.serve import answer_jobs


def misbehave(connection: Any, slot: int, notes: str, memory_mb: int) -> None:
    """Does what the job's number says; leaves a note of every start."""

    def work(job: int) -> tuple[int, int, int]:
        first = _note(Path(notes) / f"job-{job}") == 1
        if job == 13:
            os.kill(os.getpid(), signal.SIGKILL)
        if job == 17 and first:
            os._exit(3)
        if job == 19:
            time.sleep(60)
        if job == 23:
            raise ValueError("twenty-three")
        if job == 29:
            raise UserError("29 is not a file")
        if job >= 100:
            time.sleep(0.3)
        return job * job, slot, os.getpid()

    _note(Path(notes) / f"worker-{slot}")
    answer_jobs(connection, lambda: (work, memory_mb))


def _note(path: Path) -> int:
    """Append a byte; returns how many there are."""
    with path.open("ab") as file:
        file.write(b".")
    return path.stat().st_size
