"""Shading normals at the hits, in the camera's frame."""

import numpy as np

from setpiece.dataset.labels.pinhole import Rays
from setpiece.dataset.labels.prepared import Prepared
from setpiece.dataset.labels.types import Bool, Float32, Float64, Int32


def shading_normals(prepared: Prepared, rays: Rays, shown: Bool, prim: Int32, nearness: Float64, camera_from_object: Float64) -> Float32:
    """Unit normals of one object's shown pixels, interpolated from the corners, turned towards the camera.

    Which side is towards the camera follows from the flat triangle, so that a smooth surface has no jump near its outline,
    where interpolated normals may look slightly away; those are bent back to a right angle with the ray.

    Args:
        prepared: the object.
        rays: the (h, w) grid that was cast.
        shown: (h, w) the pixels wanted.
        prim: (N,) triangles hit in them, row by row.
        nearness: (N,) 1 / depth of the hits.
        camera_from_object: (4, 4).

    Returns:
        (N, 3) float32.
    """
    camera_from_normal = np.linalg.inv(camera_from_object[:3, :3]).T
    normals = prepared.geometry.corner_normals[:, 0][prim]
    curved = np.flatnonzero(~prepared.flat[prim])
    if len(curved):
        rows, columns = (index[curved] for index in np.nonzero(shown))
        directions = np.stack([rays.x[columns], rays.y[rows], np.ones(len(curved))], axis=1)
        points = directions / nearness[curved, None]
        normals[curved] = _interpolated(prepared, prim[curved], _to_object(points, camera_from_object))
    normals = normals @ camera_from_normal.T.astype(np.float32)
    normals *= _towards_camera(prepared, camera_from_object)[prim, None]
    if len(curved):
        normals[curved] = _bent_back(normals[curved], directions.astype(np.float32))
    normals /= np.sqrt(np.einsum("ij,ij->i", normals, normals))[:, None]
    return normals


def _interpolated(prepared: Prepared, prim: Int32, points_m: Float32) -> Float32:
    first, second, third = np.moveaxis(prepared.geometry.corner_normals[prim], 1, 0)
    u, v = prepared.interpolation.at(prim, points_m)
    blended: Float32 = first + u[:, None] * (second - first) + v[:, None] * (third - first)
    return blended


def _to_object(points_m: Float64, camera_from_object: Float64) -> Float32:
    object_from_camera = np.linalg.inv(camera_from_object)
    moved: Float32 = (points_m @ object_from_camera[:3, :3].T + object_from_camera[:3, 3]).astype(np.float32)
    return moved


def _towards_camera(prepared: Prepared, camera_from_object: Float64) -> Float32:
    """(T,) 1 where a triangle's shading side faces the camera, -1 where its back does."""
    eye = np.append(np.linalg.inv(camera_from_object)[:3, 3], 1.0)
    return np.where(prepared.planes @ eye >= 0, np.float32(1), np.float32(-1))


def _bent_back(normals: Float32, directions: Float32) -> Float32:
    """Take away what points along the ray, away from the camera."""
    away = np.einsum("ij,ij->i", normals, directions)
    square = np.einsum("ij,ij->i", directions, directions)
    bent: Float32 = normals - (np.maximum(away, 0) / square)[:, None] * directions
    return bent
