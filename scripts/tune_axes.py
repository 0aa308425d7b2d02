"""The keys that a search moves: their ranges, and what a place in a range means for a number or a distribution."""

import difflib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from setpiece.assets.errors import UserError

FORM = "accepted: KEY:LOW:HIGH, as in sensor.exposure_ev:-1:2, several with commas between"
_FIXED = ("seed", "count", "indices", "resolution", "device", "farm", "out", "experiment")


@dataclass(frozen=True)
class Axis:
    """One key and the range in which it is moved.

    Attributes:
        key: dotted.
        low, high: of the number, or of the distribution's middle.
        start: the key's value in the config as it is: a number, or a distribution as it is written.
    """

    key: str
    low: float
    high: float
    start: Any

    def value(self, u: float) -> Any:  # noqa: ANN401 - what a YAML file may hold
        """The key's value at a share ``u`` of the range: the number, or the distribution moved there without a change of its width."""
        return moved(self.start, float(f"{self.low + u * (self.high - self.low):.5g}"))

    def place(self) -> float:
        """Where in the range the config as it is lies; outside 0..1 if it lies outside."""
        return (middle(self.start) - self.low) / (self.high - self.low)


def parse_axes(words: Sequence[str], config: Mapping[str, Any]) -> tuple[Axis, ...]:
    """Reads ``KEY:LOW:HIGH``.

    Args:
        words: one a key.
        config: the resolved config, as plain data.

    Raises:
        UserError: a range is no range, or a key does not exist, is given twice, or is not a number.
    """
    leaves = dict(_leaves(config))
    axes = tuple(_axis(word, leaves) for word in words)
    keys = [axis.key for axis in axes]
    if len(set(keys)) < len(keys) or not keys:
        raise UserError(f"keys={','.join(words)}: {'a key is given twice' if keys else 'no keys'}; {FORM}")
    return axes


def moved(start: Any, to: float) -> Any:  # noqa: ANN401 - what a YAML file may hold
    """A number replaced, or a distribution shifted (log_uniform: scaled) until its middle is ``to``; whole numbers stay whole."""
    if not isinstance(start, list):
        return round(to) if isinstance(start, int) else to
    kind, *numbers = start
    if kind == "log_uniform":
        return [kind, *(_rounded(n * to / middle(start)) for n in numbers)]
    step = to - middle(start)
    if kind == "normal":
        _, std, *bounds = numbers
        return [kind, to, std, *(_rounded(n + step) for n in bounds)]
    return [kind, *(n + round(step) if isinstance(n, int) else _rounded(n + step) for n in numbers)]


def middle(start: Any) -> float:  # noqa: ANN401 - what a YAML file may hold
    """The number itself; a distribution's mean, or geometric mean if it is spread over logarithms."""
    if not isinstance(start, list):
        return float(start)
    kind, first, second = start[:3]
    if kind == "log_uniform":
        return math.sqrt(first * second)
    return float(first) if kind == "normal" else (first + second) / 2


def _axis(word: str, leaves: Mapping[str, Any]) -> Axis:
    key, _, span = word.partition(":")
    low, _, high = span.partition(":")
    try:
        bounds = float(low), float(high)
    except ValueError:
        raise UserError(f"keys={word}: the range cannot be read; {FORM}") from None
    if not (math.isfinite(bounds[0]) and math.isfinite(bounds[1]) and bounds[0] < bounds[1]):
        raise UserError(f"keys={word}: found {low} to {high}; accepted: two numbers, the lower one first")
    if key not in leaves or key.split(".")[0] in _FIXED:
        near = difflib.get_close_matches(key, [leaf for leaf in leaves if leaf.split(".")[0] not in _FIXED], n=1)
        raise UserError(f"keys={word}: no key {key} to tune" + (f"; did you mean {near[0]}?" if near else ""))
    start = leaves[key]
    if not _movable(start):
        raise UserError(f"keys={word}: {key} is {start}; accepted: a number, uniform, log_uniform or normal")
    if isinstance(start, list) and start[0] == "log_uniform" and bounds[0] <= 0.0:
        raise UserError(f"keys={word}: {key} is spread over logarithms; its range must be above 0")
    return Axis(key, *bounds, start)


def _movable(value: object) -> bool:
    if isinstance(value, list):
        return len(value) > 2 and value[0] in ("uniform", "log_uniform", "normal")
    return isinstance(value, int | float) and not isinstance(value, bool)


def _leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _rounded(number: float) -> float:
    return float(f"{number:.6g}")
