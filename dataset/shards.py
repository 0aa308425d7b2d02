"""Shards: the files of N consecutive images in one tar, as the webdataset library reads them; for sets of millions of images.

``shards/00000002.tar`` holds ``00000008.png``, ``00000008.depth.exr``, ..., ``00000008.json`` (the record), then image 9: what belongs
to one image shares the name up to the first dot. Headers say nothing but name and size, so that whoever packs a shard packs the same
bytes. Each image also has its record in ``records/``, which knows where in the tar its files begin: any can be read without the rest.
"""

import io
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from setpiece.dataset.places import Place, local_copy
from setpiece.dataset.record import FileEntry

FOLDER = "shards"


def shard_path(number: int) -> str:
    """Path of a shard inside its dataset."""
    return f"{FOLDER}/{number:08d}.tar"


def member_name(folder: str, index: int, suffix: str) -> str:
    """Name of an image's file in its shard: ``00000012.png`` is the photograph, ``00000012.depth.exr`` its depth."""
    return f"{index:08d}{suffix}" if folder == "images" else f"{index:08d}.{folder}{suffix}"


class Packer:
    """Writes one shard to a stream.

    Args:
        stream: for bytes; it stays open.
        path: of the shard inside its dataset.
    """

    def __init__(self, stream: IO[bytes], path: str) -> None:
        self.path = path
        self._tar = tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT)  # noqa: SIM115 - closed by ``close``

    def add(self, name: str, data: bytes) -> int:
        """Appends one file; returns where in the tar its bytes begin."""
        header = tarfile.TarInfo(name)  # no owner, time 0
        header.size = len(data)
        begin = self._tar.offset + tarfile.BLOCKSIZE
        self._tar.addfile(header, io.BytesIO(data))
        return begin

    def close(self) -> None:
        """Writes the tar's end."""
        self._tar.close()


def read_file(root: Place, entry: FileEntry) -> bytes:
    """The bytes of one file of an image, wherever it lies.

    Raises:
        FileNotFoundError: it is not there, or its shard is not.
    """
    if entry.offset is None:
        return (root / entry.path).read_bytes()
    shard = root / entry.path.rpartition("/")[0]
    if not isinstance(shard, Path):
        return shard.read_range(entry.offset, entry.bytes)
    with shard.open("rb") as file:
        file.seek(entry.offset)
        return file.read(entry.bytes)


@contextmanager
def unpacked(root: Place, entries: Sequence[FileEntry]) -> Iterator[Path]:
    """A folder that holds these files under their paths for the length of the block; those that are not there are left out."""
    if all(entry.offset is None for entry in entries):
        with local_copy(root, [entry.path for entry in entries]) as folder:
            yield folder
        return
    with tempfile.TemporaryDirectory(prefix="setpiece-") as scratch:
        for entry in entries:
            target = Path(scratch) / entry.path
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                target.write_bytes(read_file(root, entry))
            except FileNotFoundError:
                continue
        yield Path(scratch)


def members(shard: Path) -> Iterator[tuple[str, int, int]]:
    """Name, first byte and length of each file of a shard.

    Raises:
        ValueError: it is no tar, or damaged.
    """
    try:
        with tarfile.open(shard, mode="r:") as tar:
            for header in tar:
                yield header.name, header.offset_data, header.size
    except tarfile.TarError as error:
        raise ValueError(str(error)) from error
