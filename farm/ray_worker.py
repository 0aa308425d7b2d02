"""A worker on a node of a Ray cluster: an actor that makes one image at a time. Only outcomes travel back."""

import os
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from setpiece.assets.errors import UserError
from setpiece.dataset import manifest
from setpiece.farm.config import Config
from setpiece.farm.journal import worker_name
from setpiece.farm.machine import resident_mb
from setpiece.farm.pool import Reply
from setpiece.farm.serve import redirect_output

if TYPE_CHECKING:
    from setpiece.farm.worker import Worker


@dataclass(frozen=True)
class Arrival:
    """What an actor says first.

    Attributes:
        name: of the worker, as in the journals: its host and number.
        versions: of the packages that decide what is in an image, as that node has them.
    """

    name: str
    versions: dict[str, str]


class ImageActor:
    """Ray starts it in a process of its own on some node; a card that it may use is the first that it sees.

    Args:
        config_json: the whole config.
        rank: which worker of the run this is, 0, 1, ...
        logs: folder for what it prints (``HOST-RANK.log``).
        folder: that paths in the config start from, used where this node has it.
    """

    def __init__(self, config_json: str, rank: int, logs: str, folder: str) -> None:
        self._config = Config.model_validate_json(config_json)
        self._name = worker_name(rank, self._config.share)
        self._worker: Worker | None = None
        if Path(folder).is_dir():
            os.chdir(folder)
        redirect_output(Path(logs) / f"{self._name}.log")

    def arrive(self) -> Arrival:
        """Says that the actor has its place."""
        return Arrival(self._name, manifest.versions())

    def make_image(self, index: int) -> Reply:
        """One image; Blender starts with the first."""
        try:
            if self._worker is None:
                self._worker = self._begin()
            return Reply(result=self._worker.work(index), retire=resident_mb() > self._config.farm.memory_mb)
        except UserError as error:
            return Reply(refusal=f"{error} (worker {self._name})")
        except Exception as error:
            traceback.print_exc()
            return Reply(error=f"{type(error).__name__}: {error}")
        finally:
            sys.stderr.flush()

    def _begin(self) -> "Worker":
        from setpiece.farm.worker import Worker

        if not self._config.out.partition("://")[1] and not Path(self._config.out, manifest.NAME).is_file():
            raise UserError(f"out={self._config.out}: the folder is not on this node; accepted: one that all nodes share, or a URL")
        worker = Worker(self._config, self._config.farm.threads, slot=0)
        worker.name = self._name
        return worker
