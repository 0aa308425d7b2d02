"""merge: one dataset from several of one config that were made in different places."""

import hashlib
import shutil
from collections.abc import Sequence

from setpiece.assets.errors import UserError
from setpiece.dataset import manifest
from setpiece.dataset.files import sync_folder, write_atomically, write_files, writing
from setpiece.dataset.places import Place, downloaded
from setpiece.dataset.record import Record, from_bytes, record_path, record_paths
from setpiece.dataset.shards import read_file


def merge(sources: Sequence[Place], out: Place) -> int:
    """Copies every image that is not in ``out`` yet; the same call goes on where an earlier one was interrupted.

    Every file is checked against its record on the way. What is in several places is taken once, and must be the same everywhere.

    Args:
        sources: folders or URLs of datasets.
        out: a folder or URL that is empty or holds a dataset of the same config.

    Returns:
        How many images were copied.

    Raises:
        UserError: the datasets' configs, categories or versions differ; a file is damaged; one index holds two different images. What
            was copied before stays, and is whole.
    """
    begun = manifest.load(sources[0])
    for source in sources[1:]:
        if differs := manifest.disagreement(manifest.load(source), begun):
            raise UserError(f"{source} and {sources[0]} are of different configs; nothing was copied. What differs:{differs}")
    manifest.adopt(out, begun)
    return sum(_merge_image(source, path, out) for source in sources for path in record_paths(source))


def _merge_image(source: Place, path: Place, out: Place) -> int:
    """Copies one image unless it is there; 1 if it was copied."""
    data = path.read_bytes()
    try:
        record = from_bytes(data)
    except ValueError as error:
        raise UserError(f"{path}: {error}") from error
    if record_path(source, record.spec.index) != path:
        raise UserError(f"{path}: is the record of image {record.spec.index}; it was moved or renamed")
    target = record_path(out, record.spec.index)
    if target.exists():
        if target.read_bytes() != data:
            raise UserError(f"image {record.spec.index}: {path} and {target} differ; delete one of them")
        return 0
    if shards := {entry.path.rpartition("/")[0] for entry in record.files.values() if entry.offset is not None}:
        _copy_shards(source, record, shards, out)
    else:
        write_files(out, _files(source, record))
    write_atomically(target, data)
    sync_folder(target.parent)
    return 1


def _copy_shards(source: Place, record: Record, shards: set[str], out: Place) -> None:
    """Copies the shards of an image unless they are there, once they are seen to hold it; those that are there must hold it too."""
    _files(source, record)
    for shard in sorted(shards):
        if (out / shard).exists():
            _files(out, record)
            continue
        with downloaded(source / shard) as there, there.open("rb") as data, writing(out / shard) as copy:
            shutil.copyfileobj(data, copy)
        sync_folder((out / shard).parent)


def _files(source: Place, record: Record) -> dict[str, bytes]:
    """The files of an image, checked."""
    files = {}
    for entry in record.files.values():
        try:
            data = read_file(source, entry)
        except OSError as error:
            raise UserError(f"{source / entry.path}: {error.strerror or 'missing'}; its record says that it is there") from error
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise UserError(f"{source / entry.path}: changed since it was written: its hash does not match its record")
        files[entry.path] = data
    return files
