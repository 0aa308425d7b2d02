"""Where a factor's quantile comes from: a Sobol dimension for the listed keys, a sequence of its own for any other."""

from types import MappingProxyType

from setpiece.scenes.coverage.scramble import BITS, key_hash, owen, reverse
from setpiece.scenes.coverage.sobol import POLYNOMIALS, fraction

_KEYS = (
    "lighting",
    "lighting.image",
    "environment.walls_probability",
    "camera.elevation_deg",
    "lighting.sun_elevation_deg",
    "environment.side",
    "camera.focal_length_mm",
    "weather",
)
DIMENSIONS = MappingProxyType({key: number for number, key in enumerate(_KEYS)})
"""Key -> its dimension, the most important first. Append only: a changed number changes every dataset made with sampling=sobol.

Few, because more did harm: with 30 listed keys 200 images left half as many cells of pairs again empty as by chance, since the
later dimensions repeat each other's pattern until there are more images (docs/coverage.md has the figures)."""

assert len(DIMENSIONS) <= len(POLYNOMIALS)


def quantile(key: str, seed: int, index: int) -> float:
    """Which quantile of a factor an image gets, in [0, 1): evenly spread over the indices, a pure function of the arguments.

    Two listed keys fill their plane evenly, since they are dimensions of one Sobol sequence. Any other key has a van der Corput
    sequence in an order of its own: as even by itself, by chance beside others. No key's sequence depends on which other keys
    there are. Branches of a mixture, of which an image has one, share dimensions: ``lighting.of.NAME.strength`` has that of
    ``lighting.strength``.
    """
    block, place = divmod(index, 1 << BITS)
    dimension = DIMENSIONS.get(_without_branch(key))
    bits = fraction(place, dimension) if dimension is not None else reverse(owen(place, key_hash("order", key, seed, block)))
    return owen(bits, key_hash("scramble", key, seed, block)) / 2.0**BITS


def _without_branch(key: str) -> str:
    parts = key.split(".")
    return ".".join((parts[0], *parts[3:])) if parts[1:2] == ["of"] else key
