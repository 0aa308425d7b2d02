"""Skin of rounded bumps with creases between them: leather, moulded plastic, hammered paint."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Spec, Unit


class Pebble(Spec):
    """Cells of random size, domed.

    Attributes:
        scale_m: mean distance between bumps.
        bump_m: their height.
        crease: how much darker the creases are.
        unevenness: slow variation of brightness and gloss over the surface, as in hide.
        seed: moves the pattern.
    """

    kind: Literal["pebble"] = "pebble"
    scale_m: Annotated[float, Field(gt=0.0)] = 0.0015
    bump_m: Annotated[float, Field(ge=0.0)] = 0.0002
    crease: Unit = 0.3
    unevenness: Unit = 0.2
    seed: Annotated[int, Field(ge=0)] = 0
