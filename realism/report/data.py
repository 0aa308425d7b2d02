"""report.json: every figure of the page, for programs."""

from typing import Any

from setpiece.realism.check import Check
from setpiece.realism.distances.intervals import Estimate
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
        "findings": [_finding(f) for f in check.findings],
        "most_synthetic": [e.path.as_posix() for e in check.gallery.most_synthetic] if check.gallery else [],
        "most_real": [e.path.as_posix() for e in check.gallery.most_real] if check.gallery else [],
    }


def _estimate(e: Estimate) -> dict[str, float | int]:
    return {"value": e.value, "low": e.low, "high": e.high, "n_real": e.n_real, "n_data": e.n_data}


def _score(s: Score) -> dict[str, Any]:
    return {**_estimate(s.estimate), "floor": s.floor, "ceiling": s.ceiling, "better": s.better, "note": s.note}


def _classifier(check: Check) -> dict[str, Any] | None:
    v = check.verdicts
    if v is None:
        return None
    return {"auc": _estimate(v.auc), "accuracy": _estimate(v.accuracy), "calibration_error": v.calibration_error}


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
