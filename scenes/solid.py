"""Solid: what placing things needs to know of a model, prepared once per model."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError

from setpiece.assets.errors import UserError
from setpiece.assets.mesh import Mesh
from setpiece.scenes.poses import Poses, settled, stable_poses

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

CONTACT_M = 1e-4
"""Points this close to the lowest one carry the body."""


@dataclass(frozen=True, eq=False)
class Solid:
    """One model as a body: its mesh for exact collision tests, its hull for resting and framing.

    Attributes:
        vertices: (V, 3) float64, metres.
        triangles: (T, 3) int64.
        hull: convex hull of the vertices.
    """

    vertices: Float64
    triangles: Int64
    hull: ConvexHull

    @property
    def corners(self) -> Float64:
        """(T, 3, 3) triangles. Gathered anew each time: that is fast, and keeping it is most of a solid's memory."""
        gathered: Float64 = self.vertices[self.triangles]
        return gathered

    @cached_property
    def hull_points(self) -> Float64:
        """(H, 3) corners of the hull."""
        points: Float64 = self.hull.points[self.hull.vertices]
        return points

    @cached_property
    def bounds_m(self) -> Float64:
        """(2, 3) lowest and highest corner of the axis-aligned box."""
        return np.stack([self.hull_points.min(axis=0), self.hull_points.max(axis=0)])

    @cached_property
    def centre_of_mass(self) -> Float64:
        """(3,) of the solid if the mesh is closed and its faces point outward, else of its hull. Uniform density."""
        corners = self.corners
        volume, centre = _volume_and_centre(corners)
        hull_volume = float(self.hull.volume)
        plausible = 0.01 * hull_volume < volume <= 1.001 * hull_volume
        if plausible and _is_closed(corners) and np.all(self.hull.equations @ np.append(centre, 1.0) < 0.0):
            return centre
        inside = self.hull_points.mean(axis=0)
        outward = self.hull.points[self.hull.simplices]
        flipped = np.einsum("ij,ij->i", np.cross(outward[:, 1] - outward[:, 0], outward[:, 2] - outward[:, 0]), outward[:, 0] - inside) < 0
        outward[flipped] = outward[flipped][:, ::-1]
        return _volume_and_centre(outward)[1]

    @cached_property
    def poses(self) -> Poses:
        """The stable poses, as often as a body that is dropped comes to rest in them."""
        radius_m = float(np.linalg.norm(self.hull_points - self.centre_of_mass, axis=1).max())
        return settled(stable_poses(self.hull, self.centre_of_mass), radius_m)

    @cached_property
    def stands_as_built(self) -> bool:
        """True if the body, as it was built (z up), stays where it stands."""
        heights = self.hull_points[:, 2]
        contacts = self.hull_points[heights < heights.min() + CONTACT_M, :2]
        return carries(contacts, self.centre_of_mass[:2])

    @property
    def bytes(self) -> int:
        """About how much memory this takes."""
        return int(self.vertices.nbytes + self.triangles.nbytes + self.hull.points.nbytes + 150 * len(self.hull.simplices))


def carries(contacts: Float64, centre: Float64) -> bool:
    """True if a (2,) centre lies in the convex hull of the (N, 2) contact points."""
    if len(contacts) < 3:
        return False
    try:
        polygon = ConvexHull(contacts)
    except QhullError:  # all on one line
        return False
    return bool(np.all(polygon.equations @ np.append(centre, 1.0) < 0.0))


def prepare(mesh: Mesh, name: str) -> Solid:
    """Build the solid of a mesh.

    Args:
        mesh: the model's mesh.
        name: of the model, for the message.

    Raises:
        UserError: if the mesh has no volume at all.
    """
    vertices = np.ascontiguousarray(mesh.vertices, dtype=np.float64)
    try:
        hull = ConvexHull(vertices)
    except (QhullError, ValueError) as error:
        raise UserError(f"{name}: found a mesh that is flat or empty; accepted: meshes that enclose some volume") from error
    return Solid(vertices, mesh.triangles.astype(np.int64), hull)


def _volume_and_centre(corners: Float64) -> tuple[float, Float64]:
    origin = corners.reshape(-1, 3).mean(axis=0)
    a, b, c = np.moveaxis(corners - origin, 1, 0)
    volumes = np.einsum("ij,ij->i", a, np.cross(b, c)) / 6.0
    total = float(volumes.sum())
    if abs(total) < 1e-18:
        return 0.0, origin
    centre: Float64 = origin + (volumes[:, None] * (a + b + c)).sum(axis=0) / (4.0 * total)
    return total, centre


def _is_closed(corners: Float64) -> bool:
    """The area vectors of a closed surface sum to nothing (divergence theorem)."""
    areas = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return bool(np.linalg.norm(areas.sum(axis=0)) < 1e-4 * np.linalg.norm(areas, axis=1).sum())
