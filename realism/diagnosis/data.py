"""report.json of a diagnosis, and its few lines of text."""

import math
from collections.abc import Sequence
from typing import Any

from setpiece.realism.diagnosis.bins import Bin, Loss
from setpiece.realism.diagnosis.diagnose import Diagnosis
from setpiece.realism.diagnosis.errors import TITLES
from setpiece.realism.diagnosis.remedies import keys_for
from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.evaluation.data import estimate_json

SCHEMA = 1


def to_json(d: Diagnosis) -> dict[str, Any]:
    """Plain data; the keys are stable within a schema version."""
    e = d.evaluation
    return {
        "schema": SCHEMA,
        "model": str(e.model),
        "data": {"source": str(e.truth.source), "images": len(e.truth.images), "boxes": e.truth.counts()},
        "training_images_compared": e.leaks_checked,
        "threshold": e.threshold,
        "ap50": estimate_json(d.ap50),
        "errors": [{"kind": c.kind, "ap50_gain": estimate_json(c.ap50), "count": c.count} for c in d.costs],
        "causes": [bin_json(b) | {"keys": list(keys_for(b.axis))} for b in d.causes],
        "missing": [[b.axis, b.name] for b in d.missing],
        "false": [[b.axis, b.name] for b in d.false],
        "confusions": [{"true": true, "said": said, "count": n} for true, said, n in d.confusions],
        "bins": [bin_json(b) for b in d.bins],
    }


def bin_json(b: Bin) -> dict[str, Any]:
    """One bin as plain data."""
    return {
        "axis": b.axis,
        "name": b.name,
        "images": b.images,
        "share": b.share,
        "objects": b.objects,
        "found": b.found,
        "detections": b.detections,
        "right": b.right,
        "recall": estimate_json(b.recall),
        "precision": estimate_json(b.precision),
        "missing": _loss(b.missing),
        "false": _loss(b.false),
        "ap50_gain": estimate_json(b.ap50),
        "typical": b.typical if b.typical is not None and math.isfinite(b.typical) else None,
    }


def summary(d: Diagnosis) -> str:
    """What goes wrong, and where."""
    lines = [f"AP50 {_figure(d.ap50)} on {len(d.evaluation.truth.images)} images" if d.ap50 else "no objects"]
    lines += ["What goes wrong, and what AP50 would gain without it:"]
    lines += [
        f"  {TITLES[c.kind]:<28} {c.ap50.value:+.3f} ({c.ap50.low:+.3f} to {c.ap50.high:+.3f})  {c.count} times" for c in d.costs if c.count
    ]
    lines.append("Where it fails more than elsewhere:" if d.causes else "No kind of object fails more than the others beyond chance.")
    lines += [f"  {describe(b)}" for b in d.causes]
    if d.confusions:
        lines.append("Taken for another: " + ", ".join(f"{true} for {said} {n} times" for true, said, n in d.confusions[:3]))
    if not d.evaluation.leaks_checked:
        lines.append(f"Not compared with the training images: no training_images.npz beside {d.evaluation.model}")
    return "\n".join(lines)


def describe(b: Bin) -> str:
    """A bin in one line."""
    sure = "" if b.missing is None or b.missing.clear else "; may be chance, being the worst of many"
    gained = f"; AP50 {b.ap50.value:+.3f} without its failures" if b.ap50 else ""
    return f"{label(b)}: {b.found} of {b.objects} found{gained}{sure}"


def label(b: Bin) -> str:
    """Axis and bin."""
    return f"{b.title.partition(',')[0].lower()} {b.name}"


def counted(bins: Sequence[Bin]) -> int:
    """How many bins were judged."""
    return sum(b.missing is not None for b in bins)


def _loss(loss: Loss | None) -> dict[str, Any] | None:
    if loss is None:
        return None
    return {"cost": estimate_json(loss.cost), "gap": estimate_json(loss.gap), "chance": loss.chance, "clear": loss.clear}


def _figure(e: Estimate) -> str:
    return f"{e.value:.3f} ({e.low:.3f} to {e.high:.3f})"
