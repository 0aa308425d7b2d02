"""``setpiece train``: a detector from a COCO dataset, with one command."""

import os
import sys
from typing import TYPE_CHECKING, Any

from setpiece.assets.errors import UserError
from setpiece.cli.key_values import KeyValues

if TYPE_CHECKING:
    from setpiece.realism.detection.coco import CocoSet
    from setpiece.realism.training.config import TrainConfig
    from setpiece.realism.training.loop import Progress

HELP = """
Usage: setpiece train data=DATASET[,DATASET...] out=RUN [key=value ...]

Trains a detector. DATASET: a setpiece dataset, or a COCO file with its images beside it. The same command
continues a run that was stopped. Needs the extra `train`: pip install 'setpiece[train]'.
RUN then holds model.onnx, checkpoint.pt, curves.png, tensorboard/ and run.json.

  model=fcos            fcos, retinanet, ssdlite, faster_rcnn, or mask_rcnn (needs masks)
  augment=default       default, top_down, street, none; single keys as augment.hflip=0, augment.scale=0.5,2
  shares=1,3            how much of the training each dataset gives (default: by its images)
  margins_px=2,0        moves the sides of each dataset's boxes outwards, for people who draw them less tight than renderers
  classes=a:b,c:-       renames classes of the data; - leaves one out
  size=320              side of the square that images are fitted into, in pixels; a multiple of 32
  own_scale=true        training images keep their own pixels: for windows of larger pictures
  crop=PX               train on windows of this side: quicker where objects are small
  steps= batch= lr=     schedule
  seed=0                of order, augmentation and initial weights
  device=cpu            or cuda, cuda:1
  backbone=imagenet     EfficientNet-Lite0's weights: imagenet, none, or a state dict
  backbone_lr= warmup= weight_decay= ema= channels= frozen_stages= save_every=   see configs/train

Then: setpiece evaluate run=RUN data=DATASET out=REPORT

Examples:
  setpiece train data=out/dice out=runs/dice augment=top_down
  setpiece train data=out/dice,real/train.json shares=3,1 model=faster_rcnn size=640 out=runs/mixed
"""


def run(argv: list[str]) -> int:
    """Trains; returns the exit code."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # on a busy machine, threads that wait actively take the time of those that work
    args = KeyValues(argv, HELP, required=("data", "out"))
    sources, out = args.words("data", ()), args.path("out")
    mapping, shares = args.words("classes", ()), args.words("shares", ())
    margins = args.words("margins_px", ())
    config = config_of(args)
    args.done()
    need_torch()
    from setpiece.realism.detection.coco import widened
    from setpiece.realism.training.loop import train
    from setpiece.realism.training.run_folder import Run, describe

    sets = tuple(map(widened, open_sets(sources, mapping), _margins(margins, len(sources))))
    record = Run(out, config, sets[0].classes, tuple(describe(s) for s in sets), _shares(shares, len(sets)))
    for each in sets:
        print(introduction(each))
    train(sets, record, tell)
    print(f"\nModel: {out / 'model.onnx'}")
    return 0


def need_torch() -> None:
    """Raises UserError, before any data are read, where torch is not installed."""
    try:
        import torchvision  # noqa: F401
    except ModuleNotFoundError as error:
        raise UserError("training needs torch and torchvision: pip install 'setpiece[train]'") from error


def open_sets(sources: tuple[str, ...], mapping: tuple[str, ...]) -> "tuple[CocoSet, ...]":
    """The training sets, with the first one's classes.

    Raises:
        UserError: one cannot be opened, or its classes are others.
    """
    from pathlib import Path

    from setpiece.realism.detection.alike import open_alike
    from setpiece.realism.detection.coco import parse_mapping

    return open_alike([("data", Path(s)) for s in sources], parse_mapping(mapping))


def config_of(args: KeyValues, without: tuple[str, ...] = ()) -> "TrainConfig":
    """The settings that the arguments give.

    Args:
        args: of the command line.
        without: keys that are no arguments of this verb.

    Raises:
        UserError: no such preset, or a value out of its range.
    """
    from setpiece.realism.training.config import Augmentation, TrainConfig, compose

    keys = [k for k in TrainConfig.model_fields if k not in ("model", "augment", *without)]
    keys += [f"augment.{k}" for k in Augmentation.model_fields]
    changes: dict[str, Any] = {}
    for key in keys:
        words = args.words(key, ())
        if words:
            changes[key] = words[0] if len(words) == 1 else words
    return compose(args.words("model", ("fcos",))[0], args.words("augment", ("default",))[0], changes)


def _shares(words: tuple[str, ...], sets: int) -> tuple[float, ...] | None:
    try:
        shares = tuple(map(float, words))
    except ValueError:
        shares = (-1.0,)
    if words and (len(shares) != sets or not all(0.0 < s < float("inf") for s in shares)):
        raise UserError(f"shares={','.join(words)}: expected {sets} positive numbers, one a dataset")
    return shares or None


def _margins(words: tuple[str, ...], sets: int) -> tuple[float, ...]:
    try:
        margins = tuple(map(float, words)) or (0.0,) * sets
    except ValueError:
        margins = ()
    if len(margins) != sets or not all(0.0 <= m < float("inf") for m in margins):
        raise UserError(f"margins_px={','.join(words)}: expected {sets} numbers of pixels from 0 on, one a dataset")
    return margins


def introduction(s: "CocoSet") -> str:
    """How many images and boxes a set has."""
    counts = ", ".join(f"{name} {count}" for name, count in s.counts().items())
    return f"{s.source}: {len(s.images)} images; {counts}"


def tell(p: "Progress") -> None:
    """One line a step on a terminal, twenty in a log."""
    left = (p.steps - p.step) * p.step_s
    line = f"step {p.step}/{p.steps}  loss {p.losses['loss']:.3f}  {p.step_s:.2f} s a step, {left / 60:.0f} min left"
    if sys.stderr.isatty():
        print(f"\r{line:<78}", end="", file=sys.stderr, flush=True)
    elif p.step % max(1, p.steps // 20) == 0 or p.step == 1:
        print(line, file=sys.stderr, flush=True)
