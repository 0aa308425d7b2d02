"""Triangle meshes as plain arrays, and the model (mesh + materials + textures) that an asset is."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.material import Material

Float32 = NDArray[np.float32]
Int32 = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Mesh:
    """A triangle mesh in its own frame: metres, z up, right-handed, outward faces counter-clockwise.

    Attributes:
        vertices: (V, 3) float32, metres.
        triangles: (T, 3) int32 indices into ``vertices``.
        corner_normals: (T, 3, 3) float32 unit shading normal of every triangle corner, or None for flat faces.
        corner_uvs: (T, 3, 2) float32 texture coordinates (origin bottom left), or None.
        material_slots: (T,) int32 index into the model's materials.
    """

    vertices: Float32
    triangles: Int32
    corner_normals: Float32 | None = None
    corner_uvs: Float32 | None = None
    material_slots: Int32 | None = None

    def __post_init__(self) -> None:
        count = len(self.triangles)
        shapes = {
            "vertices": (self.vertices, (len(self.vertices), 3), np.float32),
            "triangles": (self.triangles, (count, 3), np.int32),
            "corner_normals": (self.corner_normals, (count, 3, 3), np.float32),
            "corner_uvs": (self.corner_uvs, (count, 3, 2), np.float32),
            "material_slots": (self.material_slots, (count,), np.int32),
        }
        for name, (array, shape, dtype) in shapes.items():
            if array is not None and (array.shape != shape or array.dtype != dtype):
                raise ValueError(f"Mesh.{name}: expected {shape} {np.dtype(dtype)}, got {array.shape} {array.dtype}")

    @cached_property
    def bounds_m(self) -> Float32:
        """(2, 3) float32: the lowest and highest corner of the axis-aligned box."""
        return np.stack([self.vertices.min(axis=0), self.vertices.max(axis=0)])

    @cached_property
    def sha256(self) -> str:
        """Hash of all arrays, hex."""
        digest = hashlib.sha256()
        for array in (self.vertices, self.triangles, self.corner_normals, self.corner_uvs, self.material_slots):
            digest.update(b"none" if array is None else np.ascontiguousarray(array).tobytes())
            digest.update(b"|")
        return digest.hexdigest()


@dataclass(frozen=True)
class Texture:
    """An image that a material samples, kept as the encoded file it came in.

    Attributes:
        data: the bytes of a PNG, JPEG, ... file.
        color_space: "srgb" for colours, "data" for roughness, normals and other numbers.
    """

    data: bytes
    color_space: Literal["srgb", "data"] = "srgb"

    @cached_property
    def sha256(self) -> str:
        """Hash of the encoded bytes, hex."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, eq=False)
class Support:
    """A flat, level face of a model that other things may stand on (a table's top, a floor, the inside of a tray).

    Attributes:
        outline_m: (N, 2) float32 convex polygon in the model's xy plane, counter-clockwise.
        height_m: z of the face in the model's frame.
    """

    outline_m: Float32
    height_m: float


@dataclass(frozen=True, eq=False)
class Model:
    """What an asset loads to: a mesh, one material per slot, the textures the materials name, and where things can stand."""

    mesh: Mesh
    materials: tuple[Material, ...]
    textures: Mapping[str, Texture] = field(default_factory=dict)
    support: Support | None = None

    @cached_property
    def sha256(self) -> str:
        """Hash of geometry, default materials and textures, hex."""
        digest = hashlib.sha256(self.mesh.sha256.encode())
        for material in self.materials:
            digest.update(material.model_dump_json().encode())
        for name in sorted(self.textures):
            digest.update(f"{name}={self.textures[name].sha256}".encode())
        return digest.hexdigest()
