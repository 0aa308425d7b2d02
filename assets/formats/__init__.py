"""Mesh files of other people, one reader per format; each gives pieces (geometry + material) and the textures they name."""

from collections.abc import Callable, Mapping
from pathlib import Path

from setpiece.assets.formats.gltf import read_gltf
from setpiece.assets.formats.obj import read_obj
from setpiece.assets.formats.pieces import Import
from setpiece.assets.formats.scan import read_scan

READERS: Mapping[str, Callable[[Path], Import]] = {
    ".glb": read_gltf,
    ".gltf": read_gltf,
    ".obj": read_obj,
    ".ply": read_scan,
    ".stl": read_scan,
}
"""Reader of each accepted file name ending, lower case."""

ACCEPTED = "GLB, GLTF, OBJ (with MTL), PLY or STL"

FOREIGN = frozenset(
    {
        *(".3ds", ".3mf", ".abc", ".ac", ".blend", ".bvh", ".c4d", ".dae", ".dxf", ".fbx", ".iges", ".igs", ".lwo", ".ma", ".max", ".mb"),
        *(".msh", ".off", ".skp", ".step", ".stp", ".usd", ".usda", ".usdc", ".usdz", ".vrml", ".vtk", ".wrl", ".x3d", ".xyz", ".zpr"),
    }
)
"""Endings of 3D files that are recognised but not read."""

__all__ = ["ACCEPTED", "FOREIGN", "READERS", "Import"]
