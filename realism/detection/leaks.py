"""Keeps test images out of training sets: the same file, or the same picture saved again.

A thumbnail tells whether two files show one picture: resized, recompressed or brightened copies agree in every cell, while a second
photograph of the same table differs where something moved.
"""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from setpiece.assets.errors import UserError
from setpiece.realism.images import read_picture

_SIDE = 24
_DIGEST = 16
_SAME = 6.0
_CHUNK = 64
_NAMED = 3
_FLAT = 2.0


@dataclass(frozen=True)
class Fingerprints:
    """What is kept of a set's images.

    Attributes:
        names: of the files.
        digests: (n, 16) bytes of the files' SHA-256.
        thumbnails: (n, 576) grey values, mean 0; a flat picture's are all 0.
    """

    names: tuple[str, ...]
    digests: npt.NDArray[np.uint8]
    thumbnails: npt.NDArray[np.float32]

    def at(self, rows: Sequence[int]) -> "Fingerprints":
        """Those of some of the images."""
        return Fingerprints(tuple(self.names[r] for r in rows), self.digests[list(rows)], self.thumbnails[list(rows)])


def join(parts: Sequence[Fingerprints]) -> Fingerprints:
    """Those of several sets, one after another."""
    names = tuple(name for p in parts for name in p.names)
    return Fingerprints(names, np.concatenate([p.digests for p in parts]), np.concatenate([p.thumbnails for p in parts]))


def fingerprints(paths: Sequence[Path]) -> Fingerprints:
    """Reads every image once.

    Raises:
        UserError: an image cannot be read.
    """
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(_of, paths))
    digests = np.array([d for d, _ in found], np.uint8).reshape(-1, _DIGEST)
    thumbnails = np.array([t for _, t in found], np.float32).reshape(-1, _SIDE**2)
    return Fingerprints(tuple(p.name for p in paths), digests, thumbnails)


def save(prints: Fingerprints, path: Path) -> None:
    """Writes an ``.npz``."""
    np.savez_compressed(path, names=np.array(prints.names), digests=prints.digests, thumbnails=prints.thumbnails.astype(np.float16))


def load(path: Path) -> Fingerprints:
    """Reads what ``save`` wrote.

    Raises:
        UserError: the file holds something else.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            return Fingerprints(tuple(map(str, file["names"])), file["digests"], file["thumbnails"].astype(np.float32))
    except (OSError, ValueError, KeyError) as error:
        raise UserError(f"{path}: cannot be read as fingerprints of training images ({error})") from error


def repeated(test: Fingerprints, train: Fingerprints) -> list[tuple[str, str]]:
    """Names of (test image, training image) that show the same picture."""
    seen = {d.tobytes(): name for d, name in zip(train.digests, train.names, strict=True)}
    out = []
    for start in range(0, len(test.names), _CHUNK):
        distances = np.abs(test.thumbnails[start : start + _CHUNK, None] - train.thumbnails[None]).max(axis=2)
        for i, row in enumerate(distances, start):
            same, nearest = seen.get(test.digests[i].tobytes()), int(row.argmin())
            flat = float(np.abs(test.thumbnails[i]).max()) < _FLAT
            if same is not None or (row[nearest] < _SAME and not flat):
                out.append((test.names[i], same or train.names[nearest]))
    return out


def refuse_leaks(test: Fingerprints, train: Fingerprints, what: str) -> None:
    """Raises UserError, with names, if test images are among the training images."""
    found = repeated(test, train)
    if found:
        named = "; ".join(f"{a} is {b}" if a != b else a for a, b in found[:_NAMED]) + ("; ..." if len(found) > _NAMED else "")
        raise UserError(
            f"{what}: {len(found)} of its {len(test.names)} images are in the training set ({named}); a score on them says nothing"
        )


def _of(path: Path) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
    digest = np.frombuffer(hashlib.sha256(path.read_bytes()).digest()[:_DIGEST], np.uint8)
    grey = cv2.cvtColor(read_picture(path).rgb, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    return digest, (small - small.mean()).ravel()
