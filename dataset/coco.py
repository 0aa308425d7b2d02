"""COCO instances JSON, streamed: memory does not grow with the dataset.

Beyond COCO's own keys, an annotation carries ``instance_id``, ``attributes``, ``visible_fraction``, ``truncation``,
``amodal_bbox``, ``amodal_segmentation``, ``amodal_area``, ``box3d`` and ``camera_from_object``, and in
weather ``transmittance`` and ``contrast`` (docs/weather.md); an image carries ``intrinsics``, ``distortion_model`` (none,
brown_conrady or fisheye) and ``distortion`` (coefficients in OpenCV's order), ``world_from_camera``, ``seed`` and the names of its
other files (``depth_file``, ...). In sequences it also carries ``video_id``, ``frame_id`` and ``time_s``; one of several cameras on
one scene ``group_id``, ``view`` (a name) and ``first_from_camera``. Loaders ignore keys they do not know.

There is no clock in it, so that the same records give the same bytes, and ``licenses`` is empty: the licence of a dataset is its
owner's choice.
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from pydantic import JsonValue
from pydantic_core import to_json

from setpiece.assets.errors import UserError
from setpiece.dataset.manifest import CategoryEntry, Manifest
from setpiece.dataset.record import AnyRecord, ObjectRecord, SceneOutline
from setpiece.dataset.rle import Rle
from setpiece.scenes.spec import SceneSpec

FILE = "annotations.json"
_INFO = "Rendered by setpiece. Boxes, masks and poses are computed from the geometry, not drawn by hand."


def image_entry(record: AnyRecord) -> dict[str, JsonValue]:
    """The entry of an image in ``images``; its id is its index."""
    lens = record.spec.camera.lens
    others: dict[str, JsonValue] = {f"{folder}_file": entry.path for folder, entry in record.files.items() if folder != "images"}
    return {
        "id": record.spec.index,
        "file_name": record.files["images"].path,
        "width": record.spec.camera.width,
        "height": record.spec.camera.height,
        "seed": record.spec.seed,
        "intrinsics": _rows(record.intrinsics),
        "distortion_model": "none" if lens is None else lens.kind,
        "distortion": [] if lens is None else list(lens.coefficients),
        "world_from_camera": _rows(record.world_from_camera),
        **_series(record.spec),
        **others,
    }


def _series(spec: SceneSpec | SceneOutline) -> dict[str, JsonValue]:
    """Which image of a sequence, and which of several cameras' it is."""
    entries: dict[str, JsonValue] = {}
    if spec.video is not None:
        entries |= {"video_id": spec.video.video_id, "frame_id": spec.video.frame_id, "time_s": spec.video.time_s}
    if spec.view is not None:
        first = _rows(spec.view.first_from_camera)
        entries |= {"group_id": spec.view.group_id, "view": spec.camera.name, "first_from_camera": first}
    return entries


def annotation_entries(record: AnyRecord, category_ids: Mapping[str, int]) -> Iterator[dict[str, JsonValue]]:
    """The entries of an image in ``annotations``, without their ids; objects with no visible pixel have none.

    Raises:
        UserError: an object is of a category that the dataset does not have.
    """
    for thing in record.objects:
        if thing.bbox_xywh is not None:
            if thing.category not in category_ids:
                known = ", ".join(category_ids) or "none"
                raise UserError(f"image {record.spec.index} shows {thing.category!r}; the manifest's categories are {known}")
            yield {"image_id": record.spec.index, "category_id": category_ids[thing.category], **_annotation(thing)}


@dataclass(frozen=True)
class Lines:
    """What one image adds to the file.

    Attributes:
        image: its entry in ``images``.
        annotations: its entries in ``annotations``, each without its beginning, the id, which depends on the images before.
    """

    image: bytes
    annotations: tuple[bytes, ...]


def lines(record: AnyRecord, category_ids: Mapping[str, int]) -> Lines:
    """What an image adds to the file.

    Raises:
        UserError: as ``annotation_entries``.
    """
    return Lines(_json(image_entry(record)), tuple(_json(entry)[1:] for entry in annotation_entries(record, category_ids)))


def write(stream: IO[bytes], manifest: Manifest, records: Iterable[AnyRecord]) -> None:
    """Writes annotations.json; annotation ids count from 1 in the records' order."""
    ids = manifest.category_ids
    write_lines(stream, manifest, (lines(record, ids) for record in records))


def write_lines(stream: IO[bytes], manifest: Manifest, images: Iterable[Lines]) -> None:
    """``write`` for images whose lines are made already."""
    number = 0
    with tempfile.TemporaryFile() as annotations:
        stream.write(_head(manifest.categories))
        for place, image in enumerate(images):
            stream.write((b",\n" if place else b"\n") + image.image)
            for line in image.annotations:
                number += 1
                annotations.write(b'%s\n{"id":%d,%s' % (b"," if number > 1 else b"", number, line))
        stream.write(b'\n],\n"annotations": [')
        annotations.seek(0)
        shutil.copyfileobj(annotations, stream)
    stream.write(b"\n]}\n")


def _head(categories: Iterable[CategoryEntry]) -> bytes:
    info = _json({"description": _INFO, "version": "1.0"})
    classes = _json([{"id": entry.id, "name": entry.name, "supercategory": ""} for entry in categories])
    return b'{"info": ' + info + b',\n"licenses": [],\n"categories": ' + classes + b',\n"images": ['


def _annotation(thing: ObjectRecord) -> dict[str, JsonValue]:
    return {
        "iscrowd": 0,
        "bbox": _list(thing.bbox_xywh),
        "area": thing.visible_px,
        "segmentation": _rle(thing.visible),
        "visible_fraction": thing.visible_fraction,
        "truncation": thing.truncation,
        "amodal_bbox": _list(thing.amodal_bbox_xywh),
        "amodal_area": thing.amodal_px,
        "amodal_segmentation": _rle(thing.amodal),
        "instance_id": thing.instance_id,
        "attributes": thing.attributes,
        "box3d": {"size_m": _list(thing.size_m), "center_m": _list(thing.center_m)},
        "camera_from_object": _rows(thing.camera_from_object),
        **_in_weather(thing),
    }


def _in_weather(thing: ObjectRecord) -> dict[str, JsonValue]:
    """What an annotation has only where there is weather."""
    if thing.transmittance is None or thing.contrast is None:
        return {}
    return {"transmittance": thing.transmittance, "contrast": thing.contrast}


def _rle(mask: Rle) -> JsonValue:
    return {"size": _list(mask.size), "counts": mask.counts}


def _list(numbers: Iterable[Any] | None) -> JsonValue:
    return None if numbers is None else list(numbers)


def _rows(matrix: Iterable[Iterable[float]]) -> JsonValue:
    return [list(row) for row in matrix]


def _json(value: object) -> bytes:
    """Compact JSON in ASCII: some readers open it in the encoding of their system. Records hold no NaN: their own JSON has null for it."""
    text = to_json(value)
    return text if text.isascii() else json.dumps(value, separators=(",", ":")).encode()
