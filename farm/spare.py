"""A process that is started before it is known what it shall serve: it loads Blender while the command still reads and checks the config.

It renders nothing, writes nothing and says nothing until it is taken. One that is not wanted is killed.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from setpiece.farm.processes import start


class Spare:
    """A process in waiting; it is killed at the end of the block unless somebody took it."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None
        self._process, self._connection = start(_wait, daemon=False)

    def take(self, serve: Callable[..., None], *args: Any) -> tuple[SpawnProcess, Connection] | None:  # noqa: ANN401 - what serve takes
        """Let it run ``serve(connection, *args)``, as ``processes.start`` does; None if it is gone."""
        process, self._process = self._process, None
        if process is None or not process.is_alive():
            return None
        with suppress(OSError):  # it died in this moment: whoever gives it work will see that
            self._connection.send((serve, args))
        return process, self._connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.dismiss()

    def dismiss(self) -> None:
        """Kill it, if nobody took it."""
        process, self._process = self._process, None
        if process is not None:
            self._connection.close()
            process.kill()
            process.join()


def _wait(connection: Connection) -> None:
    """Load what a worker needs, then do as told."""
    from setpiece.farm.loading import loading
    from setpiece.farm.serve import redirect_output

    redirect_output(Path(os.devnull))
    with loading(), suppress(Exception):  # the worker meets it again, and says so
        import setpiece.farm.worker  # noqa: F401
    try:
        serve, args = connection.recv()
    except (EOFError, OSError):
        os._exit(0)
    serve(connection, *args)
