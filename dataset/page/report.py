"""Report: collects what the page shows while records stream past, then writes it."""

import hashlib
import json
from importlib import resources

from pydantic import JsonValue

from setpiece.dataset.files import PER_FOLDER, write_atomically
from setpiece.dataset.manifest import Manifest
from setpiece.dataset.page.facts import facts
from setpiece.dataset.page.previews import previews
from setpiece.dataset.page.statistics import Statistics
from setpiece.dataset.places import Place, inside
from setpiece.dataset.record import ObjectRecord, Record

GALLERY_LIMIT = 500
"""The gallery shows the first images up to this many; histograms count all."""
QUARANTINE_LIMIT = 100


class Report:
    """index.html and report/ of one dataset."""

    def __init__(self, root: Place, begun: Manifest) -> None:
        self._root = root
        self._gallery: list[JsonValue] = []
        self._ids = begun.category_ids
        self._kept: set[str] = set()

    def write(self, manifest: Manifest, statistics: Statistics) -> None:
        """Writes the page; previews of images that are no longer shown are removed."""
        data: dict[str, JsonValue] = {
            "name": str(manifest.config.get("experiment") or "Dataset"),
            "manifest": manifest.model_dump(mode="json"),
            "limit": GALLERY_LIMIT,
            "gallery": self._gallery,
            "statistics": statistics.as_json(),
            "quarantine": _quarantined(self._root),
        }
        self._put("report/data.js", _script("setpiece.data =", data))
        static = resources.files("setpiece.dataset.page") / "static"
        for entry in sorted(static.iterdir(), key=lambda item: item.name):
            target = "index.html" if entry.name == "index.html" else f"report/{entry.name}"
            self._put(target, entry.read_bytes())
        self._remove_stale()

    def show(self, record: Record) -> None:
        """Puts one image into the gallery."""
        index = record.spec.index
        key = hashlib.sha256("".join(entry.sha256 for entry in record.files.values()).encode()).hexdigest()[:12]
        pictures = previews(self._root, record, key)
        script = f"report/labels/{index // PER_FOLDER:05d}/{index:08d}.js"
        labels = {"objects": [_object(thing) for thing in record.objects], "facts": facts(record)}
        self._put(script, _script(f"setpiece.labels[{index}] =", labels))
        self._kept.update([script, *pictures.values()])
        seen = [thing for thing in record.objects if thing.bbox_xywh is not None]
        self._gallery.append(
            {
                "index": index,
                "file": record.files["images"].path,
                "width": record.spec.camera.width,
                "height": record.spec.camera.height,
                "previews": dict(pictures),
                "labels": script,
                "categories": [*sorted({thing.category for thing in seen})],
                "objects": len(seen),
            }
        )

    def _put(self, name: str, data: bytes) -> None:
        path = self._root / name
        if not path.exists() or path.read_bytes() != data:
            write_atomically(path, data, durable=False)

    def _remove_stale(self) -> None:
        for folder in ("previews", "labels"):
            for path in (self._root / "report" / folder).glob("*/*"):
                if not path.name.startswith(".") and inside(self._root, path) not in self._kept:
                    path.unlink(missing_ok=True)


def _object(thing: ObjectRecord) -> JsonValue:
    return {
        "id": thing.instance_id,
        "category": thing.category,
        "attributes": thing.attributes,
        "visible": thing.visible.counts,
        "amodal": thing.amodal.counts,
        "box": None if thing.bbox_xywh is None else list(thing.bbox_xywh),
        "amodal_box": None if thing.amodal_bbox_xywh is None else list(thing.amodal_bbox_xywh),
        "visible_px": thing.visible_px,
        "visible_fraction": thing.visible_fraction,
        "truncation": thing.truncation,
    }


def _quarantined(root: Place) -> list[JsonValue]:
    """The frames that failed the label proof, with the copies of their pictures."""
    shown: list[JsonValue] = []
    for name in sorted(inside(root, path) for path in (root / "quarantine").glob("*/[!.]*.json"))[:QUARANTINE_LIMIT]:
        entry = json.loads((root / name).read_bytes())
        picture = name.removesuffix(".json") + ".png"
        shown.append(
            {
                "index": entry["spec"]["index"],
                "attempt": entry["spec"]["attempt"],
                "reason": entry["reason"],
                "file": picture if (root / picture).exists() else None,
            }
        )
    return shown


def _script(head: str, value: object) -> bytes:
    return f"{head} {json.dumps(value, separators=(',', ':'), sort_keys=True, allow_nan=False)};\n".encode()
