"""Leaves: many small folded blades in one part, four triangles each, closed."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from setpiece.assets.kit.part import Part

Float64 = NDArray[np.float64]

BLADE = np.array([[-0.5, 0.0, 0.0], [0.05, 0.28, 0.1], [0.5, 0.0, 0.0], [0.05, -0.28, 0.1]])
"""A leaf of unit length: foot, left edge, tip, right edge; folded upward along the midrib."""

_FACES = np.array([[0, 1, 2], [0, 2, 3], [0, 3, 1], [1, 3, 2]])


def leaves(
    rng: np.random.Generator,
    places: Float64,
    facing: Float64,
    length_m: float,
    slots: ArrayLike = (0,),
    *,
    scatter: float = 0.7,
    towards: Float64 | None = None,
    blade: Float64 = BLADE,
) -> Part:
    """One leaf at each place.

    Args:
        rng: of sizes, turns and which slot each leaf has.
        places: (N, 3) metres.
        facing: (N, 3) unit vectors that the upper sides look along, more or less.
        length_m: mean length.
        slots: each leaf has one of these.
        scatter: 0 for leaves that face exactly so, 1 for nearly any direction.
        towards: (N, 3) unit vectors that the tips point along, more or less; default: anywhere.
        blade: (4, 3) corners as ``BLADE``.
    """
    count = len(places)
    up = facing + scatter * rng.normal(0.0, 0.8, (count, 3))
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    away = rng.normal(size=(count, 3))
    along = np.cross(up, away if towards is None else np.cross(towards + 0.35 * away, up))
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    across = np.cross(up, along)
    scale = length_m * np.exp(rng.normal(0.0, 0.25, count))
    frame = np.stack([along, across, up], axis=1) * scale[:, None, None]
    vertices = (places[:, None] + np.einsum("ki,nij->nkj", blade, frame)).reshape(-1, 3)
    triangles = (_FACES[None] + 4 * np.arange(count)[:, None, None]).reshape(-1, 3)
    painted = np.repeat(rng.choice(np.asarray(slots, dtype=np.int64), count), 4)
    return Part(vertices, triangles, np.zeros((len(triangles), 3, 2)), painted)
