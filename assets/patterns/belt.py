"""Conveyor belts: embossed or made of hinged modules, rubbed and soiled along the way they run."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Rgb, Spec, Unit


class Belt(Spec):
    """A belt that runs along the object's x axis.

    Attributes:
        dirt_color: linear Rec. 709 albedo of the dust and abrasion on it.
        dirt: how much of that shows: in tracks along the belt, and in patches.
        scratches: fine bright scratches along the belt.
        stains: share of the surface under stains of liquids.
        streak_m: width of the tracks.
        emboss_m: distance between the bumps of the texture, 0 for a smooth belt.
        bump_m: their height.
        module_m: length and width of hinged modules, (0, 0) for a belt in one piece.
        finger_m: width of the interlocking fingers of the modules' hinges.
        splice_m: x of the zigzag where the belt's ends are joined, if it is seen.
        seed: moves the pattern.
    """

    kind: Literal["belt"] = "belt"
    dirt_color: Rgb
    dirt: Unit = 0.4
    scratches: Unit = 0.3
    stains: Unit = 0.1
    streak_m: Annotated[float, Field(gt=0.0)] = 0.012
    emboss_m: Annotated[float, Field(ge=0.0)] = 0.0
    bump_m: Annotated[float, Field(ge=0.0)] = 0.0001
    module_m: tuple[Annotated[float, Field(ge=0.0)], Annotated[float, Field(ge=0.0)]] = (0.0, 0.0)
    finger_m: Annotated[float, Field(gt=0.0)] = 0.016
    splice_m: float | None = None
    seed: Annotated[int, Field(ge=0)] = 0
