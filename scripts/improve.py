"""``setpiece improve``: render what a detector lacks, train again, and say whether it helped."""

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from setpiece.assets.errors import UserError
from setpiece.cli.key_values import KeyValues

if TYPE_CHECKING:
    from setpiece.cli.improve_rounds import Detector, Search
    from setpiece.farm.config import Config
    from setpiece.realism.detection.coco import CocoSet
    from setpiece.realism.training.run_folder import Run

HELP = """
Usage: setpiece improve run=RUN data=DATASET real=COCO budget=N out=FOLDER [key=value ...] [--config-dir DIR]

Diagnoses a detector on annotated photographs, turns the bins on which it fails more than elsewhere into overrides of the
experiment, renders images of just those, trains again on old and new images for as many steps, and compares on the same
photographs, with an interval. Goes on from what helped; stops when a round does not help, or nothing is left to aim at.
Safe to interrupt and to repeat. Needs the extra `train`: pip install 'setpiece[train]'.

  run=RUN               the detector, a folder made by `setpiece train`
  data=DATASET,...      what it was trained on
  real=COCO             photographs on which failures are looked for and rounds are compared: a validation set
  test=COCO             your test set: nothing is scored on it; refused if it repeats an image of any other set
  budget=N              images in all
  rounds=3              at most; the budget is shared out among them
  slices=3              bins a round, at most
  control=true          also train on as many images of the experiment as it is, and compare with that
  margin_px=0           by which boxes were widened for RUN, as margins_px= of `setpiece train`; new ones are widened too
  classes=a:b,c:-       renames classes of the photographs to the detector's
  any other key=value   as for `setpiece generate`: experiment=, quality=, resolution=, farm.workers=, ...

Writes FOLDER/index.html and report.json; FOLDER/round-K with the diagnosis, the new images and the new run; and each
override as an experiment in FOLDER/configs, for `setpiece generate --config-dir`.

Since rounds are chosen on the photographs, the gain is flattered by chance: score the last run once on test images that
nothing was chosen on, with `setpiece evaluate`.

Example:
  setpiece improve run=runs/dice data=out/dice real=real/val.json test=real/test.json experiment=dice budget=300 out=out/better
"""

_OWN = ("run", "data", "real", "test", "budget", "rounds", "slices", "control", "margin_px", "classes", "out")
_FILE = "improve.json"


def run(words: list[str]) -> int:
    """Checks, plays the rounds, reports; returns the exit code."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from setpiece.cli.generate import split_options
    from setpiece.cli.improve_rounds import first, play
    from setpiece.cli.train import need_torch
    from setpiece.realism.improvement.results import Round

    overrides, config_dir, _ = split_options(words)
    own = [word for word in overrides if word.partition("=")[0] in _OWN]
    args = KeyValues(own, HELP, required=("run", "data", "real", "budget", "out"))
    rounds, budget = args.integer("rounds", least=1) or 3, args.integer("budget", least=1) or 0
    if budget < rounds:
        raise UserError(f"budget={budget}: at least one image for each of rounds={rounds} is needed, better {50 * rounds}")
    s = _search(args, [w for w in overrides if w not in own], config_dir, budget // rounds)
    need_torch()
    _check_splits(s)
    _claim(s)
    start = current = first(s)
    played: list[Round] = []
    for number in range(1, rounds + 1):
        result, current = play(s, number, current)
        played.append(result)
        if not result.kept:
            break
    _report(s, played, start, current)
    return 0


def _search(args: KeyValues, others: list[str], config_dir: Path | None, images: int) -> "Search":
    from setpiece.assets.library import Library
    from setpiece.cli.compose import compose_config
    from setpiece.cli.improve_plan import written
    from setpiece.cli.improve_rounds import Search
    from setpiece.realism.detection.coco import open_coco, parse_mapping, widened, with_classes
    from setpiece.realism.training.run_folder import open_run

    start, out = args.path("run"), args.path("out")
    sources, real, test = args.words("data", ()), args.path("real"), args.optional_path("test")
    mapping, deficits, control = args.words("classes", ()), args.integer("slices", least=1) or 3, args.flag("control")
    margin_px = args.number("margin_px") or 0.0
    args.done()
    if not (start / "run.json").is_file():
        raise UserError(f"run={start}: expected a folder made by `setpiece train`, which says how it was trained")
    begun = open_run(start)
    sets = tuple(widened(with_classes(open_coco(Path(d).expanduser(), "data"), begun.classes, {}, "data"), margin_px) for d in sources)
    _check_data(begun, sets)

    def compose(values: dict[str, Any], folder: Path) -> "Config":
        changes = [f"{key}={written(value)}" for key, value in values.items()]
        return compose_config([*others, *changes, f"out={folder}", "indices=null"], config_dir)

    config = compose({}, out)
    library = Library(config.assets)
    labels = sorted({name for kind in config.assets.label_by for name in library.labels_of(kind)})
    return Search(
        out=out,
        start=start,
        training=begun.config,
        classes=begun.classes,
        sets=sets,
        real=real,
        mapping=parse_mapping(mapping),
        test=test,
        compose=compose,
        seed=config.seed,
        names={"placement.kinds": library.kinds, "placement.labels": tuple(labels)},
        images=images,
        deficits=deficits,
        margin_px=margin_px,
        control=control,
    )


def _check_data(begun: "Run", sets: "tuple[CocoSet, ...]") -> None:
    """Refuses data on which the run was not trained: before and after could not be compared."""
    from setpiece.realism.training.run_folder import describe

    wanted, found = [d["sha256"] for d in begun.data], [describe(c)["sha256"] for c in sets]
    if wanted != found:
        said = ", ".join(f"{d['source']} ({d['images']} images, {d['boxes']} boxes)" for d in begun.data)
        given = ",".join(str(c.source) for c in sets)
        raise UserError(
            f"data={given}: not what run={begun.folder} was trained on, which is {said}; "
            "accepted: the same data, in the same order and state, with the same margin_px="
        )
    if begun.shares:
        raise UserError(f"run={begun.folder}: trained with shares={','.join(map(str, begun.shares))}; accepted: a run without shares=")


def _check_splits(s: "Search") -> None:
    """Training, validation and test images must not repeat each other."""
    from setpiece.realism.detection.coco import open_coco
    from setpiece.realism.detection.leaks import fingerprints, refuse_leaks

    trained = fingerprints([p for c in s.sets for p in c.paths.values()])
    real = fingerprints(list(open_coco(s.real, "real").paths.values()))
    refuse_leaks(real, trained, f"real={s.real}")
    if s.test is not None:
        unseen = fingerprints(list(open_coco(s.test, "test").paths.values()))
        refuse_leaks(unseen, trained, f"test={s.test}")
        refuse_leaks(unseen, real, f"test={s.test}, compared with real={s.real}")


def _claim(s: "Search") -> None:
    """Writes down what is asked, or finds that the same was asked before.

    Raises:
        UserError: the folder holds another search, or something else.
    """
    from setpiece.dataset.manifest import content
    from setpiece.realism.detection.coco import open_coco
    from setpiece.realism.training.run_folder import describe, open_run

    config = content(s.compose({}, s.out).model_dump(mode="json"))
    plain = {k: v for k, v in config.items() if k not in ("farm", "device", "out", "count")}
    asked: dict[str, Any] = {
        "run": open_run(s.start).as_json(), "real": describe(open_coco(s.real, "real"))["sha256"], "classes": s.mapping, "images": s.images,
        "slices": s.deficits, "control": s.control, "margin_px": s.margin_px,
        "config": hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest(),
    }  # fmt: skip
    file = s.out / _FILE
    if file.is_file():
        there = json.loads(file.read_text())
        differs = sorted(k for k in asked if there.get(k) != json.loads(json.dumps(asked[k])))
        if differs:
            raise UserError(f"out={s.out}: holds an improvement with other {', '.join(differs)}; choose another folder")
        return
    if s.out.exists() and (not s.out.is_dir() or any(s.out.iterdir())):
        raise UserError(f"out={s.out}: exists and holds no improvement; nothing is overwritten")
    s.out.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(asked, indent=1) + "\n")


def _report(s: "Search", played: "list[Any]", start: "Detector", current: "Detector") -> None:
    from setpiece.realism.improvement.page import render
    from setpiece.realism.improvement.results import gained, scores, to_json, verdict
    from setpiece.realism.report.write import as_text

    total = None
    if current.run != start.run:
        before, after = (scores(d.evaluation.truth, d.evaluation.results, 0) for d in (start, current))
        total = gained(after, before, len(start.evaluation.truth.images))
    about = {"run": str(s.start), "real": str(s.real), "last_run": str(current.run), "images_a_round": s.images}
    (s.out / "report.json").write_text(as_text(to_json(played, total, about)))
    (s.out / "index.html").write_text(render(played, total, about))
    print(f"\n{verdict(played, total)}")
    print(f"Last run: {current.run}\nReport: {s.out / 'index.html'}")
