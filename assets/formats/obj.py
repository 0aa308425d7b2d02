"""Wavefront OBJ with its MTL library: geometry through trimesh, materials from the MTL itself."""

import math
from pathlib import Path

import trimesh

from setpiece.assets.errors import UserError
from setpiece.assets.formats.pieces import Import, load_scene, pieces_of
from setpiece.assets.formats.textures import Shelf
from setpiece.assets.material import Material

Entry = dict[str, list[str]]

# Options of texture statements and how many words follow each, at most ("Object Files", MTL appendix, Alias|Wavefront 1995).
OPTION_WORDS = {"-blendu": 1, "-blendv": 1, "-boost": 1, "-mm": 2, "-o": 3, "-s": 3, "-t": 3, "-texres": 1, "-clamp": 1, "-bm": 1}
OPTION_WORDS |= {"-imfchan": 1, "-type": 1, "-cc": 1}


def read_obj(path: Path) -> Import:
    """Reads an OBJ file.

    Raises:
        UserError: if it names an MTL file or a texture that is not there.
    """
    data = path.read_bytes()
    lines = data.decode("utf-8", errors="replace").replace("\\\n", " ").splitlines()
    shelf = Shelf(path)
    materials = _libraries(path, lines, shelf)
    used = [line.split(maxsplit=1)[1].strip() for line in lines if line.startswith("usemtl ")]
    names = list(dict.fromkeys(" ".join(name.split()) for name in used))
    scene = load_scene(data, "obj", _NamesOnly(names))
    return Import(pieces_of(scene, lambda mesh: _material_of(mesh, materials)), shelf.textures)


class _NamesOnly:
    """Answers trimesh's request for the MTL with nothing but the materials' names, so that the names reach the meshes."""

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def get(self, name: str) -> bytes:
        return "\n".join(f"newmtl {name}" for name in self.names).encode()

    __getitem__ = get


def _material_of(mesh: trimesh.Trimesh, materials: dict[str, Material]) -> Material:
    name = getattr(getattr(mesh.visual, "material", None), "name", None)
    return materials.get(str(name), Material())


def _libraries(path: Path, lines: list[str], shelf: Shelf) -> dict[str, Material]:
    materials: dict[str, Material] = {}
    for line in lines:
        if line.startswith("mtllib "):
            library = _beside(path, line.split(maxsplit=1)[1].strip())
            if not library.is_file() and path.with_suffix(".mtl").is_file():
                # The pair was renamed: other importers help themselves in the same way.
                library = path.with_suffix(".mtl")
            if not library.is_file():
                raise UserError(
                    f"{path}: names the material library {library}, which does not exist; put it there or delete the mtllib line"
                )
            entries = _parse(library.read_text(encoding="utf-8", errors="replace"))
            materials |= {name: _material(library, entry, shelf) for name, entry in entries.items()}
    return materials


def _parse(text: str) -> dict[str, Entry]:
    """Material name -> statement (lower case) -> its words."""
    entries: dict[str, Entry] = {}
    entry: Entry = {}
    for line in text.splitlines():
        words = line.split("#", 1)[0].split()
        if len(words) < 2:
            continue
        if words[0].lower() == "newmtl":
            entry = entries.setdefault(" ".join(words[1:]), {})
        else:
            entry[words[0].lower()] = words[1:]
    return entries


def _material(library: Path, entry: Entry, shelf: Shelf) -> Material:
    """The classic statements, and the PBR ones of Exocortex's extension (Pr, Pm, Pc, norm)."""

    def texture(*keys: str, color: bool = False) -> str | None:
        words = next((entry[key] for key in keys if key in entry), None)
        return None if words is None else shelf.add_file(_beside(library, _file_name(words)), color=color)

    kd = _numbers(entry, "kd", [0.8, 0.8, 0.8])
    opacity = _numbers(entry, "d", [1.0 - _numbers(entry, "tr", [0.0])[0]])[0]
    # Blinn-Phong exponent to roughness: alpha^2 = 2 / (Ns + 2), roughness = sqrt(alpha) (Walter et al., EGSR 2007).
    roughness = (2.0 / (max(_numbers(entry, "ns", [30.0])[0], 0.0) + 2.0)) ** 0.25
    alpha_map = texture("map_d")
    return Material(
        base_color=(_unit(kd[0]), _unit(kd[min(1, len(kd) - 1)]), _unit(kd[-1])),
        base_color_map=texture("map_kd", color=True),
        roughness=_unit(_numbers(entry, "pr", [roughness])[0]),
        roughness_map=texture("map_pr"),
        metallic=_unit(_numbers(entry, "pm", [0.0])[0]),
        metallic_map=texture("map_pm"),
        normal_map=texture("norm", "map_kn"),
        alpha_map=alpha_map,
        coat=_unit(_numbers(entry, "pc", [0.0])[0]),
        ior=min(max(_numbers(entry, "ni", [1.5])[0], 1.0), 4.0) if _numbers(entry, "ni", [1.5])[0] > 1.01 else 1.5,
        # d 0 in front of an opacity map is how exporters say "see the map".
        transmission=_unit(1.0 - opacity) if alpha_map is None else 0.0,
        emission_w_m2=math.pi * max(_numbers(entry, "ke", [0.0])),
    )


def _numbers(entry: Entry, key: str, default: list[float]) -> list[float]:
    try:
        values = [float(word) for word in entry[key]]
    except (KeyError, ValueError):
        return default
    return values if values and all(map(math.isfinite, values)) else default


def _file_name(words: list[str]) -> str:
    """The file of a texture statement, without its options; names may hold blanks."""
    rest = list(words)
    while len(rest) > 1 and rest[0].lower() in OPTION_WORDS:
        most = OPTION_WORDS[rest.pop(0).lower()]
        taken = 0
        while taken < most and len(rest) > 1 and (taken == 0 or _is_number(rest[0])):
            rest.pop(0)
            taken += 1
    return " ".join(rest)


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _beside(path: Path, name: str) -> Path:
    """A file named in another one, which may have been written on Windows."""
    return path.parent / name.strip('"').replace("\\", "/")


def _unit(value: float) -> float:
    return min(max(value, 0.0), 1.0)
