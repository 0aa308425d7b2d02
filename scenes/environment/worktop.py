"""What is in the way on a worktop, and what is on the panels behind it."""

from typing import TYPE_CHECKING

import numpy as np

from setpiece.scenes.body import Body
from setpiece.scenes.environment.build import grounded, scenery
from setpiece.scenes.environment.decor import clear
from setpiece.scenes.environment.openings import hung
from setpiece.scenes.stage import Surface

if TYPE_CHECKING:
    from setpiece.assets.library import Library

MACHINES = ("microwave", "kettle", "toaster")
STANDING = ("cutting_boards", "kitchen_paper", "knife_block")
HANGING_M = {"switch": (0.1, 0.16), "utensil_rail": (0.05, 0.09)}
"""Piece -> between which heights above the worktop its lower edge is."""


def machines(library: "Library", surface: Surface, lived_in: float, rng: np.random.Generator) -> list[Body]:
    """Up to two machines at the back of the worktop, at its ends."""
    low, high = surface.outline_m.min(axis=0), surface.outline_m.max(axis=0)
    bodies = []
    for name, end in zip(rng.permutation(MACHINES).tolist(), (1.0, -1.0), strict=False):
        machine = scenery(library, name, rng)
        wide, deep = np.ptp(machine.bounds_m[:, :2], axis=0)
        if rng.random() < 0.6 * lived_in and high[0] - low[0] > 1.4:
            x = (high[0] - 0.6 * wide - 0.03) if end > 0.0 else (low[0] + 0.6 * wide + 0.03)
            yaw = float(np.clip(rng.normal(0.0, 6.0), -12, 12))
            bodies.append(grounded(machine, yaw, (float(x), float(high[1] - 0.6 * deep - 0.04)), surface.height_m))
    return bodies


def at_the_splashback(
    library: "Library", wall: Body, surface: Surface, bodies: list[Body], lived_in: float, rng: np.random.Generator
) -> list[Body]:
    """Sockets and a rail on the panels; boards, paper and knives on the worktop before them, clear of what is there.

    Args:
        library: the models.
        wall: behind the worktop.
        surface: of the worktop.
        bodies: the kitchen so far, panels among it.
        lived_in: share of the pieces that are there.
        rng: the environment's stream.
    """
    panel = next(body for body in bodies if body.ref.name == "splashback")
    proud_m, face_y_m = float(np.ptp(panel.bounds_m[:, 1])) + 0.001, float(panel.bounds_m[0, 1])
    above = [body for body in bodies if body.bounds_m[1, 2] > surface.height_m + 0.02 and body.ref.name not in ("splashback", "worktop")]
    low_m, high_m = surface.outline_m[:, 0].min() + 0.15, surface.outline_m[:, 0].max() - 0.15
    found: list[Body] = []
    for name in ("switch", "switch", "utensil_rail", *rng.permutation(STANDING).tolist()):
        x = float(rng.uniform(low_m, high_m))
        if rng.random() >= 0.7 * lived_in:
            continue
        piece = scenery(library, name, rng)
        if name in HANGING_M:
            along_m = float(wall.world_from_object[:2, 0] @ (np.array([x, 0.0]) - wall.world_from_object[:2, 3]))
            body = hung(piece, wall, library, along_m, surface.height_m + float(rng.uniform(*HANGING_M[name])), proud_m)
        else:
            body = grounded(piece, 0.0, (x, face_y_m - 0.5 * float(np.ptp(piece.bounds_m[:, 1])) - 0.004), surface.height_m)
        if clear(body, (*above, *found)):
            found.append(body)
    return found
