"""Tabletop: a table against a wall, in the corner of a room, or in the open."""

from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import field_validator

from setpiece.assets.spec import Spec, Unit
from setpiece.scenes.body import Body
from setpiece.scenes.distributions import Choice, Distribution, Normal, Uniform
from setpiece.scenes.environment.build import grounded, scenery, surface_of
from setpiece.scenes.environment.decor import decorate, seats
from setpiece.scenes.fields import Number, Switch, Text, Within
from setpiece.scenes.stage import Stage

if TYPE_CHECKING:
    from setpiece.assets.library import Library

FRONT_DEG = -90.0
"""The viewer stands at the world's -y."""

TURNS_DEG = MappingProxyType({"left": 20.0, "right": -20.0, "both": 0.0})
"""Which sides may have a wall. With one, the viewer stands somewhat towards the other side and looks into the corner."""


class Tabletop(Spec):
    """A table on a floor, with walls behind and beside it. There is no ceiling: light comes from above and from the open sides.

    Attributes:
        walls_probability: share of the images with walls; without, the sky's picture is the background.
        table_yaw_deg: of the table against the back wall.
        wall_gap_m: between the table and the wall behind it.
        side: where there is a wall beside the table, "left", "right" or "both".
        side_m: from the table's edge to the wall beside it.
        lived_in: share of the places on and before the walls, and about the table, that have something.
    """

    kind: Literal["tabletop"] = "tabletop"
    walls_probability: Annotated[Unit, Switch("wall_gap_m", "side", "side_m")] = 0.7
    table_yaw_deg: Annotated[Number, Within(-180, 180)] = Normal(0.0, 4.0, -12.0, 12.0)
    wall_gap_m: Annotated[Number, Within(0, 10)] = Choice((0.01, 0.1, 0.5, 1.2), (3.0, 1.0, 1.0, 1.0))
    side: Text = Choice(("left", "right", "both"), (2.0, 2.0, 1.0))
    side_m: Annotated[Number, Within(0.1, 10)] = Uniform(0.5, 2.5)
    lived_in: Unit = 0.7

    @field_validator("side", mode="after")
    @classmethod
    def _known_sides(cls, side: Distribution[str]) -> Distribution[str]:
        named = set(side.values) if isinstance(side, Choice) else set(side.support)
        if unknown := named - TURNS_DEG.keys():
            raise ValueError(f"{', '.join(sorted(unknown))!r} is not a side; accepted: {', '.join(TURNS_DEG)}")
        return side


def sample_tabletop(config: Tabletop, library: "Library", rng: np.random.Generator) -> Stage:
    """Draw the table, the floor and the walls."""
    floor = grounded(scenery(library, "floor", rng), 0.0, (0.0, 0.0), 0.0)
    ground_m = surface_of(floor, library).height_m
    table = grounded(scenery(library, "table", rng), config.table_yaw_deg.draw(rng), (0.0, 0.0), ground_m)
    surface = surface_of(table, library)
    if rng.random() >= config.walls_probability:
        return Stage((floor, table), surface, FRONT_DEG, enclosed=False)
    side = config.side.draw(rng)
    walls = _walls(config, library, table, side, ground_m, rng)
    around = _around(library, table, walls, side, config.lived_in, rng)
    return Stage((floor, table, *walls, *around), surface, FRONT_DEG + TURNS_DEG[side], enclosed=True)


def _around(library: "Library", table: Body, walls: tuple[Body, ...], side: str, lived_in: float, rng: np.random.Generator) -> list[Body]:
    """Chairs at the table and what is on and before the walls. Where a side has no wall, a chair has all the room."""
    low, high = table.bounds_m[:, :2]
    faces = {"far": float(walls[0].bounds_m[0, 1] - high[1]), "left": 2.0, "right": 2.0}
    if side in ("left", "both"):
        faces["left"] = float(low[0] - walls[1].bounds_m[1, 0])
    if side in ("right", "both"):
        faces["right"] = float(walls[-1].bounds_m[0, 0] - high[0])
    chairs = seats(library, table, faces, lived_in, rng)
    return [*chairs, *decorate(library, walls, (table, *chairs), lived_in, rng)]


def _walls(config: Tabletop, library: "Library", table: Body, side: str, ground_m: float, rng: np.random.Generator) -> tuple[Body, ...]:
    """One wall behind the table and one or two beside it, of one make."""
    wall = scenery(library, "wall", rng)
    low, high = table.bounds_m
    back = _against(wall, 0.0, float(high[1]) + config.wall_gap_m.draw(rng), ground_m)
    left = _against(wall, 90.0, -float(low[0]) + config.side_m.draw(rng), ground_m)
    right = _against(wall, -90.0, float(high[0]) + config.side_m.draw(rng), ground_m)
    return back, *{"left": (left,), "right": (right,), "both": (left, right)}[side]


def _against(wall: Body, yaw_deg: float, distance_m: float, ground_m: float) -> Body:
    """The wall with its face ``distance_m`` from the origin, on the side of +y turned by ``yaw_deg``."""
    along_x = wall.bounds_m[1, 0] - wall.bounds_m[0, 0] >= wall.bounds_m[1, 1] - wall.bounds_m[0, 1]
    thickness = float(np.ptp(wall.bounds_m[:, 1 if along_x else 0]))
    outward = np.deg2rad(90.0 + yaw_deg)
    middle = distance_m + 0.5 * thickness
    return grounded(
        wall, yaw_deg if along_x else yaw_deg + 90.0, (middle * float(np.cos(outward)), middle * float(np.sin(outward))), ground_m
    )
