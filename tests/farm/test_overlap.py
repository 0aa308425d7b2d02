"""Images overlap in a worker: the same outcomes and bytes as one after the other, whatever happens to them."""

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpiece.assets.library import Library
from setpiece.cli.compose import compose_config
from setpiece.dataset import manifest
from setpiece.dataset.proof import Proof, prove
from setpiece.farm import desk as desk_module
from setpiece.farm.config import Config
from setpiece.farm.draft import Draft
from setpiece.farm.outcome import Failed, Made, Outcome
from setpiece.farm.overlap import Overlap, Stages, in_flight
from setpiece.farm.worker import Worker
from setpiece.render.frame import Frame
from tests.farm.runs import TINY, Running, assert_same, files

DRAWS = 3


class Scripted:
    """Steps that go as a script says, and note who does what when.

    Args:
        scripts: by index: "q" for each draw that is quarantined, then "m" made, "r" or "f" for a render or finish that raises.
        hands: so many draws and finishes may go on at once.
    """

    def __init__(self, scripts: list[str], hands: int = 1) -> None:
        self.scripts = scripts
        self.home = threading.get_ident()
        self.open: set[int] = set()
        self.most_open = 0
        self.free = threading.Semaphore(hands)

    def draw(self, draft: Draft) -> Outcome | None:
        assert self.free.acquire(blocking=False)
        self.free.release()
        self.open.add(draft.index)
        self.most_open = max(self.most_open, len(self.open))
        draft.attempt += 1
        return Failed(draft.index, f"{draft.attempt} draws") if draft.attempt == DRAWS else None

    def render(self, draft: Draft) -> None:
        assert threading.get_ident() == self.home
        if self._next(draft) == "r":
            raise ValueError(f"render {draft.index}")

    def finish(self, draft: Draft) -> Outcome | None:
        assert self.free.acquire(blocking=False)
        try:
            if self._next(draft) == "f":
                raise ValueError(f"finish {draft.index}")
            return Made(draft.index, draft.attempt, "none", {}, 0.0) if self._next(draft) == "m" else None
        finally:
            self.free.release()

    def _next(self, draft: Draft) -> str:
        return self.scripts[draft.index][draft.attempt]


def one_by_one(steps: Stages, index: int) -> Outcome | Exception:
    """What ``Worker.make_image`` does."""
    draft = Draft(index)
    try:
        while (outcome := steps.draw(draft)) is None:
            steps.render(draft)
            if (outcome := steps.finish(draft)) is not None:
                break
    except ValueError as error:
        return error
    return outcome


@given(st.lists(st.from_regex(r"q{0,2}[mrf]|q{3}", fullmatch=True), max_size=12), st.integers(1, 4))
def test_every_image_ends_as_it_would_alone_and_is_reported_once(scripts: list[str], hands: int) -> None:
    steps = Scripted(scripts, hands)
    reported: dict[int, str] = {}

    def report(index: int, outcome: Outcome | Exception) -> None:
        assert index not in reported
        reported[index] = repr(outcome)
        steps.open.discard(index)

    Overlap(steps, report, hands).run(iter(range(len(scripts))))
    assert reported == {index: repr(one_by_one(Scripted(scripts), index)) for index in range(len(scripts))}
    assert steps.most_open <= in_flight(hands)


def test_the_device_renders_while_the_image_before_is_finished_and_the_next_is_drawn() -> None:
    """The three wait for each other: one after the other, they would wait for ever."""
    together = threading.Barrier(3, timeout=20.0)

    class Meeting(Scripted):
        def draw(self, draft: Draft) -> Outcome | None:
            if draft.index == 2:
                together.wait()
            return super().draw(draft)

        def render(self, draft: Draft) -> None:
            if draft.index == 1:
                together.wait()

        def finish(self, draft: Draft) -> Outcome | None:
            if draft.index == 0:
                together.wait()
            return super().finish(draft)

    made: list[int] = []
    Overlap(Meeting(["m"] * 3, hands=2), lambda index, _: made.append(index), hands=2).run(iter(range(3)))
    assert sorted(made) == [0, 1, 2]


@pytest.fixture
def begin(tmp_path: Path) -> Callable[[str], Config]:
    """Begins an empty dataset."""

    def begun(name: str) -> Config:
        config = compose_config([*TINY, "count=3", "placement.count=2", "assets.categories=[mug,book]", f"out={tmp_path / name}"])
        manifest.begin(Path(config.out), config.model_dump(mode="json"), Library(config.assets).categories)
        return config

    return begun


def test_quarantine_leaves_the_same_files(begin: Callable[[str], Config], monkeypatch: pytest.MonkeyPatch) -> None:
    """Image 1 is proven at its third draw; with and without overlap the dataset is the same, the frames kept aside too."""

    def doubt(frame: Frame, labels: object) -> Proof:
        proof = prove(frame, labels)  # type: ignore[arg-type]
        return replace(proof, ok=False, reason="doubted") if frame.spec.index == 1 and frame.spec.attempt < 2 else proof

    monkeypatch.setattr(desk_module, "prove", doubt)
    plain, overlapping = begin("plain"), begin("overlapping")
    worker = Worker(plain, threads=1)
    alone = [worker.make_image(index) for index in range(3)]
    reported: dict[int, Outcome | Exception] = {}
    Overlap(Worker(overlapping, threads=1), reported.__setitem__).run(iter(range(3)))
    attempts = [(made.attempt, made.quarantined) for index in range(3) if isinstance(made := reported[index], Made)]
    assert attempts == [(made.attempt, made.quarantined) for made in alone if isinstance(made, Made)]
    assert attempts[1] == (2, ("doubted", "doubted"))
    assert_same(files(Path(plain.out)), files(Path(overlapping.out)))


@pytest.mark.parametrize("who", ["worker", "helper"])
def test_who_is_killed_loses_no_image_in_flight(who: str, reference: Path, start: Callable[..., Running], tmp_path: Path) -> None:
    """Several images are in their hands; all are made by the worker after it, and nobody is left behind."""
    running = start(tmp_path / "d", "count=4", "farm.workers=1", "farm.threads=2", "farm.overlap=true")
    running.wait_for(1)
    (worker,) = running.workers()
    helpers = running.workers(of=worker)
    assert len(helpers) == 2
    os.kill(worker if who == "worker" else helpers[0], signal.SIGKILL)
    code, _, err = running.finish()
    assert code == 0, err
    assert_same(files(tmp_path / "d"), files(reference))
    assert not any(Path(f"/proc/{process}").exists() for process in (worker, *helpers))
