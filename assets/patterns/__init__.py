"""Procedural surface patterns, one kind per file. Add one: a spec here, its shader in ``render/blender/patterns``."""

from typing import Annotated

from pydantic import Field
from setpiece.assets.patterns.speckle import Speckle
from setpiece.assets.patterns.wear import Wear
from setpiece.assets.patterns.wood import Wood

Pattern = Annotated[Speckle | Wear | Wood, Field(discriminator="kind")]

__all__ = ["Pattern", "Speckle", "Wear", "Wood"]
