"""The factors of a config: everything that is decided by chance once per image and that a user has written as a distribution."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from setpiece.scenes.config import SceneConfig
from setpiece.scenes.coverage.decided import Decided
from setpiece.scenes.distributions import Choice, Distribution
from setpiece.scenes.environment import OUTDOOR
from setpiece.scenes.fields import Held, Switch
from setpiece.scenes.lighting.mixed import MixedLighting
from setpiece.scenes.weather.config import MixedWeather

Needs = tuple[tuple[str, str], ...]
YES, NO = "yes", "no"
_ALMOST_1 = 1.0 - 2.0**-32
_HARDLY = 1e-300


@dataclass(frozen=True)
class Factor:
    """One thing that varies from image to image.

    Attributes:
        key: where it stands in the config, "camera.elevation_deg".
        of: what its value is drawn from.
        needs: (key, value) of the factors that decide whether it matters: all must have these values.
        path: of the config's node that decides it; the key, but for mixtures, whose weights do.
        node: what that node becomes for an image that has a given value.
    """

    key: str
    of: Distribution[Any]
    needs: Needs
    path: tuple[str | int, ...]
    node: Callable[[Any], object]


def factors(config: SceneConfig) -> tuple[Factor, ...]:
    """Every factor, in the order of the config. Distributions that always give the same value are none, and indoors the weather's."""
    sections = (name for name in SceneConfig.model_fields if name != "weather" or isinstance(config.environment, OUTDOOR))
    return tuple(found for name in sections for found in _within(getattr(config, name), (name,), ()))


def _within(node: object, path: tuple[str | int, ...], needs: Needs) -> Iterator[Factor]:
    if isinstance(node, MixedLighting | MixedWeather):
        yield from _mixture(node, path, needs)
    elif isinstance(node, BaseModel):
        yield from _fields(node, path, needs)
    elif isinstance(node, Mapping):
        for name, value in node.items():
            yield from _within(value, (*path, name), needs)
    elif isinstance(node, tuple):
        for number, value in enumerate(node):
            yield from _within(value, (*path, number), needs)


def _fields(model: BaseModel, path: tuple[str | int, ...], needs: Needs) -> Iterator[Factor]:
    """The factors of one section, those behind a switch after it."""
    behind: dict[str, Needs | None] = {}
    for name, field in type(model).model_fields.items():
        value, here, marks = getattr(model, name), (*path, name), field.metadata
        own = behind.get(name, needs)
        if own is None:  # switched off for good
            continue
        switch = next((mark for mark in marks if isinstance(mark, Switch)), None)
        if switch is not None:
            yield from (turned := _switch(value, here, own))
            on = None if value == 0.0 else ((*own, (_key(here), YES)) if turned else own)
            behind |= dict.fromkeys(switch.turns, on)
        elif isinstance(value, Distribution):
            yield from _distribution(value, here, own, held=any(isinstance(mark, Held) for mark in marks))
        else:
            yield from _within(value, here, own)


def _distribution(of: Distribution[Any], path: tuple[str | int, ...], needs: Needs, *, held: bool) -> Iterator[Factor]:
    if of.quantile(0.0) != of.quantile(_ALMOST_1):
        yield Factor(_key(path), of, needs, path, lambda value: Decided(value, of, held=held))


def _switch(probability: float, path: tuple[str | int, ...], needs: Needs) -> list[Factor]:
    if not 0.0 < probability < 1.0:
        return []
    of = Choice((NO, YES), (1.0 - probability, probability))
    return [Factor(_key(path), of, needs, path, lambda value: float(value == YES))]


def _mixture(mixed: MixedLighting | MixedWeather, path: tuple[str | int, ...], needs: Needs) -> Iterator[Factor]:
    """Which of the mixture's parts, and then the factors of each of them."""
    weights = {name: weight for name, weight in sorted(mixed.weights.items()) if weight > 0.0}

    def only(chosen: str) -> dict[str, float]:
        # The others keep a weight that matters only where the scene cannot have the chosen one.
        return {name: 1.0 if name == chosen else weight * _HARDLY for name, weight in mixed.weights.items()}

    if len(weights) > 1:
        yield Factor(_key(path), Choice(tuple(weights), tuple(weights.values())), needs, (*path, "weights"), only)
    for name in weights:
        yield from _within(mixed.of[name], (*path, "of", name), (*needs, (_key(path), name)) if len(weights) > 1 else needs)


def _key(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path))
