"""finalise: from records to a dataset that people open: annotations.json, the manifest's summary, index.html.

Memory stays constant (records are streamed), a second call gives the same bytes, and it may be called at any time: while workers are
still writing it describes the images that are complete.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from setpiece.dataset import coco, manifest
from setpiece.dataset.counts import Counts
from setpiece.dataset.files import sync_folder, writing
from setpiece.dataset.manifest import Manifest, Summary
from setpiece.dataset.page import Report
from setpiece.dataset.places import Place, place
from setpiece.dataset.record import Record, record_path
from setpiece.dataset.store import records


def finalise(root: Place | str) -> Summary:
    """Makes annotations.json, completes manifest.json, makes index.html and what it shows.

    Args:
        root: a dataset's folder or URL.

    Raises:
        UserError: if it is no dataset, a record is damaged, or the disk is full.
    """
    root = place(root)
    begun = manifest.load(root)
    counts, report = Counts(), Report(root, begun)
    _sweep(root)
    digest = _write_annotations(root, begun, (counts.add, report.add))
    summary = counts.summary(root, annotations_sha256=digest)
    done = begun.model_copy(update={"summary": summary})
    report.write(done)
    manifest.save(root, done)
    return summary


def _write_annotations(root: Place, begun: Manifest, watchers: Sequence[Callable[[Record], None]]) -> str:
    with writing(root / coco.FILE) as file:
        coco.write(file, begun, _watched(records(root), watchers))
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type] # it is a file
    sync_folder(root)
    return digest


def _watched(stream: Iterator[Record], watchers: Sequence[Callable[[Record], None]]) -> Iterator[Record]:
    for record in stream:
        for watch in watchers:
            watch(record)
        yield record


def _sweep(root: Place) -> None:
    """Removes what killed writers left of images that have been completed since; in object stores they leave nothing."""
    if not isinstance(root, Path):
        return
    for scrap in root.glob("*/*/.*.tmp"):
        index = scrap.name[1:].split(".")[0]
        if index.isdigit() and record_path(root, int(index)).exists():
            scrap.unlink(missing_ok=True)
