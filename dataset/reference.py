"""What pictures are moved towards photographs with: which files, and what identifies them."""

import hashlib
from collections.abc import Sequence
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


def networks(methods: Sequence[str]) -> tuple[str, ...]:
    """Those of the methods that are ONNX files."""
    return tuple(name for name in methods if name.lower().endswith(".onnx"))


def network_hashes(methods: Sequence[str]) -> tuple[str, ...]:
    """SHA-256 of each ONNX file, in their order; empty for one that is not there."""
    return tuple(_file_sha256(Path(name).expanduser()) for name in networks(methods))


def _file_sha256(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=4)
def _fingerprint(files: tuple[tuple[Path, int, int], ...]) -> str:
    whole = hashlib.sha256()
    for path, _, _ in files:
        whole.update(bytes.fromhex(_file_sha256(path)))
    return whole.hexdigest()
