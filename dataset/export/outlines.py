"""Masks as polygons that give the mask back: outlines along the pixels' edges, moved into the mask by a hundredth of a pixel.

Whoever fills such a polygon at the picture's own size gets the mask, whether pixels count by their centre or, as in OpenCV's fillPoly
after truncation to integers, by the edge's pixels as well; and its extremes are the box's to a hundredth of a pixel.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Points = NDArray[np.float64]

INSET_PX = 0.01
_STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))
"""Right, down, left, up: with the mask on the right hand, the next is a turn round a corner of it."""


def outlines(mask: NDArray[np.bool_]) -> list[Points]:
    """The rings of a mask: outer ones clockwise as seen on the screen, holes the other way; diagonal neighbours are not connected.

    Args:
        mask: (H, W).

    Returns:
        (n, 2) x, y in pixels for each ring, at its corners; the left upper edge of the first pixel is (0, 0). The first is an outer one.
    """
    edges = _edges(mask)
    fresh = edges[0].copy()  # every ring has an edge to the right
    return [_ring(edges, fresh, x, y) for y, x in np.argwhere(edges[0]).tolist() if fresh[y, x]]


def single(rings: list[Points]) -> Points:
    """One polygon of several rings, for formats that have no others: bridged to and fro where they are nearest, under the even-odd rule.

    A bridge to a hole lies in the mask and changes nothing; between two parts it is a line, which some rasterisers draw.

    Args:
        rings: at least one, which the polygon begins with.

    Returns:
        (n, 2) the corners.
    """
    polygon, points = rings[0], np.concatenate(rings)
    owner = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    apart, distance = owner != 0, cKDTree(polygon).query(points)[0]
    while apart.any():
        nearest = int(np.argmin(np.where(apart, distance, np.inf)))
        ring = rings[owner[nearest]]
        turned = np.roll(ring, int(np.argmax(owner == owner[nearest])) - nearest, axis=0)
        at = int(np.argmin(np.linalg.norm(polygon - points[nearest], axis=1)))
        polygon = np.concatenate([polygon[: at + 1], turned, turned[:1], polygon[at:]])
        apart &= owner != owner[nearest]
        distance = np.minimum(distance, cKDTree(ring).query(points)[0])
    return polygon


def _edges(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(4, H + 1, W + 1) whether an edge leaves a corner of the pixel grid to the right, down, left, up, the mask on its right hand."""
    padded = np.pad(mask, 1)
    above_left, above = padded[:-1, :-1], padded[:-1, 1:]
    left, here = padded[1:, :-1], padded[1:, 1:]
    return np.stack([here & ~above, left & ~here, above_left & ~left, above & ~above_left])


def _ring(edges: NDArray[np.bool_], fresh: NDArray[np.bool_], x: int, y: int) -> Points:
    """Follows one ring from an edge to the right, and takes those to the right from the fresh ones."""
    start, heading, corners = (x, y, 0), 0, []
    while True:
        if heading == 0:
            fresh[y, x] = False
        x, y = x + _STEPS[heading][0], y + _STEPS[heading][1]
        before, heading = heading, _next(edges, heading, x, y)
        if heading != before:
            (ax, ay), (bx, by) = _STEPS[(before + 1) % 4], _STEPS[(heading + 1) % 4]
            corners.append((x + INSET_PX * (ax + bx), y + INSET_PX * (ay + by)))
        if (x, y, heading) == start:
            return np.array(corners)


def _next(edges: NDArray[np.bool_], heading: int, x: int, y: int) -> int:
    """Where a ring goes on: round the same pixel if it can."""
    return next((heading + turn) % 4 for turn in (1, 0, 3) if edges[(heading + turn) % 4, y, x])
