"""From a detector's file and a COCO file to an evaluation, with everything that could make the score a lie refused on the way."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from setpiece.assets.errors import UserError
from setpiece.realism.detection.coco import CocoSet, open_coco, with_classes
from setpiece.realism.detection.detector import Detections, Detector, detect, open_detector
from setpiece.realism.detection.leaks import fingerprints, load, refuse_leaks
from setpiece.realism.evaluation.evaluate import Evaluation, evaluate

FINGERPRINTS = "training_images.npz"


def judge(model: Path, data: Path, mapping: Mapping[str, str] | None = None, seed: int = 0) -> Evaluation:
    """Evaluates a training run, or an ONNX file, on annotated images.

    Args:
        model: a run's folder, or the file.
        data: a COCO file, or a folder with one.
        mapping: names of the data's classes to the detector's; "-" leaves a class out, on either side.
        seed: of the intervals.

    Raises:
        UserError: either cannot be opened, the classes differ, no box is left, or images are in the training set.
    """
    detector, pairs = open_detector(model), mapping or {}
    truth = align(open_coco(data, "data"), detector, pairs)
    checked = refuse_training_images(truth, model)
    found = {i: _relabelled(d, detector.classes, truth.classes) for i, d in detect(detector, truth).items()}
    return evaluate(truth, found, model, seed=seed, leaks_checked=checked)


def align(data: CocoSet, detector: Detector, mapping: Mapping[str, str]) -> CocoSet:
    """The set with the detector's classes, those left out excepted.

    Raises:
        UserError: the classes differ, or a name of the mapping is on neither side.
    """
    known = {*data.classes, *detector.classes}
    for name in mapping:
        if name not in known:
            raise UserError(f"classes={name}:...: no such class; the data have {', '.join(data.classes)}")
    out = with_classes(data, detector.classes, mapping, "data")
    if not any(out.counts().values()):
        raise UserError(f"data={data.source}: no box is left of the classes {', '.join(out.classes)}")
    return out


def refuse_training_images(data: CocoSet, model: Path) -> bool:
    """Whether the training images are known; they are not if an ONNX file came without its run.

    Raises:
        UserError: images of the set are among them.
    """
    kept = (model if model.is_dir() else model.parent) / FINGERPRINTS
    if not kept.is_file():
        return False
    refuse_leaks(fingerprints(list(data.paths.values())), load(kept), f"data={data.source}")
    return True


def _relabelled(found: Detections, classes: tuple[str, ...], wanted: tuple[str, ...]) -> Detections:
    """Labels in the order of the wanted classes; detections of other classes are left out."""
    table = np.array([0, *(wanted.index(c) + 1 if c in wanted else 0 for c in classes)], np.intp)
    labels = table[found.labels]
    moved = Detections(found.xyxy, labels, found.scores, found.masks)
    return moved.only(labels > 0)
