"""``setpiece plan``: before any rendering, how many images each factor and each pair of factors will get."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from setpiece.assets.errors import UserError
from setpiece.scenes.coverage.plan import Continuous, Discrete, Pair, Plan

HELP = """
Usage: setpiece plan [key=value ...] [--config-dir DIR] [--json]

Decides the factors of every image, without building or rendering a scene, and prints how many images each value gets,
and which combinations of two values get none. Takes the arguments of `setpiece generate`.

  sampling=sobol      factors spread evenly over the images; the plan is what generate will make, but for scenes that
                      must be redrawn because nothing fits (docs/coverage.md)
  sampling=pairwise   the first scenes hold every pair of values of choices and short ranges, later ones are sobol's;
                      the plan says how many the first are
  sampling=random     each image for itself; the plan is one forecast of how chance may fall
  count=100           images; indices=1000-1999 plans only these
  --json              everything as JSON, for programs

Examples:
  setpiece plan sampling=sobol count=200
  setpiece plan experiment=dice sampling=sobol count=1000 --json
"""

_BAR = 30
_EMPTY_SHOWN = 12


def run(words: list[str]) -> int:
    """Compose, validate, count, print; returns the exit code."""
    from setpiece.cli.compose import compose_config
    from setpiece.cli.generate import split_options
    from setpiece.scenes.coverage.plan import plan

    as_json = "--json" in words
    overrides, config_dir, show = split_options([word for word in words if word != "--json"])
    if show:
        raise UserError("--cfg belongs to `setpiece generate`; plan takes --json")
    config = compose_config(overrides, config_dir)
    made = plan(config, config.seed, config.wanted())
    print(json.dumps(asdict(made), indent=2) if as_json else "\n".join(lines(made)))
    return 0


def lines(made: Plan) -> Iterator[str]:
    """The plan as text."""
    forecast = " (a forecast: another draw than the dataset's)" if made.sampling == "random" else ""
    yield f"{made.images} images, sampling={made.sampling}{forecast}"
    if made.covering_scenes:
        yield f"the first {made.covering_scenes} scenes hold every pair of values of choices and short ranges that can meet"
    for discrete in made.discrete:
        yield from ("", *_discrete(discrete))
    for continuous in made.continuous:
        yield from ("", *_continuous(continuous))
    if made.pairs:
        yield from ("", *_pairs(made.pairs))


def _discrete(factor: Discrete) -> Iterator[str]:
    yield f"{factor.key}  ({_of(sum(factor.images))}; images, expected)"
    width = max(len(_text(value)) for value in factor.values)
    for value, images, expected in zip(factor.values, factor.images, factor.expected, strict=True):
        yield f"  {_text(value):<{width}}  {images:>6} {expected:>9.1f}  {_bar(images, factor.images)}".rstrip()


def _continuous(factor: Continuous) -> Iterator[str]:
    yield f"{factor.key}  ({_of(sum(factor.images))})"
    for low, high, images in zip(factor.edges, factor.edges[1:], factor.images, strict=False):
        yield f"  {low:>9g} .. {high:<9g}  {images:>6}  {_bar(images, factor.images)}".rstrip()


def _pairs(pairs: tuple[Pair, ...]) -> Iterator[str]:
    cells, empty = sum(pair.cells for pair in pairs), sum(len(pair.empty) for pair in pairs)
    yield f"pairs of discrete factors: {empty} of {cells} cells get no image"
    for pair in pairs:
        if pair.empty:
            shown = ", ".join(f"{_text(a)} + {_text(b)}" for a, b in pair.empty[:_EMPTY_SHOWN])
            more = f", and {len(pair.empty) - _EMPTY_SHOWN} more (--json has all)" if len(pair.empty) > _EMPTY_SHOWN else ""
            yield f"  {pair.keys[0]} x {pair.keys[1]}: {len(pair.empty)} of {pair.cells} empty ({_of(pair.images)}): {shown}{more}"


def _bar(images: int, all_images: tuple[int, ...]) -> str:
    return "#" * round(_BAR * images / max(*all_images, 1))


def _of(images: int) -> str:
    return f"{images} image" if images == 1 else f"{images} images"


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
