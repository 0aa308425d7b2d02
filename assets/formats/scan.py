"""PLY and STL: one mesh, perhaps with colours per vertex or face, perhaps (PLY) with a texture named in a comment."""

from pathlib import Path

import numpy as np
import trimesh

from setpiece.assets.formats.pieces import Import, load_scene, pieces_of, to_linear
from setpiece.assets.formats.textures import Shelf
from setpiece.assets.material import Material


def read_scan(path: Path) -> Import:
    """Reads a PLY or STL file.

    Raises:
        UserError: if a PLY names a texture that is not there.
    """
    data = path.read_bytes()
    shelf = Shelf(path)
    base_color_map = _ply_texture(path, data, shelf) if path.suffix.lower() == ".ply" else None
    scene = load_scene(data, path.suffix.lower()[1:])
    return Import(pieces_of(scene, lambda mesh: _material(mesh, base_color_map)), shelf.textures)


def _ply_texture(path: Path, data: bytes, shelf: Shelf) -> str | None:
    """The ``comment TextureFile`` that MeshLab and photogrammetry programs write."""
    for line in data.split(b"end_header", 1)[0].decode("ascii", errors="replace").splitlines():
        words = line.strip().split(maxsplit=2)
        if len(words) == 3 and words[0] == "comment" and words[1].lower() == "texturefile":
            return shelf.add_file(path.parent / words[2].strip(), color=True)
    return None


def _material(mesh: trimesh.Trimesh, base_color_map: str | None) -> Material:
    """Colours per face become their mean; colours per vertex are baked later."""
    if base_color_map is not None or mesh.visual.kind != "face":
        return Material(base_color_map=base_color_map)
    mean = to_linear(np.asarray(mesh.visual.face_colors)[:, :3] / 255.0).mean(axis=0)
    return Material(base_color=(float(mean[0]), float(mean[1]), float(mean[2])))
