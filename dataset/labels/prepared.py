"""Geometry made ready for casting once, and kept: the BVH, the plane and the interpolation of every triangle."""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore import EmbreeDevice
from embreex.rtcore_scene import EmbreeScene

from setpiece.dataset.labels.types import Bool, Float32, Float64, Int32
from setpiece.render.frame import Geometry

_BVH_BYTES_PER_TRIANGLE = 200
"""A generous share for Embree's own memory."""

_SAME_NORMAL = 1e-6


@dataclass(frozen=True, eq=False)
class Interpolation:
    """Barycentric coordinates of points on triangles: ``u = grad_u . (p - origin)``, of the second corner; v of the third.

    Attributes:
        origin: (T, 3) float32 first corner.
        grad_u, grad_v: (T, 3) float32; zero for triangles without area.
    """

    origin: Float32
    grad_u: Float32
    grad_v: Float32

    def at(self, prim: Int32, points_m: Float32) -> tuple[Float32, Float32]:
        """Coordinates u and v, each (N,), of points (N, 3) on the triangles ``prim`` (N,)."""
        offset = points_m - self.origin[prim]
        u: Float32 = np.einsum("ij,ij->i", self.grad_u[prim], offset)
        v: Float32 = np.einsum("ij,ij->i", self.grad_v[prim], offset)
        return u, v


@dataclass(frozen=True, eq=False)
class Prepared:
    """One geometry, ready to be hit.

    Attributes:
        geometry: the mesh as it came.
        scene: Embree's BVH of it alone, in its own frame. Robust mode: no ray slips between two triangles.
        planes: (4, T) float64, columns (n, d) with ``n . p + d = 0``; n looks to the side that the shading normals look to.
    """

    geometry: Geometry
    scene: EmbreeScene
    planes: Float64

    @cached_property
    def flat(self) -> Bool:
        """(T,) whether all three corners of a triangle have one normal."""
        normals = self.geometry.corner_normals
        same: Bool = (np.abs(normals - normals[:, :1]) < _SAME_NORMAL).all(axis=(1, 2))
        return same

    @cached_property
    def interpolation(self) -> Interpolation:
        """Of every triangle."""
        a, b, c = np.moveaxis(self.geometry.vertices.astype(np.float64)[self.geometry.triangles], 1, 0)
        normal = np.cross(b - a, c - a)
        square = np.einsum("ij,ij->i", normal, normal)[:, None]
        scale = np.divide(1.0, square, out=np.zeros_like(square), where=square > 0)
        grad_u = np.cross(c - a, normal) * scale
        grad_v = np.cross(normal, b - a) * scale
        return Interpolation(a.astype(np.float32), grad_u.astype(np.float32), grad_v.astype(np.float32))

    @property
    def nbytes(self) -> int:
        """Memory that keeping this costs, about."""
        geometry = self.geometry
        own = geometry.vertices.nbytes * 3 + geometry.triangles.nbytes + geometry.corner_normals.nbytes + self.planes.nbytes
        return own + len(geometry.triangles) * (_BVH_BYTES_PER_TRIANGLE + 40)


def prepare(geometry: Geometry, device: EmbreeDevice) -> Prepared:
    """Build the BVH and the planes of a geometry, which has bounds."""
    corners = geometry.vertices[geometry.triangles].astype(np.float64)
    scene = EmbreeScene(device, True)
    TriangleMesh(scene, np.ascontiguousarray(geometry.vertices), np.ascontiguousarray(geometry.triangles))
    return Prepared(geometry, scene, _planes(corners, geometry.corner_normals))


def _planes(corners: Float64, corner_normals: Float32) -> Float64:
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    against = np.einsum("ij,ij->i", normals, corner_normals.sum(axis=1, dtype=np.float64)) < 0
    normals[against] *= -1
    offsets = -np.einsum("ij,ij->i", normals, corners[:, 0])
    return np.concatenate([normals.T, offsets[None]])


class CastCache:
    """Prepared geometries by the frame's geometry key; the least recently used go when their bytes exceed the limit.

    Args:
        limit_bytes: what to keep at most; the geometry in use is kept whatever its size.
    """

    def __init__(self, limit_bytes: int = 64 * 2**20) -> None:
        self._limit_bytes = limit_bytes
        self._device = EmbreeDevice()
        self._kept: OrderedDict[str, Prepared] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def nbytes(self) -> int:
        """Bytes kept, about."""
        return self._bytes

    def get(self, key: str, geometry: Geometry) -> Prepared:
        """The prepared geometry of this key; made if it is new or was dropped."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        prepared = self._kept[key] = prepare(geometry, self._device)
        self._bytes += prepared.nbytes
        while self._bytes > self._limit_bytes and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1].nbytes
        return prepared
