"""What a user's mesh file holds is what the model holds."""

import io
import json
import struct
from pathlib import Path

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from setpiece.assets.errors import UserError
from setpiece.assets.folder import load_file, scan
from setpiece.assets.formats.assemble import bake_colors
from setpiece.assets.mesh import Mesh


def wedge() -> trimesh.Trimesh:
    """A solid without symmetry, so that no swapped axis goes unnoticed."""
    return trimesh.convex.convex_hull([[0, 0, 0], [0.3, 0, 0], [0, 0.2, 0], [0, 0, 0.1], [0.3, 0.05, 0.07]])


def png(color: tuple[int, ...] = (200, 40, 10), size: int = 8) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.full((size, size, len(color)), color, np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def soup(mesh: Mesh) -> np.ndarray:
    """The triangles' corners, in an order that does not depend on how vertices are numbered."""
    return canonical(mesh.vertices[mesh.triangles].astype(np.float64))


def canonical(corners: np.ndarray) -> np.ndarray:
    """Each triangle starts at its least corner, the triangles are sorted; the winding stays."""
    rounded = np.round(corners, 6) + 0.0
    turned = [np.roll(tri, -min(range(3), key=lambda k: tuple(tri[k])), axis=0) for tri in rounded]
    return np.array(sorted(turned, key=lambda tri: tuple(tri.ravel())))


def assert_same_shape(mesh: Mesh, expected: trimesh.Trimesh) -> None:
    np.testing.assert_allclose(soup(mesh), canonical(expected.triangles), atol=2e-6)


def textured_obj(folder: Path, uv_seed: int = 1) -> Path:
    shape = wedge()
    uv = np.random.default_rng(uv_seed).random((len(shape.vertices), 2))
    lines = ["mtllib part.mtl", *(f"v {x} {y} {z}" for x, y, z in shape.vertices), *(f"vt {u} {v}" for u, v in uv), "usemtl Red Paint"]
    lines += [f"f {a}/{a} {b}/{b} {c}/{c}" for a, b, c in shape.faces[:4] + 1] + ["usemtl steel"]
    lines += [f"f {a}/{a} {b}/{b} {c}/{c}" for a, b, c in shape.faces[4:] + 1]
    (folder / "part.obj").write_text("\n".join(lines))
    (folder / "tex").mkdir()
    (folder / "tex" / "my skin.png").write_bytes(png())
    mtl = "newmtl Red Paint\nKd 0.5 0.1 0.1\nmap_Kd -s 1 1 1 tex\\my skin.png\nNs 0\nnewmtl steel\nKd 0.6 0.6 0.6\nPm 1\nPr 0.25\n"
    (folder / "part.mtl").write_text(mtl)
    return folder / "part.obj"


@pytest.mark.parametrize("ending", [".stl", ".ply", ".obj", ".glb"])
def test_geometry_survives_with_its_axes(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"wedge{ending}"
    wedge().export(path)
    upright = wedge()
    if ending == ".glb":
        upright.apply_transform(trimesh.transformations.rotation_matrix(np.pi / 2, [1, 0, 0]))
    assert_same_shape(load_file(path).mesh, upright)
    assert_same_shape(load_file(path, up="z").mesh, wedge())
    millimetres = wedge()
    millimetres.apply_scale(0.001)
    np.testing.assert_allclose(load_file(path, up="z", unit="mm").mesh.bounds_m, millimetres.bounds, atol=1e-8)


def test_obj_materials_and_texture_bytes(tmp_path: Path) -> None:
    model = load_file(textured_obj(tmp_path))
    assert_same_shape(model.mesh, wedge())
    by_color = {material.base_color[0]: number for number, material in enumerate(model.materials)}
    red, steel = model.materials[by_color[0.5]], model.materials[by_color[0.6]]
    assert (steel.metallic, steel.roughness, steel.base_color_map) == (1.0, 0.25, None)
    assert (red.metallic, red.roughness) == (0.0, 1.0)
    assert red.base_color_map is not None
    assert model.textures[red.base_color_map].data == png()
    assert model.mesh.material_slots is not None
    assert (model.mesh.material_slots == by_color[0.5]).sum() == 4
    # Every corner still has the coordinates that the file gives its vertex.
    uv = np.random.default_rng(1).random((len(wedge().vertices), 2))
    nearest = np.linalg.norm(model.mesh.vertices[model.mesh.triangles][:, :, None] - wedge().vertices, axis=3).argmin(axis=2)
    np.testing.assert_allclose(model.mesh.corner_uvs, uv[nearest], atol=1e-6)


def glb(materials: list[dict[str, object]], images: list[bytes], nodes: list[dict[str, object]], normals: bool = False) -> bytes:
    """A GLB written by hand: one triangle per material, at z = material number, placed by the nodes."""
    buffer, views, accessors, meshes = b"", [], [], []

    def view(data: bytes) -> int:
        nonlocal buffer
        views.append({"buffer": 0, "byteOffset": len(buffer), "byteLength": len(data)})
        buffer += data + b"\0" * (-len(data) % 4)
        return len(views) - 1

    def accessor(values: np.ndarray, kind: str) -> int:
        low, high = values.min(axis=0).tolist(), values.max(axis=0).tolist()
        entry = {"bufferView": view(values.astype("<f4").tobytes()), "componentType": 5126, "count": len(values), "type": kind}
        accessors.append({**entry, "min": low, "max": high})
        return len(accessors) - 1

    for number in range(len(materials)):
        attributes = {"POSITION": accessor(np.array([[0, 0, number], [1, 0, number], [0, 1, number]], float), "VEC3")}
        attributes["TEXCOORD_0"] = accessor(np.array([[0, 0], [1, 0], [0, 0.25]], float), "VEC2")
        if normals:
            attributes["NORMAL"] = accessor(np.array([[0, 0.6, 0.8]] * 3), "VEC3")
        meshes.append({"primitives": [{"attributes": attributes, "material": number}]})
    image_views = [view(data) for data in images]
    header = {
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": list(range(len(nodes)))}], "nodes": nodes, "meshes": meshes,
        "materials": materials, "accessors": accessors, "bufferViews": views, "textures": [{"source": k} for k in range(len(images))],
        "images": [{"bufferView": k, "mimeType": "image/png"} for k in image_views], "buffers": [{"byteLength": len(buffer)}],
    }  # fmt: skip
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(buffer), 0x004E4942) + buffer
    return b"glTF" + struct.pack("<II", 2, 12 + len(chunks)) + chunks


def test_gltf_pbr_and_scene_graph(tmp_path: Path) -> None:
    skin, orm, relief = png((10, 200, 30)), png((0, 128, 255)), png((128, 128, 255))
    pbr = {"baseColorTexture": {"index": 0}, "metallicRoughnessTexture": {"index": 1}}
    materials = [
        {"pbrMetallicRoughness": pbr, "normalTexture": {"index": 2}, "alphaMode": "MASK", "alphaCutoff": 0.3},
        {"name": "twin", "pbrMetallicRoughness": {"baseColorFactor": [0.2, 0.3, 0.4, 1], "metallicFactor": 0, "roughnessFactor": 0.7}},
        {"name": "twin", "extensions": {"KHR_materials_transmission": {"transmissionFactor": 1}, "KHR_materials_ior": {"ior": 1.33}}},
    ]
    nodes = [{"mesh": 0}, {"mesh": 1, "translation": [0, 5, 0]}, {"mesh": 2, "scale": [-1, 2, 1]}, {"mesh": 1, "translation": [0, 7, 0]}]
    (tmp_path / "a.glb").write_bytes(glb(materials, [skin, orm, relief], nodes))
    model = load_file(tmp_path / "a.glb")
    by_height = {float(v[:, 2].max()): k for k, v in enumerate(model.mesh.vertices[model.mesh.triangles])}
    assert sorted(by_height) == [1.0, 2.0, 6.0, 8.0]  # y up: the file's y is the model's z
    slots = model.mesh.material_slots
    assert slots is not None
    mapped, matt, glass, again = (model.materials[slots[by_height[height]]] for height in (1.0, 6.0, 2.0, 8.0))
    assert matt == again
    assert (matt.base_color, matt.roughness, matt.metallic) == ((0.2, 0.3, 0.4), 0.7, 0.0)
    assert (glass.transmission, glass.ior) == (1.0, 1.33)
    assert (mapped.orm_packed, mapped.alpha_cutoff, mapped.roughness_map) == (True, 0.3, mapped.metallic_map)
    names = (mapped.base_color_map, mapped.roughness_map, mapped.normal_map, mapped.alpha_map)
    assert [model.textures[str(name)].data for name in names] == [skin, orm, relief, skin]
    assert [model.textures[str(name)].color_space for name in names[:3]] == ["srgb", "data", "data"]
    # glTF's v runs down the image, ours up; a mirrored node still faces outward, which is -y here.
    assert model.mesh.corner_uvs is not None
    assert model.mesh.corner_uvs[..., 1].min() == 0.75
    corners = model.mesh.vertices[model.mesh.triangles]
    faces = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert (faces[:, 1] < 0).all()


def test_gltf_factors_are_multiplied_into_their_maps(tmp_path: Path) -> None:
    pbr = {"baseColorTexture": {"index": 0}, "baseColorFactor": [1, 0.5, 1, 1]}
    (tmp_path / "a.glb").write_bytes(glb([{"pbrMetallicRoughness": pbr}], [png((255, 255, 255))], [{"mesh": 0}]))
    model = load_file(tmp_path / "a.glb")
    pixel = np.asarray(Image.open(io.BytesIO(model.textures[str(model.materials[0].base_color_map)].data)))[0, 0]
    assert pixel.tolist() == [255, 188, 255]  # linear 0.5 is 188 in sRGB


def test_normals_of_the_file_are_kept_and_missing_ones_are_smooth_across_gentle_bends(tmp_path: Path) -> None:
    (tmp_path / "given.glb").write_bytes(glb([{}], [], [{"mesh": 0}], normals=True))
    given_normals = load_file(tmp_path / "given.glb", up="z").mesh.corner_normals
    np.testing.assert_allclose(given_normals, np.broadcast_to([0, 0.6, 0.8], (1, 3, 3)), atol=1e-6)
    trimesh.creation.icosphere(subdivisions=3, radius=0.1).export(tmp_path / "ball.stl")
    ball = load_file(tmp_path / "ball.stl").mesh
    assert ball.corner_normals is not None
    radial = ball.vertices[ball.triangles] / np.linalg.norm(ball.vertices[ball.triangles], axis=2, keepdims=True)
    assert (ball.corner_normals * radial).sum(axis=2).min() > np.cos(np.deg2rad(2.0))
    trimesh.creation.box(extents=(0.1, 0.2, 0.3)).export(tmp_path / "box.stl")
    cube = load_file(tmp_path / "box.stl").mesh
    assert cube.corner_normals is not None
    assert len(cube.vertices) == 8
    np.testing.assert_allclose(np.abs(cube.corner_normals).max(axis=2), 1.0, atol=1e-6)


def test_vertex_colours_are_baked(tmp_path: Path) -> None:
    shape = wedge()
    colors = np.random.default_rng(0).integers(0, 256, (len(shape.vertices), 4)).astype(np.uint8)
    colors[:, 3] = 255
    trimesh.Trimesh(shape.vertices, shape.faces, vertex_colors=colors, process=False).export(tmp_path / "scan.ply")
    model = load_file(tmp_path / "scan.ply")
    image = np.asarray(Image.open(io.BytesIO(model.textures[str(model.materials[0].base_color_map)].data)))
    assert model.mesh.corner_uvs is not None
    nearest = np.linalg.norm(model.mesh.vertices[model.mesh.triangles][:, :, None] - shape.vertices, axis=3).argmin(axis=2)
    column = np.floor(model.mesh.corner_uvs[..., 0] * image.shape[1]).astype(int)
    row = np.floor((1 - model.mesh.corner_uvs[..., 1]) * image.shape[0]).astype(int)
    np.testing.assert_allclose(image[row, column].astype(int), colors[nearest][..., :3], atol=1)


@given(arrays(np.float64, (7, 3, 3), elements=st.floats(0.25, 0.5)), st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=50, deadline=None)
def test_baked_colours_interpolate_like_the_triangle(colors: np.ndarray, a: float, b: float) -> None:
    if a + b > 1:
        a, b = 1 - a, 1 - b
    weights = np.array([1 - a - b, a, b])
    pixels, uvs = bake_colors(colors)
    uv = np.einsum("k,tkc->tc", weights, uvs)
    x, y = uv[:, 0] * pixels.shape[1] - 0.5, (1 - uv[:, 1]) * pixels.shape[0] - 0.5
    x0, y0 = np.floor(x + 1e-9).astype(int), np.floor(y + 1e-9).astype(int)
    fx, fy = (x - x0)[:, None], (y - y0)[:, None]
    x1, y1 = np.minimum(x0 + 1, pixels.shape[1] - 1), np.minimum(y0 + 1, pixels.shape[0] - 1)
    upper = pixels[y0, x0] * (1 - fx) + pixels[y0, x1] * fx
    lower = pixels[y1, x0] * (1 - fx) + pixels[y1, x1] * fx
    np.testing.assert_allclose(upper * (1 - fy) + lower * fy, np.einsum("k,tkc->tc", weights, colors), atol=1e-6)


BAD_FILES: dict[str, tuple[str, bytes, str]] = {
    "empty file": ("a.stl", b"", "is empty"),
    "corrupt glb": ("a.glb", b"glTF" + b"\x02\0\0\0" + b"\xff" * 30, "a.glb"),
    "cut-off glb": ("a.glb", glb([{}], [], [{"mesh": 0}])[:-40], "complete file"),
    "text for a glb": ("a.glb", b"hello", "cannot be read"),
    "corrupt stl": ("a.stl", b"\x01\x02\x03", "a.stl"),
    "corrupt ply": ("a.ply", b"ply\nformat ascii 1.0\nelement vertex 3\nend_header\n1 2\n", "a.ply"),
    "no faces": ("a.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\n", "no triangles"),
    "zero area": ("a.obj", b"v 0 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3\n", "no triangle with an area"),
    "nan": ("a.obj", b"v 0 0 nan\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "not finite"),
    "index out of range": ("a.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n", "a.obj"),
    "missing mtl": ("a.obj", b"mtllib gone.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "gone.mtl"),
    "unknown format": ("a.fbx", b"Kaydara", "found the format .fbx; accepted: GLB, GLTF, OBJ (with MTL), PLY or STL"),
    "missing gltf buffer": ("a.gltf", b'{"asset":{"version":"2.0"},"buffers":[{"uri":"gone.bin","byteLength":4}]}', "gone.bin"),
    "draco": ("a.gltf", b'{"asset":{"version":"2.0"},"extensionsRequired":["KHR_draco_mesh_compression"]}', "KHR_draco_mesh_compression"),
    "ply texture gone": ("a.ply", b"ply\nformat ascii 1.0\ncomment TextureFile gone.png\nend_header\n", "gone.png"),
}


@pytest.mark.parametrize(("name", "data", "fragment"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_named(name: str, data: bytes, fragment: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UserError) as refused:
        load_file(tmp_path / name)
    assert str(tmp_path / name) in str(refused.value)
    assert fragment in str(refused.value)


def test_a_missing_or_broken_texture_is_named(tmp_path: Path) -> None:
    path = textured_obj(tmp_path)
    texture = tmp_path / "tex" / "my skin.png"
    texture.write_bytes(png()[:40])
    with pytest.raises(UserError, match=r"part\.obj.*my skin\.png cannot be read as an image"):
        load_file(path)
    texture.unlink()
    with pytest.raises(UserError, match=r"part\.obj.*my skin\.png, which does not exist"):
        load_file(path)


@given(st.binary(max_size=300), st.sampled_from([".glb", ".gltf", ".obj", ".ply", ".stl"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_mesh_or_a_user_error(tmp_path_factory: pytest.TempPathFactory, data: bytes, ending: str) -> None:
    path = tmp_path_factory.mktemp("fuzz") / f"x{ending}"
    path.write_bytes((b"ply\n" if ending == ".ply" else b"glTF" if ending == ".glb" else b"") + data)
    try:
        outcome = f"{path}: {len(load_file(path).mesh.triangles)} triangles"
    except UserError as refused:
        outcome = str(refused)
    assert str(path) in outcome
    assert not outcome.endswith(": 0 triangles")


def test_scan_finds_meshes_at_any_depth_and_passes_over_what_belongs_to_them(tmp_path: Path) -> None:
    ours = ["mug/a.STL", "mug/deep/er/b.obj", "bowl/c.glb"]
    for name in [*ours, "bowl/c.blend", "bowl/c.png", "bowl/.hidden.stl", ".git/x.stl", "notes.txt"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert scan(tmp_path) == {"bowl": ("bowl/c.glb",), "mug": ("mug/a.STL", "mug/deep/er/b.obj")}
