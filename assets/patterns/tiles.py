"""Masonry: tiles in a grid, bricks in bond, flagstones, parquet blocks."""

from typing import Annotated, Literal

from pydantic import Field

from setpiece.assets.spec import Rgb, Spec, Unit


class Tiles(Spec):
    """Rectangles with joints between them, on whichever plane the surface faces.

    Attributes:
        size_m: width and height of a tile, joint included.
        joint_m: width of the joint.
        joint_color: linear Rec. 709 albedo of grout or mortar.
        offset: shift of every other row as a share of the width: 0 grid, 0.5 running bond.
        variation: how different the tiles are in brightness.
        mottle: variation of brightness within a tile.
        uneven: how irregular the edges are, as a share of the joint's width.
        depth_m: how far the joint lies below the face.
        seed: moves the pattern and draws the tiles.
    """

    kind: Literal["tiles"] = "tiles"
    size_m: tuple[Annotated[float, Field(gt=0.0)], Annotated[float, Field(gt=0.0)]] = (0.1, 0.1)
    joint_m: Annotated[float, Field(ge=0.0)] = 0.003
    joint_color: Rgb = (0.5, 0.5, 0.48)
    offset: Unit = 0.0
    variation: Unit = 0.2
    mottle: Unit = 0.2
    uneven: Unit = 0.0
    depth_m: Annotated[float, Field(ge=0.0)] = 0.001
    seed: Annotated[int, Field(ge=0)] = 0
