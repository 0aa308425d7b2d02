"""Farmland seen from its edge or from above: fields side by side, each of one crop."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Rgb, Spec, Unit


class Fields(Spec):
    """Oblong fields in the plane, of the material's base_color or of one of four others; tufts close by, blotches from afar.

    The field at the origin, as all that lie within ``size_m``, has the base_color.

    Attributes:
        colors: linear Rec. 709 albedos of the others.
        size_m: length of a field; it is less than half as wide.
        share: of the fields that are of another colour.
        tuft_m: size of the tufts or clods.
        seed: moves the pattern.
    """

    kind: Literal["fields"] = "fields"
    colors: tuple[Rgb, Rgb, Rgb, Rgb]
    size_m: Annotated[float, Field(gt=0.0)] = 90.0
    share: Unit = 0.8
    tuft_m: Annotated[float, Field(gt=0.0)] = 0.05
    seed: Annotated[int, Field(ge=0)] = 0
