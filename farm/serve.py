"""The worker's side of the pool: what its process does from its first line to its last."""

import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from setpiece.assets.errors import UserError
from setpiece.farm.journal import worker_name
from setpiece.farm.loading import loading
from setpiece.farm.machine import resident_mb
from setpiece.farm.outcome import Outcome
from setpiece.farm.pool import Reply

if TYPE_CHECKING:
    from setpiece.farm.worker import Worker


def serve_images(connection: Connection, slot: int, config_json: str, threads: int, logs: str, overlap: bool = False) -> None:
    """Make images until the pool hangs up.

    Args:
        connection: to the pool.
        slot: which worker this is, 0, 1, ...; worker k renders on card k.
        config_json: the whole config.
        threads: CPU threads to render with.
        logs: folder for what this worker prints (``HOST-0.log``).
        overlap: take several jobs at a time, so that the device need not wait.
    """
    redirect_output(Path(logs) / f"{worker_name(slot)}.log")
    if overlap:
        _answer_overlapping(connection, slot, config_json, threads)
        return

    def prepare() -> tuple[Callable[[int], Any], int]:
        worker = start_worker(config_json, threads, slot)
        return worker.work, worker.config.farm.memory_mb

    answer_jobs(connection, prepare)


def start_worker(config_json: str, threads: int, slot: int) -> "Worker":
    """A worker, with its Blender.

    Raises:
        UserError: Blender does not start here.
    """
    try:
        with loading():
            from setpiece.farm.config import Config
            from setpiece.farm.worker import Worker
    except ImportError as error:
        raise UserError(f"Blender does not start: {error}\nRun `setpiece doctor`: it says what is missing.") from error
    return Worker(Config.model_validate_json(config_json), threads, slot)


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
        except Exception as error:
            reply = _trouble(error, job)
        connection.send(reply)
    _leave()


def _answer_overlapping(connection: Connection, slot: int, config_json: str, threads: int) -> None:
    """Answer jobs in the order in which they are finished, drawing, rendering and finishing different images at once."""
    first = _receive(connection)
    if first is None:
        os._exit(0)
    try:
        from setpiece.farm.helper import Helper
        from setpiece.farm.overlap import Overlap, hands_for
        from setpiece.farm.team import Team

        helpers = [Helper(config_json) for _ in range(hands_for(threads))]  # these load while Blender does
        worker = start_worker(config_json, threads, slot)
        team = Team(worker, helpers)
    except Exception as error:
        connection.send(_trouble(error, first))
        os._exit(1)
    sending = threading.Lock()

    def report(job: int, outcome: Outcome | Exception) -> None:
        retire = resident_mb() + team.resident_mb > worker.config.farm.memory_mb
        reply = _trouble(outcome, job) if isinstance(outcome, Exception) else Reply(result=outcome, retire=retire, job=job)
        with sending:
            if not isinstance(outcome, Exception):
                worker.log(outcome)
            connection.send(reply)

    Overlap(team, report, len(helpers)).run(_jobs(connection, first))
    _leave()


def _leave() -> NoReturn:
    """End the process without Blender's own clean-up, but for its folder."""
    if "bpy" in sys.modules:
        from setpiece.render.blender.session import remove_session_folder

        remove_session_folder()
    sys.stderr.flush()
    os._exit(0)


def _jobs(connection: Connection, first: int) -> Iterator[int]:
    """Jobs until the pool is gone."""
    yield first
    while (job := _receive(connection)) is not None:
        yield job


def _trouble(error: Exception, job: int) -> Reply:
    """The answer to a job that raised; call it where the traceback is of interest."""
    if isinstance(error, UserError):
        return Reply(refusal=str(error), job=job)
    traceback.print_exception(error)
    return Reply(error=f"{type(error).__name__}: {error}", job=job)


def redirect_output(log: Path) -> None:
    """Send everything this process prints, from C too, to a file: Blender is talkative, and some troubles it only prints."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        target = os.open(log, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    except (OSError, MemoryError):  # a disk that is full or read-only: the first image that cannot be written says so better
        target = os.open(os.devnull, os.O_RDWR)
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
