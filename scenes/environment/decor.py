"""What hangs on the walls around a table and stands before them, so that the background is a room's."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from setpiece.scenes.body import Body
from setpiece.scenes.environment.build import grounded, of_make, scenery
from setpiece.scenes.environment.openings import hung

if TYPE_CHECKING:
    from setpiece.assets.library import Library

CLEAR_M = 0.03
"""Between a piece and whatever else there is."""

HANGING = {
    "picture": (4.0, 0.95, 1.4), "switch": (2.5, 0.85, 1.1), "notice_board": (1.8, 0.9, 1.25), "clock": (0.7, 1.3, 1.8),
    "coat_rail": (0.5, 1.4, 1.7), "wall_unit": (0.6, 1.35, 1.5),
}  # fmt: skip
"""Piece -> weight, and between which heights above the floor its lower edge is, metres."""

STANDING = {"sideboard": 2.0, "radiator": 1.5, "door": 1.5, "floor_lamp": 1.2, "sofa": 0.7, "curtain": 0.8, "chair": 1.0}
"""Piece -> weight, of what reaches the floor; radiators and curtains hang low."""

SOCKET_M = 0.3
"""Height of the sockets near the floor, now and then."""


def decorate(library: "Library", walls: Sequence[Body], kept: Sequence[Body], lived_in: float, rng: np.random.Generator) -> list[Body]:
    """Pieces on and before walls, none of which runs into another.

    Args:
        library: the models.
        walls: as they stand; each looks along its own -y.
        kept: what else there is and must stay clear, such as the table.
        lived_in: share of the places that hold something.
        rng: the environment's stream.
    """
    placed: list[Body] = []
    for wall in walls:
        middle = -float(wall.world_from_object[:2, 0] @ wall.world_from_object[:2, 3])  # nearest to the table, along the wall
        places = rng.permutation(np.linspace(-2.1, 2.1, 7)) + rng.uniform(-0.3, 0.3, 7)
        pieces = [_hanging(library, wall, middle + float(along), rng) for along in places if rng.random() < lived_in]
        beside = (float(rng.uniform(-2.2, -0.6)), float(rng.uniform(0.6, 2.2)))
        pieces += [_standing(library, wall, middle + along, rng) for along in beside if rng.random() < lived_in]
        for piece in pieces:
            if clear(piece, (*kept, *placed, *(other for other in walls if other is not wall))):
                placed.append(piece)
    return placed


def clear(piece: Body, others: Iterable[Body]) -> bool:
    """Whether a piece's box is ``CLEAR_M`` from the boxes of all others."""
    low, high = piece.bounds_m
    return not any(np.all(other.bounds_m[0] < high + CLEAR_M) and np.all(other.bounds_m[1] > low - CLEAR_M) for other in others)


def seats(library: "Library", table: Body, room_m: dict[str, float], lived_in: float, rng: np.random.Generator) -> list[Body]:
    """Chairs drawn up to a table, with their backs away from it, where there is room for them.

    Args:
        library: the models.
        table: about the origin.
        room_m: free floor beyond each side of the table: "far" (+y), "left" (-x), "right" (+x).
        lived_in: share of the places that are taken.
        rng: the environment's stream.
    """
    chair = of_make(scenery(library, "chair", rng), "chairs")
    low, high = table.bounds_m[:, :2]
    places = [("far", -0.32, float(high[1]), 0.0), ("far", 0.32, float(high[1]), 0.0)]
    places += [("left", float(low[0]), 0.0, 90.0), ("right", float(high[0]), 0.0, -90.0)]
    bodies = []
    for side, x, y, yaw_deg in places:
        askew, back_m, taken = float(np.clip(rng.normal(0.0, 8.0), -20, 20)), float(rng.uniform(0.12, 0.3)), rng.random() < 0.6 * lived_in
        away = np.deg2rad(yaw_deg + 90.0)
        if taken and room_m.get(side, 0.0) > 0.6:
            place = (x + back_m * float(np.cos(away)), y + back_m * float(np.sin(away)))
            bodies.append(grounded(chair, yaw_deg + askew, place, float(table.bounds_m[0, 2])))
    return bodies


def _hanging(library: "Library", wall: Body, along_m: float, rng: np.random.Generator) -> Body:
    names = list(HANGING)
    weights = np.array([HANGING[name][0] for name in names])
    name = names[int(rng.choice(len(names), p=weights / weights.sum()))]
    height_m = SOCKET_M if name == "switch" and rng.random() < 0.4 else float(rng.uniform(*HANGING[name][1:]))
    return hung(scenery(library, name, rng), wall, library, along_m, height_m)


def _standing(library: "Library", wall: Body, along_m: float, rng: np.random.Generator) -> Body:
    names = list(STANDING)
    weights = np.array(list(STANDING.values()))
    name = names[int(rng.choice(len(names), p=weights / weights.sum()))]
    piece = scenery(library, name, rng)
    height_m = 0.08 if name == "radiator" else 0.02 if name == "curtain" else 0.0
    # Skirting boards stand out by up to 2 cm: what stands on the floor stands before them.
    return hung(piece, wall, library, along_m, height_m, 0.005 if name == "door" else float(rng.uniform(0.02, 0.05)))
