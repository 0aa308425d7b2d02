"""Paved ground: a closed slab whose top is divided into areas of different material, exact in the plane, with nothing standing out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import manifold3d
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from setpiece.assets.kit.part import Part

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
WELD_M = 1e-5
"""Corners of neighbouring areas this close together are one."""

ROUND = manifold3d.JoinType.Round
EPSILON_M = 1e-6
"""Corners this close to a line are on it. Ear clipping that takes the rounding of the plane geometry for shape turns triangles over."""

LEAST_M2 = 1e-4
"""Slivers below this size are rounding of the plane geometry."""


@dataclass(frozen=True, eq=False)
class Area:
    """A region of the plane, metres: ``a + b`` is their union, ``a - b`` what of a is not in b, ``a & b`` what is in both."""

    section: manifold3d.CrossSection = field(default_factory=manifold3d.CrossSection)

    def __add__(self, other: "Area") -> "Area":
        return Area(self.section + other.section)

    def __sub__(self, other: "Area") -> "Area":
        return Area(self.section - other.section)

    def __and__(self, other: "Area") -> "Area":
        return Area(self.section ^ other.section)

    @property
    def size_m2(self) -> float:
        """How large it is."""
        return float(self.section.area())

    def outlines(self) -> list[Float64]:
        """Polygons, each (N, 2): borders counter-clockwise, holes clockwise."""
        return [np.asarray(polygon, dtype=np.float64) for polygon in self.section.to_polygons() if len(polygon) >= 3]


def area(*outlines: ArrayLike) -> Area:
    """The union of simple polygons, each (N, 2), in either direction."""
    return Area(manifold3d.CrossSection([_counter_clockwise(np.asarray(outline, dtype=np.float64)) for outline in outlines]))


def rectangle(x0: float, x1: float, y0: float, y1: float) -> Float64:
    """(4, 2) counter-clockwise corners."""
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float64)


def grown(shape: Area, margin_m: float) -> Area:
    """The area and all that is within a distance of it; shrunk if the distance is negative."""
    return Area(shape.section.offset(margin_m, ROUND, 2.0, 48))


def rounded_inside(shape: Area, radius_m: float) -> Area:
    """The area with its re-entrant corners rounded, as kerbs are at a junction."""
    return grown(grown(shape, radius_m), -radius_m)


def slab(ground: Area, bottom_m: float, top_m: float, patches: Sequence[tuple[int, Area]]) -> Part:
    """A closed slab over an area.

    Args:
        ground: what it covers.
        bottom_m: height of its underside.
        top_m: height of its top.
        patches: material slot and where it is, later ones over earlier ones; what none of them covers has slot 0, as have the sides.
            Texture coordinates are metres.
    """
    pieces, remaining = [], ground
    for slot, patch in reversed([(0, ground), *patches]):
        pieces.append((slot, remaining & patch))
        remaining = remaining - patch
    flat = [(slot, *_triangulated(piece)) for slot, piece in pieces if piece.size_m2 > LEAST_M2]
    starts = np.cumsum([0, *(len(points) for _, points, _ in flat)])
    points, welded = _welded(np.concatenate([points for _, points, _ in flat]))
    top = welded[np.concatenate([triangles + start for (_, _, triangles), start in zip(flat, starts, strict=False)])]
    slots = np.concatenate([np.full(len(triangles), slot) for slot, _, triangles in flat]).astype(np.int64)
    whole = (top != np.roll(top, 1, axis=1)).all(axis=1)
    return _raised(points, *_without_loose_corners(points, top[whole], slots[whole]), bottom_m, top_m)


def _counter_clockwise(points: Float64) -> Float64:
    following = np.roll(points, -1, axis=0)
    turns = float((points[:, 0] * following[:, 1] - points[:, 1] * following[:, 0]).sum())
    return points if turns > 0.0 else points[::-1]


def _triangulated(piece: Area) -> tuple[Float64, Int64]:
    polygons = piece.outlines()
    return np.concatenate(polygons), np.asarray(manifold3d.triangulate(polygons, EPSILON_M), dtype=np.int64)


def _welded(points: Float64) -> tuple[Float64, Int64]:
    pairs = cKDTree(points).query_pairs(WELD_M, output_type="ndarray")
    graph = sparse.coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(points),) * 2)
    index = sparse.csgraph.connected_components(graph, directed=False)[1].astype(np.int64)
    _, first = np.unique(index, return_index=True)
    return points[first], index


def _without_loose_corners(points: Float64, top: Int64, slots: Int64) -> tuple[Int64, Int64]:
    """The triangles split where a corner of a neighbour lies on one of their edges, so that areas join corner to corner."""
    for _ in range(64):
        edges = np.stack([top, np.roll(top, -1, axis=1)], axis=2)
        keys = edges[..., 0] * len(points) + edges[..., 1]
        loose = ~np.isin(keys, edges[..., 1] * len(points) + edges[..., 0])
        rows, columns = np.nonzero(loose)
        between = _on_edge(points, edges[rows, columns], np.unique(edges[loose]))
        found = between >= 0
        rows, first = np.unique(rows[found], return_index=True)
        if len(rows) == 0:
            break
        columns, middle = columns[found][first], between[found][first]
        a, b, c = (top[rows, (columns + k) % 3] for k in range(3))
        kept = np.ones(len(top), dtype=bool)
        kept[rows] = False
        top = np.concatenate([top[kept], np.column_stack([a, middle, c]), np.column_stack([middle, b, c])])
        slots = np.concatenate([slots[kept], slots[rows], slots[rows]])
    return top, slots


def _on_edge(points: Float64, edges: Int64, corners: Int64) -> Int64:
    """(E,) one of the corners that lies on each (E, 2) edge between its ends, -1 for none."""
    starts, along = points[edges[:, 0]], points[edges[:, 1]] - points[edges[:, 0]]
    lengths = np.linalg.norm(along, axis=1)
    unit = along / lengths[:, None]
    found = np.full(len(edges), -1, dtype=np.int64)
    for corner in corners.tolist():
        away = points[corner] - starts
        reach = (away * unit).sum(axis=1)
        aside = np.abs(away[:, 0] * unit[:, 1] - away[:, 1] * unit[:, 0])
        found[(aside < 2 * WELD_M) & (reach > 2 * WELD_M) & (reach < lengths - 2 * WELD_M)] = corner
    return found


def _raised(points: Float64, top: Int64, slots: Int64, bottom_m: float, top_m: float) -> Part:
    """Top, its mirror image below, and a wall under every edge that only one triangle has."""
    count = len(points)
    edges = np.concatenate([top[:, [0, 1]], top[:, [1, 2]], top[:, [2, 0]]])
    keys, reverse = edges[:, 0] * count + edges[:, 1], edges[:, 1] * count + edges[:, 0]
    rim = edges[~np.isin(keys, reverse)]
    walls = np.concatenate(
        [np.column_stack([rim[:, 1], rim[:, 0], rim[:, 0] + count]), np.column_stack([rim[:, 1], rim[:, 0] + count, rim[:, 1] + count])]
    )
    vertices = np.concatenate([np.column_stack([points, np.full(count, z)]) for z in (top_m, bottom_m)])
    triangles = np.concatenate([top, top[:, ::-1] + count, walls])
    painted = np.concatenate([slots, np.zeros(len(top) + len(walls), dtype=np.int64)])
    return Part(vertices, triangles, vertices[triangles][..., :2].copy(), painted)
