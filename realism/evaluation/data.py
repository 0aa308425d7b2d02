"""report.json of an evaluation, and its one sentence."""

from typing import Any

import numpy as np

from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.evaluation.evaluate import Evaluation
from setpiece.realism.evaluation.scores import Scores

SCHEMA = 1


def to_json(e: Evaluation) -> dict[str, Any]:
    """Plain data; the keys are stable within a schema version."""
    return {
        "schema": SCHEMA,
        "model": str(e.model),
        "data": {"source": str(e.truth.source), "images": len(e.truth.images), "boxes": e.truth.counts()},
        "training_images_compared": e.leaks_checked,
        "boxes": _scores(e.boxes, e.truth.classes),
        "masks": _scores(e.masks, e.truth.classes) if e.masks else None,
        "masks_not_judged": e.unjudged or None,
        "threshold": e.threshold,
        "confusion": {"classes": ["background", *e.truth.classes], "true_down_detected_across": e.confusion.tolist()},
        "images": [
            {
                "image_id": o.image_id,
                "file": e.truth.paths[o.image_id].as_posix(),
                "objects": len(o.truth),
                "missed": int(o.missed.sum()),
                "confused": int(o.confused.sum()),
                "invented": int(o.invented.sum()),
            }
            for o in e.outcomes
        ],
    }


def summary(e: Evaluation) -> str:
    """The figures that people quote."""
    lines = [_line("boxes", e.boxes)] + ([_line("masks", e.masks)] if e.masks else [])
    objects = sum(len(o.truth) for o in e.outcomes)
    counts = {key: sum(int(getattr(o, key).sum()) for o in e.outcomes) for key in ("missed", "confused", "invented")}
    lines.append(
        f"At a score of {e.threshold:.2f}, of {objects} objects in {len(e.truth.images)} images {counts['missed']} are missed and "
        f"{counts['confused']} taken for another class; {counts['invented']} detections show nothing"
    )
    if e.unjudged:
        lines.append(e.unjudged)
    if not e.leaks_checked:
        lines.append(f"Not compared with the training images: no training_images.npz beside {e.model}")
    return "\n".join(lines)


def estimate_json(e: Estimate | None) -> dict[str, float] | None:
    """A score with its interval, or null where there is no object."""
    return None if e is None else {"value": e.value, "low": e.low, "high": e.high}


def _scores(s: Scores, classes: tuple[str, ...]) -> dict[str, Any]:
    curves = {name: [round(float(v), 4) for v in row] for name, row in zip(classes, s.curves, strict=True) if np.isfinite(row).all()}
    return {
        "overall": {name: estimate_json(e) for name, e in s.overall.items()},
        "by_class": {name: {key: estimate_json(e) for key, e in figures.items()} for name, figures in s.by_class.items()},
        "precision_at_recall": curves,
    }


def _line(what: str, s: Scores) -> str:
    parts = [f"{key} {e.value:.3f} ({e.low:.3f} to {e.high:.3f})" for key in ("AP50", "AP75", "AP", "AR") if (e := s.overall[key])]
    return f"{what}: {', '.join(parts)}"
