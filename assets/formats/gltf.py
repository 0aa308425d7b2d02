"""glTF 2.0, binary and text: geometry through trimesh, materials and textures from the file's own JSON.

Read here: metallic-roughness, normal map, alpha MASK and BLEND, emission, KHR_materials_transmission, _ior, _clearcoat, _sheen and
_emissive_strength. Factors are multiplied into the maps they go with. Not read: occlusion, texture transforms, second UV sets,
animation (the rest pose is taken).
"""

import base64
import json
import math
import struct
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import trimesh

from setpiece.assets.errors import UserError
from setpiece.assets.formats.pieces import Import, load_scene, pieces_of
from setpiece.assets.formats.textures import Shelf
from setpiece.assets.material import Material

Json = dict[str, Any]

UNREADABLE = ("KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_mesh_quantization", "KHR_texture_basisu")
GLB_MAGIC, JSON_CHUNK, BINARY_CHUNK = b"glTF", 0x4E4F534A, 0x004E4942


def read_gltf(path: Path) -> Import:
    """Reads a GLB or GLTF file.

    Raises:
        UserError: if it needs an extension that is not read, or names a texture or buffer that is not there.
    """
    data = path.read_bytes()
    header, binary = _split_glb(path, data) if data[:4] == GLB_MAGIC else (json.loads(data), b"")
    _refuse_unreadable(path, header)
    look = _Look(path, header, binary)
    materials = [look.material(entry) for entry in header.get("materials", [])]
    if data[:4] == GLB_MAGIC:
        scene = load_scene(_join_glb(_bare(header), binary), "glb", trimesh.resolvers.FilePathResolver(str(path)))
    else:
        scene = load_scene(json.dumps(_bare(header)).encode(), "gltf", trimesh.resolvers.FilePathResolver(str(path)))
    return Import(pieces_of(scene, lambda mesh: _material_of(mesh, materials), linear_colors=True), look.shelf.textures)


def _material_of(mesh: trimesh.Trimesh, materials: list[Material]) -> Material:
    entry = getattr(mesh.visual, "material", None)
    name = getattr(entry, "name", None)
    # A mesh without a material takes trimesh's default one, which has no number for a name.
    return materials[int(name)] if isinstance(name, str) and name.isdigit() else Material()


def _refuse_unreadable(path: Path, header: Json) -> None:
    for name in header.get("extensionsRequired", []):
        if name in UNREADABLE:
            raise UserError(f"{path}: needs the glTF extension {name}, which is not read; accepted: the file exported without it")
    for entry in header.get("buffers", []):
        uri = entry.get("uri", "data:")
        if not uri.startswith("data:") and not (path.parent / urllib.parse.unquote(uri)).is_file():
            raise UserError(f"{path}: names the buffer {path.parent / urllib.parse.unquote(uri)}, which does not exist")


def _bare(header: Json) -> Json:
    """The header without images, its materials named by their number: trimesh keeps names, and is spared decoding textures."""
    kept = {key: value for key, value in header.items() if key not in ("images", "textures", "samplers")}
    kept["materials"] = [{"name": str(number)} for number in range(len(header.get("materials", [])))]
    return kept


def _split_glb(path: Path, data: bytes) -> tuple[Json, bytes]:
    """JSON and binary chunk of a GLB (glTF 2.0 specification, section 4.4)."""
    version, length = struct.unpack_from("<II", data, 4)
    if version != 2 or length > len(data):
        raise UserError(f"{path}: found a GLB of version {version}, {len(data)} of {length} bytes; accepted: a complete file of version 2")
    chunks: dict[int, bytes] = {}
    at = 12
    while at + 8 <= length:
        size, kind = struct.unpack_from("<II", data, at)
        chunks.setdefault(kind, data[at + 8 : at + 8 + size])
        at += 8 + size
    return json.loads(chunks[JSON_CHUNK]), chunks.get(BINARY_CHUNK, b"")


def _join_glb(header: Json, binary: bytes) -> bytes:
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    chunks = struct.pack("<II", len(text), JSON_CHUNK) + text
    if binary:
        chunks += struct.pack("<II", len(binary), BINARY_CHUNK) + binary
    return GLB_MAGIC + struct.pack("<II", 2, 12 + len(chunks)) + chunks


class _Look:
    """Materials of one file; keeps the textures that they take."""

    def __init__(self, path: Path, header: Json, binary: bytes) -> None:
        self.path, self.header, self.binary = path, header, binary
        self.shelf = Shelf(path)

    def material(self, entry: Json) -> Material:
        """One entry of ``materials``."""
        pbr = entry.get("pbrMetallicRoughness", {})
        extensions = entry.get("extensions", {})
        fields: Json = self._base_color(pbr.get("baseColorFactor", (1.0, 1.0, 1.0, 1.0)), pbr.get("baseColorTexture"), entry)
        fields |= self._metal_and_roughness(pbr)
        if normal := self._texture(entry.get("normalTexture"), color=False):
            fields["normal_map"] = normal
        fields |= _extended(extensions, fields.pop("transparency"))
        glow = max(entry.get("emissiveFactor", (0.0,))) * extensions.get("KHR_materials_emissive_strength", {}).get("emissiveStrength", 1.0)
        if glow > 0.0 and "emissiveTexture" not in entry:
            color = tuple(min(channel, 1.0) for channel in entry["emissiveFactor"])
            fields |= {"emission_w_m2": math.pi * glow, "base_color": color}
        return Material(**fields)

    def _base_color(self, factor: tuple[float, ...], map_info: Json | None, entry: Json) -> Json:
        fields: Json = {"base_color": tuple(_unit(channel) for channel in factor[:3]), "transparency": 0.0}
        mode = entry.get("alphaMode", "OPAQUE")
        if name := self._texture(map_info, color=True):
            fields["base_color_map"] = self.shelf.scaled(name, factor[:3])
            if mode != "OPAQUE":
                fields |= {"alpha_map": fields["base_color_map"], "alpha_cutoff": _unit(entry.get("alphaCutoff", 0.5))}
        elif mode == "BLEND":
            fields["transparency"] = 1.0 - _unit(factor[3])
        return fields

    def _metal_and_roughness(self, pbr: Json) -> Json:
        rough, metal = _unit(pbr.get("roughnessFactor", 1.0)), _unit(pbr.get("metallicFactor", 1.0))
        name = self._texture(pbr.get("metallicRoughnessTexture"), color=False)
        if name is None:
            return {"roughness": rough, "metallic": metal}
        scaled = self.shelf.scaled(name, (1.0, rough, metal))
        return {"roughness_map": scaled, "metallic_map": scaled, "orm_packed": True}

    def _texture(self, info: Json | None, *, color: bool) -> str | None:
        if info is None:
            return None
        entry = self.header["textures"][info["index"]]
        webp = entry.get("extensions", {}).get("EXT_texture_webp", {})
        number = webp.get("source", entry.get("source"))
        if number is None:
            raise UserError(f"{self.path}: texture {info['index']} has no PNG, JPEG or WebP image")
        image = self.header["images"][number]
        uri = image.get("uri")
        if uri is not None and not uri.startswith("data:"):
            return self.shelf.add_file(self.path.parent / urllib.parse.unquote(uri), color=color)
        return self.shelf.add(self._bytes(image), image.get("name") or f"image_{number}", color=color)

    def _bytes(self, image: Json) -> bytes:
        if "uri" in image:
            return base64.b64decode(image["uri"].partition(",")[2])
        view = self.header["bufferViews"][image["bufferView"]]
        start = view.get("byteOffset", 0)
        return self._buffer(view["buffer"])[start : start + view["byteLength"]]

    def _buffer(self, number: int) -> bytes:
        uri = self.header["buffers"][number].get("uri")
        if uri is None:
            return self.binary
        if uri.startswith("data:"):
            return base64.b64decode(uri.partition(",")[2])
        return (self.path.parent / urllib.parse.unquote(uri)).read_bytes()


def _extended(extensions: Mapping[str, Json], transparency: float) -> Json:
    """Fields that come from extensions of the material."""
    transmission = extensions.get("KHR_materials_transmission", {}).get("transmissionFactor", 0.0)
    coat = extensions.get("KHR_materials_clearcoat", {})
    return {
        "transmission": max(_unit(transmission), transparency),
        "ior": min(max(float(extensions.get("KHR_materials_ior", {}).get("ior", 1.5)), 1.0), 4.0),
        "coat": _unit(coat.get("clearcoatFactor", 0.0)),
        "coat_roughness": _unit(coat.get("clearcoatRoughnessFactor", 0.0)),
        "sheen": _unit(max(extensions.get("KHR_materials_sheen", {}).get("sheenColorFactor", (0.0,)))),
    }


def _unit(value: float) -> float:
    return min(max(float(value), 0.0), 1.0)
