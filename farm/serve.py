"""The worker's side of the pool: what its process does from its first line to its last."""

import os
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from setpiece.assets.errors import UserError
from setpiece.farm.journal import worker_name
from setpiece.farm.machine import resident_mb
from setpiece.farm.pool import Reply


def serve_images(connection: Connection, slot: int, config_json: str, threads: int, logs: str) -> None:
    """Make images until the pool hangs up.

    Args:
        connection: to the pool.
        slot: which worker this is, 0, 1, ...; worker k renders on card k.
        config_json: the whole config.
        threads: CPU threads to render with.
        logs: folder for what this worker prints (``HOST-0.log``).
    """
    redirect_output(Path(logs) / f"{worker_name(slot)}.log")

    def prepare() -> tuple[Callable[[int], Any], int]:
        from setpiece.farm.config import Config
        from setpiece.farm.worker import Worker

        config = Config.model_validate_json(config_json)
        return Worker(config, threads, slot).make_image, config.farm.memory_mb

    answer_jobs(connection, prepare)


def answer_jobs(connection: Connection, prepare: Callable[[], tuple[Callable[[int], Any], int]]) -> None:
    """Answer jobs with what ``prepare()[0]`` makes of them; ``prepare`` runs once, when the first job is here.

    Ends the process: Blender's own clean-up at exit is slow and may crash.
    """
    work, memory_mb = None, 0
    while (job := _receive(connection)) is not None:
        try:
            if work is None:
                work, memory_mb = prepare()
            reply = Reply(result=work(job), retire=resident_mb() > memory_mb)
        except UserError as error:
            reply = Reply(refusal=str(error))
        except Exception as error:
            traceback.print_exc()
            reply = Reply(error=f"{type(error).__name__}: {error}")
        connection.send(reply)
    sys.stderr.flush()
    os._exit(0)


def redirect_output(log: Path) -> None:
    """Send everything this process prints, from C too, to a file: Blender is talkative."""
    log.parent.mkdir(parents=True, exist_ok=True)
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    sys.stdout.flush()
    os.dup2(target, 1)
    os.dup2(target, 2)
    os.close(target)


def _receive(connection: Connection) -> int | None:
    """The next job; None when the pool is gone, or its process is."""
    try:
        job: int | None = connection.recv()
    except (EOFError, OSError):
        return None
    return job
