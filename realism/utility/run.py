"""Brings one cell to its end: trained, judged, and both kept in its folder, which `setpiece evaluate run=` takes as well."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from setpiece.realism.detection.detector import detect, open_detector
from setpiece.realism.detection.leaks import save
from setpiece.realism.evaluation.data import to_json
from setpiece.realism.evaluation.evaluate import evaluate
from setpiece.realism.evaluation.page import render
from setpiece.realism.report.write import as_text
from setpiece.realism.training.loop import Progress, train
from setpiece.realism.training.run_folder import FINGERPRINTS, MODEL, Run, claim, describe, replace_whole
from setpiece.realism.utility.study import Job, Source

CELL, REPORT, RESULTS, PAGE = "cell.json", "report.json", "detections.json", "index.html"
_SCHEMA = 1
_EXHIBITS = 12


def is_trained(folder: Path) -> bool:
    """Whether the folder holds a finished model."""
    return (folder / MODEL).is_file()


def is_judged(folder: Path, job: Job, test: Source) -> bool:
    """Whether the cell needs nothing more: trained as now asked for, and judged by these very images."""
    try:
        content = json.loads((folder / CELL).read_text())
    except (OSError, ValueError):
        return False
    return bool(is_trained(folder) and content == _about(job, test))


def train_cell(folder: Path, job: Job, tell: Callable[[Progress], None]) -> None:
    """Trains a cell, from where it stands; does nothing once it is trained.

    Raises:
        UserError: as ``setpiece.realism.training.loop.train``.
    """
    run = Run(folder, job.config, job.parts[0].coco.classes, tuple(describe(part.coco) for part in job.parts), job.shares)
    claim(run)
    if not (folder / FINGERPRINTS).is_file():
        save(job.prints, folder / FINGERPRINTS)  # known already: reading every image again for every cell would take minutes
    train(tuple(part.coco for part in job.parts), run, tell)


def judge_cell(folder: Path, job: Job, test: Source) -> None:
    """Judges a trained cell; ``cell.json`` is written last, so what is half written is written again."""
    e = evaluate(test.coco, detect(open_detector(folder), test.coco), Path(folder.name), leaks_checked=True)
    files = {PAGE: render(e, _EXHIBITS), REPORT: as_text(to_json(e)), RESULTS: json.dumps(e.results) + "\n"}
    for name, text in files.items():
        replace_whole(folder / name, text.encode())
    replace_whole(folder / CELL, as_text(_about(job, test)).encode())


def _about(job: Job, test: Source) -> dict[str, Any]:
    """Content of ``cell.json``."""
    photographs = [] if job.cell.shots is None else list(job.parts[0].prints.names)
    return {
        "schema": _SCHEMA,
        "cell": job.cell.name,
        "seed": job.seed,
        "photographs_drawn": photographs,
        "key": job.key,
        "test": test.sha256,
    }
