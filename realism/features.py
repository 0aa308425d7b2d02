"""Images to feature matrices: read ahead in threads, in batches, each image once, memory the same for ten images and ten thousand."""

import hashlib
import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from setpiece.assets.errors import UserError
from setpiece.realism.backbones.backbone import Backbone
from setpiece.realism.cache import VectorCache
from setpiece.realism.images import read_picture

Rgb = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Change = Callable[[Rgb], Rgb]
Prepare = Callable[[Rgb], Floats]
Xywh = tuple[float, float, float, float]
_Prepared = tuple[bytes, Path, Floats]

_BATCH = 16
_AHEAD = 2 * _BATCH
_MINIMUM_SIDE_PX = 8


@dataclass(frozen=True)
class Measured:
    """One row an image, in the order of the files.

    Attributes:
        values: (n, d), float32; backed by an unlinked temporary file, so the system may page it out.
        contents: SHA-256 of each file.
    """

    values: Floats
    contents: tuple[bytes, ...]


def content_hashes(paths: Sequence[Path]) -> tuple[bytes, ...]:
    """SHA-256 of each file."""
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        return tuple(pool.map(_content_hash, paths))


def measure(
    paths: Sequence[Path],
    kind: str,
    prepare: Prepare,
    compute: Callable[[Floats], Floats] = lambda prepared: prepared,
    *,
    crops: Sequence[Xywh] | None = None,
) -> Measured:
    """A vector for each image, from the cache where it is known.

    Args:
        paths: image files.
        kind: names what is computed and how, for the cache.
        prepare: done in the reading threads, one image at a time.
        compute: vectors (n, d) of a batch of what was prepared.
        crops: a part of each image instead of the whole, in pixels; a file may then occur several times.

    Raises:
        UserError: an image cannot be read, is tiny, or its vector is not finite.
    """
    contents = content_hashes(paths)
    parts: Sequence[Xywh | None] = crops if crops is not None else [None] * len(paths)
    keys = [c if part is None else hashlib.sha256(c + repr(part).encode()).digest() for c, part in zip(contents, parts, strict=True)]
    with VectorCache(kind) as cache:
        known = cache.known(keys)
        missing = {key: (path, part) for key, path, part in zip(keys, paths, parts, strict=True) if key not in known}
        for batch in _batches(missing, prepare):
            vectors = compute(np.stack([prepared for _, _, prepared in batch]))
            _check_finite(vectors, [path for _, path, _ in batch], kind)
            cache.put((key, vector) for (key, _, _), vector in zip(batch, vectors, strict=True))
        return Measured(_gather(cache, keys), contents)


def extract(
    paths: Sequence[Path], backbone: Backbone, change: Change | None = None, change_name: str = "", crops: Sequence[Xywh] | None = None
) -> Measured:
    """Features of images or of parts of them, after an optional change to each (named, for the cache)."""

    def prepare(rgb: Rgb) -> Floats:
        return backbone.transform(rgb if change is None else change(rgb))

    return measure(paths, f"{backbone.fingerprint}{change_name}", prepare, backbone.run, crops=crops)


def _batches(missing: dict[bytes, tuple[Path, Xywh | None]], prepare: Prepare) -> Iterator[list[_Prepared]]:
    """Reads ahead, but never further than ``_AHEAD`` images."""
    waiting: deque[tuple[bytes, Path, Future[Floats]]] = deque()
    batch: list[_Prepared] = []
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        try:
            for key, (path, part) in missing.items():
                waiting.append((key, path, pool.submit(_read, path, part, prepare)))
                if len(waiting) < _AHEAD:
                    continue
                batch.append(_take(waiting))
                if len(batch) == _BATCH:
                    yield batch
                    batch = []
            batch.extend(_take(waiting) for _ in range(len(waiting)))
        finally:
            pool.shutdown(cancel_futures=True)
    for i in range(0, len(batch), _BATCH):
        yield batch[i : i + _BATCH]


def _take(waiting: deque[tuple[bytes, Path, Future[Floats]]]) -> _Prepared:
    key, path, future = waiting.popleft()
    return key, path, future.result()


def _read(path: Path, part: Xywh | None, prepare: Prepare) -> Floats:
    rgb = read_picture(path).rgb
    if min(rgb.shape[:2]) < _MINIMUM_SIDE_PX:
        raise UserError(f"{path}: {rgb.shape[1]}x{rgb.shape[0]} pixels; at least {_MINIMUM_SIDE_PX} a side are needed")
    return prepare(rgb if part is None else crop(rgb, part))


def crop(rgb: Rgb, xywh: Xywh) -> Rgb:
    """Part of an image, moved inside it and at least 8 pixels a side."""
    height, width = rgb.shape[:2]
    x, y, w, h = (round(v) for v in xywh)
    w, h = (min(max(side, _MINIMUM_SIDE_PX), limit) for side, limit in ((w, width), (h, height)))
    x, y = min(max(x, 0), width - w), min(max(y, 0), height - h)
    return rgb[y : y + h, x : x + w]


def _gather(cache: VectorCache, contents: Sequence[bytes]) -> Floats:
    first = cache.get(contents[0])
    with tempfile.TemporaryFile() as file:
        values = np.memmap(file, dtype=np.float32, mode="w+", shape=(len(contents), len(first)))
    for i, content in enumerate(contents):
        values[i] = cache.get(content)
    return values


def _content_hash(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}") from error


def _check_finite(vectors: Floats, paths: Sequence[Path], kind: str) -> None:
    for vector, path in zip(vectors, paths, strict=True):
        if not np.isfinite(vector).all():
            raise UserError(
                f"{path}: {kind} gives values that are not finite for this image; the network or its declared transform is wrong"
            )
