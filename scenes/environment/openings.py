"""Where light comes into rooms: lamps under ceilings and windows in walls, with the fixtures that lightings use."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from setpiece.assets.scenery.interior.lamps import OPENING
from setpiece.assets.scenery.interior.shell import FRAME
from setpiece.scenes.body import Body
from setpiece.scenes.environment.build import grounded, slot_bounds
from setpiece.scenes.stage import Fixture
from setpiece.scenes.transforms import apply, rigid

if TYPE_CHECKING:
    from setpiece.assets.library import Library

LAMPS = {"tube": "tube_lamp", "panel": "panel_lamp", "bulb": "pendant_lamp"}
"""Kind of fixture -> scenery."""

IN_FRONT_M = 0.002
"""Of the opening: a light source must not lie in the lamp."""


def lamp(
    lamp_body: Body, kind: str, library: "Library", yaw_deg: float, xy_m: tuple[float, float], ceiling_m: float
) -> tuple[Body, Fixture]:
    """A lamp with its upper side at the ceiling, and the fixture below its opening.

    Args:
        lamp_body: drawn from ``LAMPS[kind]``.
        kind: of the fixture.
        library: the models.
        yaw_deg: about the vertical.
        xy_m: of its middle.
        ceiling_m: height of the ceiling.
    """
    tall = float(np.ptp(lamp_body.bounds_m[:, 2]))
    body = grounded(lamp_body, yaw_deg, xy_m, ceiling_m - tall)
    low, high = slot_bounds(body, library, OPENING)
    middle = apply(body.world_from_object, np.array([[0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1]), low[2] - IN_FRONT_M]]))[0]
    size = high - low
    return body, Fixture(kind, rigid(body.world_from_object[:3, :3], middle), (float(size[0]), float(size[1])))


def window(wall: Body, library: "Library") -> Fixture:
    """The window of a wall: outside its frame, light comes in along the wall's own -y."""
    low, high = slot_bounds(wall, library, FRAME)
    middle = np.array([[0.5 * (low[0] + high[0]), high[1] + IN_FRONT_M, 0.5 * (low[2] + high[2])]])
    # The fixture's z axis is the wall's +y, its x axis the wall's +x.
    outward = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])
    pose = rigid(wall.world_from_object[:3, :3] @ outward, apply(wall.world_from_object, middle)[0])
    return Fixture("window", pose, (float(high[0] - low[0]), float(high[2] - low[2])))


def hung(body: Body, wall: Body, library: "Library", along_m: float, height_m: float, proud_m: float = 0.0) -> Body:
    """The body with its back (its +y side) on the face (the -y side) of a wall.

    Args:
        body: as it was built.
        wall: as it stands.
        library: the models.
        along_m: from the wall's own origin, along its x axis.
        height_m: of the body's base above the wall's.
        proud_m: between back and face.
    """
    face = face_m(wall, library)
    back = float(body.solid.bounds_m[1, 1])
    offset = apply(wall.world_from_object, np.array([[along_m, face - back - proud_m, height_m]]))[0]
    return replace(body, world_from_object=rigid(wall.world_from_object[:3, :3], offset), known_footprint=None)


def face_m(wall: Body, library: "Library") -> float:
    """The y of a wall's face in its own frame; skirting boards stand out from it."""
    return float(slot_bounds(wall, library, 0)[0, 1])
