"""Pieces of a file to one model: axes, unit, welding, normals, vertex colours baked into a texture."""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.formats.pieces import Import, Piece, to_srgb
from setpiece.assets.formats.textures import encode_png
from setpiece.assets.kit.normals import corner_normals
from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model, Texture

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

CREASE_DEG = 35.0
"""Faces that meet at less than this are shaded smooth where the file has no normals."""

MAX_NEIGHBOUR_PAIRS = 30_000_000
"""Smoothing looks at pairs of corners around each vertex; a mesh with more pairs than this (huge fans) is left faceted."""


class BadMeshError(Exception):
    """What is wrong with the geometry of a file."""


def assemble(imported: Import, up: Literal["y", "z"], metres_per_unit: float) -> Model:
    """One model from all pieces of a file, in metres with z up; its origin stays where the file has it.

    Raises:
        BadMeshError: if a vertex is not finite, an index is out of range, or no triangle has an area.
    """
    if not imported.pieces:
        raise BadMeshError("holds no triangles")
    parts = [_checked(piece) for piece in imported.pieces]
    textures = dict(imported.textures)
    materials: list[Material] = []
    meshes: list[_Corners] = []
    for number, piece in enumerate(parts):
        corners, material = _baked(piece, f"vertex_colors_{number}.png", textures)
        if material not in materials:
            materials.append(material)
        meshes.append(corners._replace(slot=materials.index(material)))
    return Model(_weld(meshes, _axes(up), metres_per_unit), tuple(materials), textures)


class _Corners(NamedTuple):
    """A piece with everything per triangle corner."""

    positions: Float64
    normals: Float64 | None
    uvs: Float64 | None
    slot: int = 0


def _checked(piece: Piece) -> Piece:
    if not np.isfinite(piece.vertices).all():
        raise BadMeshError("has vertices that are not finite numbers (NaN or infinity)")
    if len(piece.triangles) and (piece.triangles.min() < 0 or piece.triangles.max() >= len(piece.vertices)):
        raise BadMeshError("has faces that name vertices which do not exist")
    return piece


def _axes(up: str) -> Float64:
    """(3, 3) model-from-file rotation: a y-up file's x stays, its y becomes z, its z becomes -y."""
    return np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]) if up == "y" else np.eye(3)


def _baked(piece: Piece, name: str, textures: dict[str, Texture]) -> tuple[_Corners, Material]:
    """Per-corner arrays, and the material; vertex colours go into a texture unless the material has one."""
    corner = piece.triangles
    normals = None if piece.normals is None else piece.normals[corner]
    uvs = None if piece.uvs is None else piece.uvs[corner]
    material = piece.material
    if piece.colors is not None and material.base_color_map is None and len(corner):
        if np.ptp(piece.colors, axis=0).max() < 1e-3:
            material = material.model_copy(update={"base_color": tuple(piece.colors[0].tolist())})
        elif uvs is None or not _has_maps(material):
            pixels, uvs = bake_colors(piece.colors[corner])
            textures[name] = Texture(encode_png(to_srgb(pixels)), "srgb")
            material = material.model_copy(update={"base_color_map": name})
    return _Corners(piece.vertices[corner], normals, uvs), material


def _has_maps(material: Material) -> bool:
    return any((material.roughness_map, material.metallic_map, material.normal_map, material.alpha_map))


def bake_colors(colors: Float64) -> tuple[Float64, Float64]:
    """A texture that reproduces colours interpolated over triangles exactly: 2 x 2 pixels for each.

    The corners of triangle k sit on the centres of three pixels of its cell; the fourth continues the plane through them, so
    that bilinear interpolation inside the cell is linear.

    Args:
        colors: (T, 3, 3) linear colour of every corner.

    Returns:
        (H, W, 3) linear pixels, top row first, and (T, 3, 2) texture coordinates.
    """
    count = len(colors)
    columns = int(np.ceil(np.sqrt(count)))
    rows = int(np.ceil(count / columns))
    row, column = np.divmod(np.arange(count), columns)
    pixels = np.zeros((2 * rows, 2 * columns, 3))
    fourth = np.clip(colors[:, 1] + colors[:, 2] - colors[:, 0], 0.0, 1.0)
    for dy, dx, value in ((0, 0, colors[:, 0]), (0, 1, colors[:, 1]), (1, 0, colors[:, 2]), (1, 1, fourth)):
        pixels[2 * row + dy, 2 * column + dx] = value
    x = (2 * column[:, None] + np.array([0.5, 1.5, 0.5])) / (2 * columns)
    y = (2 * row[:, None] + np.array([0.5, 0.5, 1.5])) / (2 * rows)
    return pixels, np.stack([x, 1.0 - y], axis=2)


def _weld(meshes: list[_Corners], rotation: Float64, scale: float) -> Mesh:
    """All corners as one mesh whose equal positions are one vertex, without triangles that have no area."""
    positions = (np.concatenate([mesh.positions for mesh in meshes]) @ rotation.T * scale).astype(np.float32) + np.float32(0.0)
    vertices, inverse = _unique_rows(positions.reshape(-1, 3))
    triangles = inverse.reshape(-1, 3)
    keep = _has_area(vertices, triangles)
    if not keep.any():
        raise BadMeshError("has no triangle with an area")
    used, compact = np.unique(triangles[keep], return_inverse=True)
    vertices, triangles = vertices[used], compact.reshape(-1, 3)
    slots = np.concatenate([np.full(len(mesh.positions), mesh.slot) for mesh in meshes])[keep]
    uvs = None
    if any(mesh.uvs is not None for mesh in meshes):
        uvs = np.concatenate([np.zeros((len(mesh.positions), 3, 2)) if mesh.uvs is None else mesh.uvs for mesh in meshes])[keep]
        uvs = np.nan_to_num(uvs, posinf=0.0, neginf=0.0).astype(np.float32)
    normals = _all_normals(meshes, keep, rotation, vertices.astype(np.float64), triangles)
    return Mesh(vertices, triangles.astype(np.int32), normals, uvs, slots.astype(np.int32))


def _unique_rows(points: NDArray[np.float32]) -> tuple[NDArray[np.float32], Int64]:
    """Unique rows and the index of each row among them."""
    order = np.lexsort(points.T)
    ordered = points[order]
    first = np.concatenate([[True], (ordered[1:] != ordered[:-1]).any(axis=1)])
    inverse = np.empty(len(points), dtype=np.int64)
    inverse[order] = np.cumsum(first) - 1
    return ordered[first], inverse


def _has_area(vertices: NDArray[np.float32], triangles: Int64) -> NDArray[np.bool_]:
    a, b, c = (vertices[triangles[:, k]].astype(np.float64) for k in range(3))
    doubled = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    longest = np.maximum(((b - a) ** 2).sum(axis=1), ((c - a) ** 2).sum(axis=1))
    area: NDArray[np.bool_] = doubled > 1e-9 * longest
    return area


def _all_normals(
    meshes: list[_Corners], keep: NDArray[np.bool_], rotation: Float64, vertices: Float64, triangles: Int64
) -> NDArray[np.float32] | None:
    """Normals of the file where it has usable ones, computed ones elsewhere."""
    given = np.concatenate([np.zeros_like(mesh.positions) if mesh.normals is None else mesh.normals for mesh in meshes])[keep]
    given = np.nan_to_num(given, posinf=0.0, neginf=0.0) @ rotation.T
    usable = np.linalg.norm(given, axis=2) > 0.5
    if not usable.all():
        pairs = int((np.bincount(triangles.ravel()).astype(np.int64) ** 2).sum())
        if pairs > MAX_NEIGHBOUR_PAIRS:
            a, b, c = (vertices[triangles[:, k]] for k in range(3))
            face = np.cross(b - a, c - a)
            computed = np.repeat((face / np.linalg.norm(face, axis=1, keepdims=True))[:, None], 3, axis=1)
        else:
            computed = corner_normals(vertices, triangles, CREASE_DEG)
        given = np.where(usable[..., None], given, computed)
    unit = given / np.maximum(np.linalg.norm(given, axis=2, keepdims=True), 1e-30)
    normals: NDArray[np.float32] = unit.astype(np.float32)
    return normals
