"""When: the hour and the day of an outdoor scene, as a user writes them."""

import re
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator

from setpiece.scenes.distributions import Choice, Distribution, Fixed, Uniform
from setpiece.scenes.fields import parse_integer, parse_number

ELEVATIONS_DEG = MappingProxyType(
    {"dawn": Uniform(-4.0, 6.0), "noon": Uniform(30.0, 65.0), "dusk": Uniform(-6.0, 6.0), "night": Uniform(-40.0, -14.0)}
)
"""Named hour -> how high the sun stands."""

HOUR_FORMS = f"{', '.join(ELEVATIONS_DEG)}, hours from 0 to 24 of local solar time, or a distribution such as [choice, dawn, dusk]"
DAY_FORMS = "a day of the year, 1 to 365, a date such as '06-21', or a distribution such as [choice, '03-20', '06-21'] or [uniform, 1, 365]"
_DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)


def parse_hour(raw: object) -> Distribution[Any]:
    """Read names of hours, or numbers.

    Raises:
        ValueError: naming what was found and what is accepted.
    """
    if isinstance(raw, Distribution):
        return raw
    named = _names(raw)
    if not named:
        return _within(parse_number(raw), 0.0, 24.0, HOUR_FORMS)
    if unknown := [name for name in named if name not in ELEVATIONS_DEG]:
        raise ValueError(f"{unknown[0]!r} is no hour; accepted: {HOUR_FORMS}")
    if isinstance(raw, str):
        return Fixed(raw)
    weights = tuple(map(float, named.values()))
    return Choice(tuple(named), weights)


def parse_day(raw: object) -> Distribution[int]:
    """Read days of the year, or dates.

    Raises:
        ValueError: naming what was found and what is accepted.
    """
    if isinstance(raw, Distribution):
        return raw
    if isinstance(raw, str):
        return Fixed(_day(raw))
    if named := _names(raw):
        return Choice(tuple(_day(name) for name in named), tuple(map(float, named.values())))
    return _within(parse_integer(raw), 1, 365, DAY_FORMS)


def _names(raw: object) -> dict[str, float]:
    """Name -> weight of a text or of a choice of texts; empty for numbers."""
    if isinstance(raw, str):
        return {raw: 1.0}
    if not isinstance(raw, list | tuple) or len(raw) < 2 or raw[0] != "choice":
        return {}
    if isinstance(raw[1], dict):
        return raw[1] if all(isinstance(key, str) and not re.fullmatch(r"[\d.]+", key) for key in raw[1]) else {}
    return dict.fromkeys(raw[1:], 1.0) if all(isinstance(value, str) for value in raw[1:]) else {}


def _day(text: str) -> int:
    found = re.fullmatch(r"(\d\d)-(\d\d)", text)
    month, day = (int(part) for part in found.groups()) if found else (0, 0)
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS_BEFORE[month] - _DAYS_BEFORE[month - 1]:
        raise ValueError(f"{text!r} is no date; accepted: {DAY_FORMS}")
    return _DAYS_BEFORE[month - 1] + day


def _within(distribution: Distribution[Any], low: float, high: float, accepted: str) -> Distribution[Any]:
    lowest, highest = distribution.support
    if not low <= lowest <= highest <= high:
        raise ValueError(f"can give {lowest:g} to {highest:g}; accepted: {accepted}")
    return distribution


def _written(distribution: Distribution[Any]) -> object:
    return distribution.written()


Hour = Annotated[Distribution[Any], PlainValidator(parse_hour), PlainSerializer(_written)]
"""A distribution of named hours, or of hours of local solar time."""

Day = Annotated[Distribution[int], PlainValidator(parse_day), PlainSerializer(_written)]
"""A distribution of days of the year."""
