"""The geometry toolkit against closed forms."""

import io

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from setpiece.assets.kit.boolean import difference, intersection, union
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.designs import carton, label
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.faces import FACES
from setpiece.assets.kit.fields import globe
from setpiece.assets.kit.loft import ball, lathe, tube
from setpiece.assets.kit.part import Part, assemble, join
from setpiece.assets.kit.prints import lettering
from setpiece.assets.kit.profile import fillet, rounded_rectangle, superellipse

lengths = st.floats(0.005, 0.5)


def solid(part: Part) -> trimesh.Trimesh:
    whole = trimesh.Trimesh(part.vertices, part.triangles, process=False)
    assert whole.is_watertight
    assert whole.volume > 0
    return whole


@settings(max_examples=30, deadline=None)
@given(x=lengths, y=lengths, z=lengths, share=st.floats(0.02, 0.9))
def test_rounded_box_has_the_volume_of_a_box_swept_by_a_ball(x: float, y: float, z: float, share: float) -> None:
    r = share * min(x, y, z) / 2
    a, b, c = x - 2 * r, y - 2 * r, z - 2 * r
    exact = a * b * c + 2 * r * (a * b + b * c + c * a) + np.pi * r**2 * (a + b + c) + 4 / 3 * np.pi * r**3
    box = solid(rounded_box(x, y, z, r, steps=12))
    np.testing.assert_allclose(box.extents, [x, y, z], rtol=1e-9)
    assert box.volume == pytest.approx(exact, rel=0.01)


def test_rounded_box_faces_have_their_own_upright_cells() -> None:
    """Texture x grows to the right and y upwards for somebody in front of each side face."""
    part = rounded_box(0.1, 0.2, 0.3, 0.01)
    corners = part.vertices[part.triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    for axis, right in (((1, 0, 0), (0, 1, 0)), ((-1, 0, 0), (0, -1, 0)), ((0, 1, 0), (-1, 0, 0)), ((0, -1, 0), (1, 0, 0))):
        flat = normals @ np.array(axis) > 0.999 * np.linalg.norm(normals, axis=1)
        at, uv = corners[flat].reshape(-1, 3), part.uvs[flat].reshape(-1, 2)
        assert np.corrcoef(at @ np.array(right), uv[:, 0])[0, 1] > 0.999
        assert np.corrcoef(at[:, 2], uv[:, 1])[0, 1] > 0.999
        assert np.floor(uv * [3, 2]).ptp(axis=0).max() == 0


def test_lathe_follows_pappus() -> None:
    ring = lathe(fillet([(0.04, 0.0), (0.05, 0.0), (0.05, 0.02), (0.04, 0.02)], closed=True), segments=256, closed=True)
    assert solid(ring).volume == pytest.approx(2 * np.pi * 0.045 * 0.01 * 0.02, rel=1e-3)
    assert solid(ball(0.1, segments=128)).volume == pytest.approx(4 / 3 * np.pi * 1e-3, rel=2e-3)


def test_lathe_paints_bands_and_wraps_u_once() -> None:
    profile = np.array([(0.0, 0.0), (0.03, 0.0), (0.03, 0.1), (0.0, 0.1)])
    can = lathe(profile, segments=48, z_range=(0.0, 0.1), slots=[0, 1, 0])
    wall = can.slots == 1
    assert wall.sum() == 96
    corners, uvs = can.vertices[can.triangles[wall]].reshape(-1, 3), can.uvs[wall].reshape(-1, 2)
    np.testing.assert_allclose(uvs[:, 1], corners[:, 2] / 0.1, atol=1e-12)
    angle = 2 * np.pi * uvs[:, 0]
    np.testing.assert_allclose(corners[:, :2], 0.03 * np.stack([np.cos(angle), np.sin(angle)], axis=1), atol=1e-12)


def test_globe_pixels_lie_where_the_balls_texture_puts_them() -> None:
    sphere, directions = ball(1.0, segments=64), globe(128)
    corners, uvs = sphere.vertices[sphere.triangles].mean(axis=1), sphere.uvs.mean(axis=1)
    away = np.abs(corners[:, 2]) < 0.8
    column, row = (uvs[away, 0] * 128).astype(int) % 128, ((1 - uvs[away, 1]) * 64).astype(int)
    unit = corners[away] / np.linalg.norm(corners[away], axis=1, keepdims=True)
    assert np.einsum("ij,ij->i", directions[row, column], unit).min() > 0.998


@settings(max_examples=30, deadline=None)
@given(bend=st.floats(0.0, 2.5), radius=st.floats(0.003, 0.02))
def test_tube_has_the_length_of_its_path(bend: float, radius: float) -> None:
    """Along an arc the volume is section times arc length (Pappus again)."""
    angles = np.linspace(0.0, bend, 60)
    path = np.stack(
        [0.2 * np.sinc(angles / np.pi) * 0 + (np.sin(angles) if bend > 1e-3 else angles) * 0.2, 0.2 * (1 - np.cos(angles)), 0 * angles],
        axis=1,
    )
    if bend < 0.05:
        path = np.stack([np.linspace(0, 0.2, 60), np.zeros(60), np.zeros(60)], axis=1)
        bend = 1.0
    assert solid(tube(path, superellipse(radius, radius, 2.0, 64))).volume == pytest.approx(np.pi * radius**2 * 0.2 * bend, rel=0.01)


def test_fillet_arcs_touch_both_edges() -> None:
    points = fillet([(0, 0), (1, 0, 0.25), (1, 1)], step_deg=1)
    arc = points[1:-1]
    np.testing.assert_allclose(np.linalg.norm(arc - [0.75, 0.25], axis=1), 0.25, atol=1e-9)
    np.testing.assert_allclose(arc[[0, -1]], [[0.75, 0.0], [1.0, 0.25]], atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(w=lengths, h=lengths, share=st.floats(0.05, 0.95))
def test_extruded_plate_without_bevel_is_area_times_height(w: float, h: float, share: float) -> None:
    r = share * min(w, h) / 2
    plate = solid(extrude(rounded_rectangle(w, h, r, step_deg=3), 0.01))
    assert plate.volume == pytest.approx((w * h - (4 - np.pi) * r**2) * 0.01, rel=2e-3)
    assert solid(extrude(rounded_rectangle(w, h, r), 0.01, r / 4)).volume < plate.volume


def test_booleans_add_up_and_keep_slots_and_uvs() -> None:
    body, cutter = rounded_box(0.1, 0.1, 0.1, 0.01), ball(0.03).moved(z=0.05).painted(3)
    volumes = [
        solid(part).volume for part in (body, cutter, union([body, cutter]), intersection([body, cutter]), difference(body, [cutter]))
    ]
    assert volumes[2] == pytest.approx(volumes[0] + volumes[1] - volumes[3], rel=1e-5)
    assert volumes[4] == pytest.approx(volumes[0] - volumes[3], rel=1e-5)
    cut = difference(body, [cutter])
    centres = cut.vertices[cut.triangles].mean(axis=1)
    hollow = np.linalg.norm(centres - [0, 0, 0.05], axis=1) < 0.0301
    np.testing.assert_array_equal(cut.slots == 3, hollow)
    original = rounded_box(0.1, 0.1, 0.1, 0.01).uvs
    assert cut.uvs[~hollow].min() >= original.min() - 1e-6
    assert cut.uvs[~hollow].max() <= original.max() + 1e-6


def test_boolean_refuses_an_open_surface() -> None:
    box = rounded_box(0.1, 0.1, 0.1, 0.01)
    opened = Part(box.vertices, box.triangles[1:], box.uvs[1:], box.slots[1:])
    with pytest.raises(ValueError, match="closed"):
        difference(opened, [ball(0.03)])


def test_flat_faces_stay_flat_beside_their_bevels_and_creases_stay_sharp() -> None:
    mesh = assemble([rounded_box(0.1, 0.1, 0.1, 0.01)]).mesh
    assert mesh.corner_normals is not None
    corners = mesh.vertices[mesh.triangles]
    top = (corners[..., 2] > 0.1 - 1e-6).all(axis=1)
    np.testing.assert_allclose(mesh.corner_normals[top], np.broadcast_to([0, 0, 1], mesh.corner_normals[top].shape), atol=0.12)
    sharp = assemble([extrude([(0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1)], 0.1)]).mesh
    whole = trimesh.Trimesh(sharp.vertices, sharp.triangles, process=False)
    assert sharp.corner_normals is not None
    np.testing.assert_allclose(sharp.corner_normals, np.repeat(whole.face_normals[:, None], 3, axis=1), atol=1e-6)


def test_a_balls_normals_are_its_radii() -> None:
    mesh = assemble([ball(0.5)]).mesh
    assert mesh.corner_normals is not None
    radii = (mesh.vertices[mesh.triangles] - [0, 0, 0.5]) / 0.5
    assert np.einsum("tcd,tcd->tc", radii, mesh.corner_normals).min() > 0.9995


def test_join_keeps_parts_apart() -> None:
    whole = solid(join([ball(0.1), ball(0.1).moved(x=0.5)]))
    assert whole.body_count == 2


def test_prints_are_their_seed_and_differ() -> None:
    first, again, other = (carton(np.random.default_rng(seed), (0.19, 0.06, 0.28)).data for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_labels_are_designed_not_blank() -> None:
    """Several colours and a lot of edges: ground, lettering, motif, bar code."""
    for seed in range(5):
        pixels = np.asarray(Image.open(io.BytesIO(label(np.random.default_rng(seed), 512, 256).texture().data)))
        colors, counts = np.unique(pixels.reshape(-1, 3) // 32, axis=0, return_counts=True)
        assert (counts > 0.005 * counts.sum()).sum() >= 3
        assert len(colors) > 12
        assert (np.abs(np.diff(pixels.astype(int).sum(axis=2), axis=1)) > 120).mean() > 0.01


def test_every_typeface_has_letters_of_its_own() -> None:
    """The same word at one size: no two faces share most of their ink, bold has more of it, and nothing is cut off."""
    shares = {}
    for face in ("grotesque", *FACES):
        light, bold = (np.asarray(lettering("Hamburgo", weight, face=face)) for weight in (1.0, 6.0))
        shares[face] = np.asarray(Image.fromarray(light).resize((400, 100))) > 127
        assert (bold > 127).mean() > 1.1 * (light > 127).mean()
        assert all(edge.any() for edge in (light[0], light[-1], light[:, 0], light[:, -1]))
    for face, ink in shares.items():
        for other, its in shares.items():
            assert face == other or (ink & its).sum() < 0.8 * (ink | its).sum()
