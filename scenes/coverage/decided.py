"""Decided: a distribution whose value for this image is known before it is drawn."""

from typing import TypeVar

import numpy as np

from setpiece.scenes.distributions import Distribution

T = TypeVar("T")


class Decided(Distribution[T]):
    """Gives one value first, then draws from a distribution; made afresh for each image.

    It takes from the stream what the distribution would have taken, so that all other draws are those of ``sampling=random``.

    Args:
        value: what the first draw gives.
        of: what later draws are from; several lamps, several tries of a camera.
        held: every draw gives the value.
    """

    def __init__(self, value: T, of: Distribution[T], *, held: bool) -> None:
        self._value, self._of, self._held = value, of, held
        self._given = False

    @property
    def support(self) -> tuple[T, T]:
        """As of the distribution."""
        return self._of.support

    def draw(self, rng: np.random.Generator) -> T:
        """The value, the first time."""
        drawn = self._of.draw(rng)
        if self._given and not self._held:
            return drawn
        self._given = True
        return self._value

    def quantile(self, u: float) -> T:
        """As of the distribution."""
        return self._of.quantile(u)

    def written(self) -> object:
        """As the distribution."""
        return self._of.written()
