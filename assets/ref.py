"""AssetRef: the name of one model, for good."""

from typing import Annotated

from pydantic import Field

from setpiece.assets.spec import Spec


class AssetRef(Spec):
    """Where a model comes from, which one it is, and the hash of what it was.

    Attributes:
        source: key of the asset source ("builtin", "surface", "folder", ...).
        name: the model's name in that source ("bottle", "mug/blue.glb").
        variant: which of a generator's shapes; 0 for files.
        sha256: ``Model.sha256``; a replay with another model of the same name is refused.
    """

    source: str
    name: str
    variant: Annotated[int, Field(ge=0)] = 0
    sha256: str
