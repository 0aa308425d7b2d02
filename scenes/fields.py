"""Pydantic field types for distributions: parsing, printing and range checks of what a user wrote."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import GetCoreSchemaHandler, PlainSerializer, PlainValidator
from pydantic_core import CoreSchema, core_schema

from setpiece.scenes.distributions import Choice, Distribution, Fixed, LogUniform, Normal, Rounded, Uniform, UniformInteger

T = TypeVar("T")

NUMBER_FORMS = "a number, [uniform, low, high], [log_uniform, low, high], [normal, mean, std(, low, high)] or [choice, a, b, ...]"
TEXT_FORMS = "a text, [choice, a, b, ...] or [choice, {a: weight, ...}]"


def parse_number(raw: object) -> Distribution[float]:
    """Read a distribution of real numbers.

    Raises:
        ValueError: naming what was found and what is accepted.
    """
    if isinstance(raw, Distribution):
        return raw
    if not isinstance(raw, list | tuple):
        return Fixed(_real(raw))
    name, arguments = _split(raw, NUMBER_FORMS)
    if name == "choice":
        return _choice(arguments, _real)
    numbers = [_real(argument) for argument in arguments]
    if name == "uniform" and len(numbers) == 2:
        return Uniform(*numbers)
    return _continuous(name, numbers)


def parse_integer(raw: object) -> Distribution[int]:
    """Read a distribution of integers; ``[uniform, 1, 6]`` is a die, normal and log-uniform are rounded.

    Raises:
        ValueError: naming what was found and what is accepted.
    """
    if isinstance(raw, Distribution):
        return raw
    if not isinstance(raw, list | tuple):
        return Fixed(_integer(raw))
    name, arguments = _split(raw, NUMBER_FORMS)
    if name == "choice":
        return _choice(arguments, _integer)
    if name == "uniform" and len(arguments) == 2:
        return UniformInteger(*(_integer(argument) for argument in arguments))
    return Rounded(_continuous(name, [_real(argument) for argument in arguments]))


def parse_text(raw: object) -> Distribution[str]:
    """Read a distribution of names.

    Raises:
        ValueError: naming what was found and what is accepted.
    """
    if isinstance(raw, Distribution):
        return raw
    if isinstance(raw, str):
        return Fixed(raw)
    if not isinstance(raw, list | tuple):
        raise ValueError(f"accepted: {TEXT_FORMS}")
    name, arguments = _split(raw, TEXT_FORMS)
    if name != "choice":
        raise ValueError(f"{name!r} is not a distribution of texts; accepted: {TEXT_FORMS}")
    return _choice(arguments, _text)


def among(of: Distribution[str], accepted: Sequence[str]) -> Distribution[str]:
    """The distribution, if it gives none but the accepted names.

    Raises:
        ValueError: naming those that it can give besides, and what is accepted.
    """
    named = of.values if isinstance(of, Choice) else of.support
    if unknown := sorted(set(named) - set(accepted)):
        raise ValueError(f"{', '.join(map(repr, unknown))} cannot be; accepted: {', '.join(accepted)}")
    return of


def _continuous(name: str, numbers: list[float]) -> LogUniform | Normal:
    if name == "log_uniform" and len(numbers) == 2:
        return LogUniform(*numbers)
    if name == "normal" and len(numbers) in (2, 4):
        return Normal(*numbers)
    raise ValueError(f"no distribution {name!r} takes {len(numbers)} numbers; accepted: {NUMBER_FORMS}")


def _split(raw: Sequence[object], accepted: str) -> tuple[str, list[object]]:
    if not raw or not isinstance(raw[0], str):
        raise ValueError(f"a list must start with the name of a distribution; accepted: {accepted}")
    return raw[0], list(raw[1:])


def _choice(arguments: list[object], read: Callable[[object], T]) -> Choice[T]:
    if len(arguments) == 1 and isinstance(arguments[0], Mapping):
        weighted = arguments[0]
        return Choice(tuple(read(_key(key, read)) for key in weighted), tuple(_real(weight) for weight in weighted.values()))
    return Choice(tuple(read(argument) for argument in arguments), (1.0,) * len(arguments))


def _key(key: object, read: Callable[[object], T]) -> object:
    """JSON, which manifests are written in, knows only texts as keys."""
    if read is _text or not isinstance(key, str):
        return key
    try:
        return float(key)
    except ValueError:
        return key


def _real(raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        raise ValueError(f"{raw!r} is not a finite number; accepted: {NUMBER_FORMS}")
    return float(raw)


def _integer(raw: object) -> int:
    number = _real(raw)
    if number != int(number):
        raise ValueError(f"{raw!r} is not an integer; accepted: {NUMBER_FORMS}, in integers")
    return int(number)


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw:
        raise ValueError(f"{raw!r} is not a text; accepted: {TEXT_FORMS}")
    return raw


def _written(distribution: Distribution[object]) -> object:
    return distribution.written()


Number = Annotated[Distribution[float], PlainValidator(parse_number), PlainSerializer(_written)]
"""A distribution of real numbers."""

Integer = Annotated[Distribution[int], PlainValidator(parse_integer), PlainSerializer(_written)]
"""A distribution of integers."""

Text = Annotated[Distribution[str], PlainValidator(parse_text), PlainSerializer(_written)]
"""A distribution of names."""


class Within:
    """Field constraint: every value that the distribution can produce lies in [low, high].

    Example:
        ``sun_elevation_deg: Annotated[Number, Within(-10, 90)]``
    """

    def __init__(self, low: float, high: float) -> None:
        self.low = low
        self.high = high

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check after parsing."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def check(self, distribution: Distribution[float]) -> Distribution[float]:
        """Return the distribution, or say what lies outside.

        Raises:
            ValueError: naming what was found and what is accepted.
        """
        reach = distribution.of.support if isinstance(distribution, Rounded) else distribution.support
        if self.low <= reach[0] and reach[1] <= self.high:
            return distribution
        found = f"can give {reach[0]:g} to {reach[1]:g}"
        raise ValueError(f"{found}; accepted: values from {self.low:g} to {self.high:g}{_hint(distribution)}")


def _hint(distribution: Distribution[float]) -> str:
    source = distribution.of if isinstance(distribution, Rounded) else distribution
    if isinstance(source, Normal) and math.isinf(source.low):
        return " (cut a normal off with [normal, mean, std, low, high])"
    return ""


@dataclass(frozen=True)
class Switch:
    """Field mark: the probability of something that an image has or has not, decided once per image.

    Attributes:
        turns: neighbouring fields that are drawn from only if it has.

    Example:
        ``walls_probability: Annotated[Unit, Switch("side")]``
    """

    turns: tuple[str, ...]

    def __init__(self, *turns: str) -> None:
        object.__setattr__(self, "turns", turns)


@dataclass(frozen=True)
class Held:
    """Field mark: an image that draws several times, until something fits, keeps the value that ``sampling=sobol`` chose."""
