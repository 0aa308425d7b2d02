"""Coverage as a table and as report.json."""

from typing import Any

from setpiece.realism.diagnosis.bins import Bin
from setpiece.realism.diagnosis.data import bin_json
from setpiece.realism.diagnosis.groups import Coverage

SCHEMA = 1
_BAR = 30


def as_json(c: Coverage) -> dict[str, Any]:
    """Plain data; the keys are stable within a schema version."""
    return {
        "schema": SCHEMA,
        "data": {"source": str(c.truth.source), "images": len(c.truth.images), "boxes": c.truth.counts()},
        "model": str(c.evaluation.model) if c.evaluation else None,
        "groups": [_group(b, scored=c.evaluation is not None) for b in c.groups],
        "shortfalls": [{"axis": s.group.axis, "name": s.group.name, "share": s.share, "gap": s.gap} for s in c.shortfalls],
    }


def table(c: Coverage) -> str:
    """One line a group: share and, where there is a detector, recall."""
    lines = []
    for axis in c.axes:
        mine = [b for b in c.groups if b.axis == axis.name]
        wide = max((len(b.name) for b in mine), default=0)
        most = max((b.share for b in mine), default=1.0) or 1.0
        lines.append(f"{axis.title} (shares of {'images' if axis.of_images else 'objects'})")
        lines += [f"  {b.name:<{wide}}  {b.share:6.1%}  {_score(c, b)}{'#' * round(_BAR * b.share / most)}" for b in mine]
    return "\n".join(lines)


def _score(c: Coverage, b: Bin) -> str:
    if c.evaluation is None:
        return ""
    if b.recall is None:
        return f"{'no objects':<28}"
    return f"{f'recall {b.recall.value:.2f} ({b.recall.low:.2f} to {b.recall.high:.2f})':<28}"


def _group(b: Bin, *, scored: bool) -> dict[str, Any]:
    row = bin_json(b)
    return row if scored else {k: row[k] for k in ("axis", "name", "images", "share", "objects")}
