"""Stone made of grains: terrazzo, granite, asphalt, aggregate concrete, recycled plastic."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Rgb, Spec, Unit


class Chips(Spec):
    """Angular chips of several colours in a matrix that has the material's base_color.

    Attributes:
        colors: linear Rec. 709 albedo of the chips; which chip has which is random.
        chip_m: distance between the centres of neighbouring chips.
        share: share of the places that hold a chip; the others are matrix.
        joint: share of the width between chips that is matrix; 0 packs them (granite).
        ragged: 0 straight facets, 1 irregular outlines.
        bump_m: how far chips stand out.
        seed: moves the pattern.
    """

    kind: Literal["chips"] = "chips"
    colors: Annotated[tuple[Rgb, ...], Field(min_length=1, max_length=6)]
    chip_m: Annotated[float, Field(gt=0.0)] = 0.01
    share: Unit = 0.8
    joint: Unit = 0.15
    ragged: Unit = 0.3
    bump_m: Annotated[float, Field(ge=0.0)] = 0.0
    seed: Annotated[int, Field(ge=0)] = 0
