"""Use: smudges, fine scratches and dust on an otherwise even surface."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Spec, Unit


class Wear(Spec):
    """Roughness and brightness varied by smudges and scratches.

    Attributes:
        amount: 0 factory new, 1 heavily used.
        scale_m: size of the smudges.
        bump_m: height of dents and orange peel.
        seed: moves the pattern.
    """

    kind: Literal["wear"] = "wear"
    amount: Unit = 0.2
    scale_m: Annotated[float, Field(gt=0.0)] = 0.03
    bump_m: Annotated[float, Field(ge=0.0)] = 0.0
    seed: Annotated[int, Field(ge=0)] = 0
