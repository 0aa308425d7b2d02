"""Which things a scene holds: what every kind of placement asks of the user, and the draw."""

import difflib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from setpiece.assets.errors import UserError
from setpiece.assets.ref import AssetRef
from setpiece.assets.spec import Spec
from setpiece.scenes.distributions import Fixed, UniformInteger
from setpiece.scenes.fields import Integer, Within

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Weights = dict[str, Annotated[float, Field(gt=0.0)]]


class Things(Spec):
    """Which things, and how many.

    Attributes:
        count: how many that are annotated.
        kinds: kind -> weight; empty for all kinds of the library, equally often.
        exact_shares: deal the kinds out by their weights instead of drawing each on its own, and keep the deal when a scene has to
            be drawn again. Shares of classes then are those of the weights even where large things often find no room.
        distractors: how many things besides that nobody annotates.
        distractor_kinds: as ``kinds``, for those.
    """

    count: Annotated[Integer, Within(0, 500)] = UniformInteger(5, 12)
    kinds: Weights = Field(default_factory=dict)
    exact_shares: bool = False
    distractors: Annotated[Integer, Within(0, 500)] = Fixed(0)
    distractor_kinds: Weights = Field(default_factory=dict)


def draw_things(config: Things, library: "Library", rngs: Mapping[str, np.random.Generator]) -> list[tuple[AssetRef, bool]]:
    """Models, and whether each is annotated.

    Args:
        config: what the user asked for.
        library: the models.
        rngs: the streams "assets", "placement" and "quota".

    Raises:
        UserError: if the config names kinds that the library does not have.
    """
    if config.exact_shares:
        kinds = deal(config.kinds, library, config.count.draw(rngs["quota"]), rngs["quota"])
        refs = [library.draw(kind, rngs["assets"]) for kind in kinds]
    else:
        refs = draw_refs(config.kinds, library, config.count.draw(rngs["placement"]), rngs["assets"])
    others = draw_refs(config.distractor_kinds, library, config.distractors.draw(rngs["assets"]), rngs["assets"], "distractor_kinds")
    return [(ref, True) for ref in refs] + [(ref, False) for ref in others]


def draw_refs(weights: Mapping[str, float], library: "Library", count: int, rng: np.random.Generator, key: str = "kinds") -> list[AssetRef]:
    """Models of independently drawn kinds.

    Raises:
        UserError: if a kind is not in the library.
    """
    chosen = rng.choice(len(library.kinds), size=count, p=_shares(weights, library, key))
    return [library.draw(library.kinds[index], rng) for index in chosen]


def deal(weights: Mapping[str, float], library: "Library", count: int, rng: np.random.Generator) -> list[str]:
    """Kinds by systematic sampling: of each, its share of the count rounded up or down, and exactly its share on average.

    L. Madow, "On the theory of systematic sampling, II", Annals of Mathematical Statistics 20(3), 1949. The kinds' order is
    shuffled first, so that any two of them can meet.

    Raises:
        UserError: if a kind is not in the library.
    """
    order = rng.permutation(len(library.kinds))
    cumulative = np.cumsum(_shares(weights, library, "kinds")[order])
    marks = (rng.random() + np.arange(count)) / max(count, 1) * cumulative[-1]
    chosen = np.minimum(np.searchsorted(cumulative, marks, side="right"), len(order) - 1)
    return [library.kinds[index] for index in order[chosen]]


def require_kinds(kinds: Sequence[str], library: "Library", key: str) -> None:
    """Check names that a user wrote.

    Raises:
        UserError: naming the first kind that the library does not have, and the nearest that it has.
    """
    for kind in kinds:
        if kind not in library.kinds:
            near = difflib.get_close_matches(kind, library.kinds, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UserError(f"placement.{key}: found {kind!r}{hint} accepted: {', '.join(library.kinds)}")


def _shares(weights: Mapping[str, float], library: "Library", key: str) -> NDArray[np.float64]:
    require_kinds(tuple(weights), library, key)
    raw = np.array([weights.get(kind, 0.0) if weights else 1.0 for kind in library.kinds])
    shares: NDArray[np.float64] = raw / raw.sum()
    return shares
