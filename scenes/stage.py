"""Stage: the scenery of one image, the surfaces and paths that things are put on, and where its lamps are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.body import Body

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Surface:
    """A level convex polygon in the world.

    Attributes:
        outline_m: (N, 2) counter-clockwise, metres.
        height_m: z.
    """

    outline_m: Float64
    height_m: float

    @property
    def centre_m(self) -> Float64:
        """(2,) mean of the outline's corners."""
        centre: Float64 = self.outline_m.mean(axis=0)
        return centre

    def inset(self, points: Float64) -> Float64:
        """(N,) distance of (N, 2) points from the nearest edge, positive inside."""
        edges = np.roll(self.outline_m, -1, axis=0) - self.outline_m
        inward = np.column_stack([-edges[:, 1], edges[:, 0]]) / np.linalg.norm(edges, axis=1, keepdims=True)
        distances: Float64 = (np.einsum("nek,ek->ne", points[:, None] - self.outline_m[None], inward)).min(axis=1)
        return distances


@dataclass(frozen=True, eq=False)
class Path:
    """A way that things stand or move along, such as a lane, a pavement or an aisle.

    Attributes:
        kind: "lane", "pavement", "aisle", "kerbside", ...
        points_m: (N, 3) its middle line in the world, in the direction of travel.
        width_m: across.
    """

    kind: str
    points_m: Float64
    width_m: float


@dataclass(frozen=True, eq=False)
class Slot:
    """A place made for things: a parking bay, a compartment of a shelf.

    Attributes:
        kind: "bay", "shelf", ...
        surface: where they stand.
        front_deg: where the open side faces, counter-clockwise from the world's +x.
        clear_height_m: room above the surface; infinite in the open.
    """

    kind: str
    surface: Surface
    front_deg: float
    clear_height_m: float


@dataclass(frozen=True, eq=False)
class Fixture:
    """A place where light comes from when it is on: a lamp's opening, a window.

    Attributes:
        kind: "street_lamp", "tube", "panel", "bulb", "window", "head_lamp", "tail_lamp", "sign".
        world_from_fixture: (4, 4) rigid, in the middle of the opening; light leaves along its -z.
        size_m: of the opening, along its x and y.
    """

    kind: str
    world_from_fixture: Float64
    size_m: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Stage:
    """Scenery, the surface, and how the whole is meant to be seen.

    Attributes:
        scenery: tables, floors, walls, trays.
        surface: where things may stand.
        enclosed: walls hide the horizon from every camera in front of them.
        front_deg: azimuth (counter-clockwise from the world's +x) of the open side; camera azimuths are counted from it.
        outdoor: under the open sky, so that weather reaches it.
        paths, slots, fixtures: what placements, cameras and lightings may use.
    """

    scenery: tuple[Body, ...]
    surface: Surface
    front_deg: float
    enclosed: bool
    outdoor: bool = False
    paths: tuple[Path, ...] = ()
    slots: tuple[Slot, ...] = ()
    fixtures: tuple[Fixture, ...] = ()
