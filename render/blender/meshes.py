"""Models as Blender datablocks, kept loaded between images within a byte budget."""

import io
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import bpy
import numpy as np
from PIL import Image

from setpiece.assets.mesh import Mesh, Model
from setpiece.render.frame import Cutout, Geometry


@dataclass
class Loaded:
    """A model inside Blender.

    Attributes:
        mesh: the datablock, with one empty material slot per material.
        images: texture name -> image datablock.
        geometry: what the depsgraph made of the mesh; filled in by the first frame that shows it.
        size_bytes: estimate of what it costs to keep.
    """

    mesh: bpy.types.Mesh
    images: Mapping[str, bpy.types.Image]
    geometry: Geometry | None
    size_bytes: int


class MeshCache:
    """Least-recently-used models in Blender, keyed by ``Model.sha256``."""

    def __init__(self, budget_bytes: int = 64 << 20) -> None:
        self._budget_bytes = budget_bytes
        self._loaded: OrderedDict[str, Loaded] = OrderedDict()

    def get(self, model: Model) -> Loaded:
        """The model's datablocks, made now if they are not there."""
        key = model.sha256
        if key not in self._loaded:
            self._loaded[key] = load(model)
        self._loaded.move_to_end(key)
        return self._loaded[key]

    def trim(self) -> None:
        """Remove what was used longest ago until the budget holds. Call when no object uses the meshes."""
        while sum(loaded.size_bytes for loaded in self._loaded.values()) > self._budget_bytes and len(self._loaded) > 1:
            _, loaded = self._loaded.popitem(last=False)
            bpy.data.batch_remove([loaded.mesh, *loaded.images.values()])


def load(model: Model) -> Loaded:
    """Make datablocks of a model."""
    mesh = make_mesh(model.mesh, slots=len(model.materials))
    images = {name: make_image(name, texture.data, texture.color_space) for name, texture in model.textures.items()}
    pixels = sum(image.size[0] * image.size[1] for image in images.values())
    # Blender keeps about 120 bytes per triangle (corners, edges, normals); our copy of the geometry takes 90 more.
    return Loaded(mesh, images, None, 210 * len(model.mesh.triangles) + 4 * pixels)


def make_mesh(mesh: Mesh, slots: int) -> bpy.types.Mesh:
    """A mesh datablock with custom normals, one UV layer and empty material slots."""
    mesh = split_at_creases(mesh)
    data = bpy.data.meshes.new("mesh")
    corners = mesh.triangles.size
    data.vertices.add(len(mesh.vertices))
    data.vertices.foreach_set("co", mesh.vertices.ravel())
    data.loops.add(corners)
    data.loops.foreach_set("vertex_index", mesh.triangles.ravel())
    data.polygons.add(len(mesh.triangles))
    data.polygons.foreach_set("loop_start", np.arange(0, corners, 3, dtype=np.int32))
    if mesh.material_slots is not None:
        data.polygons.foreach_set("material_index", mesh.material_slots)
    data.update(calc_edges=True)
    if mesh.corner_normals is None:
        data.polygons.foreach_set("use_smooth", np.zeros(len(mesh.triangles), dtype=bool))
    else:
        normals = data.attributes.new("custom_normal", "FLOAT_VECTOR", "CORNER")
        normals.data.foreach_set("vector", mesh.corner_normals.ravel())
    if mesh.corner_uvs is not None:
        data.uv_layers.new(name="uv").uv.foreach_set("vector", mesh.corner_uvs.ravel())
    for _ in range(slots):
        data.materials.append(None)
    return data


def split_at_creases(mesh: Mesh) -> Mesh:
    """The mesh with one vertex for every normal that a vertex has.

    Cycles (Blender 5.0.1) shades corners that share a vertex with one and the same normal when normals are given as free vectors,
    however sharp the edge. Where nothing is sharp, the vertices stay as they are and in order.
    """
    if mesh.corner_normals is None:
        return mesh
    keys = np.empty((mesh.triangles.size, 4), dtype=np.int64)
    keys[:, 0] = mesh.triangles.ravel()
    # Rounded, so that the noise of computed normals splits nothing; the normals themselves are kept exactly.
    keys[:, 1:] = np.round(mesh.corner_normals.reshape(-1, 3) * 1e4)
    order = np.lexsort(keys.T[::-1])
    first = np.concatenate([[True], (np.diff(keys[order], axis=0) != 0).any(axis=1)])
    triangles = np.empty(len(keys), dtype=np.int32)
    triangles[order] = np.cumsum(first) - 1
    return replace(mesh, vertices=mesh.vertices[keys[order[first], 0]], triangles=triangles.reshape(-1, 3))


def make_image(name: str, encoded: bytes, color_space: str) -> bpy.types.Image:
    """An image datablock that holds the encoded file in memory; no file is read or written."""
    with Image.open(io.BytesIO(encoded)) as header:
        width, height = header.size
    image = bpy.data.images.new(name, width, height)
    image.source = "FILE"
    image.pack(data=encoded, data_len=len(encoded))
    image.colorspace_settings.name = "sRGB" if color_space == "srgb" else "Non-Color"
    return image


def read_geometry(evaluated: bpy.types.Mesh, model: Model) -> Geometry:
    """The triangles of an evaluated mesh, with the opacity images of slots that have holes."""
    evaluated.calc_loop_triangles()
    count = len(evaluated.loop_triangles)
    vertices = np.empty((len(evaluated.vertices), 3), np.float32)
    evaluated.vertices.foreach_get("co", vertices.ravel())
    corners = np.empty((count, 3), np.int32)
    evaluated.loop_triangles.foreach_get("loops", corners.ravel())
    triangles = np.empty((count, 3), np.int32)
    evaluated.loop_triangles.foreach_get("vertices", triangles.ravel())
    slots = np.empty(count, np.int32)
    evaluated.loop_triangles.foreach_get("material_index", slots)
    normals = np.empty((len(evaluated.loops), 3), np.float32)
    evaluated.corner_normals.foreach_get("vector", normals.ravel())
    uvs = None
    if evaluated.uv_layers:
        uvs = np.empty((len(evaluated.loops), 2), np.float32)
        evaluated.uv_layers[0].uv.foreach_get("vector", uvs.ravel())
    return Geometry(vertices, triangles, normals[corners], None if uvs is None else uvs[corners], slots, find_cutouts(model))


def find_cutouts(model: Model) -> dict[int, Cutout]:
    """Opacity images of the slots whose material has an alpha map that really has holes."""
    cutouts = {}
    for slot, material in enumerate(model.materials):
        if material.alpha_map is not None:
            with Image.open(io.BytesIO(model.textures[material.alpha_map].data)) as image:
                channel = image.convert("RGBA").getchannel("A" if "A" in image.getbands() else "R")
            alpha = np.asarray(channel, dtype=np.uint8)
            if alpha.min() < material.alpha_cutoff * 255:
                cutouts[slot] = Cutout(alpha, material.alpha_cutoff)
    return cutouts
