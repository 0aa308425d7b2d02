"""Strike: what happens to a process of a run at its n-th file operation. Runs inside that process; standard library only.

Python tells its audit hooks of every file that is opened, renamed, linked, removed and every folder that is made, before it happens.
Those inside the dataset, and every fsync, are counted, so that each moment between two steps of a writer can be met; no timer does that.
"""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

VARIABLE = "SETPIECE_BENCH_STRIKE"
_STEPS = {"open", "os.rename", "os.link", "os.remove", "os.mkdir"}
_HEADROOM_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Strike:
    """What happens, to whom and when.

    Attributes:
        action: kill; torn: kill, and the file that was being synced is cut in half; hang: never go on; eat: take memory until there is
            none; fill: fill the disk; read_only: make the folder ``target`` read-only; clock: jump about, from the start.
        victim: the process that hands out work, or a worker.
        nth: file operation, from 1, of each such process.
        root: the dataset's folder; what is done elsewhere does not count.
        marker: file that is made when it strikes, so that it strikes once; empty: every time.
        match: only operations on paths that contain this count.
        target: for fill, the file that takes the room; for read_only, the folder.
        spare_bytes: what fill leaves.
    """

    action: Literal["kill", "torn", "hang", "eat", "fill", "read_only", "clock"]
    victim: Literal["run", "worker"]
    nth: int
    root: str
    marker: str
    match: str = ""
    target: str = ""
    spare_bytes: int = 0

    def to_environment(self) -> str:
        """The value of ``VARIABLE``, which workers inherit."""
        return json.dumps(asdict(self))


def arm(process: Literal["run", "worker"]) -> None:
    """Have this process struck as the environment says, if it is the one."""
    text = os.environ.get(VARIABLE)
    if text is None:
        return
    strike = Strike(**json.loads(text))
    if strike.action == "clock":
        _confuse_clock(strike.nth)
    elif strike.victim == process:
        _count_steps(strike)


def _count_steps(strike: Strike) -> None:
    steps, act = 0, _ACTIONS[strike.action]

    def step(handle: int | None = None) -> None:
        nonlocal steps
        steps += 1
        if steps == strike.nth and _first(strike.marker):
            act(strike, handle)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in _STEPS and isinstance(args[0], str | os.PathLike):
            path = os.fspath(args[0])
            if isinstance(path, str) and path.startswith(strike.root) and strike.match in path:
                step()

    sync = os.fsync

    def counted_sync(handle: int) -> None:
        if not strike.match:
            step(handle)
        sync(handle)

    os.fsync = counted_sync  # type: ignore[assignment] # which also takes objects that hold a handle; nobody here has one
    sys.addaudithook(hook)


def _first(marker: str) -> bool:
    """Whether nobody was struck before."""
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL) if marker else os.dup(0))
    except FileExistsError:
        return False
    return True


def _kill(strike: Strike, handle: int | None) -> None:
    if strike.action == "torn" and handle is not None:
        with suppress(OSError):  # it may be a folder
            os.ftruncate(handle, os.fstat(handle).st_size // 2)
    os.kill(os.getpid(), signal.SIGKILL)


def _hang(strike: Strike, handle: int | None) -> None:
    while True:
        time.sleep(3600.0)


def _eat(strike: Strike, handle: int | None) -> None:
    """Ends in a MemoryError; the limit stays, as it would in a process whose memory leaks away."""
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (taken + _HEADROOM_BYTES, resource.RLIM_INFINITY))
    hoard = []
    while True:
        hoard.append(bytearray(2**20))


def _fill(strike: Strike, handle: int | None) -> None:
    file = os.open(strike.target, os.O_WRONLY | os.O_CREAT)
    with suppress(OSError):
        while True:
            os.write(file, bytes(2**16))
    os.ftruncate(file, max(0, os.fstat(file).st_size - strike.spare_bytes))
    os.close(file)


def _read_only(strike: Strike, handle: int | None) -> None:
    for words in (["--bind", strike.target, strike.target], ["-o", "remount,bind,ro", strike.target]):
        subprocess.run(["mount", *words], check=False, capture_output=True)


def _confuse_clock(seed: int) -> None:
    """Time jumps by up to a day, forth and back, at one question of four."""
    real, draws, offset_s = time.time, random.Random(seed), 0.0  # noqa: TID251

    def jumping() -> float:
        nonlocal offset_s
        if draws.random() < 0.25:
            offset_s = draws.uniform(-86400.0, 86400.0)
        return real() + offset_s

    time.time = jumping  # noqa: TID251


_ACTIONS: dict[str, Callable[[Strike, int | None], None]] = {
    "kill": _kill, "torn": _kill, "hang": _hang, "eat": _eat, "fill": _fill, "read_only": _read_only,
}  # fmt: skip
