"""Decide the factors of one image by its index, and give the sampler a config in which they are decided."""

from collections.abc import Callable
from typing import Any, TypeVar

from setpiece.scenes.config import SceneConfig
from setpiece.scenes.coverage.dimensions import quantile
from setpiece.scenes.coverage.factors import NO, Factor, factors
from setpiece.scenes.distributions import Choice
from setpiece.scenes.lighting.mixed import MixedLighting
from setpiece.scenes.lighting.sun_sky import SunSkyLighting

Config = TypeVar("Config", bound=SceneConfig)
Quantiles = Callable[[str], float]
LIGHT, WALLS = "lighting", "environment.walls_probability"


def cover(config: Config, seed: int, index: int) -> Config:
    """The config of one image: all its factors decided, evenly over the indices; what is not a factor is left to chance.

    A pure function of its arguments. The result is for one scene only: a decided distribution counts its draws.
    """
    found = factors(config)
    values = decide(config, found, lambda key: quantile(key, seed, index))
    covered: Any = config
    for factor in found:
        covered = _put(covered, factor.path, factor.node(values[factor.key]))
    return covered  # type: ignore[no-any-return]  # _put keeps the type of what it puts into


def decide(config: SceneConfig, found: tuple[Factor, ...], quantiles: Quantiles) -> dict[str, Any]:
    """Key -> value of every factor, needed or not."""
    values = {factor.key: factor.of.quantile(quantiles(factor.key)) for factor in found}
    others = without_sun(config, values) if LIGHT in values else None
    if others is not None and values[LIGHT] not in others.values:
        values[LIGHT] = others.quantile(quantiles("lighting without sun"))
    return values


def needed(found: tuple[Factor, ...], values: dict[str, Any]) -> dict[str, Any]:
    """The values that matter: a sun's elevation only where there is a sun."""
    return {factor.key: values[factor.key] for factor in found if all(values[key] == value for key, value in factor.needs)}


def without_sun(config: SceneConfig, values: dict[str, Any]) -> Choice[str] | None:
    """What a mixture of lights is drawn from where ``sample_mixed`` leaves out the sun, without walls; None where it does not."""
    mixed, walls = config.lighting, values.get(WALLS)
    if walls is None and getattr(config.environment, "walls_probability", 1.0) == 0.0:
        walls = NO
    if walls != NO or not isinstance(mixed, MixedLighting):
        return None
    names = tuple(sorted(name for name, of in mixed.of.items() if mixed.weights[name] > 0.0 and not isinstance(of, SunSkyLighting)))
    return Choice(names, tuple(mixed.weights[name] for name in names)) if names else None


def _put(tree: Any, path: tuple[str | int, ...], value: object) -> Any:  # noqa: ANN401 (a config, or a part of one)
    """A copy of a tree of models, mappings and tuples with one node replaced."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(tree, dict):
        return tree | {first: _put(tree[first], rest, value)}
    if isinstance(tree, tuple):
        assert isinstance(first, int)
        return (*tree[:first], _put(tree[first], rest, value), *tree[first + 1 :])
    return tree.model_copy(update={first: _put(getattr(tree, str(first)), rest, value)})
