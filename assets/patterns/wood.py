"""Sawn or turned wood: growth rings cut along the grain."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Rgb, Spec, Unit


class Wood(Spec):
    """Growth rings around an axis of the object, along which the grain runs, displaced by noise.

    Attributes:
        dark_color: linear Rec. 709 albedo of the late wood; the material's base_color is the early wood.
        ring_width_m: distance between rings.
        waviness: 0 straight grain, 1 strongly figured.
        plank_width_m: width of glued planks across y, 0 for one piece.
        plank_length_m: length of the planks along x, 0 for boards without butt joints.
        joint_m: width of the dark line between planks.
        contrast: how much darker late wood is: 1 is dark_color itself.
        pores: dark dashes along the grain, as in oak, ash and walnut.
        axis: along which the grain runs; planks lie side by side across the first of the others.
        seed: moves the cut through the trunk.
    """

    kind: Literal["wood"] = "wood"
    dark_color: Rgb
    ring_width_m: Annotated[float, Field(gt=0.0)] = 0.008
    waviness: Unit = 0.3
    plank_width_m: Annotated[float, Field(ge=0.0)] = 0.0
    plank_length_m: Annotated[float, Field(ge=0.0)] = 0.0
    joint_m: Annotated[float, Field(ge=0.0)] = 0.0004
    contrast: Unit = 0.8
    pores: Unit = 0.3
    axis: Literal["x", "y", "z"] = "x"
    seed: Annotated[int, Field(ge=0)] = 0
