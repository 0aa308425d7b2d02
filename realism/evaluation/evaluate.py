"""Puts an evaluation together: detections, scores, confusion, outcomes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from setpiece.realism.detection.coco import CocoSet
from setpiece.realism.detection.detector import Detections, as_results
from setpiece.realism.evaluation.outcomes import Outcome, best_score, confusion, outcomes
from setpiece.realism.evaluation.precision import match
from setpiece.realism.evaluation.scores import Scores, score


@dataclass(frozen=True)
class Evaluation:
    """How well a detector did.

    Attributes:
        model: the detector's file or folder.
        truth: what it was judged by.
        boxes: scores of its boxes.
        masks: of its masks; None without masks on either side.
        threshold: the score at which its F1 is highest; outcomes and confusion are at this score.
        outcomes: of every image.
        confusion: (classes + 1, classes + 1) counts, true class down, detected across, 0 is the background.
        results: every detection, as COCO lists them.
        leaks_checked: whether the training images were there to be compared with.
    """

    model: Path
    truth: CocoSet
    boxes: Scores
    masks: Scores | None
    threshold: float
    outcomes: list[Outcome]
    confusion: npt.NDArray[np.intp]
    results: list[dict[str, Any]]
    leaks_checked: bool = False

    @property
    def unjudged(self) -> str:
        """Why masks were detected but not judged; empty if they were judged, or there are none."""
        if self.masks or not any("segmentation" in r for r in self.results):
            return ""
        bare = sum(not a.get("segmentation") for a in self.truth.annotations)
        return f"The detector's masks were not judged: {bare} of the {len(self.truth.annotations)} annotations are boxes without a mask."


def evaluate(truth: CocoSet, found: dict[int, Detections], model: Path, *, seed: int = 0, leaks_checked: bool = False) -> Evaluation:
    """Judges detections.

    Args:
        truth: annotated images.
        found: detections by image id, labels in the order of ``truth.classes``.
        model: where they come from.
        seed: of the intervals.
        leaks_checked: see ``Evaluation``.
    """
    results = as_results(found)
    matches = match(truth, results, "bbox")
    boxes = score(matches, truth.classes, seed)
    with_masks = truth.has_masks and any("segmentation" in r for r in results)
    masks = score(match(truth, results, "segm"), truth.classes, seed) if with_masks else None
    threshold = best_score([m[0] for m in matches])
    found_out = outcomes(truth, found, threshold)
    table = confusion(found_out, len(truth.classes))
    return Evaluation(model, truth, boxes, masks, threshold, found_out, table, results, leaks_checked)
