"""Plain arguments of the verbs that work on a finished dataset."""

from pathlib import Path
from typing import TYPE_CHECKING

from setpiece.assets.errors import UserError

if TYPE_CHECKING:
    from setpiece.dataset.places import Place


def dataset(words: list[str], usage: str) -> "Place":
    """The one DATASET argument.

    Raises:
        UserError: another number of arguments, or no dataset there.
    """
    if len(words) != 1:
        raise UserError(f"expected one dataset folder or URL, found {len(words)} arguments\n{usage}")
    return existing(words[0])


def existing(word: str) -> "Place":
    """A folder or URL that holds a dataset.

    Raises:
        UserError: it does not exist, or holds none.
    """
    from setpiece.dataset.places import place

    root = place(word)
    if isinstance(root, Path) and not root.is_dir():
        raise UserError(f"{word} is not a folder")
    if not (root / "manifest.json").is_file():
        raise UserError(f"{word} holds no dataset: it has no manifest.json")
    return root
