"""The config that a finished or half-finished dataset was begun with, from its manifest."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from setpiece.assets.errors import UserError
from setpiece.dataset import manifest
from setpiece.dataset.places import Place
from setpiece.farm.config import Config


def stored_config(root: Place, changes: Mapping[str, Any]) -> Config:
    """The dataset's own config, with a few run keys changed.

    Args:
        root: the dataset's folder or URL, which becomes ``out`` unless that is changed too.
        changes: dotted key -> value, e.g. {"farm.workers": 2}.

    Raises:
        UserError: the dataset is of a version that had other keys, or a value is not accepted.
    """
    tree: dict[str, Any] = dict(manifest.load(root).config) | {"out": str(root)}
    for key, value in changes.items():
        section, _, name = key.rpartition(".")
        place = tree.setdefault(section, {}) if section else tree
        place[name] = value
    try:
        return Config.model_validate(tree)
    except ValidationError as error:
        first = error.errors()[0]
        where, ends = ".".join(map(str, first["loc"])), {str(first["loc"][0]), str(first["loc"][-1])}
        for key, value in changes.items():
            if set(key.split(".")) == ends:  # between the two is the kind of farm, which nobody has written
                said = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
                raise UserError(f"{key}: found {value}; {said if 'accepted' in said else f'accepted: {said}'}") from None
        raise UserError(f"{root / manifest.NAME}: written by another version of setpiece: {where}: {first['msg']}") from None
