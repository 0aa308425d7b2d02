"""Floors of poured concrete or resin: clouds, saw cuts, and what trucks leave on them."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Rgb, Spec, Unit


class Slab(Spec):
    """A floor that is driven on along the object's x axis.

    Attributes:
        second_color: linear Rec. 709 albedo of the clouds, mixed into the material's base_color.
        cloud_m: size of the largest clouds.
        clouds: how much they show.
        joint_m: distance between saw cuts, both ways; 0 for none.
        tyre_color: linear Rec. 709 albedo of rubber and dirt.
        tracks: how dark the lanes are that wheels have driven.
        skids: share of the surface where wheels have turned and braked, in curved marks.
        stains: share of the surface under dried spills.
        seed: moves the pattern.
    """

    kind: Literal["slab"] = "slab"
    second_color: Rgb
    cloud_m: Annotated[float, Field(gt=0.0)] = 0.8
    clouds: Unit = 0.4
    joint_m: Annotated[float, Field(ge=0.0)] = 5.0
    tyre_color: Rgb = (0.06, 0.058, 0.055)
    tracks: Unit = 0.3
    skids: Unit = 0.3
    stains: Unit = 0.05
    seed: Annotated[int, Field(ge=0)] = 0
