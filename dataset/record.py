"""Record: everything that is known of one finished image, one JSON file. Its presence is the claim that the image is complete.

Nothing in it depends on who made the image or when: times, devices and hosts are in ``logs/``, so that records are equal byte for
byte whichever worker wrote them.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, Field, JsonValue, ValidationError

from setpiece.assets.ref import AssetRef
from setpiece.assets.spec import Matrix4, Spec, Vec3
from setpiece.dataset import rle
from setpiece.dataset.files import PER_FOLDER, location
from setpiece.dataset.labels.types import BoxXywh, Labels, ObjectLabel
from setpiece.dataset.places import Place, names_in
from setpiece.dataset.rle import Rle
from setpiece.scenes.spec import CameraSpec, SceneSpec, VideoSpec, ViewSpec

_SEAL = '{"record_sha256":"'
_SEAL_LENGTH = len(_SEAL) + 64 + len('",')


def _is_none(value: object) -> bool:
    return value is None


class FileEntry(Spec):
    """One file of the image: its path inside the dataset, length and hash.

    In a shard, the path is that of the shard and then the name in there, and ``offset`` is where in the shard its bytes begin.
    """

    path: str
    bytes: int
    sha256: str
    offset: Annotated[int | None, Field(exclude_if=_is_none)] = None


class ObjectRecord(Spec):
    """One annotated object, seen or not; fields as in ``dataset.labels.types.ObjectLabel``, masks as run lengths.

    What there is only in weather is left out of the file where there is none.
    """

    instance_id: int
    category: str
    attributes: dict[str, JsonValue]
    visible: Rle
    amodal: Rle
    visible_px: int
    amodal_px: int
    visible_fraction: float
    truncation: float
    bbox_xywh: BoxXywh | None
    amodal_bbox_xywh: BoxXywh | None
    size_m: Vec3
    center_m: Vec3
    camera_from_object: Matrix4
    transmittance: Annotated[float | None, Field(exclude_if=_is_none)] = None
    contrast: Annotated[float | None, Field(exclude_if=_is_none)] = None


class Record(Spec):
    """One finished image.

    Attributes:
        spec: the scene; enough to render the image again.
        intrinsics: K, rows; the centre of pixel (0, 0) is at (0.5, 0.5).
        world_from_camera: pose, OpenCV axes.
        objects: every annotated object, hidden ones too.
        proof: what the label proof measured.
        files: folder -> file, for every file of the image.
    """

    schema_version: Literal[1] = 1
    spec: SceneSpec
    intrinsics: tuple[Vec3, Vec3, Vec3]
    world_from_camera: Matrix4
    objects: tuple[ObjectRecord, ...]
    proof: dict[str, JsonValue]
    files: dict[str, FileEntry]


class _Outline(Spec):
    """A part of a spec: what it does not name is passed over."""

    model_config = ConfigDict(extra="ignore")


class ObjectOutline(_Outline):
    """Which model an object is."""

    asset: AssetRef


class SceneOutline(_Outline):
    """What annotations and counts need of a scene. Materials, lights and sensor are most of a record, and most of the time to read it."""

    seed: int
    index: int
    camera: CameraSpec
    objects: tuple[ObjectOutline, ...]
    video: VideoSpec | None = None
    view: ViewSpec | None = None


class RecordOutline(_Outline):
    """A record without what only replay and the page need; fields as in ``Record``."""

    schema_version: Literal[1] = 1
    spec: SceneOutline
    intrinsics: tuple[Vec3, Vec3, Vec3]
    world_from_camera: Matrix4
    objects: tuple[ObjectRecord, ...]
    files: dict[str, FileEntry]


AnyRecord = Record | RecordOutline
_Read = TypeVar("_Read", Record, RecordOutline)


def record_of(spec: SceneSpec, labels: Labels, proof: dict[str, JsonValue], files: dict[str, FileEntry]) -> Record:
    """The record of a labelled image."""
    return Record(
        spec=spec,
        intrinsics=_rows(labels.intrinsics),
        world_from_camera=_rows(labels.world_from_camera),
        objects=tuple(_object(thing, labels.height, labels.width) for thing in labels.objects),
        proof=proof,
        files=files,
    )


def to_bytes(record: Record) -> bytes:
    """The record's file: JSON whose first key is the hash of the rest, so that damage to the record itself is found."""
    body = record.model_dump_json().encode()
    return f'{_SEAL}{hashlib.sha256(body).hexdigest()}",'.encode() + body[1:] + b"\n"


def from_bytes(data: bytes) -> Record:
    """The record that ``to_bytes`` wrote.

    Raises:
        ValueError: if a single bit of it differs, with the reason.
    """
    return _read(data, Record)


def outline_from_bytes(data: bytes) -> RecordOutline:
    """The outline of the record that ``to_bytes`` wrote, in less than half the time.

    Raises:
        ValueError: as ``from_bytes``: parts that are passed over are covered by the record's hash all the same.
    """
    return _read(data, RecordOutline)


def _read(data: bytes, model: type[_Read]) -> _Read:
    if not data.startswith(_SEAL.encode()) or not data.endswith(b"}\n"):
        raise ValueError("cut off, or not a record of setpiece")
    body = b"{" + data[_SEAL_LENGTH:-1]
    if data[: _SEAL_LENGTH - 2] != f"{_SEAL}{hashlib.sha256(body).hexdigest()}".encode() or data[_SEAL_LENGTH - 2 : _SEAL_LENGTH] != b'",':
        raise ValueError("changed since it was written: its hash does not match")
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise ValueError(f"not a record that this version of setpiece reads: {error.errors()[0]['msg']}") from error


def record_path(root: Place, index: int) -> Place:
    """Where the record of an image is."""
    return root / location("records", index, ".json")


def record_paths(root: Place) -> Iterator[Place]:
    """Paths of all records, in index order."""
    for folder in record_folders(root):
        yield from record_paths_in(root, folder)


def record_folders(root: Place) -> list[str]:
    """Names of the folders that hold records, in the order of their indices."""
    return sorted(names_in(root / "records"), key=lambda name: (len(name), name))  # from index 10^8 on, names grow longer


def record_paths_in(root: Place, folder: str) -> Iterator[Place]:
    """Paths of the records in one folder, in index order."""
    inside = root / "records" / folder
    return (inside / name for name in sorted(names_in(inside)) if name.endswith(".json") and not name.startswith("."))


def missing(root: Place, indices: Iterable[int]) -> list[int]:
    """Those indices that have no record, in the order given; lists each folder of records once instead of asking for each record."""
    there: dict[int, set[str]] = {}
    found = []
    for index in indices:
        folder = index // PER_FOLDER
        if folder not in there:
            there[folder] = names_in(record_path(root, index).parent)
        if f"{index:08d}.json" not in there[folder]:
            found.append(index)
    return found


def _object(thing: ObjectLabel, height: int, width: int) -> ObjectRecord:
    return ObjectRecord(
        instance_id=thing.instance_id,
        category=thing.category,
        attributes=dict(thing.attributes),
        visible=rle.encode(thing.visible, height, width),
        amodal=rle.encode(thing.amodal, height, width),
        visible_px=thing.visible_px,
        amodal_px=thing.amodal_px,
        visible_fraction=thing.visible_fraction,
        truncation=thing.truncation,
        bbox_xywh=thing.bbox_xywh,
        amodal_bbox_xywh=thing.amodal_bbox_xywh,
        size_m=thing.size_m.tolist(),
        center_m=thing.center_m.tolist(),
        camera_from_object=thing.camera_from_object.tolist(),
        transmittance=thing.transmittance,
        contrast=thing.contrast,
    )


def _rows(matrix: NDArray[np.float64]) -> Any:  # noqa: ANN401 - pydantic checks the shape
    return matrix.tolist()
