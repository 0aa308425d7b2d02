"""Do the labels of one image agree with each other? Masks with boxes, areas and pictures of ids; depths and normals with each other."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.record import ObjectRecord, Record
from setpiece.dataset.writers import depth, read

Finding = tuple[str, str]
"""A file's path inside the dataset ("" for the record itself), and what is wrong with it."""

Pictures = Mapping[str, NDArray[Any]]
_PXR24_RELATIVE = 2.0**-15


def disagreements(root: Path, record: Record, category_ids: Mapping[str, int]) -> Iterator[Finding]:
    """What contradicts what, in the files and the record of one image.

    Args:
        root: the dataset's folder.
        record: the image.
        category_ids: ids by name.
    """
    pictures: dict[str, NDArray[Any]] = {}
    for folder, entry in record.files.items():
        try:
            pictures[folder] = read(root / entry.path)
        except ValueError as error:
            yield entry.path, str(error)
    paths = {folder: entry.path for folder, entry in record.files.items()}
    wrong_size = [*_sizes(record, pictures)]
    yield from ((paths[folder], message) for folder, message in wrong_size)
    if wrong_size:
        return
    findings = [*_objects(record, pictures), *_ids(record, pictures, category_ids), *_depths(pictures), *_normals(pictures)]
    yield from ((paths.get(folder, ""), message) for folder, message in findings)


def _sizes(record: Record, pictures: Pictures) -> Iterator[Finding]:
    expected = (record.spec.camera.height, record.spec.camera.width)
    for folder, picture in pictures.items():
        if picture.shape[:2] != expected:
            yield folder, f"is {picture.shape[1]} x {picture.shape[0]}; the camera is {expected[1]} x {expected[0]}"


def _objects(record: Record, pictures: Pictures) -> Iterator[Finding]:
    for thing in record.objects:
        name = f"object {thing.instance_id} ({thing.category})"
        if thing.category == "":
            yield "", f"{name} has no category"
        try:
            visible, amodal = thing.visible.decode(), thing.amodal.decode()
        except ValueError as error:
            yield "", f"{name}: {error}"
            continue
        yield from (("", f"{name}: {message}") for message in _numbers(thing, visible, amodal))
        if "instances" in pictures and not np.array_equal(pictures["instances"] == thing.instance_id, visible):
            yield "instances", f"{name} covers other pixels than its mask"


def _numbers(thing: ObjectRecord, visible: NDArray[np.bool_], amodal: NDArray[np.bool_]) -> Iterator[str]:
    if int(visible.sum()) != thing.visible_px:
        yield f"its mask has {int(visible.sum())} pixels, its area says {thing.visible_px}"
    if int(amodal.sum()) != thing.amodal_px:
        yield f"its amodal mask has {int(amodal.sum())} pixels, its amodal area says {thing.amodal_px}"
    if _box(visible) != thing.bbox_xywh:
        yield f"its box is {thing.bbox_xywh}, its mask's {_box(visible)}"
    if np.any(visible & ~amodal):
        yield "its visible mask reaches beyond its amodal mask"
    share = thing.visible_px / thing.amodal_px if thing.amodal_px else 0.0
    if abs(share - thing.visible_fraction) > 1e-9:
        yield f"its visible fraction is {thing.visible_fraction}, its masks' {share}"
    if not 0.0 <= thing.truncation <= 1.0:
        yield f"its truncation is {thing.truncation}"


def _ids(record: Record, pictures: Pictures, category_ids: Mapping[str, int]) -> Iterator[Finding]:
    if "instances" not in pictures:
        return
    instances = pictures["instances"]
    table = np.zeros(max(int(instances.max()), *(thing.instance_id for thing in record.objects), 0) + 1, dtype=np.int64)
    for thing in record.objects:
        table[thing.instance_id] = category_ids.get(thing.category, 0)
    unknown = sorted(set(np.unique(instances).tolist()) - {0} - {thing.instance_id for thing in record.objects})
    if unknown:
        yield "instances", f"shows ids that the record does not have: {unknown[:5]}"
    if "categories" in pictures and not np.array_equal(pictures["categories"], table[instances]):
        yield "categories", "shows other categories than the instances have"


def _depths(pictures: Pictures) -> Iterator[Finding]:
    if "depth" in pictures:
        depth_m = pictures["depth"]
        if np.isnan(depth_m).any() or (depth_m <= 0).any():
            yield "depth", "has depths that are not positive"
            return
        if "instances" in pictures and not np.isfinite(depth_m[pictures["instances"] > 0]).all():
            yield "depth", "has no depth where an object is"
        if "depth_mm" in pictures and not _same_depths(depth_m, pictures["depth_mm"]):
            yield "depth_mm", "differs from the depth in metres by more than rounding"


def _same_depths(depth_m: NDArray[np.float32], depth_mm: NDArray[np.uint16]) -> bool:
    """Whether the millimetres are those of the metres, as far as both are rounded."""
    expected = depth.millimetres(depth_m)
    off = np.abs(expected.astype(np.int64) - depth_mm.astype(np.int64))
    near_end = np.abs(depth_m - 65.5355) < 0.01
    return bool(np.all((off <= 1 + np.where(np.isfinite(depth_m), depth_m, 0.0) * 1000.0 * _PXR24_RELATIVE) | near_end))


def _normals(pictures: Pictures) -> Iterator[Finding]:
    if "normals" not in pictures:
        return
    lengths = np.linalg.norm(pictures["normals"], axis=2)
    hit = lengths > 0
    if np.abs(lengths[hit] - 1.0).max(initial=0.0) > 1e-3:
        yield "normals", "has normals that are not of unit length"
    if "depth" in pictures and not np.array_equal(hit, np.isfinite(pictures["depth"])):
        yield "normals", "and depth do not agree on where something is hit"


def _box(mask: NDArray[np.bool_]) -> tuple[int, int, int, int] | None:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1] - columns[0] + 1), int(rows[-1] - rows[0] + 1)
