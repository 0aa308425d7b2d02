"""Ground out of doors: grains close by, blotches from afar, cracks where it is bound."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Rgb, Spec, Unit


class Ground(Spec):
    """Fine grains whose density and colour vary slowly over metres.

    Attributes:
        second_color: linear Rec. 709 albedo of the blotches, mixed into the material's base_color.
        patch_m: size of the largest blotches.
        patch_contrast: how clearly they stand out.
        grain_m: size of stones, clods or tufts.
        grain_contrast: variation of their brightness.
        bump_m: their height.
        crack_m: distance between cracks.
        cracks: share of the surface where there are any.
        seed: moves the pattern.
    """

    kind: Literal["ground"] = "ground"
    second_color: Rgb
    patch_m: Annotated[float, Field(gt=0.0)] = 1.5
    patch_contrast: Unit = 0.5
    grain_m: Annotated[float, Field(gt=0.0)] = 0.01
    grain_contrast: Unit = 0.5
    bump_m: Annotated[float, Field(ge=0.0)] = 0.002
    crack_m: Annotated[float, Field(gt=0.0)] = 3.0
    cracks: Unit = 0.0
    seed: Annotated[int, Field(ge=0)] = 0
