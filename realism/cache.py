"""Keeps what was computed from an image, keyed by the image's bytes: renamed, moved or re-listed images are never computed twice."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from setpiece.realism.backbones.packages import cache_folder

_AT_ONCE = 500


class VectorCache:
    """Float vectors by content hash, in one SQLite file a kind. Several processes may share it."""

    def __init__(self, kind: str, folder: Path | None = None) -> None:
        """Opens or makes the file.

        Args:
            kind: what the vectors are; part of the file's name.
            folder: instead of the user's cache folder.
        """
        parent = (folder or cache_folder()) / "features"
        parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(parent / f"{kind}.sqlite", timeout=60.0)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("CREATE TABLE IF NOT EXISTS vectors (content BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")

    def __enter__(self) -> "VectorCache":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._db.close()

    def known(self, contents: Sequence[bytes]) -> set[bytes]:
        """Which of these are there."""
        found: set[bytes] = set()
        for i in range(0, len(contents), _AT_ONCE):
            part = contents[i : i + _AT_ONCE]
            marks = ",".join("?" * len(part))
            found.update(row[0] for row in self._db.execute(f"SELECT content FROM vectors WHERE content IN ({marks})", part))
        return found

    def get(self, content: bytes) -> npt.NDArray[np.float32]:
        """One vector that is known."""
        row = self._db.execute("SELECT value FROM vectors WHERE content = ?", (content,)).fetchone()
        return np.frombuffer(row[0], np.float32)

    def put(self, items: Iterable[tuple[bytes, npt.NDArray[np.float32]]]) -> None:
        """Stores vectors, all or none."""
        with self._db:
            rows = [(content, value.astype(np.float32).tobytes()) for content, value in items]
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
