"""Plain arguments of the verbs that work on a finished dataset."""

from pathlib import Path

from setpiece.assets.errors import UserError


def dataset(words: list[str], usage: str) -> Path:
    """The one DATASET argument.

    Raises:
        UserError: another number of arguments, or no dataset there.
    """
    if len(words) != 1:
        raise UserError(f"expected one dataset folder, found {len(words)} arguments\n{usage}")
    return existing(words[0])


def existing(word: str) -> Path:
    """A folder that holds a dataset.

    Raises:
        UserError: it does not exist, or holds none.
    """
    root = Path(word)
    if not root.is_dir():
        raise UserError(f"{word} is not a folder")
    if not (root / "manifest.json").is_file():
        raise UserError(f"{word} holds no dataset: it has no manifest.json")
    return root
