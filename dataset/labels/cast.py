"""Cast rays at one object alone, in its own frame: which triangle each ray meets, and how near.

Nearness is 1 / planar depth. On a plane it is linear in the picture: with ``n . p + d = 0`` and ``p = z (x, y, 1)``,
``1 / z = -(n_x x + n_y y + n_z) / d``. So Embree (single precision) only says which triangle a ray meets; how near follows
from that triangle's plane in double precision, at three multiplications a pixel.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from setpiece.dataset.labels.cutouts import pierce
from setpiece.dataset.labels.drift import Drift, cast_drifting
from setpiece.dataset.labels.pinhole import Pose, Rays, nearest_possible
from setpiece.dataset.labels.prepared import Prepared
from setpiece.dataset.labels.types import Float32, Float64, Indices, Int32


@dataclass(frozen=True, eq=False)
class Hits:
    """What the rays of a grid met.

    Attributes:
        prim: (h, w) int32 triangle, -1 for none.
        nearness: (h, w) float64, 1 / planar depth in metres; 0 where nothing is hit.
    """

    prim: Int32
    nearness: Float64


def cast(prepared: Prepared, rays: Rays, pose: Pose, covered: Float64 | None = None, drift: Drift | None = None) -> Hits:
    """The first surface that each ray meets between the near and the far plane; back faces count, holes of cutouts do not.

    Args:
        prepared: the object.
        rays: the (h, w) grid.
        pose: where it is.
        covered: (h, w) nearness of other objects. Rays that meet those before they could reach this object's box are left
            out and count as not hit. For objects of which only the visible part matters.
        drift: how it moves against the camera while the rows are read out, if it does.
    """
    if drift is not None:
        return Hits(*cast_drifting(prepared, rays, drift, covered))
    directions = rays.directions(pose.object_from_camera)
    if covered is None:
        prim = _first_triangles(prepared, rays, directions, pose)
    else:
        reaching = np.flatnonzero(nearest_possible(rays, pose.object_from_camera, prepared.geometry.bounds_m) > covered)
        prim = np.full(covered.size, -1, dtype=np.int32)
        prim[reaching] = _first_triangles(prepared, rays, directions[reaching], pose)
    prim = prim.reshape(rays.shape)
    coefficients = nearness_planes(prepared, pose)
    nearness = _evaluate(coefficients, prim, rays)
    if prepared.geometry.cutouts:
        center = pose.object_from_camera[:3, 3].astype(np.float32)
        pierce(prepared, center, directions, _nearness_along(coefficients, rays), prim, nearness)
    if _depth_range_m(prepared, pose)[1] > rays.far_m:
        beyond = nearness < 1 / rays.far_m
        prim[beyond] = -1
        nearness[beyond] = 0.0
    return Hits(prim, nearness)


def nearness_planes(prepared: Prepared, pose: Pose) -> Float64:
    """(3, T + 1) coefficients of nearness as a function of (x, y, 1) on each triangle's plane; the last column, of no hit, is 0."""
    planes = np.einsum("ij,it->jt", pose.object_from_camera, prepared.planes)
    coefficients = np.zeros((3, planes.shape[1] + 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        # Planes through the camera's centre are edge-on: no ray meets them, and their column is never read.
        np.divide(planes[:3], -planes[3], out=coefficients[:, :-1])
    return coefficients


def _first_triangles(prepared: Prepared, rays: Rays, directions: Float32, pose: Pose) -> Int32:
    origins = np.broadcast_to(pose.object_from_camera[:3, 3].astype(np.float32), directions.shape)
    if _depth_range_m(prepared, pose)[0] <= rays.near_m:
        origins = origins + np.float32(rays.near_m) * directions
    prim: Int32 = prepared.scene.run(origins, directions)
    return prim


def _nearness_along(coefficients: Float64, rays: Rays) -> Callable[[Int32, Indices], Float64]:
    """Nearness at which single rays, by flat pixel index, meet the planes of triangles."""

    def nearness_of(prim: Int32, pixels: Indices) -> Float64:
        x, y = rays.at(pixels)
        a, b, c = coefficients[:, prim]
        near: Float64 = a * x + b * y + c
        return near

    return nearness_of


def _evaluate(coefficients: Float64, prim: Int32, rays: Rays) -> Float64:
    """Nearness of the triangles hit; index -1 takes the last column, which is 0."""
    nearness: Float64 = coefficients[0].take(prim, mode="wrap")
    nearness *= rays.x
    across = coefficients[1].take(prim, mode="wrap")
    across *= rays.y
    nearness += across
    nearness += coefficients[2].take(prim, mode="wrap", out=across)
    return nearness


def _depth_range_m(prepared: Prepared, pose: Pose) -> tuple[float, float]:
    """The least and greatest planar depth of the object's box."""
    ahead = pose.camera_from_object[2, :3]
    low, high = prepared.geometry.bounds_m
    nearest = ahead @ np.where(ahead > 0, low, high) + pose.camera_from_object[2, 3]
    farthest = ahead @ np.where(ahead > 0, high, low) + pose.camera_from_object[2, 3]
    return float(nearest), float(farthest)
