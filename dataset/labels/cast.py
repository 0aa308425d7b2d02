"""Cast rays at one object alone, in its own frame: which triangle each ray meets, and how near."""

from dataclasses import dataclass

import numpy as np

from setpiece.dataset.labels.cutouts import pierce
from setpiece.dataset.labels.pinhole import Rays
from setpiece.dataset.labels.prepared import Prepared
from setpiece.dataset.labels.types import Float64, Int32


@dataclass(frozen=True, eq=False)
class Hits:
    """What the rays of a grid met.

    Attributes:
        prim: (h, w) int32 triangle, -1 for none.
        nearness: (h, w) float64, 1 / planar depth in metres; 0 where nothing is hit.
    """

    prim: Int32
    nearness: Float64


def cast(prepared: Prepared, rays: Rays, camera_from_object: Float64) -> Hits:
    """The first surface that each ray meets between the near and the far plane; back faces count, holes of cutouts do not.

    Embree says which triangle; the depth is computed from that triangle's plane in float64, where it is linear:
    ``n . p + d = 0`` with ``p = z (x, y, 1)`` gives ``1 / z = -(n_x x + n_y y + n_z) / d``.
    """
    object_from_camera = np.linalg.inv(camera_from_object)
    directions = rays.directions(object_from_camera)
    origins = np.broadcast_to(object_from_camera[:3, 3].astype(np.float32), directions.shape)
    if _nearest_m(prepared, camera_from_object) <= rays.near_m:
        origins = origins + np.float32(rays.near_m) * directions
    prim = prepared.scene.run(origins, directions).reshape(len(rays.y), len(rays.x))
    per_triangle = nearness_planes(prepared, camera_from_object)
    nearness = per_triangle[0][prim] * rays.x + per_triangle[1][prim] * rays.y[:, None] + per_triangle[2][prim]
    if prepared.geometry.cutouts:
        pierce(prepared, rays, directions, object_from_camera, per_triangle, prim, nearness)
    beyond = nearness < 1 / rays.far_m
    prim[beyond] = -1
    nearness[beyond] = 0.0
    return Hits(prim, nearness)


def nearness_planes(prepared: Prepared, camera_from_object: Float64) -> Float64:
    """(3, T + 1) coefficients of 1 / z as a function of (x, y, 1) on each triangle's plane; the last column, of no hit, is 0."""
    planes = prepared.planes @ np.linalg.inv(camera_from_object)
    coefficients = np.zeros((3, len(planes) + 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        # Planes through the camera's centre are edge-on: no ray meets them, and their column is never read.
        np.divide(planes[:, :3].T, -planes[:, 3], out=coefficients[:, :-1])
    return coefficients


def _nearest_m(prepared: Prepared, camera_from_object: Float64) -> float:
    """The least planar depth of the object's box."""
    ahead = camera_from_object[2, :3]
    corner = np.where(ahead > 0, prepared.bounds_m[0], prepared.bounds_m[1])
    return float(ahead @ corner + camera_from_object[2, 3])
