"""Shading normals that are smooth across gentle bends and sharp at creases."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse


def corner_normals(vertices: NDArray[np.float64], triangles: NDArray[np.int64], crease_deg: float) -> NDArray[np.float64]:
    """Area-weighted mean of the faces around each corner that bend less than ``crease_deg`` from the corner's own face.

    Weighting by area keeps large flat faces flat beside their narrow bevels ("weighted normals").

    Args:
        vertices: (V, 3).
        triangles: (T, 3), welded: smoothing only crosses shared vertices.
        crease_deg: faces that meet at a larger angle are not averaged.

    Returns:
        (T, 3, 3) unit normals.
    """
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    weighted = np.cross(b - a, c - a)
    unit = weighted / np.maximum(np.linalg.norm(weighted, axis=1, keepdims=True), 1e-30)
    count = triangles.size
    face = np.repeat(np.arange(len(triangles)), 3)
    incidence = sparse.csr_matrix((np.ones(count), (np.arange(count), triangles.ravel())), shape=(count, len(vertices)))
    pairs = (incidence @ incidence.T).tocoo()
    own, other = face[pairs.row], face[pairs.col]
    near = np.einsum("ij,ij->i", unit[own], unit[other]) >= np.cos(np.deg2rad(crease_deg)) - 1e-9
    # The area of a face is a double's worth of range; bincount adds in a fixed order, so the result is reproducible.
    sums = np.stack([np.bincount(pairs.row[near], weighted[other[near], k], minlength=count) for k in range(3)], axis=1)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    fallback = np.array([0.0, 0.0, 1.0])
    normals: NDArray[np.float64] = np.where(lengths > 1e-30, sums / np.maximum(lengths, 1e-30), fallback)
    return normals.reshape(-1, 3, 3)
