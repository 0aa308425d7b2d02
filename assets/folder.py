"""The user's own assets: a folder with a sub-folder per category, each holding mesh files at any depth."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from setpiece.assets.config import METRES, Unit
from setpiece.assets.errors import UserError
from setpiece.assets.formats import ACCEPTED, FOREIGN, READERS
from setpiece.assets.formats.assemble import BadMeshError, assemble
from setpiece.assets.mesh import Model

Up = Literal["auto", "y", "z"]

SHARED = frozenset({"images", "maps", "materials", "tex", "texture", "textures"})
"""Names of sub-folders that are not categories if they hold no mesh: what several categories' files refer to."""

MAX_LISTED = 20
"""Problems that one message lists; the rest is counted."""


def scan(root: Path) -> Mapping[str, tuple[str, ...]]:
    """The mesh files below each category's sub-folder, as paths relative to the root with forward slashes, sorted.

    Raises:
        UserError: if the root is missing or empty, meshes lie outside of any category, a category has none, or a file has a 3D
            format that is not read. All of it in one message.
    """
    if not root.is_dir():
        found = "a file" if root.exists() else "nothing"
        raise UserError(f"assets.root={root}: found {found} there; accepted: a folder with a sub-folder per category")
    categories = sorted(entry for entry in root.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    problems = [
        f"{entry}: lies outside of any category; put it in a sub-folder named after its category"
        for entry in sorted(root.iterdir())
        if entry.is_file() and entry.suffix.lower() in READERS
    ]
    files: dict[str, tuple[str, ...]] = {}
    for category in categories:
        paths = sorted(path for path in category.rglob("*") if path.is_file() and not _hidden(path, root))
        problems += _foreign(paths)
        meshes = [path for path in paths if path.suffix.lower() in READERS]
        if not meshes and paths and category.name.lower() in SHARED:
            continue
        if not meshes:
            problems.append(f"{category}: holds no mesh; accepted: {ACCEPTED}")
        files[category.name] = tuple(path.relative_to(root).as_posix() for path in meshes)
    if not categories and not problems:
        problems.append(f"assets.root={root}: is empty; accepted: a folder with a sub-folder per category, holding {ACCEPTED}")
    refuse(problems)
    return files


def load_file(path: Path, up: Up = "auto", unit: Unit = "m") -> Model:
    """One mesh file as a model, in metres with z up; its origin stays where the file has it.

    Scene graphs are flattened, every material becomes a slot, textures are kept as they are encoded, vertex colours are baked into a
    texture, colours per face become their mean, and normals are computed where the file has none.

    Raises:
        UserError: if the file cannot be read, has a format that is not, or holds no usable mesh.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UserError(f"{path}: found the format {path.suffix or '(none)'}; accepted: {ACCEPTED}")
    if not path.is_file():
        raise UserError(f"{path}: does not exist")
    if path.stat().st_size == 0:
        raise UserError(f"{path}: is empty; accepted: a mesh as {ACCEPTED}")
    if up == "auto":
        up = "y" if path.suffix.lower() in (".glb", ".gltf") else "z"
    try:
        return assemble(reader(path), up, METRES[unit])
    except (UserError, MemoryError):
        raise
    except BadMeshError as error:
        raise UserError(f"{path}: {error}; accepted: a mesh as {ACCEPTED}") from error
    except Exception as error:  # a corrupt file makes its parser raise whatever it likes
        raise UserError(f"{path}: cannot be read ({_brief(error)}); accepted: a mesh as {ACCEPTED}") from error


def refuse(problems: list[str]) -> None:
    """Raises one UserError that lists all problems, if there are any."""
    if len(problems) == 1:
        raise UserError(problems[0])
    if problems:
        rest = [f"... and {len(problems) - MAX_LISTED} more"] if len(problems) > MAX_LISTED else []
        raise UserError("\n  ".join([f"assets: {len(problems)} problems", *problems[:MAX_LISTED], *rest]))


def _foreign(paths: list[Path]) -> list[str]:
    """Complaints about 3D files that are not read and do not lie beside a readable file of the same name."""
    readable = {path.with_suffix("") for path in paths if path.suffix.lower() in READERS}
    return [
        f"{path}: found the format {path.suffix.lower()}; accepted: {ACCEPTED}"
        for path in paths
        if path.suffix.lower() in FOREIGN and path.with_suffix("") not in readable
    ]


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.relative_to(root).parts)


def _brief(error: Exception) -> str:
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text if len(text) <= 160 else text[:157] + "..."
