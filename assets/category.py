"""Category: a procedural kind of thing, as two functions of a random generator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import JsonValue

from setpiece.assets.material import Material
from setpiece.assets.mesh import Model

Rotation = NDArray[np.float64]


def no_attributes(rotation: Rotation) -> Mapping[str, JsonValue]:
    """Most things have nothing to say about how they lie."""
    return {}


@dataclass(frozen=True)
class Category:
    """One kind of thing: bottles, dice, tables.

    Attributes:
        name: singular noun, lower case.
        shape: draws one shape with its default look. Few shapes per category are made and kept, so this may take up to 0.3 s.
        style: redraws the materials of a shape, one per slot, for one image; cheap. It may choose among the model's textures.
        attributes: facts about a pose given its (3, 3) world-from-object rotation, e.g. a die's {"up_face": 6}.
        stands: true if the shape, as built (z up, base at the bottom), is how people usually put it down.
    """

    name: str
    shape: Callable[[np.random.Generator], Model]
    style: Callable[[np.random.Generator, Model], tuple[Material, ...]]
    attributes: Callable[[Rotation], Mapping[str, JsonValue]] = no_attributes
    stands: bool = True
