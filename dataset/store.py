"""Store: writes the files of finished images, so that a record is only ever there when everything that it names is."""

import dataclasses
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, JsonValue

from setpiece.assets.errors import UserError
from setpiece.dataset import manifest
from setpiece.dataset.files import disk_trouble, location, sync_folder, write_atomically, write_files, writing
from setpiece.dataset.journals import JournalObjects
from setpiece.dataset.labels.types import Labels
from setpiece.dataset.objects import ObjectPath
from setpiece.dataset.places import Place, inside, place, read_each
from setpiece.dataset.record import (
    FileEntry,
    Record,
    RecordOutline,
    from_bytes,
    missing,
    outline_from_bytes,
    record_of,
    record_path,
    record_paths,
    record_paths_in,
    to_bytes,
)
from setpiece.dataset.shards import Packer, member_name, shard_path
from setpiece.dataset.writers import Picture, png, writers
from setpiece.scenes.spec import SceneSpec

_Read = TypeVar("_Read", Record, RecordOutline)


class ProofLike(Protocol):
    """What the store needs of a label proof; a dataclass or a Spec, whose fields are all kept."""

    @property
    def ok(self) -> bool:
        """Whether picture and labels show the same."""

    @property
    def reason(self) -> str:
        """Why not."""


class Store:
    """The files of one dataset.

    Any number of processes may write different indices to one dataset at once. Nothing that is written depends on which
    process wrote it or when; what does (times, devices) goes to ``log``.
    """

    def __init__(self, root: Place | str) -> None:
        """Opens a dataset that ``manifest.begin`` began.

        Raises:
            UserError: if there is none, or its manifest cannot be read.
        """
        self.root = place(root)
        begun = manifest.load(self.root)
        self.output = manifest.output(self.root, begun)
        self.category_ids = begun.category_ids
        self._journal = JournalObjects(self.root)
        self._packer: Packer | None = None
        self._claims: dict[int, bytes] = {}

    def write(self, spec: SceneSpec, image: NDArray[np.uint8], labels: Labels, proof: ProofLike) -> None:
        """Writes one image: its files, then its record.

        Args:
            spec: the scene.
            image: (H, W, 3) uint8 RGB.
            labels: of this image.
            proof: that the labels fit it.

        An image that another process has finished meanwhile never stops being complete: its files are replaced by equal ones.

        Raises:
            UserError: if the disk is full or not writable, or a label's category is not the dataset's. No half image stays.
        """
        self._refuse_strange_categories(labels)
        picture = Picture(image, labels, self.category_ids)
        if self.output.shards is not None:
            self._pack(spec, picture, proof)
            return
        files: dict[str, bytes] = {}
        entries: dict[str, FileEntry] = {}
        for writer in writers(self.output):
            path, data = location(writer.folder, spec.index, writer.suffix), writer.encode(picture)
            files[path] = data
            entries[writer.folder] = FileEntry(path=path, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
        claim = to_bytes(record_of(spec, labels, as_json(proof), entries))
        stands = self._unless_equal_withdrawn(spec.index, claim)
        try:
            write_files(self.root, files)
            if not stands:
                self._claim(spec.index, claim)
        except UserError:
            if not stands:
                self._withdraw(spec.index, files)
            raise

    @contextmanager
    def shard(self, first: int) -> Iterator[None]:
        """Packs what is written in the block into one shard, which is there, whole, when the block has ended.

        The records follow. Where the process is killed between, images without a record are missing, and their shard is packed anew.

        Args:
            first: an index of the shard; ``write`` the images of the shard in the order of their indices.

        Raises:
            UserError: the disk is full or not writable. No half shard stays.
        """
        assert self.output.shards is not None
        path = self.root / shard_path(first // self.output.shards)
        with writing(path) as stream:
            self._packer, self._claims = Packer(stream, inside(self.root, path)), {}
            try:
                yield
                self._packer.close()
            finally:
                self._packer = None
            for index, claim in self._claims.items():
                self._unless_equal_withdrawn(index, claim)
        sync_folder(path.parent)
        write_files(self.root, {inside(self.root, record_path(self.root, index)): claim for index, claim in self._claims.items()})

    def _pack(self, spec: SceneSpec, picture: Picture, proof: ProofLike) -> None:
        """Adds an image to the open shard, its record last."""
        assert self._packer is not None, "with output.shards, images are written within a `shard` block"
        entries: dict[str, FileEntry] = {}
        for writer in writers(self.output):
            name, data = member_name(writer.folder, spec.index, writer.suffix), writer.encode(picture)
            offset, sha256 = self._packer.add(name, data), hashlib.sha256(data).hexdigest()
            entries[writer.folder] = FileEntry(path=f"{self._packer.path}/{name}", bytes=len(data), sha256=sha256, offset=offset)
        claim = to_bytes(record_of(spec, picture.labels, as_json(proof), entries))
        self._packer.add(member_name("images", spec.index, ".json"), claim)
        self._claims[spec.index] = claim

    def done(self, index: int) -> bool:
        """Whether this image is complete."""
        return record_path(self.root, index).exists()

    def missing(self, indices: Iterable[int]) -> list[int]:
        """Those indices whose images are not complete, in the order given."""
        return missing(self.root, indices)

    def read(self, index: int) -> Record:
        """The record of a finished image.

        Raises:
            UserError: if there is none, or it is damaged.
        """
        path = record_path(self.root, index)
        try:
            return from_bytes(path.read_bytes())
        except FileNotFoundError as error:
            raise UserError(f"{self.root} has no finished image {index}: {path} is missing") from error
        except ValueError as error:
            raise UserError(f"{path}: {error}") from error

    def quarantine(self, spec: SceneSpec, reason: str, image: NDArray[np.uint8] | None) -> None:
        """Keeps a frame that failed the label proof out of the dataset, but for the user to see."""
        stem = f"-attempt{spec.attempt:03d}"
        if image is not None:
            write_atomically(self.root / location("quarantine", spec.index, f"{stem}.png"), png.encode_png(image))
        entry = {"reason": reason, "spec": spec.model_dump(mode="json")}
        write_atomically(self.root / location("quarantine", spec.index, f"{stem}.json"), _line(entry))

    def log(self, worker: str, entry: Mapping[str, JsonValue]) -> None:
        """Appends a line to ``logs/<worker>.jsonl``: times, device, host; what may differ from run to run.

        Nothing depends on it: where the disk is full or read-only the line is lost, and the images themselves say so.
        """
        if isinstance(self.root, ObjectPath):
            self._journal.append(worker, _line(entry))
            return
        path = self.root / "logs" / f"{worker}.jsonl"
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a+b") as file:
                file.write(_line(entry) if _ends_whole(file) else b"\n" + _line(entry))

    def _withdraw(self, index: int, files: Iterable[str]) -> None:
        """Removes what there is of an image that could not be written, as far as the disk or store allows."""
        with suppress(OSError, UserError):
            record_path(self.root, index).unlink(missing_ok=True)
            for path in files:
                (self.root / path).unlink(missing_ok=True)

    def _unless_equal_withdrawn(self, index: int, claim: bytes) -> bool:
        """Whether this very record is there already; another one is removed before its files are replaced."""
        path = record_path(self.root, index)
        try:
            if path.read_bytes() == claim:
                return True
        except FileNotFoundError:
            return False
        with disk_trouble(path):
            path.unlink(missing_ok=True)
        return False

    def _claim(self, index: int, claim: bytes) -> None:
        path = record_path(self.root, index)
        write_atomically(path, claim)
        sync_folder(path.parent)

    def _refuse_strange_categories(self, labels: Labels) -> None:
        for thing in labels.objects:
            if thing.category not in self.category_ids:
                known = ", ".join(self.category_ids) or "none"
                raise UserError(f"{self.root}: category {thing.category!r} is not one of the dataset's ({known})")


def records(root: Place) -> Iterator[Record]:
    """All finished images of a dataset, in index order, one in memory at a time.

    Raises:
        UserError: if a record is damaged.
    """
    for path, data in read_each(root, record_paths(root)):
        yield _read(from_bytes, path, data)


def outlines(root: Place, folder: str) -> Iterator[RecordOutline]:
    """Outlines of the finished images in one folder of records, in index order, one in memory at a time.

    Raises:
        UserError: if a record is damaged.
    """
    for path, data in read_each(root, record_paths_in(root, folder)):
        yield _read(outline_from_bytes, path, data)


def _read(parse: Callable[[bytes], _Read], path: Place, data: bytes) -> _Read:
    try:
        return parse(data)
    except ValueError as error:
        raise UserError(f"{path}: {error}; delete it and run the dataset again to make this image anew") from error


def as_json(proof: ProofLike) -> dict[str, JsonValue]:
    """All fields of a proof, and ``ok`` and ``reason``, as plain data."""
    fields: dict[str, JsonValue] = {}
    if isinstance(proof, BaseModel):
        fields = proof.model_dump(mode="json")
    elif dataclasses.is_dataclass(proof) and not isinstance(proof, type):
        fields = json.loads(json.dumps(dataclasses.asdict(proof), allow_nan=False))
    return {**fields, "ok": proof.ok, "reason": proof.reason}


def _ends_whole(file: IO[bytes]) -> bool:
    """Whether a file of lines ends with a whole line; a kill or a full disk may have cut off the last."""
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _line(entry: Mapping[str, object]) -> bytes:
    return (json.dumps(entry, sort_keys=True) + "\n").encode()
