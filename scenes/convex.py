"""Convex pieces of a mesh, for rigid-body physics."""

import heapq
from dataclasses import dataclass
from itertools import count

import numpy as np
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError

from setpiece.scenes.body import Body
from setpiece.scenes.lru import SizedCache

Float64 = NDArray[np.float64]

PIECES = 16
"""At most this many per model."""

HOLLOW_M = 1e-3
"""A piece whose surface is nowhere deeper than this under its hull is convex enough."""

HOLLOW_SHARE = 0.015
"""The same, as a share of the model's diagonal; the larger of the two counts."""

CUTS = (0.3, 0.5, 0.7)
"""Where planes are tried along each axis, as shares of the piece."""

GRAIN_SHARE = 0.012
"""Vertices this close together (a share of the model's diagonal) are one: physics needs no more, contacts are made exact later."""

OUTLOOKS = 24
"""Directions in which a triangle may see the outside; one that sees it in none is inside the model, and no concern of physics."""

LEAST_M3 = 1e-11
"""Splinters smaller than this are left out."""

CONVEX: SizedCache[tuple[Float64, ...]] = SizedCache(64 << 20, lambda pieces: sum(piece.nbytes for piece in pieces))
"""By the model's hash: its convex pieces."""


@dataclass(frozen=True, eq=False)
class _Piece:
    """Some of the surface: (T, 3, 3) triangles, the (H, 3) corners of their hull, and how deep the surface lies under the hull."""

    corners: Float64
    hull_points: Float64
    volume_m3: float
    hollow_m: float


@dataclass(frozen=True, eq=False)
class _Cut:
    """A plane across an axis, and the parts below and above it."""

    axis: int
    level: float
    parts: tuple[_Piece, _Piece]


def convex_pieces(body: Body) -> tuple[Float64, ...]:
    """The (H, 3) hull corners of each convex piece of a body's model, in the model's frame."""
    return CONVEX.get(body.ref.sha256, lambda: decompose(body.solid.corners))


def decompose(corners: Float64) -> tuple[Float64, ...]:
    """Cut a surface by planes until the hull of every piece lies close to it. Where to cut is decided on a coarser copy.

    The hollowest piece is cut next, along the axis-parallel plane that leaves the least volume in the two hulls (greedy
    bisection after K. Mamou, F. Ghorbel, "A simple and efficient approach for 3D mesh approximate convex decomposition", ICIP 2009).
    Cutting the surface, not the solid, takes meshes of any quality: open, self-intersecting, made of overlapping parts.

    Args:
        corners: (T, 3, 3) triangles.
    """
    whole = _piece(_outside(_coarse(corners)))
    if whole is None:
        return _exact_hull(corners)
    tolerance = max(HOLLOW_M, HOLLOW_SHARE * float(np.linalg.norm(np.ptp(corners.reshape(-1, 3), axis=0))))
    order = count()
    queue = [(-whole.hollow_m, next(order), whole, corners)]
    finished: list[Float64] = []
    while queue:
        hollow, _, piece, exact = heapq.heappop(queue)
        cut = _best_cut(piece) if -hollow > tolerance and len(queue) + len(finished) + 1 < PIECES else None
        if cut is None:
            finished.extend(_exact_hull(exact))
            continue
        for part, sign in zip(cut.parts, (1.0, -1.0), strict=True):
            heapq.heappush(queue, (-part.hollow_m, next(order), part, _below(exact, cut.axis, cut.level, sign)))
    return tuple(finished)


def _exact_hull(corners: Float64) -> tuple[Float64, ...]:
    """The hull's corners, or nothing for what has no volume."""
    points = np.unique(corners.reshape(-1, 3), axis=0)
    try:
        hull = ConvexHull(points)
    except (QhullError, ValueError):
        return ()
    return (points[hull.vertices],) if hull.volume > LEAST_M3 else ()


def _coarse(corners: Float64) -> Float64:
    """The triangles with vertices snapped to the first one of each cell of a grid, without those that vanish."""
    points = corners.reshape(-1, 3)
    grain = GRAIN_SHARE * float(np.linalg.norm(np.ptp(points, axis=0)))
    _, first, cell = np.unique(np.floor(points / grain).astype(np.int64), axis=0, return_index=True, return_inverse=True)
    triangles = cell.reshape(-1, 3)
    triangles = triangles[
        (triangles[:, 0] != triangles[:, 1]) & (triangles[:, 1] != triangles[:, 2]) & (triangles[:, 2] != triangles[:, 0])
    ]
    gathered: Float64 = points[first][np.unique(triangles, axis=0)]
    return gathered


def _outside(corners: Float64) -> Float64:
    """The triangles that can be seen from outside; all of them, if that would be none."""
    scene = EmbreeScene()
    TriangleMesh(scene, corners.astype(np.float32))
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    directions = _sphere(OUTLOOKS)
    size = float(np.ptp(corners.reshape(-1, 3), axis=0).max())
    origins = corners.mean(axis=1)
    seen = np.zeros(len(corners), dtype=bool)
    for direction in directions:
        # From either side: not every mesh has its faces turned outward.
        side = np.sign(normals @ direction)[:, None] * normals
        lifted = origins + 1e-4 * size * side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-30)
        along = np.broadcast_to(direction, origins.shape).astype(np.float32)
        seen |= scene.run(lifted.astype(np.float32), np.ascontiguousarray(along)) < 0
    return corners[seen] if seen.any() else corners


def _sphere(number: int) -> Float64:
    """(N, 3) unit vectors spread evenly (golden spiral)."""
    z = 1.0 - (2.0 * np.arange(number) + 1.0) / number
    angle = np.pi * (3.0 - np.sqrt(5.0)) * np.arange(number)
    radius = np.sqrt(1.0 - z * z)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle), z])


def _piece(corners: Float64) -> _Piece | None:
    """None for what has no volume."""
    points = np.unique(corners.reshape(-1, 3), axis=0)
    try:
        hull = ConvexHull(points)
    except (QhullError, ValueError):
        return None
    samples = corners.mean(axis=1)
    samples = samples[:: max(1, len(samples) // 300)]
    depth = -(samples @ hull.equations[:, :3].T + hull.equations[:, 3]).max(axis=1)
    return _Piece(corners, points[hull.vertices], float(hull.volume), float(depth.max()))


def _best_cut(piece: _Piece) -> _Cut | None:
    """The cut whose two hulls together take the least room; None if no plane leaves two parts with volume."""
    low, high = piece.hull_points.min(axis=0), piece.hull_points.max(axis=0)
    best: _Cut | None = None
    least = np.inf
    # The first half of a bowl takes all the room of its half of the bowl's hull: a cut need not save anything by itself.
    for axis in np.argsort(low - high, kind="stable"):
        for share in CUTS:
            level = float(low[axis] + share * (high[axis] - low[axis]))
            lower, upper = (_piece(_below(piece.corners, axis, level, sign)) for sign in (1.0, -1.0))
            if lower is not None and upper is not None and lower.volume_m3 + upper.volume_m3 < 0.999 * least:
                best, least = _Cut(axis, level, (lower, upper)), lower.volume_m3 + upper.volume_m3
    return best


def _below(corners: Float64, axis: int, level: float, sign: float) -> Float64:
    """The (M, 3, 3) triangles' part on one side of an axis-parallel plane; those that it cuts are replaced by what is left of them."""
    height = sign * (corners[:, :, axis] - level)
    inside = height <= 0.0
    number = inside.sum(axis=1)
    kept = [corners[number == 3]]
    for wanted in (1, 2):
        cut = number == wanted
        # The odd corner out first: alone inside (wanted 1) or alone outside (wanted 2).
        odd = np.where(wanted == 1, inside[cut], ~inside[cut]).argmax(axis=1)
        order = (odd[:, None] + np.arange(3)) % 3
        rows = np.arange(len(odd))[:, None]
        a, b, c = np.moveaxis(corners[cut][rows, order], 1, 0)
        ha, hb, hc = height[cut][rows, order].T
        ab, ac = a + (ha / (ha - hb))[:, None] * (b - a), a + (ha / (ha - hc))[:, None] * (c - a)
        kept += [np.stack([a, ab, ac], axis=1)] if wanted == 1 else [np.stack([ab, b, c], axis=1), np.stack([ab, c, ac], axis=1)]
    return np.concatenate(kept)
