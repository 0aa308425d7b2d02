"""Brushed metal: fine parallel scratches."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Spec, Unit


class Brushed(Spec):
    """Streaks along the object's x axis that vary roughness and brightness, with faint smudges.

    Attributes:
        streak_m: width of the coarsest streaks.
        amount: how strongly they show.
        seed: moves the pattern.
    """

    kind: Literal["brushed"] = "brushed"
    streak_m: Annotated[float, Field(gt=0.0)] = 0.0015
    amount: Unit = 0.5
    seed: Annotated[int, Field(ge=0)] = 0
