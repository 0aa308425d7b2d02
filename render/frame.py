"""Frame: what a renderer hands out. Plain arrays; nothing here knows which renderer made it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.spec import SceneSpec

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Int32 = NDArray[np.int32]
UInt8 = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Cutout:
    """An opacity image of one material slot: where it is below the cutoff the surface is a hole.

    Attributes:
        alpha: (H, W) uint8, row 0 at the top of the image; texture coordinates repeat.
        cutoff: 0 to 1.
    """

    alpha: UInt8
    cutoff: float


@dataclass(frozen=True, eq=False)
class Geometry:
    """One mesh as the renderer evaluated it (modifiers applied), in its object's frame, metres.

    Attributes:
        vertices: (V, 3) float32.
        triangles: (T, 3) int32.
        corner_normals: (T, 3, 3) float32 unit shading normals.
        corner_uvs: (T, 3, 2) float32, or None.
        material_slots: (T,) int32.
        cutouts: slot -> opacity image, for slots that have holes.
    """

    vertices: Float32
    triangles: Int32
    corner_normals: Float32
    corner_uvs: Float32 | None
    material_slots: Int32
    cutouts: Mapping[int, Cutout]

    @cached_property
    def bounds_m(self) -> Float64:
        """(2, 3) lowest and highest corner of the tight box of the triangles.

        Raises:
            ValueError: there is no triangle, or a coordinate is not finite.
        """
        if not len(self.triangles):
            raise ValueError("a geometry without triangles cannot be seen")
        used = self.vertices[self._used]
        bounds: Float64 = np.stack([used.min(axis=0), used.max(axis=0)]).astype(np.float64)
        if not np.isfinite(bounds).all():
            raise ValueError("a geometry has coordinates that are not finite")
        return bounds

    @cached_property
    def points_m(self) -> Float64:
        """(3, V) the vertices that triangles use."""
        return np.ascontiguousarray(self.vertices[self._used].T, dtype=np.float64)

    @cached_property
    def corners_m(self) -> Float64:
        """(3, 8) the corners of ``bounds_m``."""
        bits = (np.arange(8) >> np.arange(3)[:, None]) & 1
        corners: Float64 = np.where(bits == 1, self.bounds_m[1][:, None], self.bounds_m[0][:, None])
        return corners

    @property
    def _used(self) -> NDArray[np.bool_]:
        used = np.zeros(len(self.vertices), dtype=np.bool_)
        used[self.triangles] = True
        return used


@dataclass(frozen=True)
class Placed:
    """One object of the scene: which geometry stands where.

    Attributes:
        instance_id: as in SceneSpec.
        geometry: key into ``Frame.geometries``; equal keys mean equal geometry, in later frames too (for caches).
        world_from_object: (4, 4) float64, as the renderer evaluated it.
    """

    instance_id: int
    geometry: str
    world_from_object: Float64


@dataclass(frozen=True, eq=False)
class Frame:
    """One rendered image with the geometry it shows.

    Attributes:
        spec: what was asked for.
        radiance: (H, W, 3) float32, linear Rec. 709, scene-referred.
        index_pass: (H, W) int32 instance ids as the renderer saw them near each pixel's centre, 0 background; None if not rendered.
        depth_pass: (H, W) float32 planar depth in metres, inf for background; None if not rendered.
        geometries: geometry key -> mesh.
        placed: every object of the scene, scenery too.
        device: what rendered it, e.g. "CPU: AMD EPYC" or "OPTIX: NVIDIA L4".
        seconds: CPU seconds of the process, all threads, per stage (build, render, read).
    """

    spec: SceneSpec
    radiance: Float32
    index_pass: Int32 | None
    depth_pass: Float32 | None
    geometries: Mapping[str, Geometry]
    placed: tuple[Placed, ...]
    device: str
    seconds: Mapping[str, float]
