"""Files that are whole or not there: bytes, fsync, atomic rename; and where the files of an image lie."""

import errno
import os
import platform
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from setpiece.assets.errors import UserError
from setpiece.dataset.objects import ObjectPath
from setpiece.dataset.places import Place

PER_FOLDER = 1000
_USERS_MATTER = {
    getattr(errno, name)
    for name in ["ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EPERM", "ENOTDIR", "EISDIR", "EEXIST", "ENAMETOOLONG"]
}


def location(folder: str, index: int, suffix: str) -> str:
    """Path of one file of an image inside its dataset, e.g. ``images/00000/00000012.png``."""
    return f"{folder}/{index // PER_FOLDER:05d}/{index:08d}{suffix}"


def write_atomically(path: Place, data: bytes, *, durable: bool = True) -> None:
    """Writes a file so that whoever looks finds all of it or none; sub-folders are made.

    The folder itself is not synced: call ``sync_folder`` once per folder before anything claims that the file is there.

    Args:
        path: the file.
        data: its bytes.
        durable: wait until the disk has them; False for what can be made again at any time.

    Raises:
        UserError: if the disk is full or the folder not writable.
    """
    if isinstance(path, ObjectPath):
        path.write_bytes(data)
        return
    with writing(path, durable=durable) as file:
        file.write(data)


@contextmanager
def writing(path: Place, *, durable: bool = True) -> Iterator[IO[bytes]]:
    """A stream, readable too, into a file that is there, whole, when the block has ended, and not at all if it raised.

    Raises:
        UserError: as ``write_atomically``.
    """
    if isinstance(path, ObjectPath):
        with tempfile.NamedTemporaryFile(prefix="setpiece-") as file:
            yield file
            file.flush()
            path.upload(Path(file.name))
        return
    unfinished = scratch(path)
    with disk_trouble(path):
        make_folder(path.parent)
        try:
            with unfinished.open("w+b") as file:
                yield file
                file.flush()
                if durable:
                    os.fsync(file.fileno())
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


def write_files(root: Place, files: Mapping[str, bytes]) -> None:
    """Writes several files of a dataset by their paths inside it; all are there, and stay, when it returns.

    Raises:
        UserError: as ``write_atomically``; some may be there then.
    """
    if isinstance(root, ObjectPath):
        root.write_below(files)
        return
    for name, data in files.items():
        write_atomically(root / name, data)
    for folder in dict.fromkeys((root / name).parent for name in files):
        sync_folder(folder)


def scratch(path: Path) -> Path:
    """A hidden name beside ``path`` that no other thread, process or machine on a shared disk uses."""
    return path.with_name(f".{path.name}.{platform.node()}-{threading.get_native_id()}.tmp")


def make_folder(folder: Path) -> None:
    """Makes a folder and its parents, each of which survives a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Place) -> None:
    """Makes the names in a folder survive a power cut; in an object store they do already.

    Raises:
        UserError: if the disk is full.
    """
    if isinstance(folder, ObjectPath):
        return
    with disk_trouble(folder):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def disk_trouble(path: Place) -> Iterator[None]:
    """Turns a full, read-only or forbidden disk into a UserError that names the file."""
    try:
        yield
    except OSError as error:
        if error.errno not in _USERS_MATTER:
            raise
        room = f" ({_room(path)})" if error.errno == errno.ENOSPC and isinstance(path, Path) else ""
        raise UserError(f"cannot write {path}: {error.strerror}{room}") from error


def _room(path: Path) -> str:
    """What a full disk has left, in words."""
    left = os.statvfs(next(folder for folder in path.absolute().parents if folder.exists()))
    if left.f_files and not left.f_favail:
        return "no more files fit on it, however small"
    free_mb, temporary = left.f_bavail * left.f_frsize / 1e6, tempfile.gettempdir()
    temporary_mb = shutil.disk_usage(temporary).free / 1e6
    there = f", {temporary_mb:.1f} MB in {temporary}" if temporary_mb < free_mb else ""
    return f"{free_mb:.1f} MB free{there}; what is finished is kept, and the same command makes the rest"
