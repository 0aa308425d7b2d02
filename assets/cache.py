"""Where setpiece keeps what it would otherwise make or read anew."""

import os
import tempfile
from pathlib import Path


def cache_root() -> Path:
    """``$SETPIECE_CACHE``, else ``~/.cache/setpiece``; below the temporary folder for a user without HOME whom the system does not know."""
    given = os.environ.get("SETPIECE_CACHE")
    if given:
        return Path(given)
    try:
        return Path.home() / ".cache" / "setpiece"
    except RuntimeError:  # container platforms give every container a user number of its own
        return Path(tempfile.gettempdir()) / f"setpiece-cache-{os.getuid()}"
