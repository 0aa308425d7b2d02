"""Tiny real runs: Blender renders a few dozen pixels."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np

TINY = ["device=cpu", "resolution=48x36", "quality=draft", "renderer.samples=1", "seed=5"]
COMMAND = [sys.executable, "-m", "setpiece.cli.main"]

Files = dict[str, bytes]


def generate(out: Path, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """``setpiece generate`` with tiny images; asserts the exit code."""
    done = subprocess.run([*COMMAND, "generate", *TINY, f"out={out}", *words], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == code, done.stderr
    return done


def files(root: Path) -> Files:
    """Every file of a dataset but its logs."""
    paths = (path for path in root.rglob("*") if path.is_file())
    return {name: path.read_bytes() for path in paths if not (name := path.relative_to(root).as_posix()).startswith("logs/")}


def assert_same(a: Files, b: Files) -> None:
    """Equal names and bytes; names what differs."""
    assert sorted(a) == sorted(b)
    assert [difference(name, a[name], b[name]) for name in a if a[name] != b[name]] == []


def difference(name: str, a: bytes, b: bytes) -> str:
    """The file's name, and for a picture its first pixels that differ: row, column, all channels of both."""
    if not name.endswith(".png"):
        return name
    one, other = (cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED) for data in (a, b))
    where = np.argwhere((one != other).reshape(*one.shape[:2], -1).any(axis=2))
    pixels = [f"({row}, {column}): {one[row, column]} for {other[row, column]}" for row, column in where[:30]]
    return f"{name}, {len(where)} pixels: {'; '.join(pixels)}"


def records(root: Path) -> int:
    """Finished images so far."""
    return len(list(root.glob("records/*/[0-9]*.json")))


class Running:
    """A ``generate`` in the background, in a process group of its own, as under a shell."""

    def __init__(self, out: Path, *words: str) -> None:
        self.out = out
        self.process = subprocess.Popen(
            [*COMMAND, "generate", *TINY, f"out={out}", *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def wait_for(self, count: int) -> None:
        """Until so many images are finished."""
        deadline = time.monotonic() + 120
        while records(self.out) < count:
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def interrupt(self) -> None:
        """Ctrl-C reaches the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def workers(self, of: int | None = None) -> list[int]:
        """Ids of the worker processes, or of the helpers of one of them."""
        parent = self.process.pid if of is None else of
        found = []
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields, line = status.read_text().rpartition(")")[2].split(), (status.parent / "cmdline").read_bytes()
            except OSError:
                continue
            if int(fields[1]) == parent and b"spawn_main" in line:
                found.append(int(status.parent.name))
        return found

    def finish(self) -> tuple[int, str, str]:
        """Exit code, stdout, stderr."""
        out, err = self.process.communicate(timeout=180)
        return self.process.returncode, out, err
