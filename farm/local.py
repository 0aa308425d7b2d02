"""Runs a config with a pool of workers, this machine's or a Ray cluster's, from an empty folder to a finalised dataset."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

from setpiece.assets.errors import UserError
from setpiece.assets.library import Library
from setpiece.dataset import manifest
from setpiece.dataset.finalise import finalise
from setpiece.dataset.places import place
from setpiece.dataset.store import Store
from setpiece.farm import journal
from setpiece.farm.config import Config
from setpiece.farm.farm_config import LocalFarm, RayFarm
from setpiece.farm.journal import worker_name
from setpiece.farm.machine import cpu_count
from setpiece.farm.outcome import Failed, Made
from setpiece.farm.overlap import hands_for, in_flight
from setpiece.farm.pool import Done, Pool
from setpiece.farm.probe import NO_GPU_NODE, may_have_gpu, probe
from setpiece.farm.progress import Progress
from setpiece.farm.ray_cluster import join
from setpiece.farm.ray_pool import RayPool
from setpiece.farm.serve import serve_images
from setpiece.farm.spare import Spare
from setpiece.farm.spread import spread
from setpiece.farm.summary import Summary
from setpiece.farm.target import check_space, check_writable, is_empty, keep_printed, printed_folder, unbegin
from setpiece.render.devices import Choice, Device, choose_device, suitable


def run(config: Config, spare: Spare | None = None) -> Summary:
    """Make every image of the config that is not there yet, then finalise the dataset, unless this is a share of it.

    Args:
        config: the whole config.
        spare: a process in waiting that becomes the first worker, or is dismissed where there is no use for it.

    Raises:
        UserError: bad input; then nothing was rendered, or what was is kept and the next run resumes.
    """
    start, out = time.monotonic(), place(config.out)
    check_writable(out)
    fresh = is_empty(out)
    library = Library(config.assets)
    choice, workers = (None, join(config)) if isinstance(config.farm, RayFarm) else plan(config)
    check_space(out, config)
    library.check()
    manifest.begin(out, config.model_dump(mode="json"), library.categories)
    store = Store(out)
    missing = store.missing(config.wanted())
    summary = Summary(out, len(config.wanted()), len(config.wanted()) - len(missing), choice)
    me = worker_name("run", config.share)
    store.log(me, journal.begin_entry(me, config.wanted(), workers))
    try:
        _make(config, missing, min(workers, len(missing)), summary, spare)
    except UserError:
        if fresh and not summary.made:
            unbegin(out)
        raise
    if spare:
        spare.dismiss()
    if summary.failed:
        keep_printed(out)
    if config.share is None:
        finalise(out, spread)
    summary.seconds = time.monotonic() - start
    return summary


def plan(config: Config) -> tuple[Choice, int]:
    """The device, and the number of workers: one per GPU, or one on the CPU, unless the config says otherwise.

    Raises:
        UserError: a GPU is insisted on and there is none.
    """
    cpu = Device("CPU", "CPU", "CPU")
    if config.device == "auto" and not may_have_gpu():
        return Choice(cpu, NO_GPU_NODE, fell_back=True), config.farm.workers or 1
    if config.device == "cpu":
        found: tuple[Device, ...] = (cpu,)
    else:
        answer = probe()
        if answer.error is not None:
            raise UserError(f"Blender does not start: {answer.error}\nRun `setpiece doctor`: it says what is missing.")
        found = answer.devices
    choice = choose_device(config.device, found)
    return choice, config.farm.workers or len(suitable(config.device, found))


def _make(config: Config, missing: list[int], workers: int, summary: Summary, spare: Spare | None) -> None:
    """Run the pool over the missing indices and note what becomes of them."""
    if not missing:
        return
    logs = printed_folder(summary.out)
    pool, asked = _pool(config, summary.choice, workers, logs, spare), frozenset(missing)
    with Progress(summary.wanted, summary.already) as progress, _interrupts(lambda: _interrupt(pool, progress, summary)):
        for done in pool.run(_jobs(config, missing)):
            for one in _single(done, asked):
                _note(one, logs, progress, summary)


def _jobs(config: Config, missing: list[int]) -> list[int]:
    """What the pool hands out: indices of images, or the first of each shard that is not complete."""
    size = config.output.shards
    return missing if size is None else list(dict.fromkeys(index // size * size for index in missing))


def _single(done: Done, asked: frozenset[int]) -> list[Done]:
    """A job for each image of a shard, but for those that were there and were packed again."""
    if not isinstance(done.result, tuple):
        return [done]
    return [replace(done, job=outcome.index, result=outcome) for outcome in done.result if outcome.index in asked]


def _settled(config: Config, choice: Choice | None) -> Config:
    """The config for the workers, who must not choose otherwise: a card that is gone since is an error, no silent change to the CPU."""
    if config.device != "auto" or choice is None:
        return config
    return config.model_copy(update={"device": "cpu" if choice.fell_back else "gpu"})


def _overlaps(config: Config, choice: Choice | None) -> bool:
    """Whether workers take several images at a time."""
    if config.output.shards is not None:
        return False  # a shard's images are written one after the other
    asked = config.farm.overlap if isinstance(config.farm, LocalFarm) else None
    return asked if asked is not None else choice is not None and choice.device.backend != "CPU"


def _pool(config: Config, choice: Choice | None, workers: int, logs: Path, spare: Spare | None) -> Pool | RayPool:
    """The workers: actors where Ray hands out devices, processes where we do."""
    if choice is None:
        return RayPool(config, workers, str(logs))
    threads = config.farm.threads or max(1, cpu_count() // workers)
    overlap = _overlaps(config, choice)
    args = (_settled(config, choice).model_dump_json(), threads, str(logs), overlap)
    return Pool(
        serve_images,
        args,
        workers=workers,
        timeout_s=config.job_timeout_s(),
        tries=config.farm.tries,
        in_flight=in_flight(hands_for(threads)) if overlap else 1,
        spare=spare,
    )


def _note(done: Done, logs: Path, progress: Progress, summary: Summary) -> None:
    """Enter one finished job in the summary; tell the user at once what went wrong."""
    outcome = done.result
    if isinstance(outcome, Made):
        summary.made.append(outcome)
        progress.advance()
        return
    log = str(logs / f"{done.worker or worker_name(done.slot)}.log")
    failed = outcome if isinstance(outcome, Failed) else Failed(done.job, done.error or "no result", log)
    if not (summary.interrupted and done.error):
        summary.failed.append(failed)
        if done.error:  # the worker could not write this itself
            me = worker_name("run")
            Store(summary.out).log(me, journal.outcome_entry(me, failed))
        progress.say(f"image {failed.index} failed: {failed.reason}" + (f" (see {failed.log})" if failed.log else ""))


def _interrupt(pool: Pool | RayPool, progress: Progress, summary: Summary) -> None:
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
