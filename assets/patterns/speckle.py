"""Mottled matter: stone, concrete, cork, cardboard, peel, glaze, swirled plastic."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Rgb, Spec, Unit


class Speckle(Spec):
    """Two colours mixed by fractal noise, with bump.

    Attributes:
        second_color: linear Rec. 709 albedo mixed into the material's base_color.
        scale_m: size of the largest blotches.
        detail: octaves of noise below that size.
        contrast: 0 soft clouds, 1 hard-edged flecks.
        amount: share of second_color.
        distortion: 0 for flecks, several for the swirls of marbled plastic.
        bump_m: height of the relief.
        seed: moves the pattern.
    """

    kind: Literal["speckle"] = "speckle"
    second_color: Rgb
    scale_m: Annotated[float, Field(gt=0.0)] = 0.02
    detail: Annotated[float, Field(ge=0.0, le=12.0)] = 4.0
    contrast: Unit = 0.3
    amount: Unit = 0.5
    distortion: Annotated[float, Field(ge=0.0, le=10.0)] = 0.0
    bump_m: Annotated[float, Field(ge=0.0)] = 0.0
    seed: Annotated[int, Field(ge=0)] = 0
