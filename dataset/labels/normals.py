"""Shading normals of the nearest surfaces, in the camera's frame.

Which side looks at the camera follows from the flat triangle, so that a smooth surface has no jump near its outline, where
interpolated normals may look slightly away; those are bent back to a right angle with the ray.
"""

import numpy as np

from setpiece.dataset.labels.pinhole import Pose
from setpiece.dataset.labels.prepared import Prepared
from setpiece.dataset.labels.types import Float32, Float64, Int32


def triangle_normals(prepared: Prepared, prim: Int32, pose: Pose) -> Float32:
    """(N, 3) unit normal of the first corners of triangles (N,), turned towards the camera; the normal everywhere on flat ones."""
    turned = np.einsum("ij,tj->ti", _turn(pose), prepared.geometry.corner_normals[prim, 0])
    turned *= _towards_camera(prepared, prim, pose)[:, None]
    return _unit(turned)


def smooth_normals(prepared: Prepared, prim: Int32, points_m: Float64, pose: Pose) -> Float32:
    """Normals interpolated between the corners of curved triangles, turned towards the camera.

    Args:
        prepared: the object.
        prim: (N,) triangles.
        points_m: (N, 3) points on them, camera frame.
        pose: where it is.

    Returns:
        (N, 3) float32 unit vectors, camera frame.
    """
    inside = (np.einsum("ij,nj->ni", pose.object_from_camera[:3, :3], points_m) + pose.object_from_camera[:3, 3]).astype(np.float32)
    first, second, third = np.moveaxis(prepared.geometry.corner_normals[prim], 1, 0)
    u, v = prepared.interpolation.at(prim, inside)
    blended = first + u[:, None] * (second - first) + v[:, None] * (third - first)
    normals = np.einsum("ij,nj->ni", _turn(pose), blended)
    normals *= _towards_camera(prepared, prim, pose)[:, None]
    return _unit(_bent_back(_unit(normals), points_m.astype(np.float32)))


def _turn(pose: Pose) -> Float32:
    """(3, 3) takes normals to the camera's frame; not to unit length."""
    return pose.object_from_camera[:3, :3].T.astype(np.float32)


def _towards_camera(prepared: Prepared, prim: Int32, pose: Pose) -> Float32:
    """(N,) 1 where a triangle's shading side faces the camera, -1 where its back does."""
    eye = np.append(pose.object_from_camera[:3, 3], 1.0)
    return np.where(np.einsum("i,it->t", eye, prepared.planes[:, prim]) >= 0, np.float32(1), np.float32(-1))


def _bent_back(normals: Float32, directions: Float32) -> Float32:
    """Take away what points along the ray, away from the camera."""
    away = np.einsum("ij,ij->i", normals, directions)
    square = np.einsum("ij,ij->i", directions, directions)
    bent: Float32 = normals - (np.maximum(away, 0) / square)[:, None] * directions
    return bent


def _unit(vectors: Float32) -> Float32:
    length = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    unit: Float32 = np.divide(vectors, length, out=vectors, where=length > 0)
    return unit
