"""Lenses: where a ray is in the picture, and which ray a place in the picture shows. Exact both ways.

Coordinates are those of the picture plane at unit distance: a ray (x, y, 1) goes in, and what comes out times the focal length
plus the principal point is a pixel.
"""

from typing import Annotated

from pydantic import Field

from setpiece.scenes.lens.brown_conrady import BrownConrady
from setpiece.scenes.lens.fisheye import Fisheye

Lens = Annotated[BrownConrady | Fisheye, Field(discriminator="kind")]
"""Any lens."""

__all__ = ["BrownConrady", "Fisheye", "Lens"]
