"""What a camera can be aimed at, and what it stands on."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.body import Body
from setpiece.scenes.rays import hits
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.stage import Stage

Float64 = NDArray[np.float64]

_HIGH_M = 1e4
_STEP_M = 0.5
"""What rises no further above the ground, such as a kerb, is stood upon."""


def middle(stage: Stage, things: Sequence[Body]) -> Float64:
    """(3,) the mean place of the things, or of the surface without any."""
    if not things:
        return np.array([*stage.surface.centre_m, stage.surface.height_m])
    centre: Float64 = np.mean([thing.centre_m for thing in things], axis=0)
    return centre


def one_of(stage: Stage, things: Sequence[Body], rng: np.random.Generator) -> Float64:
    """(3,) the centre of one thing, annotated where there is such, or the surface's without any."""
    wanted = [thing for thing in things if thing.annotated] or list(things)
    pick = rng.random()
    return wanted[int(pick * len(wanted))].centre_m if wanted else middle(stage, things)


def ground_m(stage: Stage, xy_m: Float64) -> float:
    """Height of what one stands on at (2,) a place: outdoors near the surface's, indoors the floor's."""
    start = np.array([*xy_m, _HIGH_M])
    tops = []
    for body in stage.scenery:
        if np.all(xy_m >= body.bounds_m[0, :2]) and np.all(xy_m <= body.bounds_m[1, :2]):
            distances = hits(body, start, np.array([0.0, 0.0, -1.0]))
            tops += [_HIGH_M - float(distances.min())] if len(distances) else []
    if not tops:
        return stage.surface.height_m if stage.outdoor else 0.0
    if not stage.outdoor:
        return min(tops)
    return max((top for top in tops if top <= stage.surface.height_m + _STEP_M), default=stage.surface.height_m)


def focal_length_mm(hfov_deg: float) -> float:
    """Of a lens that sees so much from the left to the right edge of the frame."""
    sensor_width_mm: float = CameraSpec.model_fields["sensor_width_mm"].default
    return 0.5 * sensor_width_mm / math.tan(math.radians(0.5 * hfov_deg))
