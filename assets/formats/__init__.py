"""Mesh files of other people, one reader per format; each gives pieces (geometry + material) and the textures they name."""

from collections.abc import Callable, Mapping
from pathlib import Path

from setpiece.assets.formats.pieces import Import


# Readers are imported when a file is read: trimesh and what it brings take longer to load than all else that starts a run.
def _read_gltf(path: Path) -> Import:
    from setpiece.assets.formats.gltf import read_gltf

    return read_gltf(path)


def _read_obj(path: Path) -> Import:
    from setpiece.assets.formats.obj import read_obj

    return read_obj(path)


def _read_scan(path: Path) -> Import:
    from setpiece.assets.formats.scan import read_scan

    return read_scan(path)


READERS: Mapping[str, Callable[[Path], Import]] = {
    ".glb": _read_gltf,
    ".gltf": _read_gltf,
    ".obj": _read_obj,
    ".ply": _read_scan,
    ".stl": _read_scan,
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
