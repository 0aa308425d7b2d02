"""Replay: one image of a dataset again, from its record alone, byte for byte."""

from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from setpiece.assets.errors import UserError
from setpiece.assets.library import Library
from setpiece.dataset import manifest
from setpiece.dataset.places import Place, inside
from setpiece.dataset.record import Record, record_path, to_bytes
from setpiece.dataset.shards import unpacked
from setpiece.dataset.store import Store
from setpiece.farm.config import Config
from setpiece.farm.journal import worker_name
from setpiece.farm.pool import Pool
from setpiece.farm.serve import answer_jobs, redirect_output
from setpiece.farm.stored import stored_config

_TIMEOUT_S = 3600.0


def replay(root: Place, index: int, into: Path) -> dict[str, bool]:
    """Render an image again into another folder.

    Args:
        root: the dataset.
        index: of a finished image in it.
        into: a new or empty folder for the files, itself a dataset of one image.

    Returns:
        path inside the dataset -> whether the bytes are equal, for every file of the image and its record. On a GPU small
        differences are to be expected, on the CPU none.

    Raises:
        UserError: no such image, ``into`` holds something else, an asset has changed.
    """
    record = Store(root).read(index)
    config = stored_config(root, {"out": str(into.resolve()), "count": 1, "output.shards": None})
    manifest.begin(into, config.model_dump(mode="json"), Library(config.assets).categories)
    args = (config.model_dump_json(), str(root.resolve()))
    done = next(iter(Pool(serve_replay, args, workers=1, timeout_s=_TIMEOUT_S, tries=1).run([index])))
    if done.error is not None or done.result is not None:
        raise UserError(f"image {index} cannot be rendered again: {done.error or done.result}")
    again = Store(into).read(index)
    with unpacked(root, [*record.files.values()]) as there:
        files = {entry.path: _equal(there / entry.path, into / again.files[kind].path) for kind, entry in record.files.items()}
    return files | {inside(root, record_path(root, index)): _same(record, again)}


def serve_replay(connection: Connection, slot: int, config_json: str, root: str) -> None:
    """The worker's main function: a job is an index, its result why the frame failed its proof, or None."""
    config = Config.model_validate_json(config_json)
    redirect_output(Path(config.out) / "logs" / f"{worker_name(slot)}.log")

    def prepare() -> tuple[Callable[[int], Any], int]:
        from setpiece.farm.draft import Stopwatch
        from setpiece.farm.worker import Worker

        worker, records = Worker(config), Store(root)
        return lambda index: worker.make(records.read(index).spec, Stopwatch()), config.farm.memory_mb

    answer_jobs(connection, prepare)


def _same(record: Record, again: Record) -> bool:
    """Whether two records agree; of files in a shard, but for where they lie."""
    if any(entry.offset is not None for entry in record.files.values()):
        record, again = record.model_copy(update={"files": {}}), again.model_copy(update={"files": {}})
    return to_bytes(record) == to_bytes(again)


def _equal(a: Path, b: Path) -> bool:
    return a.is_file() and b.is_file() and a.read_bytes() == b.read_bytes()
