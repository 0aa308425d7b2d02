"""Lint: every file of an asset folder is read once, before anything is rendered, and all that is wrong is told in one message."""

import logging
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from setpiece.assets.config import METRES, Unit
from setpiece.assets.errors import UserError
from setpiece.assets.folder import Up, load_file, refuse
from setpiece.assets.mesh import Model

log = logging.getLogger(__name__)

PLAUSIBLE_M = (0.002, 15.0)
"""Longest edge of things that anybody photographs."""


def lint(root: Path, names: Iterable[str], up: Up, unit: Unit) -> dict[str, str]:
    """Reads files and gives the hash of each as a model.

    Args:
        root: the asset folder.
        names: paths relative to it.
        up: axis that points up.
        unit: of the coordinates; sizes that are absurd in it are logged as a warning that suggests another.

    Raises:
        UserError: naming every file that cannot be used.
    """
    problems: list[str] = []
    hashes: dict[str, str] = {}
    sizes: dict[str, float] = {}
    for name in names:
        try:
            model = load_file(root / name, up, unit)
        except UserError as error:
            problems.append(str(error))
            continue
        hashes[name], sizes[name] = model.sha256, longest_edge_m(model)
    refuse(problems)
    if warning := size_warning(sizes, unit):
        log.warning(warning)
    return hashes


def longest_edge_m(model: Model) -> float:
    """Of the axis-aligned box."""
    low, high = model.mesh.bounds_m.astype(np.float64)
    return float((high - low).max())


def size_warning(sizes_m: dict[str, float], unit: Unit) -> str | None:
    """A sentence about things of absurd size, or None if there are none.

    Args:
        sizes_m: name -> longest edge.
        unit: that the sizes were read in.
    """
    absurd = {name: size for name, size in sizes_m.items() if not PLAUSIBLE_M[0] <= size <= PLAUSIBLE_M[1]}
    if not absurd:
        return None
    name, size = next(iter(absurd.items()))
    typical = float(np.median(list(absurd.values()))) / METRES[unit]
    # The unit in which the typical one is nearest to the size of a household thing.
    better = min(METRES, key=lambda candidate: abs(np.log(typical * METRES[candidate] / 0.2)))
    hint = f"; is assets.unit={better} meant?" if better != unit else ""
    return f"{len(absurd)} of {len(sizes_m)} things have an absurd size, e.g. {name}: {size:.3g} m with assets.unit={unit}{hint}"
