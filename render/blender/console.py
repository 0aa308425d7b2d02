"""What Blender prints: some troubles of the renderer it neither raises nor returns."""

import os
import stat
from collections.abc import Callable


def printed_by(work: Callable[[], object]) -> str:
    """Do the work; what this process printed meanwhile, from C too.

    Only where standard output is a file that may be read, as in the farm's workers; elsewhere the answer is always "".
    """
    start = _size()
    work()
    end = _size()
    if start is None or end is None or end <= start:
        return ""
    try:
        return os.pread(1, end - start, start).decode(errors="replace")
    except OSError:  # opened for writing only
        return ""


def _size() -> int | None:
    """Bytes in the file that standard output goes to; None if it is no file."""
    try:
        status = os.fstat(1)
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None
