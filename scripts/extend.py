"""``setpiece extend``: more images of a dataset, from the config that it holds itself."""

from typing import TYPE_CHECKING, Any

import yaml

from setpiece.assets.errors import UserError
from setpiece.cli import arguments

if TYPE_CHECKING:
    from setpiece.dataset.places import Place
    from setpiece.farm.config import Config

HELP = """
Usage: setpiece extend DATASET count=N [share=K/N] [indices=A-B] [device=auto|gpu|cpu] [farm.key=value ...]

Raises the number of images: makes those up to N that are not there, with the config that the dataset was begun with, from any folder
and without the command that began it. Images that are there stay as they are, byte for byte. With share= or indices=, only a part of
them: so a machine of a render farm needs to know nothing but the dataset.

Example:
  setpiece extend data/dice count=2000 farm.workers=2
  setpiece extend /shared/dice count=2000 share=3/8
"""


def run(words: list[str]) -> int:
    """Make the rest; returns the exit code."""
    from setpiece.cli.generate import make
    from setpiece.farm.loading import loading
    from setpiece.farm.spare import Spare

    with Spare() as spare:
        with loading():
            config = _config(words)
        return make(config, spare)


def _config(words: list[str]) -> "Config":
    """The config that the dataset holds, with what may be changed of it.

    Raises:
        UserError: there is no dataset, or something else is to be changed.
    """
    from setpiece.farm.stored import stored_config

    plain = [word for word in words if "=" not in word]
    root = arguments.dataset(plain, HELP.strip().splitlines()[0])
    changes = dict(_change(word) for word in words if "=" in word)
    if "count" not in changes:
        raise UserError(f"count= is missing: how many images shall {root} hold?\n{HELP.strip().splitlines()[0]}")
    config = stored_config(root, changes)
    there = _images(root)
    if config.count < there:
        raise UserError(f"count={config.count}: {root} holds {there} images already; accepted: more than that. Nothing is deleted")
    return config


def _change(word: str) -> tuple[str, Any]:
    key, _, value = word.partition("=")
    if key not in ("count", "device", "share", "indices") and not key.startswith("farm."):
        raise UserError(
            f"{key}: found {word!r}; accepted: count=, share=, indices=, device= and farm.*=; everything else is decided by the dataset"
        )
    return key, yaml.safe_load(value)


def _images(root: "Place") -> int:
    from setpiece.dataset.record import record_paths

    return 1 + max((int(path.stem) for path in record_paths(root)), default=-1)
