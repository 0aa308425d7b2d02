"""Woven cloth: linen, cotton, canvas, denim."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Rgb, Spec, Unit


class Weave(Spec):
    """Warp along the object's x axis over weft along y, on whichever plane the surface faces.

    Attributes:
        weft_color: linear Rec. 709 albedo of the weft; the warp has the material's base_color.
        thread_m: distance between threads.
        slub: unevenness of the yarn: thick and thin places, light and dark threads.
        bump_m: height of a thread over the gap.
        seed: moves the pattern.
    """

    kind: Literal["weave"] = "weave"
    weft_color: Rgb
    thread_m: Annotated[float, Field(gt=0.0)] = 0.0008
    slub: Unit = 0.4
    bump_m: Annotated[float, Field(ge=0.0)] = 0.0002
    seed: Annotated[int, Field(ge=0)] = 0
