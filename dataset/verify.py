"""verify: does a dataset hold what its records claim, and do its labels agree with each other? Read only."""

import contextlib
import hashlib
import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path

from pycocotools.coco import COCO

from setpiece.assets.errors import UserError
from setpiece.dataset import coco, manifest
from setpiece.dataset.agreement import disagreements
from setpiece.dataset.checksums import checksum_problems
from setpiece.dataset.config import OutputConfig
from setpiece.dataset.files import location
from setpiece.dataset.manifest import Manifest
from setpiece.dataset.parts import Spread, write_annotations
from setpiece.dataset.places import Place, downloaded, files_below, inside, place, read_each
from setpiece.dataset.record import FileEntry, Record, from_bytes, record_folders, record_path, record_paths_in
from setpiece.dataset.shards import FOLDER, member_name, members, shard_path, unpacked
from setpiece.dataset.writers import writers

_LABEL_FOLDERS = ("images", "depth", "depth_mm", "normals", "instances", "categories", "flow", "occlusion", "disparity")
_AT_ONCE = 50
"""Images: one or a few seconds of work."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        path: the file, inside the dataset.
        message: what is wrong with it.
        image: index of the image that is not complete because of it.
    """

    path: str
    message: str
    image: int | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


@dataclass(frozen=True)
class _Found:
    """What was found with some images.

    Attributes:
        problems: with their files.
        whole: all their records could be read.
    """

    problems: list[Problem]
    whole: bool


def verify(root: Place | str, spread: Spread = map) -> list[Problem]:
    """Looks at every file of a dataset; an empty list means that all is well. Memory stays constant.

    Files of an image without a record belong to an interrupted run and are no problem: nothing claims them.

    Args:
        root: a dataset's folder or URL.
        spread: who looks at the images: ``map``, or ``farm.spread``.

    Raises:
        UserError: if it is no dataset, or its manifest cannot be read.
    """
    root = place(root)
    begun = manifest.load(root)
    output = manifest.output(root, begun)
    problems = [*_manifest(begun)]
    whole = True
    for found in spread(partial(_images, root, begun, output), _runs_of_records(root)):
        problems += found.problems
        whole &= found.whole
    problems += _strangers(root, output)
    problems += _annotations(root, begun, spread if whole else None)
    if begun.summary is not None:
        told = {problem.path for problem in problems}
        problems += [Problem(name, message) for name, message in checksum_problems(root) if name not in told]
    return problems


def _runs_of_records(root: Place) -> Iterator[tuple[str, ...]]:
    """Paths of records inside the dataset, some at a time."""
    for folder in record_folders(root):
        paths = iter(record_paths_in(root, folder))
        while some := tuple(inside(root, path) for path in islice(paths, _AT_ONCE)):
            yield some


def _images(root: Place, begun: Manifest, output: OutputConfig, names: Sequence[str]) -> _Found:
    """Looks at some images: at their files, and whether COCO's own reader takes what annotations.json says of them."""
    problems, read = list[Problem](), list[Record]()
    for path, data in read_each(root, (root / name for name in names)):
        try:
            record = from_bytes(data)
        except ValueError as error:
            problems.append(Problem(inside(root, path), str(error), _index(root, path)))
            continue
        read.append(record)
        problems += [replace(problem, image=_index(root, path)) for problem in _image(root, begun, output, record, path)]
    problems += _loads(begun, read)
    return _Found(problems, whole=len(read) == len(names))


def _index(root: Place, path: Place) -> int | None:
    """Whose record a file is by its place."""
    index = int(path.stem) if path.stem.isdecimal() else -1
    return index if index >= 0 and path == record_path(root, index) else None


def _manifest(begun: Manifest) -> Iterator[Problem]:
    if hashlib.sha256(manifest.canonical_json(begun.config).encode()).hexdigest() != begun.config_sha256:
        yield Problem(manifest.NAME, "the config does not have the hash that is written beside it")
    if begun.summary is None:
        yield Problem(manifest.NAME, "the dataset has not been finalised: run `setpiece finalise` on it")


def _image(root: Place, begun: Manifest, output: OutputConfig, record: Record, path: Place) -> Iterator[Problem]:
    name = inside(root, path)
    if path != record_path(root, record.spec.index):
        yield Problem(name, f"is the record of image {record.spec.index}")
        return
    if record.proof.get("ok") is not True:
        yield Problem(name, f"failed the label proof: {record.proof.get('reason')}")
    expected = _expected(output, record.spec.index)
    if expected != {folder: entry.path for folder, entry in record.files.items()}:
        yield Problem(name, f"lists {sorted(record.files)}; the dataset's config asks for {sorted(expected)}")
    with unpacked(root, [*record.files.values()]) as folder:
        damaged = [problem for entry in record.files.values() if (problem := _file(folder, entry))]
        yield from damaged
        if not damaged:
            yield from (Problem(where or name, message) for where, message in disagreements(folder, record, begun.category_ids))


def _expected(output: OutputConfig, index: int) -> dict[str, str]:
    """Where the files of an image should be, by kind."""
    if output.shards is None:
        return {writer.folder: location(writer.folder, index, writer.suffix) for writer in writers(output)}
    shard = shard_path(index // output.shards)
    return {writer.folder: f"{shard}/{member_name(writer.folder, index, writer.suffix)}" for writer in writers(output)}


def _file(root: Path, entry: FileEntry) -> Problem | None:
    try:
        data = (root / entry.path).read_bytes()
    except OSError as error:
        return Problem(entry.path, "missing" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}")
    if len(data) != entry.bytes:
        return Problem(entry.path, f"{len(data)} bytes long; its record says {entry.bytes}")
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        return Problem(entry.path, "changed since it was written: its hash does not match its record")
    return None


def _strangers(root: Place, output: OutputConfig) -> Iterator[Problem]:
    """Files in the label folders that no record can account for."""
    suffixes = {writer.folder: writer.suffix for writer in writers(output)}
    for folder in _LABEL_FOLDERS:
        for path in files_below(root / folder):
            if path.name.startswith(".") and path.suffix == ".tmp":
                continue
            name = inside(root, path)
            index = int(path.stem) if path.stem.isdecimal() else -1
            if folder not in suffixes or index < 0 or name != location(folder, index, suffixes[folder]):
                yield Problem(name, "does not belong to this dataset")
    for path in files_below(root / FOLDER):
        if not path.name.startswith("."):
            yield from _shard(root, path, output)
    for path in files_below(root / "records"):
        if path.suffix != ".json" and not path.name.endswith(".tmp"):
            yield Problem(inside(root, path), "does not belong to this dataset")


def _shard(root: Place, path: Place, output: OutputConfig) -> Iterator[Problem]:
    """Whether a shard reads as a tar that holds nothing but its images, each with the record that is in ``records/`` too."""
    name = inside(root, path)
    if output.shards is None or not path.stem.isdecimal() or name != shard_path(int(path.stem)):
        yield Problem(name, "does not belong to this dataset")
        return
    indices = range(int(path.stem) * output.shards, (int(path.stem) + 1) * output.shards)
    with downloaded(path) as tar:
        try:
            found = [*members(tar)]
        except ValueError as error:
            yield Problem(name, f"is damaged: {error}")
            return
        data = {member: _slice(tar, begin, length) for member, begin, length in found if member.endswith(".json")}
    packed = [index for index in indices if member_name("images", index, ".json") in data]
    if [member for member, _, _ in found] != [member for index in packed for member in _members(output, index)]:
        yield Problem(name, "holds other files than those of its images")
    for index in packed:
        record = record_path(root, index)
        if record.exists() and record.read_bytes() != data[member_name("images", index, ".json")]:
            yield Problem(name, f"its record of image {index} is another than that in records/")


def _members(output: OutputConfig, index: int) -> list[str]:
    return [*(member_name(writer.folder, index, writer.suffix) for writer in writers(output)), member_name("images", index, ".json")]


def _slice(file: Path, begin: int, length: int) -> bytes:
    with file.open("rb") as stream:
        stream.seek(begin)
        return stream.read(length)


def _annotations(root: Place, begun: Manifest, spread: Spread | None) -> Iterator[Problem]:
    """Looks at annotations.json; without ``spread`` only whether it is the file that the manifest names."""
    if not (root / coco.FILE).exists():
        yield Problem(coco.FILE, "missing: run `setpiece finalise` on the dataset")
        return
    with downloaded(root / coco.FILE) as path:
        digest = _digest(path)
        if spread is not None:
            yield from _against_records(root, begun, digest, spread)
        if begun.summary is not None and begun.summary.annotations_sha256 != digest:
            yield Problem(coco.FILE, f"does not have the hash that is in {manifest.NAME}")


def _loads(begun: Manifest, records: Sequence[Record]) -> Iterator[Problem]:
    """Whether COCO's own reader takes a file of these images; it would have to hold one of all in memory."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        try:
            coco.write(file, begun, records)
        except UserError:
            return  # an image of a category that the manifest does not have: told where annotations.json is looked at
        file.flush()
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                COCO(file.name)
        except Exception as error:  # json, KeyError, ...: whatever makes COCO's own reader fail
            images = f"images {records[0].spec.index} to {records[-1].spec.index}"
            yield Problem(coco.FILE, f"pycocotools cannot load what it says of {images}: {error!r}")


def _against_records(root: Place, begun: Manifest, digest: str, spread: Spread) -> Iterator[Problem]:
    """Whether annotations.json is byte for byte what the records give, and the summary counts what they hold."""
    with tempfile.TemporaryFile() as again:
        try:
            counts, _ = write_annotations(again, root, begun, spread)
        except UserError as error:
            yield Problem(manifest.NAME, str(error))
            return
        again.seek(0)
        expected = hashlib.file_digest(again, "sha256").hexdigest()
    if expected != digest:
        yield Problem(coco.FILE, "does not hold what the records say: an image was added, lost or changed since; run `setpiece finalise`")
    elif begun.summary is not None and begun.summary != counts.summary(root, annotations_sha256=begun.summary.annotations_sha256):
        yield Problem(manifest.NAME, "its summary does not count what the records hold; run `setpiece finalise`")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
