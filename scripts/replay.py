"""``setpiece replay``: render one image of a dataset again."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from setpiece.assets.errors import UserError
from setpiece.cli import arguments

if TYPE_CHECKING:
    from setpiece.dataset.places import Place

HELP = """
Usage: setpiece replay DATASET INDEX [OUT]

Renders one image again from its record, with all its labels, and compares every file with the dataset's, byte for byte.
Keeps the files in OUT if that is given. Exit code 1 if a byte differs.

Example:
  setpiece replay out/tabletop 3
"""


def run(words: list[str]) -> int:
    """Render, compare, report; returns the exit code."""
    if len(words) not in (2, 3):
        raise UserError(f"expected a dataset folder and an index, found {len(words)} arguments\n{HELP.strip().splitlines()[0]}")
    root, index = arguments.existing(words[0]), _index(words[1])
    if len(words) == 3:
        return _replay(root, index, Path(words[2]))
    with tempfile.TemporaryDirectory(prefix="setpiece-replay-") as folder:
        return _replay(root, index, Path(folder))


def _index(word: str) -> int:
    if not word.isdecimal():
        raise UserError(f"INDEX: found {word}; accepted: a whole number from 0")
    return int(word)


def _replay(root: "Place", index: int, into: Path) -> int:
    from setpiece.cli.main import EXIT_OK, EXIT_PROBLEMS
    from setpiece.farm.replay import replay

    files = replay(root, index, into)
    for name, equal in sorted(files.items()):
        print(f"{'equal  ' if equal else 'DIFFERS'}  {name}")
    differ = sum(not equal for equal in files.values())
    print(f"image {index}: {len(files)} files, " + (f"{differ} differ" if differ else "every byte equal"))
    return EXIT_PROBLEMS if differ else EXIT_OK
