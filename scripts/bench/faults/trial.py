"""Trial: one round. A dataset is brought to a state, something happens to it, and in the end it must be what it would have been."""

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from setpiece.cli.bench.faults.child import Child
from setpiece.cli.bench.faults.strike import VARIABLE, Strike
from setpiece.dataset import manifest
from setpiece.dataset.checksums import NAME as CHECKSUMS
from setpiece.dataset.coco import FILE as ANNOTATIONS

COUNT = 6
TINY = ("device=cpu", "resolution=48x36", "quality=draft", "renderer.samples=1", "seed=5", "experiment=dice", "farm.threads=1")
_SUMMARIES = (ANNOTATIONS, manifest.NAME, CHECKSUMS, "index.html", "report/")
_GONE_WITHIN_S = 10.0


class Broken(Exception):  # noqa: N818 - what the round has shown
    """Something that must hold does not."""


class Trial:
    """One round.

    Attributes:
        home: a folder of its own; the dataset is ``root``, inside ``disk``.
        rng: every choice of the round.
        ready: what the dataset must be in the end, made undisturbed.
        marker: is there when a strike has struck.
        afterwards: what is undone when the round is over.
    """

    def __init__(self, home: Path, ready: Path, seed: int) -> None:
        self.home, self.ready, self.rng = home, ready, random.Random(seed)
        self.disk = home / "disk"
        self.disk.mkdir(parents=True)
        self.root = self.disk / "dataset"
        self.marker = home / "struck"
        self.afterwards = ExitStack()
        self._children: list[Child] = []
        (home / "sitecustomize.py").write_text("from setpiece.cli.bench.faults import strike\n\nstrike.arm('worker')\n")

    def begin_whole(self) -> None:
        """The finished dataset."""
        shutil.copytree(self.ready, self.root, ignore=shutil.ignore_patterns("logs"))

    def begin(self, missing: int) -> None:
        """The dataset of a run that was interrupted, or whose finalising was, with so many images still to be made."""
        self.begin_whole()
        for index in self.rng.sample(range(COUNT), missing):
            for file in self.root.glob(f"*/00000/{index:08d}.*"):
                file.unlink()
        if self.rng.random() < 0.7:
            manifest.save(self.root, manifest.load(self.root).model_copy(update={"summary": None}))
            for name in (ANNOTATIONS, CHECKSUMS, "index.html"):
                (self.root / name).unlink()
            shutil.rmtree(self.root / "report")

    def start(self, *words: str, strike: Strike | None = None, workers: int = 1) -> Child:
        """``setpiece generate`` of the whole dataset."""
        said = ["generate", *TINY, f"out={self.root}", f"count={COUNT}", f"farm.workers={workers}", *words]
        path = os.pathsep.join(filter(None, (str(self.home), os.environ.get("PYTHONPATH"))))
        environment = {"PYTHONPATH": path, VARIABLE: strike.to_environment()} if strike else {}
        return self._child(said, environment)

    def strike(self, action: str, victim: str, nth: int, *, once: bool = True, **more: str | int) -> Strike:
        """One that meets this round's dataset."""
        marker = str(self.marker) if once else ""
        return Strike(action, victim, nth, str(self.root), marker, **more)  # type: ignore[arg-type]

    def ended(self, child: Child, *codes: int) -> None:
        """Wait until it has ended, with one of these exit codes, in plain words, and leaves no process behind.

        Raises:
            Broken: if not.
        """
        code = child.wait()
        said = child.printed.read_text()
        if code not in codes:
            raise Broken(f"exit code {code}, expected {' or '.join(map(str, codes))}: {said[-400:]}")
        if "Traceback" in said:
            raise Broken(f"a traceback: {said[-400:]}")
        if code == 2 and sum(line.startswith("setpiece: ") for line in said.splitlines()) != 1:
            raise Broken(f"not one clear message: {said[-400:]}")
        deadline = time.monotonic() + _GONE_WITHIN_S
        while left := child.others():
            if time.monotonic() > deadline:
                raise Broken(f"processes {left} outlive the run by {_GONE_WITHIN_S:.0f} s")
            time.sleep(0.02)

    def claims_hold(self) -> None:
        """Every image that is claimed is whole; only what finalising writes may be behind.

        Raises:
            Broken: if not.
        """
        if (self.root / manifest.NAME).exists():
            wrong = [line for line in self.verify() if not line.startswith(_SUMMARIES)]
            if wrong:
                raise Broken(f"before the resume: {wrong[0]}")

    def verify(self, *words: str) -> list[str]:
        """Lines of ``setpiece verify``, one a problem, without the last."""
        child = self._child(["verify", str(self.root), *words], {})
        code, said = child.wait(), child.printed.read_text()
        if code not in (0, 1, 2) or "Traceback" in said:
            raise Broken(f"verify ends with {code}: {said[-400:]}")
        lines = said.splitlines()
        return lines if code == 2 else lines[:-1]

    def come_out_right(self) -> None:
        """Resume undisturbed: the dataset is complete, verified, and equal byte for byte to the one made undisturbed.

        Raises:
            Broken: if not.
        """
        self.ended(self.start(), 0)
        if wrong := self.verify():
            raise Broken(f"in the end: {wrong[0]}")
        mine, theirs = _files(self.root), _files(self.ready)
        if mine != theirs:
            names = sorted(name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name))
            raise Broken(f"differs from the undisturbed run in {', '.join(names[:5])}")

    def discard(self) -> None:
        """Leave nothing of the round."""
        for child in self._children:
            for pid in child.others():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.afterwards.close()
        shutil.rmtree(self.home)

    def _child(self, words: Sequence[str], environment: dict[str, str]) -> Child:
        sys.stdout.flush()
        self._children.append(Child(words, self.home / f"printed-{len(self._children)}.txt", environment))
        return self._children[-1]


def make_ready(folder: Path) -> None:
    """The undisturbed run."""
    child = Child(
        ["generate", *TINY, f"out={folder}", f"count={COUNT}", "farm.workers=2"], folder.with_suffix(".txt"), {}
    )  # fmt: skip
    if child.wait() != 0:
        raise Broken(f"the undisturbed run fails: {child.printed.read_text()}")


def _files(root: Path) -> dict[str, bytes]:
    paths = (path for path in root.rglob("*") if path.is_file() and path.relative_to(root).parts[0] != "logs")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
