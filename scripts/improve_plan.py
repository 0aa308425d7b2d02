"""From the bins on which a detector fails to overrides of a config that make more of just those."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from setpiece.assets.errors import UserError
from setpiece.cli.tune_axes import middle, moved
from setpiece.realism.diagnosis.axes import VALUES
from setpiece.realism.diagnosis.bins import Bin
from setpiece.realism.diagnosis.properties import Properties
from setpiece.realism.diagnosis.remedies import REMEDIES, Aim, Remedy

if TYPE_CHECKING:
    from setpiece.farm.config import Config

_STRENGTHS = (1.0, 0.5, 0.25)
_CLASS_SHARE = 0.5

Compose = Callable[[dict[str, Any]], "Config"]
Names = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Deficit:
    """What one bin lacks, as a config.

    Attributes:
        name: for a folder.
        bin: on which the detector fails.
        overrides: key -> value.
        images: to render.
    """

    name: str
    bin: Bin
    overrides: dict[str, Any]
    images: int


def plan(
    causes: Sequence[Bin], there: Properties, compose: Compose, names: Names, images: int, most: int
) -> tuple[list[Deficit], list[str]]:
    """Shares images out among the dearest bins that a config key can make more of.

    Args:
        causes: bins, the dearest first.
        there: what was measured of the objects that the detector was trained on.
        compose: the config with some keys changed; raises UserError where a value is out of its range.
        names: that keys which weigh things can hold: kinds of things, categories that are read from how they lie.
        images: to share out, by what the bins cost.
        most: bins.

    Returns:
        What to render, and a sentence for each bin that nothing can be done about.
    """
    plain = compose({}).model_dump(mode="json")
    chosen, refused = list[tuple[Bin, dict[str, Any]]](), []
    for b in causes:
        if len(chosen) == min(most, images):
            break
        found = overrides_for(b, there, plain, compose, names)
        chosen += [(b, found)] if found else []
        refused += [] if found else [f"{b.axis} {b.name}: no key of this config makes more of it"]
    costs = [b.missing.cost.value if b.missing else 0.0 for b, _ in chosen]
    quotas = share_out(images, costs)
    return [Deficit(folder_name(b), b, found, n) for (b, found), n in zip(chosen, quotas, strict=True)], refused


def overrides_for(b: Bin, there: Properties, plain: Mapping[str, Any], compose: Compose, names: Names) -> dict[str, Any]:
    """Keys and values for one bin, moved as far as the keys' ranges allow; empty if no key moves it."""
    aim = Aim(b.typical if b.typical is not None else 0.0, _typical(b.axis, there))
    for way in REMEDIES.get(b.axis, ()):
        found: dict[str, Any] = {}
        for r in way:  # each key for itself: one that is at the end of its range keeps none of the others back
            start = leaf(plain, r.key)
            values = [_value(r, b, aim, start, names.get(r.key, ()), strength) for strength in _STRENGTHS]
            moves = (v for v in _different(values) if v is not None and v != start)
            found |= next(({r.key: v} for v in moves if _accepted(found | {r.key: v}, compose)), {})
        if found:
            return found
    return {}


def share_out(images: int, costs: Sequence[float]) -> list[int]:
    """Whole numbers that add up to ``images``, in proportion to the costs, each at least one (largest remainders)."""
    if not costs:
        return []
    exact = (images - len(costs)) * np.asarray(costs) / max(sum(costs), 1e-12)
    whole = np.floor(exact).astype(int)
    for i in np.argsort(-(exact - whole), kind="stable")[: images - len(costs) - int(whole.sum())]:
        whole[i] += 1
    return [int(n) + 1 for n in whole]


def scaled(start: Any, factor: float) -> Any:  # noqa: ANN401 - what a YAML file may hold
    """A number or a distribution, all of its values times a factor; whole numbers stay whole."""
    if isinstance(start, list):
        kind, *numbers = start
        if kind == "choice" and isinstance(numbers[0], dict):
            return [kind, {scaled(float(v), factor): w for v, w in numbers[0].items()}]
        return [kind, *(scaled(n, factor) for n in numbers)]
    return round(start * factor) if isinstance(start, int) else float(f"{start * factor:.5g}")


def leaf(tree: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - what a YAML file may hold
    """The value at a dotted place; None if there is none."""
    here: Any = tree
    for part in key.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    return here


def written(value: Any) -> str:  # noqa: ANN401 - what a YAML file may hold
    """As on the command line, without spaces."""
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{k}:{written(v)}" for k, v in value.items()) + "}"
    return "[" + ",".join(map(written, value)) + "]" if isinstance(value, list | tuple) else str(value)


def folder_name(b: Bin) -> str:
    """Axis and bin in letters that every file system takes."""
    return re.sub(r"[^a-z0-9.]+", "-", f"{b.axis} {b.name}".lower()).strip("-.")


def _value(r: Remedy, b: Bin, aim: Aim, start: Any, names: Sequence[str], strength: float) -> Any:  # noqa: ANN401
    """The key's new value; None where the config has no such key, or has it switched off."""
    if start is None or (isinstance(start, list) and start and start[0] == "choice" and r.how == "shift"):
        return None
    if r.how == "weight":
        return _weights(start, b.name, names)
    if r.how == "set":
        value = r.low if aim.lower else r.high
        return list(value) if isinstance(value, tuple) else value
    if r.how == "shift":
        return moved(start, float(f"{middle(start) + strength * r.amount * aim.difference:.5g}"))
    factor = aim.ratio**r.amount if r.how == "scale" else (r.low if aim.lower else r.high)
    return scaled(start, float(factor) ** strength) if isinstance(factor, float | int) else None


def _weights(start: Mapping[str, float], name: str, names: Sequence[str]) -> dict[str, float] | None:
    """Every name with the weight it has, and half of all for one of them; None if the class is none of them."""
    old = dict(start) or dict.fromkeys(names, 1.0)
    if name not in old or name not in names or len(old) < 2:
        return None
    rest = sum(w for k, w in old.items() if k != name)
    return old | {name: float(f"{rest * _CLASS_SHARE / (1.0 - _CLASS_SHARE):.5g}")}


def _typical(axis: str, there: Properties) -> float:
    """Median over the objects; of what is mostly zero, the mean."""
    if axis not in VALUES:
        return 0.0
    values = VALUES[axis](there)
    return float(np.mean(values) if axis in ("overlap", "truncation") else np.median(values))


def _different(values: Sequence[Any]) -> list[Any]:
    return [v for i, v in enumerate(values) if v not in values[:i]]


def _accepted(overrides: dict[str, Any], compose: Compose) -> bool:
    try:
        compose(overrides)
    except UserError:
        return False
    return True
