"""Runs a config on this machine: a pool of workers, from an empty folder to a finalised dataset."""

import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from setpiece.assets.errors import UserError
from setpiece.assets.library import Library
from setpiece.dataset import manifest
from setpiece.dataset.finalise import finalise
from setpiece.dataset.record import record_path
from setpiece.dataset.store import Store
from setpiece.farm import journal
from setpiece.farm.config import Config
from setpiece.farm.journal import worker_name
from setpiece.farm.machine import cpu_count
from setpiece.farm.outcome import Failed, Made
from setpiece.farm.pool import Done, Pool
from setpiece.farm.probe import probe
from setpiece.farm.progress import Progress
from setpiece.farm.serve import serve_images
from setpiece.render.devices import Choice, Device, choose_device

_SPARE_BYTES = 32 * 2**20
_BYTES_PER_PIXEL = 2.0


@dataclass
class Summary:
    """What a run did.

    Attributes:
        out: the dataset's folder.
        wanted: images asked for.
        already: of these, how many were there before.
        choice: the device, and why that one; None when nothing was left to do.
        made, failed: what became of the others.
        seconds: wall time of the run, start-up and finalising included.
        interrupted: the user stopped it.
    """

    out: Path
    wanted: int
    already: int
    choice: Choice | None = None
    made: list[Made] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    seconds: float = 0.0
    interrupted: bool = False

    @property
    def missing(self) -> int:
        """How many of the images asked for are still not there."""
        return self.wanted - self.already - len(self.made)


def run(config: Config) -> Summary:
    """Make every image of the config that is not there yet, then finalise the dataset.

    Raises:
        UserError: bad input; then nothing was rendered, or what was is kept and the next run resumes.
    """
    start, out = time.monotonic(), Path(config.out)
    check_writable(out)
    fresh = not out.exists() or not any(out.iterdir())
    library = Library(config.assets)
    choice, workers = plan(config)
    check_space(out, config)
    library.check()
    manifest.begin(out, config.model_dump(mode="json"), library.categories)
    store = Store(out)
    missing = store.missing(config.wanted())
    summary = Summary(out, len(config.wanted()), len(config.wanted()) - len(missing), choice)
    me = worker_name("run")
    store.log(me, journal.begin_entry(me, config.wanted(), workers))
    try:
        _make(config, missing, min(workers, len(missing)), summary)
    except UserError:
        if fresh and not summary.made:
            _unbegin(out)
        raise
    finalise(out)
    summary.seconds = time.monotonic() - start
    return summary


def plan(config: Config) -> tuple[Choice, int]:
    """The device, and the number of workers: one per GPU, or one on the CPU, unless the config says otherwise.

    Raises:
        UserError: a GPU is insisted on and there is none.
    """
    if config.device == "cpu":
        found: tuple[Device, ...] = (Device("CPU", "CPU", "CPU"),)
    else:
        answer = probe()
        if answer.error is not None:
            raise UserError(f"Blender does not start: {answer.error}\nRun `setpiece doctor`: it says what is missing.")
        found = answer.devices
    choice = choose_device(config.device, found)
    cards = sum(device.backend == choice.device.backend for device in found)
    return choice, config.farm.workers or cards


def check_writable(out: Path) -> None:
    """Refuse a folder that cannot be made or written to.

    Raises:
        UserError: it is a file, or permission is missing; names the folder that stands in the way.
    """
    there = _nearest(out)
    if not there.is_dir():
        raise UserError(f"out={out}: {there} is a file; accepted: a folder, existing or not")
    probe_file = there / ".setpiece-write-test"
    try:
        probe_file.touch()
        probe_file.unlink()
    except OSError as error:
        raise UserError(f"out={out} cannot be written: {there}: {error.strerror}") from None


def _nearest(out: Path) -> Path:
    """The folder itself, or the first of its parents that exists."""
    return next(folder for folder in (out, *out.resolve().parents) if folder.exists())


def check_space(out: Path, config: Config) -> None:
    """Refuse to start what the disk cannot hold, by a low estimate.

    Raises:
        UserError: names the free and the needed megabytes.
    """
    width, height = config.resolution
    images = sum(not record_path(out, index).exists() for index in config.wanted())
    needed = _SPARE_BYTES + images * width * height * _BYTES_PER_PIXEL
    free = shutil.disk_usage(_nearest(out)).free
    if images and free < needed:
        raise UserError(f"out={out}: the disk has {free / 1e6:.0f} MB free; {images} images need at least {needed / 1e6:.0f} MB")


def _make(config: Config, missing: list[int], workers: int, summary: Summary) -> None:
    """Run the pool over the missing indices and note what becomes of them."""
    if not missing:
        return
    logs = Path(config.out).resolve() / journal.FOLDER
    threads = config.farm.threads or max(1, cpu_count() // workers)
    args = (config.model_dump_json(), threads, str(logs))
    pool = Pool(serve_images, args, workers=workers, timeout_s=config.farm.timeout_s, tries=config.farm.tries)
    with Progress(summary.wanted, summary.already) as progress, _interrupts(lambda: _interrupt(pool, progress, summary)):
        for done in pool.run(missing):
            _note(done, logs, progress, summary)


def _note(done: Done, logs: Path, progress: Progress, summary: Summary) -> None:
    """Enter one finished job in the summary; tell the user at once what went wrong."""
    outcome = done.result
    if isinstance(outcome, Made):
        summary.made.append(outcome)
        progress.advance()
        return
    log = str(logs / f"{worker_name(done.slot)}.log")
    failed = outcome if isinstance(outcome, Failed) else Failed(done.job, done.error or "no result", log)
    if not (summary.interrupted and done.error):
        summary.failed.append(failed)
        if done.error:  # the worker could not write this itself
            me = worker_name("run")
            Store(summary.out).log(me, journal.outcome_entry(me, failed))
        progress.say(f"image {failed.index} failed: {failed.reason}" + (f" (see {failed.log})" if failed.log else ""))


def _interrupt(pool: Pool, progress: Progress, summary: Summary) -> None:
    """The first Ctrl-C lets the images in progress be finished, the second drops them."""
    if summary.interrupted:
        raise KeyboardInterrupt
    summary.interrupted = True
    progress.say("Stopping: the images in progress are finished first. Press Ctrl-C again to drop them.")
    pool.drain()


@contextmanager
def _interrupts(handle: Callable[[], None]) -> Iterator[None]:
    """Send SIGINT and SIGTERM to ``handle`` for the length of the block; a KeyboardInterrupt that it raises ends the block."""

    def handler(_number: int, _frame: FrameType | None) -> None:
        handle()

    before = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _unbegin(out: Path) -> None:
    """Leave nothing behind of a run that could not begin."""
    shutil.rmtree(out / journal.FOLDER, ignore_errors=True)
    (out / manifest.NAME).unlink(missing_ok=True)
    if not any(out.iterdir()):
        out.rmdir()
