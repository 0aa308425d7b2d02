"""Decide the factors of one image by its index, and give the sampler a config in which they are decided."""

from collections.abc import Callable
from itertools import product
from typing import Any, TypeVar

from setpiece.scenes.config import SceneConfig
from setpiece.scenes.coverage.dimensions import quantile
from setpiece.scenes.coverage.factors import NO, Factor, factors
from setpiece.scenes.coverage.pairwise import Column, Row, allowed, covering_rows
from setpiece.scenes.distributions import Choice, Distribution, UniformInteger
from setpiece.scenes.lighting.mixed import MixedLighting
from setpiece.scenes.lighting.sun_sky import SunSkyLighting

Config = TypeVar("Config", bound=SceneConfig)
Quantiles = Callable[[str], float]
LIGHT, WALLS = "lighting", "environment.walls_probability"
MOST_VALUES = 24
"""A factor with more values than this is not discrete: it is counted in bins, and no pairs of its values are covered."""
HELD_DRAWS = 6
"""So many draws of a scene keep the values that cover pairs; a combination in which nothing fits is then given up."""


def cover(config: Config, seed: int, index: int, attempt: int = 0) -> Config:
    """The config of one scene: its factors decided by its index as ``config.sampling`` says; what is not a factor is left to chance.

    A pure function of its arguments. The result is for one scene only: a decided distribution counts its draws. Redraws are
    random, but for the values by which a scene covers pairs.
    """
    if config.sampling == "random" or (config.sampling == "sobol" and attempt > 0) or attempt >= HELD_DRAWS:
        return config
    found = factors(config)
    values = decided(config, found, seed, index) if attempt == 0 else covering(config, found, seed, index)
    covered: Any = config
    for factor in found:
        if factor.key in values:
            covered = _put(covered, factor.path, factor.node(values[factor.key]))
    return covered  # type: ignore[no-any-return]  # _put keeps the type of what it puts into


def decided(config: SceneConfig, found: tuple[Factor, ...], seed: int, index: int) -> Row:
    """Key -> value of every factor of a scene, needed or not, evenly over the indices; pairs first, if they are to be covered."""
    return decide(config, found, lambda key: quantile(key, seed, index)) | covering(config, found, seed, index)


def covering(config: SceneConfig, found: tuple[Factor, ...], seed: int, index: int) -> Row:
    """Key -> value of the discrete factors of a scene that covers pairs; nothing for a later scene, or another sampling."""
    rows = pairs(config, found, seed)
    if index >= len(rows):
        return {}
    columns, never = columns_of(found), _never(config, found)
    row = dict(rows[index])
    for column in columns:
        left = allowed(columns, never, column, row) if column.key not in row else ()
        if left:  # no pair needs it: by weight, as far as it can be had
            of = next(factor.of for factor in found if factor.key == column.key)
            weights = dict(zip(of.values, of.weights, strict=True)) if isinstance(of, Choice) else dict.fromkeys(left, 1.0)
            row[column.key] = Choice(left, tuple(weights[value] for value in left)).quantile(quantile(column.key, seed, index))
    return row


def pairs(config: SceneConfig, found: tuple[Factor, ...], seed: int) -> tuple[Row, ...]:
    """What the first scenes have, one after the other, so that they hold every pair of values; none for another sampling."""
    if config.sampling != "pairwise":
        return ()
    return covering_rows(columns_of(found), _never(config, found), seed)


def columns_of(found: tuple[Factor, ...]) -> tuple[Column, ...]:
    """The discrete factors: choices, and whole numbers of a short range. Bells (``normal``) are none: their tails are rare by intent.

    In an order of their own, each after those that it needs: that of a config is lost where it is kept as JSON.
    """
    columns = {factor.key: Column(factor.key, values, factor.needs) for factor in found if (values := _listed(factor.of))}
    whole = [column for column in columns.values() if all(key in columns for key, _ in column.needs)]
    return tuple(sorted(whole, key=lambda column: (len(column.needs), column.key)))


def _listed(of: Distribution[Any]) -> tuple[Any, ...]:
    if isinstance(of, Choice):
        return of.values if len(of.values) <= MOST_VALUES else ()
    return tuple(range(of.low, of.high + 1)) if isinstance(of, UniformInteger) and of.high - of.low < MOST_VALUES else ()


def _never(config: SceneConfig, found: tuple[Factor, ...]) -> tuple[tuple[tuple[str, Any], tuple[str, Any]], ...]:
    """Pairs that no scene has: a sun without walls, under lights that are mixed."""
    by_key = {factor.key: _listed(factor.of) for factor in found}
    cells = product(by_key.get(WALLS, ()), by_key.get(LIGHT, ()))
    return tuple(
        ((WALLS, walls), (LIGHT, light))
        for walls, light in cells
        if (others := without_sun(config, {WALLS: walls})) is not None and light not in others.values
    )


def decide(config: SceneConfig, found: tuple[Factor, ...], quantiles: Quantiles) -> Row:
    """Key -> value of every factor, needed or not."""
    values = {factor.key: factor.of.quantile(quantiles(factor.key)) for factor in found}
    others = without_sun(config, values) if LIGHT in values else None
    if others is not None and values[LIGHT] not in others.values:
        values[LIGHT] = others.quantile(quantiles("lighting without sun"))
    return values


def needed(found: tuple[Factor, ...], values: Row) -> Row:
    """The values that matter: a sun's elevation only where there is a sun."""
    return {factor.key: values[factor.key] for factor in found if all(values[key] == value for key, value in factor.needs)}


def without_sun(config: SceneConfig, values: Row) -> Choice[str] | None:
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
