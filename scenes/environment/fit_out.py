"""What is on the walls of a hall: columns, runs of trays and pipes, cabinets, signs, extinguishers."""

from typing import TYPE_CHECKING

import numpy as np

from setpiece.scenes.body import Body
from setpiece.scenes.environment.build import of_make, scenery
from setpiece.scenes.environment.decor import clear
from setpiece.scenes.environment.openings import hung

if TYPE_CHECKING:
    from setpiece.assets.library import Library

PROUD_M = 0.04
"""Before the face of the sheet, so that the plinth is cleared."""

HANGING = {
    "safety_sign": (3.0, 1.5, 2.6), "extinguisher": (1.5, 0.85, 1.0), "cabinet": (1.2, 0.9, 1.5), "notice_board": (0.8, 1.2, 1.5),
    "clock": (0.3, 2.3, 3.0),
}  # fmt: skip
"""Piece -> weight, and between which heights above the floor its lower edge is, metres."""


def fit_out(library: "Library", walls: list[Body], kept: list[Body], lived_in: float, rng: np.random.Generator) -> list[Body]:
    """Pieces on walls that are seen from the aisle; none runs into another or into what is there.

    Args:
        library: the models.
        walls: as they stand, each looking along its own -y, its origin in the aisle's middle.
        kept: gates, doors, pallets before the walls, racks.
        lived_in: share of the places that hold something.
        rng: the environment's stream.
    """
    column = of_make(scenery(library, "column", rng), "column")
    pitch_m, shift_m, columns = float(rng.uniform(4.0, 6.0)), float(rng.uniform(-2.0, 2.0)), rng.random() < 0.7
    placed: list[Body] = []
    for wall in walls:
        own: list[Body] = []
        if columns:
            own += [hung(column, wall, library, shift_m + k * pitch_m, 0.0, PROUD_M) for k in range(-2, 3)]
        own = [piece for piece in own if clear(piece, kept)]
        own += [run for run in _runs(library, wall, own, lived_in, rng) if clear(run, kept)]
        for along in rng.permutation(np.linspace(-6.0, 6.0, 13)) + rng.uniform(-0.3, 0.3, 13):
            if rng.random() < 0.6 * lived_in:
                piece = _piece(library, wall, float(along), rng)
                if clear(piece, (*kept, *placed, *own)):
                    own.append(piece)
        placed += own
    return placed


def _runs(library: "Library", wall: Body, columns: list[Body], lived_in: float, rng: np.random.Generator) -> list[Body]:
    """Trays and pipes along the wall, before the columns, each lower than the one before."""
    runs: list[Body] = []
    height_m, out_m = (
        float(rng.uniform(3.6, 5.0)),
        PROUD_M + max((float(np.ptp(body.solid.bounds_m[:, 1])) for body in columns), default=0.0),
    )
    for name in rng.permutation(["cable_tray", "pipe_run", "pipe_run"]).tolist():
        if rng.random() < lived_in:
            run = scenery(library, name, rng)
            tall = float(np.ptp(run.bounds_m[:, 2]))
            runs.append(hung(run, wall, library, float(rng.uniform(-3.0, 3.0)), height_m - tall, out_m + 0.01))
            height_m -= float(rng.uniform(0.35, 0.7))
            out_m += float(np.ptp(run.bounds_m[:, 1])) + 0.02
    return runs


def _piece(library: "Library", wall: Body, along_m: float, rng: np.random.Generator) -> Body:
    names = list(HANGING)
    weights = np.array([HANGING[name][0] for name in names])
    name = names[int(rng.choice(len(names), p=weights / weights.sum()))]
    return hung(scenery(library, name, rng), wall, library, along_m, float(rng.uniform(*HANGING[name][1:])), PROUD_M)
