"""Writes a report's folder."""

import json
from pathlib import Path
from typing import Any

from setpiece.assets.errors import UserError

REFERENCE = "reference"
"""Folder of a report that holds photographs made for it."""


def claim(out: Path) -> None:
    """Makes the folder, before anything long starts.

    Raises:
        UserError: it cannot be made, or holds something that is not a report.
    """
    if out.exists() and (not out.is_dir() or (any(p.name != REFERENCE for p in out.iterdir()) and not (out / "report.json").exists())):
        raise UserError(f"out={out}: exists and holds no realism report; nothing is overwritten")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"out={out}: {error.strerror}") from error


def as_text(data: dict[str, Any]) -> str:
    """``report.json``."""
    return json.dumps(data, indent=1, allow_nan=False) + "\n"


def write_report(out: Path, page: str, data: str) -> None:
    """Writes ``index.html`` and ``report.json``; replaces those of an earlier report, and nothing else.

    Raises:
        UserError: as ``claim``.
    """
    claim(out)
    try:
        (out / "index.html").write_text(page, encoding="utf-8")
        (out / "report.json").write_text(data, encoding="utf-8")
    except OSError as error:
        raise UserError(f"out={out}: {error.strerror}") from error
