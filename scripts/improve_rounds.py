"""The rounds of an improvement: diagnose, render what is missing, retrain, compare. Each is a folder; what is there is not made again."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from setpiece.assets.errors import UserError
from setpiece.cli.improve_plan import Deficit, plan, written
from setpiece.realism.detection.coco import CocoSet, open_coco, widened, with_classes
from setpiece.realism.diagnosis.data import summary
from setpiece.realism.diagnosis.data import to_json as diagnosis_json
from setpiece.realism.diagnosis.diagnose import Diagnosis, diagnose
from setpiece.realism.diagnosis.page import render
from setpiece.realism.diagnosis.pairing import pair
from setpiece.realism.diagnosis.properties import Properties, joined, properties_of
from setpiece.realism.evaluation.evaluate import Evaluation
from setpiece.realism.evaluation.judge import judge, refuse_training_images
from setpiece.realism.improvement.results import Part, Round, as_json, from_json, gained, scores
from setpiece.realism.report.write import as_text, write_report

if TYPE_CHECKING:
    from setpiece.farm.config import Config
    from setpiece.realism.training.config import TrainConfig

ROUND = "round.json"
_EXHIBITS = 12
_MEASURED = 200
_SEEDS_PER_ROUND = 100


@dataclass(frozen=True)
class Search:
    """What is improved, with what.

    Attributes:
        out: its folder.
        start: the detector's run; training: how it was trained, and so are all others.
        classes: the detector's.
        sets: what it was trained on.
        real: photographs to do well on; ``mapping`` renames their classes.
        test: images that nothing may be trained on; nothing is scored on them.
        compose: the experiment with some keys changed and a folder for its images.
        seed: of the experiment; new images have others.
        names: that keys which weigh things can hold, see ``improve_plan.plan``.
        images: a round; deficits: bins a round.
        margin_px: by which boxes are widened, as they were for the detector.
        control: whether to train also on as many images of the experiment as it is.
    """

    out: Path
    start: Path
    training: "TrainConfig"
    classes: tuple[str, ...]
    sets: tuple[CocoSet, ...]
    real: Path
    mapping: dict[str, str]
    test: Path | None
    compose: Callable[[dict[str, Any], Path], "Config"]
    seed: int
    names: dict[str, tuple[str, ...]]
    images: int
    deficits: int
    margin_px: float
    control: bool


@dataclass(frozen=True)
class Detector:
    """A trained detector: its run, what it was trained on, and how it does on the photographs."""

    run: Path
    sets: tuple[CocoSet, ...]
    evaluation: Evaluation


def first(s: Search) -> Detector:
    """The detector to be improved."""
    return Detector(s.start, s.sets, judge(s.start, s.real, s.mapping))


def play(s: Search, number: int, current: Detector) -> tuple[Round, Detector]:
    """One round; returns the detector to go on with, which is the old one if the new one is no better."""
    folder = s.out / f"round-{number}"
    done = _read(folder / ROUND)
    if done is not None:
        return done, _reopened(s, folder, done, current)
    found = diagnose(current.evaluation)
    write_report(folder / "diagnosis", render(found, _EXHIBITS), as_text(diagnosis_json(found)))
    print(f"\nRound {number}\n{summary(found)}", flush=True)
    there = measured(current.sets, s.training)
    deficits, refused = plan(found.causes, there, lambda values: s.compose(values, folder), s.names, s.images, s.deficits)
    made = [(d, *_made(s, folder / "data" / d.name, d.overrides, d.images, number, i)) for i, d in enumerate(deficits, 1)]
    new = [coco for _, coco, _ in made if coco]
    for line in [*refused, *(trouble for _, _, trouble in made if trouble)]:
        print(line, flush=True)
    if not new:
        parts = [_part(s, found, None, there, d, None, trouble) for d, _, trouble in made]
        return _written(folder, Round(number, parts, refused, None, None, None, None, None, kept=False)), current
    after = trained(s, folder / "run", (*current.sets, *new))
    untargeted = _control(s, folder, number, sum(len(c.images) for c in new), current) if s.control else None
    before_scores, after_scores = (scores(d.evaluation.truth, d.evaluation.results, 0) for d in (current, after))
    n, diagnosed = len(after.evaluation.truth.images), diagnose(after.evaluation)
    change = gained(after_scores, before_scores, n)
    plain = scores(untargeted.evaluation.truth, untargeted.evaluation.results, 0) if untargeted else None
    result = Round(
        number=number,
        parts=[_part(s, found, diagnosed, there, d, coco, trouble) for d, coco, trouble in made],
        refused=refused,
        before=float(before_scores[0]),
        after=float(after_scores[0]),
        gained=change,
        untargeted=None if plain is None else float(plain[0]),
        over_untargeted=None if plain is None else gained(after_scores, plain, n),
        kept=change.value > 0.0,
    )
    return _written(folder, result), after if result.kept else current


def measured(sets: Sequence[CocoSet], training: "TrainConfig") -> Properties:
    """What the objects of the training data are like; of large sets, of images evenly spread over them."""
    few = [c.subset([c.images[i]["id"] for i in np.unique(np.linspace(0, len(c.images) - 1, _MEASURED).astype(int))]) for c in sets]
    found = [properties_of(pair(c, []).objects, c) for c in few]
    if training.own_scale:  # windows of larger pictures: what is as large in pixels is as large to the network
        found = [replace(q, side_px=float(training.size)) for q in found]
    return joined(found)


def trained(s: Search, folder: Path, sets: tuple[CocoSet, ...]) -> Detector:
    """Trains as the first detector was, for as many steps; goes on where it was stopped."""
    from setpiece.cli.train import tell
    from setpiece.realism.training.loop import train
    from setpiece.realism.training.run_folder import Run, describe

    train(sets, Run(folder, s.training, s.classes, tuple(describe(c) for c in sets)), tell)
    if s.test is not None:  # what was rendered since the first check; the photographs are compared by ``judge``
        refuse_training_images(open_coco(s.test, "test"), folder)
    return Detector(folder, sets, judge(folder, s.real, s.mapping))


def _made(s: Search, folder: Path, overrides: dict[str, Any], images: int, number: int, place: int) -> tuple[CocoSet | None, str]:
    """Renders one part with a seed of its own; returns it, or why there is none."""
    from setpiece.farm.local import run as make

    seed = s.seed + _SEEDS_PER_ROUND * number + place
    config = s.compose({**overrides, "seed": seed, "count": images}, folder)
    _write_experiment(s, folder, config.experiment, {**overrides, "seed": seed, "count": images})
    try:
        outcome = make(config)
        if outcome.interrupted:
            raise KeyboardInterrupt
        return widened(with_classes(open_coco(folder, "data"), s.classes, {}, "data"), s.margin_px), ""
    except UserError as error:
        return None, f"{folder.name}: {error}"


def _write_experiment(s: Search, folder: Path, base: str | None, values: dict[str, Any]) -> None:
    """The override as an experiment, for whoever wants more of it: ``--config-dir FOLDER/configs experiment=NAME``."""
    tree: dict[str, Any] = {}
    for key, value in values.items():
        *parents, name = key.split(".")
        here = tree
        for parent in parents:
            here = here.setdefault(parent, {})
        here[name] = value
    target = s.out / "configs" / "experiment" / f"{folder.parent.parent.name}-{folder.name}.yaml"
    target.parent.mkdir(parents=True, exist_ok=True)
    defaults = {"defaults": [base, "_self_"]} if base else {}
    text = yaml.safe_dump(defaults | tree, sort_keys=False, default_flow_style=None)
    target.write_text(f"# @package _global_\n# Written by `setpiece improve`.\n{text}")


def _control(s: Search, folder: Path, number: int, images: int, current: Detector) -> Detector | None:
    """The detector that as many untargeted images make."""
    coco, trouble = _made(s, folder / "data" / "untargeted", {}, images, number, 0)
    if coco is None:
        print(trouble, file=sys.stderr)
        return None
    return trained(s, folder / "untargeted", (*current.sets, coco))


def _part(s: Search, found: Diagnosis, after: Diagnosis | None, there: Properties, d: Deficit, coco: CocoSet | None, trouble: str) -> Part:
    """How a part turned out; the bin's objects are those of the diagnosis before."""
    recalls = [float(x.seen.found[d.bin.members].mean()) if x else float("nan") for x in (found, after or found)]
    axis = next(a for a in found.axes if a.name == d.bin.axis)
    place = axis.bins.index(d.bin.name)
    shares: list[float | None] = [None, None]
    if axis.sort is not None:
        new = measured([coco], s.training) if coco else None
        shares = [None if q is None or not len(q.x) else float((axis.sort(q) == place).mean()) for q in (there, new)]
    values = {k: written(v) for k, v in d.overrides.items()}
    return Part(d.bin.axis, d.bin.name, values, len(coco.images) if coco else 0, shares[0], shares[1], recalls[0], recalls[1], trouble)


def _reopened(s: Search, folder: Path, done: Round, current: Detector) -> Detector:
    """The detector that a finished round left behind."""
    if not done.kept:
        return current
    from setpiece.realism.training.run_folder import open_run

    wanted = [d["source"] for d in open_run(folder / "run").data]
    parts = [p for p in (Path(w) for w in wanted) if p.is_relative_to(folder)]
    new = tuple(widened(with_classes(open_coco(p, "data"), s.classes, {}, "data"), s.margin_px) for p in parts)
    return replace(current, run=folder / "run", sets=(*current.sets, *new), evaluation=judge(folder / "run", s.real, s.mapping))


def _written(folder: Path, result: Round) -> Round:
    from setpiece.realism.training.run_folder import replace_whole

    folder.mkdir(parents=True, exist_ok=True)
    replace_whole(folder / ROUND, (json.dumps(as_json(result), indent=1, allow_nan=False) + "\n").encode())
    return result


def _read(file: Path) -> Round | None:
    return from_json(json.loads(file.read_text())) if file.is_file() else None
