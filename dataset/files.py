"""Files that are whole or not there: bytes, fsync, atomic rename; and where the files of an image lie."""

import errno
import os
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from setpiece.assets.errors import UserError

PER_FOLDER = 1000
_USERS_MATTER = {
    getattr(errno, name)
    for name in ["ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EPERM", "ENOTDIR", "EISDIR", "EEXIST", "ENAMETOOLONG"]
}


def location(folder: str, index: int, suffix: str) -> str:
    """Path of one file of an image inside its dataset, e.g. ``images/00000/00000012.png``."""
    return f"{folder}/{index // PER_FOLDER:05d}/{index:08d}{suffix}"


def write_atomically(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Writes a file so that whoever looks finds all of it or none; sub-folders are made.

    The folder itself is not synced: call ``sync_folder`` once per folder before anything claims that the file is there.

    Args:
        path: the file.
        data: its bytes.
        durable: wait until the disk has them; False for what can be made again at any time.

    Raises:
        UserError: if the disk is full or the folder not writable.
    """
    unfinished = scratch(path)
    with disk_trouble(path):
        make_folder(path.parent)
        try:
            with unfinished.open("wb") as file:
                file.write(data)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


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


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder survive a power cut.

    Raises:
        UserError: if the disk is full.
    """
    with disk_trouble(folder):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def disk_trouble(path: Path) -> Iterator[None]:
    """Turns a full, read-only or forbidden disk into a UserError that names the file."""
    try:
        yield
    except OSError as error:
        if error.errno not in _USERS_MATTER:
            raise
        raise UserError(f"cannot write {path}: {error.strerror}") from error
