"""Place: where a dataset lies, a folder or a prefix in an object store; and what is done differently in the one and the other."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from setpiece.dataset.objects import ObjectPath

Place = Path | ObjectPath

_AT_ONCE = 64


def place(text: str | Place) -> Place:
    """A folder's path (``~`` is the home folder), or a URL as ``s3://bucket/prefix``.

    >>> place("s3://bucket/data/")
    ObjectPath(url='s3://bucket/data')
    """
    if isinstance(text, str) and "://" in text and not text.startswith("file://"):
        return ObjectPath(text.rstrip("/"))
    return Path(text.removeprefix("file://")).expanduser() if isinstance(text, str) else text


def names_in(folder: Place) -> set[str]:
    """Names of what lies directly in a folder, by listing it; none if it is not there."""
    try:
        return set(os.listdir(folder)) if isinstance(folder, Path) else {path.name for path in folder.iterdir()}  # noqa: PTH208 - twice as fast
    except (FileNotFoundError, NotADirectoryError):
        return set()


def read_each(root: Place, paths: Iterable[Place]) -> Iterator[tuple[Place, bytes]]:
    """Files below ``root`` in the order given, a few in memory at a time; from an object store several are fetched at once.

    What vanishes meanwhile is left out.
    """
    stream = iter(paths)
    while batch := list(islice(stream, _AT_ONCE)):
        if isinstance(root, Path):
            for path in batch:
                with suppress(FileNotFoundError):
                    yield path, path.read_bytes()
            continue
        names = {path: inside(root, path) for path in batch}
        found = root.read_below(list(names.values()))
        yield from ((path, found[name]) for path, name in names.items() if name in found)


@contextmanager
def local_copy(root: Place, names: Sequence[str]) -> Iterator[Path]:
    """A folder that holds these files of a dataset for the length of the block: the dataset itself, or a copy of them.

    Files that are not there are not there in the copy either.
    """
    if isinstance(root, Path):
        yield root
        return
    with tempfile.TemporaryDirectory(prefix="setpiece-") as scratch:
        for name, data in root.read_below(names).items():
            path = Path(scratch) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        yield Path(scratch)


@contextmanager
def downloaded(path: Place) -> Iterator[Path]:
    """One file of any size as a file on this machine, for the length of the block."""
    if isinstance(path, Path):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="setpiece-") as scratch:
        path.download(Path(scratch) / path.name)
        yield Path(scratch) / path.name


def inside(root: Place, path: Place) -> str:
    """The path of a file inside its dataset, with slashes."""
    return str(path)[len(str(root)) + 1 :].replace(os.sep, "/")


def files_below(folder: Place) -> list[Place]:
    """All files below a folder, sorted; none if it is not there."""
    return sorted(path for path in folder.rglob("*") if not path.is_dir()) if isinstance(folder, Path) else [*folder.rglob("*")]
