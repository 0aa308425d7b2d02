"""finalise: from records to a dataset that people open: annotations.json, the manifest's summary, index.html.

Memory stays constant (records are streamed), a second call gives the same bytes, and it may be called at any time: while workers are
still writing it describes the images that are complete. It goes over a dataset again that has grown meanwhile: of several processes that
finalise at once, the slowest must not have the last word with what it read first.
"""

import hashlib
from itertools import islice
from pathlib import Path

from setpiece.dataset import coco, manifest
from setpiece.dataset.checksums import write_checksums
from setpiece.dataset.files import sync_folder, writing
from setpiece.dataset.manifest import Summary
from setpiece.dataset.page import Report
from setpiece.dataset.page.report import GALLERY_LIMIT
from setpiece.dataset.parts import Spread, write_annotations
from setpiece.dataset.places import Place, place
from setpiece.dataset.record import record_paths
from setpiece.dataset.scraps import sweep
from setpiece.dataset.store import records

_ROUNDS = 3
"""While a large run is going on elsewhere a dataset grows all the time; whoever ends last finds it at rest."""


def finalise(root: Place | str, spread: Spread = map) -> Summary:
    """Makes annotations.json, completes manifest.json, makes index.html and what it shows.

    Args:
        root: a dataset's folder or URL.
        spread: who reads the records: ``map``, or ``farm.spread``.

    Raises:
        UserError: if it is no dataset, a record is damaged, or the disk is full.
    """
    root = place(root)
    for _ in range(_ROUNDS):
        summary = _describe(root, spread)
        if summary.images == sum(1 for _ in record_paths(root)):
            break
    return summary


def _describe(root: Place, spread: Spread) -> Summary:
    begun = manifest.load(root)
    report = Report(root, begun)
    for record in islice(records(root), GALLERY_LIMIT):
        report.show(record)
    with writing(root / coco.FILE) as file:
        counts, statistics = write_annotations(file, root, begun, spread)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type] # it is a file
    sync_folder(root)
    summary = counts.summary(root, annotations_sha256=digest)
    done = begun.model_copy(update={"summary": summary})
    report.write(done, statistics)
    manifest.save(root, done)
    write_checksums(root)
    if isinstance(root, Path):  # object stores have no unfinished files
        sweep(root, (root / manifest.NAME).stat().st_mtime)
    return summary
