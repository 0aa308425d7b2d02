"""Height map: what is seen of a mesh from straight above."""

from dataclasses import dataclass

import numpy as np
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore import EmbreeDevice
from embreex.rtcore_scene import EmbreeScene
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class HeightMap:
    """The highest surface over every cell of a level grid.

    Attributes:
        x_m: (W,) middles of the columns.
        y_m: (H,) middles of the rows.
        height_m: (H, W), NaN where nothing is.
        triangle: (H, W) which one is seen, -1 where nothing is.
        slope_z: (H, W) absolute z of its unit normal, 0 where nothing is.
    """

    x_m: Float64
    y_m: Float64
    height_m: Float64
    triangle: Int64
    slope_z: Float64

    @property
    def cell_m(self) -> float:
        """Side of a cell."""
        return float(self.x_m[1] - self.x_m[0])


def map_heights(vertices: Float64, triangles: NDArray[np.int32], cell_m: float) -> HeightMap:
    """Look down at a mesh, one ray a cell.

    Args:
        vertices: (V, 3) metres, z up.
        triangles: (T, 3) indices.
        cell_m: side of a cell; the grid reaches one cell beyond the mesh.
    """
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    x_m, y_m = (low[k] + cell_m * (np.arange(np.ceil((high[k] - low[k]) / cell_m) + 2) - 0.5) for k in (0, 1))
    # Rays start a little off the middle: grids like to coincide with the edges of boxes.
    x, y = np.meshgrid(x_m + 1.3e-4 * cell_m, y_m + 2.7e-4 * cell_m)
    start = np.stack([x, y, np.full_like(x, high[2] + 1.0)], axis=-1).reshape(-1, 3).astype(np.float32)
    scene = EmbreeScene(EmbreeDevice(), True)
    TriangleMesh(scene, np.ascontiguousarray(vertices, dtype=np.float32), np.ascontiguousarray(triangles))
    seen = np.asarray(scene.run(start, np.broadcast_to(np.array([0.0, 0.0, -1.0], np.float32), start.shape)), dtype=np.int64)
    a, b, c = np.moveaxis(vertices[triangles[np.maximum(seen, 0)]], 1, 0)
    normal = np.cross(b - a, c - a)
    with np.errstate(divide="ignore", invalid="ignore"):
        height = a[:, 2] - ((start[:, :2] - a[:, :2]) * normal[:, :2]).sum(axis=1) / normal[:, 2]
        slope = np.abs(normal[:, 2]) / np.linalg.norm(normal, axis=1)
    hit = (seen >= 0) & np.isfinite(height)
    shape = x.shape
    return HeightMap(
        x_m,
        y_m,
        np.where(hit, height, np.nan).reshape(shape),
        np.where(hit, seen, -1).reshape(shape),
        np.where(hit, slope, 0.0).reshape(shape),
    )
