"""Solid: what placing things needs to know of a model, prepared once per model."""

from collections.abc import Callable
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
    """One model as a body: its hull for resting and framing, and its mesh, which few scenes need, on demand.

    Attributes:
        hull_points: (H, 3) corners of the convex hull.
        hull_volume_m3: of that hull.
        volume_m3: enclosed by the mesh as its faces have it, negative inside out.
        centre_of_mass: (3,) of the solid if the mesh is closed and its faces point outward, else of its hull. Uniform density.
        poses: the stable ones, as often as a body that is dropped comes to rest in them.
        mesh: gives the mesh. A solid is small without it, so that all models of a library stay prepared.
    """

    hull_points: Float64
    hull_volume_m3: float
    volume_m3: float
    centre_of_mass: Float64
    poses: Poses
    mesh: Callable[[], Mesh]

    @property
    def vertices(self) -> Float64:
        """(V, 3) metres."""
        return np.ascontiguousarray(self.mesh().vertices, dtype=np.float64)

    @property
    def triangles(self) -> Int64:
        """(T, 3) indices."""
        return self.mesh().triangles.astype(np.int64)

    @property
    def corners(self) -> Float64:
        """(T, 3, 3) triangles."""
        return _corners(self.mesh())

    @cached_property
    def bounds_m(self) -> Float64:
        """(2, 3) lowest and highest corner of the axis-aligned box."""
        return np.stack([self.hull_points.min(axis=0), self.hull_points.max(axis=0)])

    @cached_property
    def stands_as_built(self) -> bool:
        """True if the body, as it was built (z up), stays where it stands."""
        heights = self.hull_points[:, 2]
        contacts = self.hull_points[heights < heights.min() + CONTACT_M, :2]
        return carries(contacts, self.centre_of_mass[:2])

    @property
    def bytes(self) -> int:
        """About how much memory this takes."""
        return int(self.hull_points.nbytes + 40 * len(self.poses.probability) + 1000)


def carries(contacts: Float64, centre: Float64) -> bool:
    """True if a (2,) centre lies in the convex hull of the (N, 2) contact points."""
    if len(contacts) < 3:
        return False
    try:
        polygon = ConvexHull(contacts)
    except QhullError:  # all on one line
        return False
    return bool(np.all(polygon.equations @ np.append(centre, 1.0) < 0.0))


def prepare(mesh: Mesh, name: str, again: Callable[[], Mesh] | None = None) -> Solid:
    """Build the solid of a mesh.

    Args:
        mesh: the model's mesh.
        name: of the model, for the message.
        again: gives the same mesh whenever it is needed; default: it is kept.

    Raises:
        UserError: if the mesh has no volume at all.
    """
    vertices = np.ascontiguousarray(mesh.vertices, dtype=np.float64)
    try:
        hull = ConvexHull(vertices)
    except (QhullError, ValueError) as error:
        raise UserError(f"{name}: found a mesh that is flat or empty; accepted: meshes that enclose some volume") from error
    corners = _corners(mesh)
    volume_m3, centre = _volume_and_centre(corners)
    hull = ConvexHull(vertices[hull.vertices])
    if not (0.01 * hull.volume < volume_m3 <= 1.001 * hull.volume and _is_closed(corners) and _inside(hull, centre)):
        centre = _volume_and_centre(_outward(hull))[1]
    radius_m = float(np.linalg.norm(hull.points - centre, axis=1).max())
    poses = settled(stable_poses(hull, centre), radius_m)
    return Solid(hull.points[hull.vertices], float(hull.volume), volume_m3, centre, poses, again or (lambda: mesh))


def _corners(mesh: Mesh) -> Float64:
    gathered: Float64 = mesh.vertices.astype(np.float64)[mesh.triangles]
    return gathered


def _inside(hull: ConvexHull, point: Float64) -> bool:
    return bool(np.all(hull.equations @ np.append(point, 1.0) < 0.0))


def _outward(hull: ConvexHull) -> Float64:
    """(T, 3, 3) triangles of a hull, which come in any winding, turned outward."""
    triangles: Float64 = hull.points[hull.simplices]
    normals = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    flipped = np.einsum("ij,ij->i", normals, triangles[:, 0] - hull.points.mean(axis=0)) < 0
    triangles[flipped] = triangles[flipped][:, ::-1]
    return triangles


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
