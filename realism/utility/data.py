"""report.json and report.md of a study."""

from typing import Any

from setpiece.realism.distances.intervals import Estimate
from setpiece.realism.evaluation.data import estimate_json
from setpiece.realism.utility.results import Results
from setpiece.realism.utility.verdict import remarks, verdict

SCHEMA = 1


def to_json(r: Results, failures: tuple[str, ...]) -> dict[str, Any]:
    """Plain data; the keys are stable within a schema version."""
    s = r.study
    sets = {"real_train": s.real, "data": s.synthetic, "real_test": s.test}
    return {
        "schema": SCHEMA,
        "verdict": verdict(r),
        "remarks": remarks(r),
        "not_met": list(failures),
        "sets": {
            name: {"source": str(part.coco.source), "images": len(part.coco.images), "boxes": part.coco.counts(), "sha256": part.sha256}
            for name, part in sets.items()
        },
        "config": s.config.model_dump(mode="json", exclude={"seed"}),
        "seeds": list(s.seeds),
        "margin_px": s.margin_px,
        "cells": [
            {
                "name": cell.name,
                "shots": cell.shots,
                "real_share": cell.real_share,
                "folders": [f"cells/{s.job(cell, seed).name}" for seed in s.seeds],
                **{
                    measure: {
                        "mean": estimate_json(rows[cell].value),
                        "by_seed": list(rows[cell].by_seed),
                        "ratio_to_real": estimate_json(rows[cell].ratio),
                        "difference_to_real": estimate_json(rows[cell].difference),
                        "difference_to_same_photographs_alone": estimate_json(rows[cell].gain),
                    }
                    for measure, rows in r.rows.items()
                },
            }
            for cell in s.cells
        ],
    }


def to_markdown(r: Results) -> str:
    """The verdict and one table."""
    measures = list(r.rows)
    heads = ["trained on", *(f"{m} (95 %)" for m in measures), f"of real's {measures[0]}", f"{measures[0]} minus real's"]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for cell in r.study.cells:
        first = r.rows[measures[0]][cell]
        title = cell.title(len(r.study.real.coco.images), len(r.study.synthetic.coco.images))
        texts = [
            title,
            *(interval(r.rows[m][cell].value) for m in measures),
            interval(first.ratio, 2),
            interval(first.difference, signed=True),
        ]
        lines.append(f"| {' | '.join(texts)} |")
    notes = "".join(f"* {text}\n" for text in remarks(r))
    return f"{verdict(r)}\n\n" + "\n".join(lines) + f"\n\n{notes}\n{footing(r)}\n"


def footing(r: Results) -> str:
    """What all cells have in common."""
    c, seeds = r.study.config, ", ".join(map(str, r.study.seeds))
    wider = f", synthetic boxes wider by {r.study.margin_px:g} pixels on every side" if r.study.margin_px else ""
    return (
        f"Each cell: {c.model}, {c.steps} steps of {c.batch} images, seeds {seeds}{wider}. "
        f"Judged on {len(r.study.test.coco.images)} photographs. Means over seeds; intervals hold for other seeds and other test images."
    )


def interval(e: Estimate | None, digits: int = 3, *, signed: bool = False) -> str:
    """A value and its interval, or a dash."""
    if e is None:
        return "–"
    form = f"{'+' if signed else ''}.{digits}f"
    return f"{e.value:{form}} ({e.low:{form}} to {e.high:{form}})"
