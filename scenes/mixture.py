"""Mixture: a section of a config that is another one in each image."""

from collections.abc import Iterable
from typing import Annotated, Generic, Self, TypeVar

import numpy as np
from pydantic import Field, model_validator

from setpiece.assets.spec import Spec
from setpiece.scenes.distributions import Choice

Section = TypeVar("Section")


class Mixture(Spec, Generic[Section]):
    """One of several sections, by weight.

    Attributes:
        of: name -> section.
        weights: name -> weight, for each name in ``of``; 0 leaves one out.
    """

    of: dict[str, Section] = Field(min_length=1)
    weights: dict[str, Annotated[float, Field(ge=0.0)]] = Field(min_length=1)

    @model_validator(mode="after")
    def _weights_fit(self) -> Self:
        if set(self.of) != set(self.weights) or not any(self.weights.values()):
            raise ValueError(f"weights {self.weights} do not fit; accepted: one for each of {', '.join(self.of)}, not all 0")
        return self

    @property
    def possible(self) -> tuple[str, ...]:
        """Names with a weight above 0, in order."""
        return tuple(sorted(name for name, weight in self.weights.items() if weight > 0.0))

    def draw(self, rng: np.random.Generator, among: Iterable[str] = ()) -> Section:
        """One of the sections.

        Args:
            rng: of what is drawn.
            among: only these names; all possible ones, if left out.
        """
        names = tuple(among) or self.possible
        return self.of[Choice(names, tuple(self.weights[name] for name in names)).draw(rng)]
