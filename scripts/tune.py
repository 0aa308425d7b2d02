"""``setpiece tune``: search chosen keys for the values that bring a dataset nearest to photographs."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from setpiece.assets.errors import UserError
from setpiece.cli.key_values import KeyValues
from setpiece.cli.tune_axes import Axis, parse_axes
from setpiece.cli.tune_trials import Judge, Trial, best, open_trials, search

if TYPE_CHECKING:
    from setpiece.farm.config import Config
    from setpiece.realism.image_set import ImageSet

HELP = """
Usage: setpiece tune real=FOLDER keys=KEY:LOW:HIGH,... budget=N out=FOLDER [key=value ...] [--config-dir DIR]

Makes small datasets with different values of the keys, judges each against the photographs, and goes on where they
are nearest. A distribution is moved to the value without a change of its width. Trial 0 is the config as it is; all
trials share its seed. Safe to interrupt and to repeat; the budget may be raised later.

  budget=640            images in all
  images=32             images a trial
  objective=kid|auc     what is lowered: the kernel distance, or how often a classifier tells the sets apart
  backbone=inception    inception, efficientnet, or FILE.onnx with FILE.onnx.json
  search_seed=0         of the search
  any other key=value   as for `setpiece generate`: experiment=, lighting=, resolution=, ...

Writes FOLDER/trials.jsonl, the datasets in FOLDER/trials, and FOLDER/configs/experiment/tuned.yaml.

Example:
  setpiece tune experiment=dice real=~/dice keys=sensor.exposure_ev:0:2.5,placement.count:3:15 budget=960 out=out/tuned
  setpiece generate --config-dir out/tuned/configs experiment=tuned count=1000 out=out/nearer
"""

_OWN = ("real", "keys", "budget", "out", "images", "objective", "backbone", "search_seed")
_CLASSIFIER_IMAGES = 10


def run(words: list[str]) -> int:
    """Search, report, write the best; returns the exit code."""
    from setpiece.cli.compose import compose_config
    from setpiece.cli.generate import split_options
    from setpiece.dataset.manifest import content
    from setpiece.dataset.reference import fingerprint
    from setpiece.realism.image_set import open_images

    overrides, config_dir, _ = split_options(words)
    own = [word for word in overrides if word.partition("=")[0] in _OWN]
    others = [word for word in overrides if word not in own]
    args = KeyValues(own, HELP, required=("real", "keys", "budget", "out"))
    out, images, objective = args.path("out"), args.integer("images", least=2) or 32, args.words("objective", ("kid",))[0]
    backbone, seed = args.words("backbone", ("inception",))[0], args.integer("search_seed", least=0) or 0
    wanted = _trials(args.integer("budget", least=1) or 0, images)
    real = open_images(args.path("real"), "real")
    _check_objective(objective, images, real)

    def compose(values: dict[str, Any], folder: Path) -> "Config":
        changes = [f"{key}={_written(value)}" for key, value in values.items()]
        return compose_config([*others, *changes, f"out={folder}", f"count={images}", "indices=null"], config_dir)

    config = compose({}, out)
    plain = config.model_dump(mode="json")
    axes = parse_axes(args.words("keys", ()), plain)
    for end in (0.0, 1.0):
        for axis in axes:
            compose({axis.key: axis.value(end)}, out)
    question = {
        "config": content(plain), "keys": [[a.key, a.low, a.high] for a in axes], "images": images, "objective": objective,
        "backbone": backbone, "search_seed": seed, "real": fingerprint(real.source) if real.source.is_dir() else str(real.source),
    }  # fmt: skip
    trials = open_trials(out, question)
    judge = _judge(lambda number, values: compose(values, _folder(out, number)), real, objective, backbone)
    _report(trials)
    for trial in search(out, trials, wanted, [a.place() for a in axes], lambda place: _values(axes, place), judge, seed):
        _report([trial])
    _conclude(out, trials, real, backbone, config.experiment, others)
    return 0


def _values(axes: Sequence[Axis], place: Sequence[float]) -> dict[str, Any]:
    return {axis.key: axis.value(u) for axis, u in zip(axes, place, strict=True)}


def _trials(budget: int, images: int) -> int:
    """How many trials the budget pays for.

    Raises:
        UserError: fewer than two.
    """
    if budget < 2 * images:
        raise UserError(f"budget={budget}: a trial takes images={images}; at least {2 * images} are needed, better {20 * images}")
    return budget // images


def _check_objective(objective: str, images: int, real: "ImageSet") -> None:
    if objective not in ("kid", "auc"):
        raise UserError(f"objective={objective}: expected kid or auc")
    if objective == "auc" and min(images, len(real.paths)) < _CLASSIFIER_IMAGES:
        raise UserError(f"objective=auc: the classifier needs at least {_CLASSIFIER_IMAGES} images on each side; raise images=")


def _judge(compose: "Callable[[int, dict[str, Any]], Config]", real: "ImageSet", objective: str, backbone: str) -> Judge:
    """Renders one trial through the local farm and measures it."""
    from setpiece.farm.local import run as make
    from setpiece.realism.image_set import open_images
    from setpiece.realism.objective import measure_objective

    def judge(number: int, values: dict[str, Any]) -> tuple[float, float, float] | None:
        config = compose(number, values)
        summary = make(config)
        if summary.interrupted:
            raise KeyboardInterrupt
        if 2 * len(summary.failed) > config.count:
            return None
        found = measure_objective(real, open_images(Path(config.out), "trial"), objective, backbone)
        return found.value, found.low, found.high

    return judge


def _conclude(out: Path, trials: list[Trial], real: "ImageSet", backbone: str, experiment: str | None, others: list[str]) -> None:
    """Says what was found, and how far that can be believed."""
    from setpiece.realism.compare import compare
    from setpiece.realism.image_set import open_images

    winner = best(trials)
    if winner.number == 0:
        print(f"Best of {len(trials)} trials: the config as it is.")
        return
    print(f"Best of {len(trials)} trials: trial {winner.number}")
    for key, value in winner.values.items():
        print(f"  {key}={_written(value)}")
    if trials[0].score is not None:
        sets = [open_images(_folder(out, number), "trial") for number in (winner.number, 0)]
        found = compare(real, sets[0], sets[1], backbone, 0, lambda text: None)
        print(f"A is this trial, B the config as it is. {found.sentence}")
    print("The best of many is flattered by chance: generate with another seed and `setpiece compare` before you believe it.")
    target = write_experiment(out / "configs", experiment, winner.values)
    rest = "".join(f" {word}" for word in others if word.partition("=")[0].lstrip("+") not in {"experiment", *winner.values})
    print(f"{target}: setpiece generate --config-dir {out / 'configs'} experiment=tuned{rest}")


def write_experiment(configs: Path, base: str | None, values: dict[str, Any]) -> Path:
    """An experiment that is another one with these values; returns its file."""
    tree: dict[str, Any] = {}
    for key, value in values.items():
        *parents, name = key.split(".")
        here = tree
        for parent in parents:
            here = here.setdefault(parent, {})
        here[name] = value
    target = configs / "experiment" / "tuned.yaml"
    target.parent.mkdir(parents=True, exist_ok=True)
    defaults = {"defaults": [base, "_self_"]} if base else {}
    text = yaml.safe_dump(defaults | tree, sort_keys=False, default_flow_style=None)
    target.write_text(f"# @package _global_\n# Found by `setpiece tune`.\n{text}")
    return target


def _report(trials: Sequence[Trial]) -> None:
    for trial in trials:
        values = " ".join(f"{key}={_written(value)}" for key, value in trial.values.items()) or "as it is"
        score = "could not be judged" if trial.score is None else f"{trial.score:.4f} ({trial.low:.4f} to {trial.high:.4f})"
        print(f"trial {trial.number}: {score}  {values}", file=sys.stderr, flush=True)


def _folder(out: Path, number: int) -> Path:
    return out / "trials" / f"{number:03d}"


def _written(value: object) -> str:
    """As on the command line, without spaces."""
    return "[" + ",".join(map(str, value)) + "]" if isinstance(value, list) else str(value)
