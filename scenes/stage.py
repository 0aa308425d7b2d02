"""Stage: the scenery of one image and the surface that things are put on."""

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
class Stage:
    """Scenery, the surface, and how the whole is meant to be seen.

    Attributes:
        scenery: tables, floors, walls, trays.
        surface: where things may stand.
        enclosed: walls hide the horizon from every camera in front of them.
        front_deg: azimuth (counter-clockwise from the world's +x) of the open side; camera azimuths are counted from it.
    """

    scenery: tuple[Body, ...]
    surface: Surface
    front_deg: float
    enclosed: bool
