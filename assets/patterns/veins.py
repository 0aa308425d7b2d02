"""Veined stone: marble."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Rgb, Spec, Unit


class Veins(Spec):
    """Branching veins with soft clouds around them.

    Attributes:
        second_color: linear Rec. 709 albedo of the veins.
        scale_m: distance between the main veins.
        width: 0 hairlines, 1 broad bands.
        amount: how dark the veins are at their darkest.
        clouds: how much of second_color is spread between them.
        seed: moves the pattern.
    """

    kind: Literal["veins"] = "veins"
    second_color: Rgb
    scale_m: Annotated[float, Field(gt=0.0)] = 0.25
    width: Unit = 0.3
    amount: Unit = 0.7
    clouds: Unit = 0.2
    seed: Annotated[int, Field(ge=0)] = 0
