"""A folder of photographs that pictures are moved towards: which files it holds, and what identifies them."""

import hashlib
from functools import lru_cache
from pathlib import Path

SUFFIXES = (".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")


def photographs(folder: Path) -> tuple[Path, ...]:
    """Image files at any depth, hidden ones left out, ordered by path; none if there is no such folder."""
    found = (p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES)
    return tuple(sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(folder).parts)))


def fingerprint(folder: Path) -> str:
    """SHA-256 over the photographs' bytes in their order: the same wherever the folder lies, another once a file differs."""
    return _fingerprint(tuple((p, p.stat().st_size, p.stat().st_mtime_ns) for p in photographs(folder)))


@lru_cache(maxsize=4)
def _fingerprint(files: tuple[tuple[Path, int, int], ...]) -> str:
    whole = hashlib.sha256()
    for path, _, _ in files:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()
