"""A verb of ``setpiece`` in a forked process: everything is imported already, which saves two seconds of each round."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

from setpiece.cli import main as command
from setpiece.cli.bench.faults import strike

_TOO_LONG_S = 300.0
_MARK = "SETPIECE_BENCH_ROUND"


class Child:
    """A running verb, in a session of its own; its workers carry its mark in their environment.

    Args:
        words: the verb and its arguments.
        printed: file for what it prints.
        environment: added to this process's.
    """

    def __init__(self, words: Sequence[str], printed: Path, environment: Mapping[str, str]) -> None:
        self.printed = printed
        self._mark = str(printed)
        self.pid = os.fork()
        if self.pid == 0:
            _become(words, printed, {**environment, _MARK: self._mark})

    def wait(self) -> int:
        """The exit code; minus the signal if it was killed.

        Raises:
            TimeoutError: it does not end; it is killed.
        """
        deadline = time.monotonic() + _TOO_LONG_S
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() > deadline:
                os.killpg(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                raise TimeoutError(f"did not end within {_TOO_LONG_S:.0f} s")
            time.sleep(0.01)

    def kill(self) -> None:
        """SIGKILL to the process that hands out work."""
        os.kill(self.pid, signal.SIGKILL)

    def others(self) -> list[int]:
        """Processes besides the first one that are still there."""
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                marked = f"{_MARK}={self._mark}\0".encode() in path.read_bytes()
            except OSError:
                continue
            if marked and int(path.parent.name) != self.pid:
                found.append(int(path.parent.name))
        return found


def _become(words: Sequence[str], printed: Path, environment: Mapping[str, str]) -> None:
    """The child's side; never returns."""
    code = 70
    try:
        os.setsid()
        target = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(target, 1)
        os.dup2(target, 2)
        os.environ.update(environment)
        sys.modules["__main__"] = command  # as `python -m setpiece.cli.main` has it, which is what its workers import
        strike.arm("run")
        code = command.main(words)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
