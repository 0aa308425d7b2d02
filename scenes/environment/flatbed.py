"""Flatbed: a sheet, and perhaps a tray on it, seen from above."""

from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.spec import Spec, Unit
from setpiece.scenes.body import Body
from setpiece.scenes.distributions import Normal, Uniform
from setpiece.scenes.environment.build import grounded, scenery, surface_of
from setpiece.scenes.fields import Number, Switch, Within
from setpiece.scenes.stage import Stage, Surface

if TYPE_CHECKING:
    from setpiece.assets.library import Library

Float64 = NDArray[np.float64]

FRONT_DEG = -90.0


class Flatbed(Spec):
    """A sheet on a table, and perhaps a tray on the sheet; or a conveyor belt.

    Attributes:
        bed: what lies on the table, a "sheet" of anything or a "white_sheet", or a "conveyor" belt instead of both.
        tray: what kind of tray.
        tray_probability: share of the images in which the things are in a tray.
        ledge_probability: share of the images with a strip of plastic along a side of the square that things are put on.
        ledge_gap_m: between that square and the strip.
        yaw_deg: of the sheet, and of the tray, against the camera.
        usable_m: edge of the square in the middle that things are put on; the edge of what they are on is the limit.
    """

    kind: Literal["flatbed"] = "flatbed"
    bed: Literal["sheet", "white_sheet", "conveyor"] = "sheet"
    tray: Literal["tray", "box_lid"] = "tray"
    tray_probability: Annotated[Unit, Switch()] = 0.2
    ledge_probability: Annotated[Unit, Switch()] = 0.0
    ledge_gap_m: Annotated[Number, Within(0, 1)] = Uniform(0.005, 0.05)
    yaw_deg: Annotated[Number, Within(-180, 180)] = Normal(0.0, 3.0, -10.0, 10.0)
    usable_m: Annotated[Number, Within(0.01, 10)] = Uniform(0.18, 0.26)


def sample_flatbed(config: Flatbed, library: "Library", rng: np.random.Generator) -> Stage:
    """Draw the sheet, the tray and what they lie on; or the belt."""
    if config.bed == "conveyor":
        floor = grounded(scenery(library, "floor", rng), 0.0, (0.0, 0.0), 0.0)
        belt = grounded(scenery(library, "conveyor", rng), config.yaw_deg.draw(rng), (0.0, 0.0), surface_of(floor, library).height_m)
        return Stage((floor, belt), _middle(surface_of(belt, library), config.usable_m.draw(rng)), FRONT_DEG, enclosed=True)
    table = grounded(scenery(library, "table", rng), 0.0, (0.0, 0.0), 0.0)
    pieces = [table]
    for name in (config.bed, config.tray) if rng.random() < config.tray_probability else (config.bed,):
        height_m = surface_of(pieces[-1], library).height_m
        pieces.append(grounded(scenery(library, name, rng), config.yaw_deg.draw(rng), (0.0, 0.0), height_m))
    surface = _middle(surface_of(pieces[-1], library), config.usable_m.draw(rng))
    if len(pieces) == 2 and rng.random() < config.ledge_probability:
        pieces.append(_beside(surface, scenery(library, "ledge", rng), config.ledge_gap_m.draw(rng), rng))
    # Seen from above: no camera that holds the bed in its frame sees a horizon.
    return Stage(tuple(pieces), surface, FRONT_DEG, enclosed=True)


def _beside(surface: Surface, ledge: Body, gap_m: float, rng: np.random.Generator) -> Body:
    """The ledge on the same level, along one of the four sides of what is usable."""
    side = int(rng.integers(4))
    half_m, width_m = 0.5 * np.ptp(surface.outline_m, axis=0)[side % 2], np.ptp(ledge.bounds_m[:, 1])
    out = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])[side] * (half_m + gap_m + 0.5 * width_m)
    along = np.array([out[1], -out[0]]) / np.linalg.norm(out) * rng.uniform(-0.15, 0.15)
    place = surface.centre_m + out + along
    return grounded(ledge, 90.0 * (side + 1), (float(place[0]), float(place[1])), surface.height_m)


def _middle(surface: Surface, edge_m: float) -> Surface:
    """The surface cut to a square about its centre (Sutherland and Hodgman, "Reentrant polygon clipping", CACM 17(1), 1974)."""
    outline, centre = surface.outline_m, surface.centre_m
    for axis, sign in ((0, 1.0), (0, -1.0), (1, 1.0), (1, -1.0)):
        inside = 0.5 * edge_m - sign * (outline[:, axis] - centre[axis])
        kept: list[Float64] = []
        for here, there, a, b in zip(outline, np.roll(outline, -1, axis=0), inside, np.roll(inside, -1), strict=True):
            if a >= 0.0:
                kept.append(here)
            if (a >= 0.0) != (b >= 0.0):
                kept.append(here + a / (a - b) * (there - here))
        outline = np.array(kept)
    return Surface(outline, surface.height_m)
