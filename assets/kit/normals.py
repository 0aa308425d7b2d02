"""Shading normals that are smooth across gentle bends and sharp at creases."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Float64 = NDArray[np.float64]


def corner_normals(vertices: Float64, triangles: NDArray[np.int64], crease_deg: float) -> Float64:
    """Mean of the faces around each corner that bend less than ``crease_deg`` from the corner's own face.

    A face counts by its angle at the corner times the area of the whole plane it is part of ("weighted normals"): large flat
    faces stay flat beside their narrow bevels, however a boolean has cut them into slivers.

    Args:
        vertices: (V, 3).
        triangles: (T, 3), welded: smoothing only crosses shared vertices.
        crease_deg: faces that meet at a larger angle are not averaged.

    Returns:
        (T, 3, 3) unit normals.
    """
    corners = vertices[triangles]
    area_vectors = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    areas = np.linalg.norm(area_vectors, axis=1)
    unit = area_vectors / np.maximum(areas, 1e-30)[:, None]
    weights = _plane_areas(corners, unit, areas)[:, None] * _angles(corners)
    count = triangles.size
    face = np.repeat(np.arange(len(triangles)), 3)
    incidence = sparse.csr_matrix((np.ones(count), (np.arange(count), triangles.ravel())), shape=(count, len(vertices)))
    pairs = (incidence @ incidence.T).tocoo()
    own, other = face[pairs.row], face[pairs.col]
    near = np.einsum("ij,ij->i", unit[own], unit[other]) >= np.cos(np.deg2rad(crease_deg)) - 1e-9
    weighted = unit[face] * weights.reshape(-1, 1)
    # bincount adds in a fixed order, so the result is reproducible.
    sums = np.stack([np.bincount(pairs.row[near], weighted[pairs.col[near], k], minlength=count) for k in range(3)], axis=1)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    normals: Float64 = np.where(lengths > 1e-30, sums / np.maximum(lengths, 1e-30), np.array([0.0, 0.0, 1.0]))
    return normals.reshape(-1, 3, 3)


def _plane_areas(corners: Float64, unit: Float64, areas: Float64) -> Float64:
    """(T,) area of all triangles in the plane of each, planes told apart to a thousandth."""
    size = np.ptp(corners.reshape(-1, 3), axis=0).max()
    offsets = np.einsum("ij,ij->i", unit, corners.mean(axis=1)) / size
    planes = np.round(np.column_stack([unit, offsets]) * 1000.0)
    _, plane = np.unique(planes, axis=0, return_inverse=True)
    total: Float64 = np.bincount(plane.reshape(-1), areas)[plane.reshape(-1)]
    return total


def _angles(corners: Float64) -> Float64:
    """(T, 3) angles of triangles, radians."""
    onward, back = np.roll(corners, -1, axis=1) - corners, np.roll(corners, 1, axis=1) - corners
    lengths = np.linalg.norm(onward, axis=2) * np.linalg.norm(back, axis=2)
    cosines = np.einsum("tcd,tcd->tc", onward, back) / np.maximum(lengths, 1e-30)
    angles: Float64 = np.arccos(np.clip(cosines, -1.0, 1.0))
    return angles
