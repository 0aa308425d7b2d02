"""Part: a closed triangle surface under construction, and the assembly of parts into a Model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from setpiece.assets.kit.normals import corner_normals
from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model, Texture

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Part:
    """Welded triangles, outward counter-clockwise; shading normals are computed at assembly.

    Attributes:
        vertices: (V, 3) float64, metres.
        triangles: (T, 3) int64.
        uvs: (T, 3, 2) float64 texture coordinates of every corner.
        slots: (T,) int64 material slot of every triangle.
    """

    vertices: Float64
    triangles: Int64
    uvs: Float64
    slots: Int64

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> "Part":
        """Translated, metres."""
        return replace(self, vertices=self.vertices + np.array([x, y, z]))

    def turned(self, axis: ArrayLike, angle_deg: float) -> "Part":
        """Rotated about an axis through the origin, counter-clockwise seen against the axis."""
        return replace(self, vertices=self.vertices @ rotation(axis, angle_deg).T)

    def scaled(self, x: float, y: float, z: float) -> "Part":
        """Scaled by positive factors about the origin."""
        return replace(self, vertices=self.vertices * np.array([x, y, z]))

    def painted(self, slot: int) -> "Part":
        """With every triangle in one material slot."""
        return replace(self, slots=np.full(len(self.triangles), slot, dtype=np.int64))

    def painted_where(self, chosen: Callable[[Float64], NDArray[np.bool_]], slot: int) -> "Part":
        """With the triangles whose centroids, (T, 3), are chosen in another material slot."""
        centroids = self.vertices[self.triangles].mean(axis=1)
        return replace(self, slots=np.where(chosen(centroids), slot, self.slots))

    def warped(self, warp: Callable[[Float64], Float64]) -> "Part":
        """With vertices replaced by ``warp(vertices)``, (V, 3) to (V, 3)."""
        return replace(self, vertices=warp(self.vertices))

    def with_uvs(self, uvs: Callable[[Float64], Float64]) -> "Part":
        """With texture coordinates computed from the corner positions, (T, 3, 3) to (T, 3, 2)."""
        return replace(self, uvs=uvs(self.vertices[self.triangles]))


def rotation(axis: ArrayLike, angle_deg: float) -> Float64:
    """(3, 3) rotation matrix about an axis (Rodrigues' formula)."""
    unit = np.asarray(axis, dtype=np.float64)
    x, y, z = unit / np.linalg.norm(unit)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.deg2rad(angle_deg)
    matrix: Float64 = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    return matrix


def join(parts: Sequence[Part]) -> Part:
    """Parts side by side in one, not welded to each other."""
    starts = np.cumsum([0, *(len(part.vertices) for part in parts)])
    return Part(
        np.concatenate([part.vertices for part in parts]),
        np.concatenate([part.triangles + start for part, start in zip(parts, starts, strict=False)]),
        np.concatenate([part.uvs for part in parts]),
        np.concatenate([part.slots for part in parts]),
    )


def assemble(
    parts: Sequence[Part],
    materials: Sequence[Material] = (),
    textures: Mapping[str, Texture] | None = None,
    crease_deg: float = 40.0,
    *,
    centred: bool = True,
) -> Model:
    """Parts as a model: base at z = 0, bounding box centred in xy unless told not to, edges sharper than ``crease_deg`` left sharp."""
    whole = join(parts)
    low, high = whole.vertices.min(axis=0), whole.vertices.max(axis=0)
    middle = (low + high) / 2 if centred else np.zeros(3)
    vertices = whole.vertices - np.array([middle[0], middle[1], low[2]])
    mesh = Mesh(
        vertices.astype(np.float32),
        whole.triangles.astype(np.int32),
        corner_normals(vertices, whole.triangles, crease_deg).astype(np.float32),
        whole.uvs.astype(np.float32),
        whole.slots.astype(np.int32),
    )
    return Model(mesh, tuple(materials), dict(textures or {}))
