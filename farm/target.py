"""The place where a dataset shall go: can it be written, does it hold enough, and where do workers print?"""

import hashlib
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from setpiece.assets.errors import UserError
from setpiece.dataset import manifest
from setpiece.dataset.files import write_atomically
from setpiece.dataset.places import Place, names_in
from setpiece.dataset.record import missing
from setpiece.farm import journal
from setpiece.farm.config import Config

_SPARE_BYTES = 32 * 2**20
_BYTES_PER_PIXEL = 2.0


def check_writable(out: Place) -> None:
    """Refuse a place that cannot be written to.

    Raises:
        UserError: it is a file, or permission is missing; names the folder that stands in the way. A store cannot be reached, the bucket
            is not there, the credentials are not accepted.
    """
    if not isinstance(out, Path):
        out.check_writable()
        return
    there = _nearest(out)
    if not there.is_dir():
        raise UserError(f"out={out}: {there} is a file; accepted: a folder, existing or not")
    try:
        with tempfile.TemporaryFile(dir=there):  # has no name, so that no other run meets it and no kill leaves it
            pass
    except OSError as error:
        raise UserError(f"out={out} cannot be written: {there}: {error.strerror}") from None


def _nearest(out: Path) -> Path:
    """The folder itself, or the first of its parents that exists."""
    return next(folder for folder in (out, *out.resolve().parents) if folder.exists())


def check_space(out: Place, config: Config) -> None:
    """Refuse to start what the disk cannot hold, by a low estimate; object stores have no limit to ask for.

    Raises:
        UserError: names the free and the needed megabytes.
    """
    if not isinstance(out, Path):
        return
    width, height = config.resolution
    images = len(missing(out, config.wanted()))
    needed = _SPARE_BYTES + images * width * height * _BYTES_PER_PIXEL
    free = shutil.disk_usage(_nearest(out)).free
    if images and free < needed:
        raise UserError(f"out={out}: the disk has {free / 1e6:.0f} MB free; {images} images need at least {needed / 1e6:.0f} MB")


def is_empty(out: Place) -> bool:
    """Whether there is nothing yet."""
    return not names_in(out)


def unbegin(out: Place) -> None:
    """Leave nothing behind of a run that could not begin; a dataset that holds anything, or that another run has begun too, stays."""
    begun = sum(entry.kind == "begin" for entry in journal.read_journal(out))
    if begun > 1 or names_in(out) - {journal.FOLDER, manifest.NAME}:
        return
    if isinstance(out, Path):
        with suppress(OSError):  # a disk that is read-only was the reason, and is reported
            shutil.rmtree(out / journal.FOLDER, ignore_errors=True)
            (out / manifest.NAME).unlink(missing_ok=True)
            if is_empty(out):
                out.rmdir()
        return
    with suppress(UserError):  # a store that is gone was the reason why it could not begin, and is reported
        for path in [*(out / journal.FOLDER).rglob("*"), out / manifest.NAME]:
            path.unlink(missing_ok=True)


def printed_folder(out: Place) -> Path:
    """Where workers of this machine print: in the dataset's ``logs``, or, since nothing appends to objects, a folder of this machine."""
    if isinstance(out, Path):
        return out.resolve() / journal.FOLDER
    return Path(tempfile.gettempdir()) / "setpiece-logs" / hashlib.sha256(str(out).encode()).hexdigest()[:16]


def keep_printed(out: Place) -> None:
    """Copy what workers of this machine printed into an object store's ``logs``; in a folder it is there already."""
    if isinstance(out, Path):
        return
    for file in sorted(printed_folder(out).glob("*.log")):
        write_atomically(out / journal.FOLDER / file.name, file.read_bytes())
