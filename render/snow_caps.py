"""Snow caps: the snow that lies on a thing, as geometry of the thing.

Where snow is deep enough to have a shape, shading alone looks like white paint. So what lies on a thing is added to its mesh, in one
more material slot: a sheet over everything that faces up and is seen from above, as thick as the snow in the middle and rounded off at
its edges. The picture and the labels see the same mesh. People who annotate photographs draw a snowed-in car with its snow, and so do
the labels: the cap belongs to the thing, in its masks, its boxes and its depth.

A cap depends on how a thing is tilted, not on where it stands or which way it faces: it stays the same while the thing drives.
"""

import hashlib
import math
import zlib

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model
from setpiece.assets.spec import Matrix4
from setpiece.render.height_map import HeightMap, map_heights
from setpiece.scenes.lru import SizedCache
from setpiece.scenes.weather.spec import WeatherSpec

Bool = NDArray[np.bool_]
Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Int32 = NDArray[np.int32]

CLOSED_CM = 5.0
"""Depth from which snow is geometry; less of it lies in patches that have no thickness to speak of."""

LEVEL, STEEPEST = math.cos(math.radians(20.0)), math.cos(math.radians(50.0))
"""Normal z down to which snow lies as deep as on the level, and from which it slides off."""

CELLS = 160
"""Cells of the height map along the longer side of a thing."""

SMALLEST_CELL_M, LARGEST_CELL_M = 0.008, 0.5
MOST_CELLS = 120_000
"""Of one height map: wide land has larger cells."""

ROUNDING_M = 0.12
"""Edges of deep snow are rounded over at most this width."""

SINK_M = 0.004
"""How far the rim of a cap dips under the surface that it lies on."""

EVEN_CELLS = 1.5
"""Snow evens out what is narrower than a few cells: joints, rails, ribs."""

DRIFT_M = 0.8
"""Size of the places where more or less snow lies."""

CACHE_BYTES = 32 << 20

SNOW = Material(base_color=(0.84, 0.86, 0.88), roughness=0.75, ior=1.31)
"""Of fresh snow in the visible (W. J. Wiscombe, S. G. Warren 1980: 0.9 when pure; streets are not)."""


class SnowCaps:
    """Models with their caps, kept for the things of the next images that stand alike."""

    def __init__(self) -> None:
        self._made: SizedCache[Model] = SizedCache(CACHE_BYTES, lambda model: 90 * len(model.mesh.triangles))

    def on(self, model: Model, world_from_object: Matrix4, weather: WeatherSpec | None) -> Model:
        """The model with the snow that lies on it; the model itself where none lies, or not enough to have a shape.

        Args:
            model: any.
            world_from_object: its pose: rotation, uniform scale, translation.
            weather: of its scene.

        Returns:
            A model with one more material, if it has a cap.
        """
        if weather is None or weather.snow_depth_cm < CLOSED_CM:
            return model
        tilt = tilt_of(world_from_object)
        key = hashlib.sha256(f"{model.sha256}|{tilt.tolist()}|{weather.snow_depth_cm}|{weather.seed}".encode()).hexdigest()
        return self._made.get(key, lambda: add_cap(model, tilt, weather.snow_depth_cm / 100.0, weather.seed))


def tilt_of(world_from_object: Matrix4) -> Float64:
    """(3, 3) rotation and scale of a pose without its turn about the vertical; all level poses give the same bits."""
    linear = np.array(world_from_object)[:3, :3]
    turn = math.atan2(linear[1, 0], linear[0, 0])
    c, s = math.cos(turn), math.sin(turn)
    tilt: Float64 = np.round(np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]]) @ linear, 7) + 0.0
    return tilt


def add_cap(model: Model, tilt: Float64, depth_m: float, seed: int) -> Model:
    """The model with a sheet of snow on it.

    Args:
        model: any.
        tilt: (3, 3) level world from object, rotation and scale.
        depth_m: of snow on the level.
        seed: of the drifts.
    """
    vertices = model.mesh.vertices.astype(np.float64) @ tilt.T
    heights = map_heights(vertices, model.mesh.triangles, cell_of(*np.ptp(vertices[:, :2], axis=0).tolist()))
    thickness = snow_thickness(heights, _holds(model, heights), depth_m, seed)
    sheet, triangles, normals = build_sheet(heights, thickness)
    if not len(triangles):
        return model
    scale = float(np.cbrt(np.linalg.det(tilt)))
    in_object = (sheet @ np.linalg.inv(tilt).T).astype(np.float32)
    return _joined(model, in_object, triangles, (normals @ (tilt / scale)).astype(np.float32))


def cell_of(length_m: float, width_m: float) -> float:
    """Side of the cells for a thing of this extent, metres."""
    cell_m = min(max(max(length_m, width_m) / CELLS, SMALLEST_CELL_M), LARGEST_CELL_M)
    return max(cell_m, math.sqrt(length_m * width_m / MOST_CELLS))


def _holds(model: Model, heights: HeightMap) -> Bool:
    """Cells where snow stays: not steep, not sheltered, nothing cut out of a sheet (leaves), and no edge to fall off."""
    slots = model.mesh.material_slots
    cut = np.array([material.alpha_map is not None or material.sheltered for material in model.materials])
    slot = np.zeros_like(heights.triangle) if slots is None else slots[heights.triangle]
    holds: Bool = (heights.slope_z > STEEPEST) & ~cut[slot]
    jump = 1.3 * heights.cell_m + 0.01
    for axis in (0, 1):
        falls = np.abs(np.diff(heights.height_m, axis=axis)) > jump
        beside = ((0, 0),) * axis
        ends = ((0, 0),) * (1 - axis)
        holds &= ~np.pad(falls, (*beside, (0, 1), *ends)) & ~np.pad(falls, (*beside, (1, 0), *ends))
    return holds


def snow_thickness(heights: HeightMap, holds: Bool, depth_m: float, seed: int) -> Float64:
    """(H, W) metres of snow, 0 where none lies: a quarter circle at the edges, drifts in the middle."""
    # Smoothed, so that the outline does not show the cells.
    inside = ndimage.gaussian_filter(ndimage.distance_transform_edt(holds), 1.2) - 1.0
    width_m = max(min(depth_m, ROUNDING_M), 2.0 * heights.cell_m)
    from_edge = np.clip(inside * heights.cell_m / width_m, 0.0, 1.0)
    profile = np.sqrt(1.0 - (1.0 - from_edge) ** 2)
    random = np.random.default_rng(np.random.SeedSequence([zlib.crc32(b"drifts"), seed])).standard_normal(holds.shape)
    blur = DRIFT_M / heights.cell_m
    # White noise blurred so has the deviation 1 / (2 sqrt(pi) blur); what falls on the whole thing is the depth that was asked for.
    drifts = ndimage.gaussian_filter(random, blur) * 2.0 * math.sqrt(math.pi) * max(blur, 0.3)
    drifts -= drifts[holds].mean() if holds.any() else 0.0
    slope = ndimage.gaussian_filter(np.clip((heights.slope_z - STEEPEST) / (LEVEL - STEEPEST), 0.0, 1.0), 1.0)
    thickness: Float64 = np.where(holds, depth_m * profile * slope * np.clip(1.0 + 0.15 * drifts, 0.5, 1.5), 0.0)
    return thickness


def build_sheet(heights: HeightMap, thickness: Float64) -> tuple[Float64, Int32, Float64]:
    """The upper face of the snow as a mesh.

    Returns:
        (V, 3) vertices, (T, 3) triangles, (V, 3) unit normals.
    """
    lies = ndimage.binary_dilation(thickness > 0.0, np.ones((3, 3))) & np.isfinite(heights.height_m)
    top = np.where(thickness > 0.0, _smoothed(heights, thickness), heights.height_m - SINK_M)
    quads = lies[:-1, :-1] & lies[:-1, 1:] & lies[1:, :-1] & lies[1:, 1:]
    filled = thickness > 0.0
    quads &= filled[:-1, :-1] | filled[:-1, 1:] | filled[1:, :-1] | filled[1:, 1:]
    index = np.arange(top.size, dtype=np.int32).reshape(top.shape)
    a, b, c, d = (index[rows, columns][quads] for rows in (_FIRST, _REST) for columns in (_FIRST, _REST))
    triangles = np.concatenate([np.stack([a, b, d], axis=1), np.stack([a, d, c], axis=1)])
    x, y = np.meshgrid(heights.x_m, heights.y_m)
    vertices = np.stack([x, y, np.nan_to_num(top)], axis=-1).reshape(-1, 3)
    used, flat = np.unique(triangles, return_inverse=True)
    triangles = flat.reshape(-1, 3).astype(np.int32)
    return vertices[used], triangles, vertex_normals(vertices[used], triangles)


def _smoothed(heights: HeightMap, thickness: Float64) -> Float64:
    """Height of the snow's surface: it evens out what it covers, but never to less than a quarter of its thickness."""
    lies = thickness > 0.0
    surface = np.where(lies, np.nan_to_num(heights.height_m) + thickness, 0.0)
    weight = ndimage.gaussian_filter(lies.astype(np.float64), EVEN_CELLS)
    even = ndimage.gaussian_filter(surface, EVEN_CELLS) / np.maximum(weight, 1e-6)
    top: Float64 = np.maximum(np.minimum(even, heights.height_m + 1.5 * thickness), heights.height_m + 0.25 * thickness)
    return top


def vertex_normals(vertices: Float64, triangles: Int32) -> Float64:
    """(V, 3) unit normals, averaged over the triangles by area."""
    a, b, c = np.moveaxis(vertices[triangles], 1, 0)
    face = np.cross(b - a, c - a)
    normals = np.stack([np.bincount(triangles.ravel(), np.repeat(face[:, k], 3), len(vertices)) for k in range(3)], axis=1)
    unit: Float64 = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return unit


def _joined(model: Model, vertices: Float32, triangles: Int32, normals: Float32) -> Model:
    mesh = model.mesh
    count = len(mesh.triangles)
    slots = np.zeros(count, np.int32) if mesh.material_slots is None else mesh.material_slots
    uvs = mesh.corner_uvs
    joined = Mesh(
        np.concatenate([mesh.vertices, vertices]),
        np.concatenate([mesh.triangles, triangles + np.int32(len(mesh.vertices))]),
        np.concatenate([_corner_normals(mesh), normals[triangles]]),
        None if uvs is None else np.concatenate([uvs, np.zeros((len(triangles), 3, 2), np.float32)]),
        np.concatenate([slots, np.full(len(triangles), len(model.materials), np.int32)]),
    )
    return Model(joined, (*model.materials, SNOW), model.textures, model.support)


def _corner_normals(mesh: Mesh) -> Float32:
    """Those of the mesh, or of its flat faces."""
    if mesh.corner_normals is not None:
        return mesh.corner_normals
    a, b, c = np.moveaxis(mesh.vertices[mesh.triangles].astype(np.float64), 1, 0)
    face = np.cross(b - a, c - a)
    face /= np.maximum(np.linalg.norm(face, axis=1, keepdims=True), 1e-12)
    normals: Float32 = np.repeat(face[:, None], 3, axis=1).astype(np.float32)
    return normals


_FIRST, _REST = slice(None, -1), slice(1, None)
