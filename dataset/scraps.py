"""Scraps: the unfinished files that killed writers leave behind, told from those that somebody is still writing."""

import os
import platform
import re
from collections.abc import Iterator
from pathlib import Path

_SCRAP = re.compile(r"\..+\.(?P<machine>.+)-(?P<thread>[0-9]+)\.(?:tmp|draft)")
_GIVEN_UP_S = 24 * 3600.0


def sweep(root: Path, now_s: float) -> None:
    """Removes scraps from all folders of a dataset.

    One of this machine is a scrap when the thread that it is named after is gone. Whether a thread of another machine still lives
    cannot be asked: theirs must be a day old.

    Args:
        root: the dataset's folder.
        now_s: when something was last written, by the clock of the disk that all of it lies on (``st_mtime``).
    """
    for path, found in _scratch_files(root):
        if _is_alone(found) if _is_ours(found) else path.stat().st_mtime < now_s - _GIVEN_UP_S:
            path.unlink(missing_ok=True)


def _scratch_files(root: Path) -> Iterator[tuple[Path, re.Match[str]]]:
    for folder, _, names in os.walk(root):
        for name in names:
            if name.startswith(".") and (found := _SCRAP.fullmatch(name)):
                yield Path(folder) / name, found


def _is_ours(found: re.Match[str]) -> bool:
    """Whether a thread of this machine made it, and this machine can say which threads there are."""
    return found["machine"] == platform.node() and Path("/proc/self").exists()


def _is_alone(found: re.Match[str]) -> bool:
    return not Path("/proc", found["thread"]).exists()
