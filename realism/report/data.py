"""report.json: every figure of the page, for programs."""

from typing import Any

from setpiece.realism.check import Check
from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.leaks import Leaks
from setpiece.realism.scores import Score
from setpiece.realism.statistics.findings import Finding

SCHEMA = 1


def to_json(check: Check) -> dict[str, Any]:
    """Plain data; the keys are stable within a schema version."""
    return {
        "schema": SCHEMA,
        "real": {"source": str(check.real.source), "images": len(check.real.paths), "conversions": check.notes["real"]},
        "data": {"source": str(check.data.source), "images": len(check.data.paths), "conversions": check.notes["data"]},
        "verdict": {"level": check.verdict.level, "sentence": check.verdict.sentence, "failures": list(check.verdict.failures)},
        "scores": {name: {s.name: _score(s) for s in scores} for name, scores in check.scores.items()},
        "classifier": _classifier(check),
        "slices": [
            {"kind": s.kind, "name": s.name, "count": s.count, "auc": estimate_json(s.auc) if s.auc else None} for s in check.slices
        ],
        "leaks": _leaks(check.leaks),
        "findings": [_finding(f) for f in check.findings],
        "most_synthetic": [e.path.as_posix() for e in check.gallery.most_synthetic] if check.gallery else [],
        "most_real": [e.path.as_posix() for e in check.gallery.most_real] if check.gallery else [],
    }


def estimate_json(e: Estimate) -> dict[str, float | int]:
    """A number with its interval."""
    return {"value": e.value, "low": e.low, "high": e.high, "n_real": e.n_real, "n_data": e.n_data}


def _score(s: Score) -> dict[str, Any]:
    return {**estimate_json(s.estimate), "floor": s.floor, "ceiling": s.ceiling, "better": s.better, "note": s.note}


def _classifier(check: Check) -> dict[str, Any] | None:
    v = check.verdicts
    if v is None:
        return None
    return {"auc": estimate_json(v.auc), "accuracy": estimate_json(v.accuracy), "calibration_error": v.calibration_error}


def _leaks(leaks: Leaks) -> dict[str, Any]:
    copies = {
        where: [{"file": c.file.as_posix(), "original": c.original.as_posix(), "bits": c.bits, "ratio": c.ratio} for c in found]
        for where, found in leaks.copies.items()
    }
    private = {what: [p.as_posix() for p in paths] for what, paths in leaks.private.items()}
    return {"copies": copies, "nearest_ratio": leaks.nearest_ratio, "private": private}


def _finding(f: Finding) -> dict[str, Any]:
    return {
        "name": f.name,
        "sentence": f.sentence,
        "notable": f.notable,
        "effect": f.effect,
        "distance": f.distance,
        "low": f.low,
        "high": f.high,
        "floor": f.floor,
        "shift": f.shift,
        "unit": f.knob.unit,
        "keys": list(f.knob.keys),
    }
