"""Draft pictures of several configs, one each: what ``setpiece preview`` shows. Rendered by the worker that makes datasets."""

from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from setpiece.assets.library import Library
from setpiece.dataset import manifest
from setpiece.dataset.files import location
from setpiece.farm.config import Config
from setpiece.farm.journal import worker_name
from setpiece.farm.local import plan
from setpiece.farm.machine import cpu_count
from setpiece.farm.outcome import Failed
from setpiece.farm.pool import Pool
from setpiece.farm.serve import answer_jobs, redirect_output


def render_cells(configs: Sequence[Config], index: int, folder: Path) -> Iterator[tuple[int, str | None]]:
    """Make image ``index`` of each config, as a dataset of its own in ``folder/<number>``.

    Args:
        configs: they may differ in anything but device and farm.
        index: of the image.
        folder: empty; the caller's to remove.

    Yields:
        A config's number, as they are finished, and why there is no picture, or None.

    Raises:
        UserError: the config asks for what the assets or the machine do not have.
    """
    placed = [config.model_copy(update={"out": str(folder / str(number))}) for number, config in enumerate(configs)]
    for config in placed:
        manifest.begin(Path(config.out), config.model_dump(mode="json"), Library(config.assets).categories)
    workers = min(plan(placed[0])[1], len(placed))
    farm = placed[0].farm
    args = ([config.model_dump_json() for config in placed], index, farm.threads or max(1, cpu_count() // workers), str(folder))
    for done in Pool(serve_cells, args, workers=workers, timeout_s=farm.timeout_s, tries=farm.tries).run(range(len(placed))):
        failed = done.error or (done.result.reason if isinstance(done.result, Failed) else None)
        yield done.job, failed


def picture_path(folder: Path, number: int, index: int) -> Path:
    """Where the picture of one config is, which writes PNG."""
    return folder / str(number) / location("images", index, ".png")


def serve_cells(connection: Connection, slot: int, configs: list[str], index: int, threads: int, logs: str) -> None:
    """The worker's main function: a job is a config's number, its result the outcome of the image."""
    redirect_output(Path(logs) / f"{worker_name(slot)}.log")

    def prepare() -> tuple[Callable[[int], Any], int]:
        from setpiece.dataset.store import Store
        from setpiece.farm.worker import Worker

        worker = Worker(Config.model_validate_json(configs[0]), threads, slot)

        def make(number: int) -> object:
            config = Config.model_validate_json(configs[number])
            if config.assets != worker.config.assets:
                worker.library = Library(config.assets)
            worker.config, worker.store = config, Store(config.out)
            return worker.make_image(index)

        return make, worker.config.farm.memory_mb

    answer_jobs(connection, prepare)
