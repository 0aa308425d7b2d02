"""Where light leaves a model: the faces of a lamp's lens or a window, found by their material slot."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from setpiece.assets.mesh import Model


@dataclass(frozen=True, eq=False)
class Opening:
    """One connected piece of a slot.

    Attributes:
        centre_m: (3,) float64, in the model's frame.
        size_m: (3,) float64 extent along x, y and z.
        direction: (3,) float64 unit vector: the mean normal of its faces; of a closed body, where most of its area shows.
    """

    centre_m: NDArray[np.float64]
    size_m: NDArray[np.float64]
    direction: NDArray[np.float64]


def openings(model: Model, slot: int) -> tuple[Opening, ...]:
    """The connected pieces of a slot, in the order of their x, then y coordinates."""
    mesh = model.mesh
    assert mesh.material_slots is not None
    triangles = mesh.triangles[mesh.material_slots == slot]
    if len(triangles) == 0:
        return ()
    edges = triangles[:, [0, 1, 1, 2]].reshape(-1, 2)
    graph = sparse.coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(len(mesh.vertices),) * 2)
    piece = sparse.csgraph.connected_components(graph, directed=False)[1][triangles[:, 0]]
    found = [_opening(mesh.vertices[triangles[piece == k]].astype(np.float64)) for k in np.unique(piece)]
    return tuple(sorted(found, key=lambda opening: tuple(np.round(opening.centre_m, 3))))


def _opening(corners: NDArray[np.float64]) -> Opening:
    """Of (T, 3, 3) corners."""
    points = corners.reshape(-1, 3)
    low, high = points.min(axis=0), points.max(axis=0)
    area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    # A closed body's area vectors sum to zero: then it shines along the sum of those of the larger half.
    total = area.sum(axis=0)
    if np.linalg.norm(total) < 1e-3 * np.linalg.norm(area, axis=1).sum():
        total = area[np.abs(area[:, 2]) > np.linalg.norm(area[:, :2], axis=1)].clip(max=0.0).sum(axis=0) + np.array([0.0, 0.0, -1e-9])
    return Opening((low + high) / 2, high - low, total / np.linalg.norm(total))
