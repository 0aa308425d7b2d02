"""Solids within a mesh, all measured at once: a tree has thousands."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from setpiece.assets.mesh import Mesh


def volumes_m3(mesh: Mesh) -> NDArray[np.float64]:
    """Volume of every connected piece, by the divergence theorem; positive if its faces look outward."""
    edges = mesh.triangles[:, [0, 1, 1, 2]].reshape(-1, 2)
    graph = sparse.coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(len(mesh.vertices),) * 2)
    count, piece = sparse.csgraph.connected_components(graph, directed=False)
    corners = (mesh.vertices.astype(np.float64) - mesh.bounds_m.astype(np.float64).mean(axis=0))[mesh.triangles]
    # From each piece's own first corner: far from the origin, the volume of a leaf would drown in rounding.
    first = np.full(count, len(mesh.vertices))
    np.minimum.at(first, piece, np.arange(len(piece)))
    corners -= corners.reshape(-1, 3)[_corner_of(mesh, first)][piece[mesh.triangles[:, 0]]][:, None]
    share = np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])) / 6
    used = np.bincount(piece[mesh.triangles[:, 0]], minlength=count) > 0
    return np.bincount(piece[mesh.triangles[:, 0]], share, minlength=count)[used]


def _corner_of(mesh: Mesh, vertices: NDArray[np.int64]) -> NDArray[np.int64]:
    """One corner (row of the flattened triangles) of each vertex; any for unused ones."""
    corner = np.zeros(len(mesh.vertices) + 1, dtype=np.int64)
    corner[mesh.triangles.ravel()] = np.arange(mesh.triangles.size)
    return corner[vertices]
