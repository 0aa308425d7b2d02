"""Import: what a reader of mesh files gives, and how it is taken out of trimesh's scene graph."""

import io
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.material import Material
from setpiece.assets.mesh import Texture

if TYPE_CHECKING:
    import trimesh

Float64 = NDArray[np.float64]

# trimesh reports every quirk of a file; what matters to the user is said by our own messages.
logging.getLogger("trimesh").setLevel(logging.CRITICAL)


@dataclass(frozen=True, eq=False)
class Piece:
    """One part of a file with one material, in the file's axes and unit.

    Attributes:
        vertices: (V, 3).
        triangles: (T, 3) indices.
        material: its look.
        normals: (V, 3) as the file gives them, or None.
        uvs: (V, 2) texture coordinates, origin bottom left, or None.
        colors: (V, 3) linear Rec. 709, or None.
    """

    vertices: Float64
    triangles: NDArray[np.int64]
    material: Material
    normals: Float64 | None = None
    uvs: Float64 | None = None
    colors: Float64 | None = None


@dataclass(frozen=True, eq=False)
class Import:
    """All pieces of a file, and the textures that their materials name."""

    pieces: tuple[Piece, ...]
    textures: Mapping[str, Texture] = field(default_factory=dict)


def load_scene(data: bytes, file_type: str, resolver: object = None) -> "trimesh.Scene":
    """Bytes through trimesh, vertices left as they are."""
    import trimesh

    return trimesh.load_scene(io.BytesIO(data), file_type=file_type, resolver=resolver, process=False)


def pieces_of(scene: "trimesh.Scene", material_of: Callable[[Any], Material], *, linear_colors: bool = False) -> tuple[Piece, ...]:
    """Flattens a scene graph: every mesh as often as it is placed, with its transform applied.

    Args:
        scene: as trimesh loaded it.
        material_of: takes a ``trimesh.Trimesh``.
        linear_colors: vertex colours are linear (glTF) rather than sRGB (everyone else).
    """
    placed = (scene.graph[node] for node in sorted(scene.graph.nodes_geometry))
    meshes = [(matrix, scene.geometry[name]) for matrix, name in placed]
    return tuple(_piece(mesh, matrix, material_of(mesh), linear_colors) for matrix, mesh in meshes if hasattr(mesh, "faces"))


def _piece(mesh: "trimesh.Trimesh", matrix: Float64, material: Material, linear_colors: bool) -> Piece:
    matrix = np.asarray(matrix, dtype=np.float64)
    vertices = np.asarray(mesh.vertices, dtype=np.float64) @ matrix[:3, :3].T + matrix[:3, 3]
    triangles = np.asarray(mesh.faces, dtype=np.int64)
    mirrored = np.linalg.det(matrix[:3, :3]) < 0.0
    return Piece(
        vertices,
        triangles[:, ::-1] if mirrored else triangles,
        material,
        _normals(mesh, matrix),
        _per_vertex(getattr(mesh.visual, "uv", None), len(vertices)),
        _colors(mesh, linear_colors),
    )


def _normals(mesh: "trimesh.Trimesh", matrix: Float64) -> Float64 | None:
    # Asked for plainly, trimesh would compute the normals that the file does not have.
    normals = _per_vertex(mesh._cache.cache.get("vertex_normals"), len(mesh.vertices))
    linear = matrix[:3, :3]
    if normals is None or abs(np.linalg.det(linear)) < 1e-30:
        return None
    turned: Float64 = normals @ np.linalg.inv(linear)
    unit: Float64 = turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-30)
    return unit


def _colors(mesh: "trimesh.Trimesh", linear: bool) -> Float64 | None:
    """(V, 3) linear vertex colours, or None; colours per face are left to ``material_of``."""
    visual = mesh.visual
    raw = visual.vertex_colors if visual.kind == "vertex" else getattr(visual, "vertex_attributes", {}).get("color")
    if raw is None or len(raw) != len(mesh.vertices):
        return None
    raw = np.asarray(raw)
    top = float(np.iinfo(raw.dtype).max) if raw.dtype.kind == "u" else 1.0
    values: Float64 = np.clip(raw[:, :3].astype(np.float64) / top, 0.0, 1.0)
    return values if linear else to_linear(values)


def _per_vertex(values: NDArray[np.float64] | None, count: int) -> Float64 | None:
    if values is None or len(values) != count:
        return None
    return np.asarray(values, dtype=np.float64)


def to_linear(srgb: Float64) -> Float64:
    """The sRGB decoding curve (IEC 61966-2-1)."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def to_srgb(linear: Float64) -> Float64:
    """The sRGB encoding curve (IEC 61966-2-1)."""
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * np.maximum(linear, 1e-12) ** (1 / 2.4) - 0.055)
