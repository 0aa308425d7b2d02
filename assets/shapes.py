"""Shapes: the generators' models, kept on disk, because making one takes 0.15 CPU-s and reading it back 4 ms.

They live in ``$SETPIECE_CACHE/shapes`` (default ``~/.cache/setpiece/shapes``), in a folder named after the code and the libraries that made
them: whatever changes there, every shape is made anew, and the old folder goes. A file that is damaged, or a folder that cannot be
written, costs time and nothing else.
"""

import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tokenize import TokenError

import numpy as np

from setpiece.assets.cache import cache_root
from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model, Support, Texture

ARRAYS = ("vertices", "triangles", "corner_normals", "corner_uvs", "material_slots")
LIBRARIES = ("numpy", "scipy", "trimesh", "manifold3d", "pillow", "opencv-python")


def kept(name: str, make: Callable[[], Model]) -> Model:
    """The shape of that name: from disk if it is there whole, else made and put there."""
    file = shapes_folder() / f"{name}.npz"
    model = _read(file)
    if model is None:
        model = make()
        _write(file, model)
    return model


@cache
def shapes_folder() -> Path:
    """The folder of this very version of the generators; folders of other versions are removed when it is made."""
    parent = cache_root() / "shapes"
    folder = parent / code_hash()[:16]
    if not folder.is_dir():
        for old in parent.glob("*"):
            shutil.rmtree(old, ignore_errors=True)
    return folder


def code_hash() -> str:
    """Hash of the assets room's sources and of the versions of the libraries that it computes with, hex."""
    digest = hashlib.sha256()
    room = Path(__file__).parent
    for file in sorted(room.rglob("*.py")):
        digest.update(f"{file.relative_to(room)}\n".encode() + file.read_bytes())
    digest.update(" ".join(f"{name}={version(name)}" for name in LIBRARIES).encode())
    return digest.hexdigest()


def to_bytes(model: Model) -> bytes:
    """A NumPy archive: the arrays as they are, materials and all else as JSON, textures as their encoded bytes."""
    arrays = {name: getattr(model.mesh, name) for name in ARRAYS if getattr(model.mesh, name) is not None}
    described = {
        "sha256": model.sha256,
        "materials": [material.model_dump(mode="json") for material in model.materials],
        "textures": {name: texture.color_space for name, texture in model.textures.items()},
        "support_height_m": None if model.support is None else model.support.height_m,
    }
    if model.support is not None:
        arrays["support_outline_m"] = model.support.outline_m
    textures = {f"texture {name}": np.frombuffer(texture.data, np.uint8) for name, texture in model.textures.items()}
    buffer = io.BytesIO()
    np.savez(buffer, json=np.frombuffer(json.dumps(described).encode(), np.uint8), **arrays, **textures)
    return buffer.getvalue()


def from_bytes(data: bytes) -> Model:
    """The model that ``to_bytes`` wrote.

    Raises:
        ValueError: the data is damaged: not an archive, a part is missing, or the hash is not the model's.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            parts = dict(archive)
        described = json.loads(parts["json"].tobytes())
        height_m = described["support_height_m"]
        model = Model(
            Mesh(**{name: parts[name] for name in ARRAYS if name in parts}),
            tuple(Material.model_validate(material) for material in described["materials"]),
            {name: Texture(parts[f"texture {name}"].tobytes(), space) for name, space in described["textures"].items()},
            None if height_m is None else Support(parts["support_outline_m"], height_m),
        )
    except (KeyError, TypeError, OSError, EOFError, RuntimeError, SyntaxError, TokenError, zipfile.BadZipFile) as error:
        raise ValueError(f"not a shape: {error}") from error
    if model.sha256 != described["sha256"]:
        raise ValueError("the hash is not the model's")
    return model


def _read(file: Path) -> Model | None:
    try:
        return from_bytes(file.read_bytes())
    except (OSError, ValueError):
        return None


def _write(file: Path, model: Model) -> None:
    """Put a shape where others find it whole or not at all."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.stem}-", delete=False) as scratch:
            scratch.write(to_bytes(model))
        Path(scratch.name).replace(file)
    except OSError:
        return
