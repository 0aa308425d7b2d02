import io
import math
from pathlib import Path

import numpy as np
import OpenEXR
import pytest
import trimesh
from PIL import Image

from setpiece.assets.errors import UserError
from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model, Texture
from setpiece.render.blender.renderer import Renderer
from setpiece.render.frame import Frame
from setpiece.scenes.spec import AreaLight, HdriSky, Light, PhysicalSky, PointLight, SunLight, UniformSky
from tests.render.scenes import Scene, at, camera, look_at, plane, sphere

BLACK = UniformSky()


def shoot(renderer: Renderer, scene: Scene, lights: tuple[Light, ...] = ()) -> Frame:
    return renderer.render(scene.spec.model_copy(update={"lights": lights}), scene.load)


def three_balls(seed: int = 0) -> Scene:
    red = Material(base_color=(0.7, 0.1, 0.1), roughness=0.3)
    return Scene(
        {"left": (sphere(0.5), at(-1.0)), "right": (sphere(0.4, material=red), at(1.2, 0.5, 0.3)), "_floor": (plane(), at(z=-0.6))},
        sky=HdriSky(image="city"),
        samples=2,
        seed=seed,
    )


def test_a_frame_does_not_depend_on_the_frames_before_it_or_on_the_threads(renderer: Renderer) -> None:
    first = shoot(renderer, three_balls())
    shoot(renderer, Scene({"ball": (sphere(0.9), at())}, sky=HdriSky(image="night")))
    again = shoot(renderer, three_balls())
    np.testing.assert_array_equal(first.radiance, again.radiance)
    other_seed = shoot(renderer, three_balls(seed=1))
    assert not np.array_equal(first.radiance, other_seed.radiance)
    renderer.threads = 1
    single = shoot(renderer, three_balls())
    renderer.threads = 2
    np.testing.assert_array_equal(first.radiance, single.radiance)


def test_objects_appear_where_the_pinhole_projects_them(renderer: Renderer) -> None:
    view = camera(eye=(2.0, -7.0, 3.0), target=(0.3, 0.0, 0.2), width=160, height=100)
    centres = {"a": (0.0, 0.0, 0.0), "b": (1.5, 0.5, 0.7), "c": (-1.0, 1.0, -0.5)}
    scene = Scene({name: (sphere(0.25), at(*centre)) for name, centre in centres.items()}, view)
    frame = shoot(renderer, scene)
    assert frame.index_pass is not None
    camera_from_world = np.linalg.inv(np.array(view.world_from_camera))
    for number, centre in enumerate(centres.values(), start=1):
        in_camera = camera_from_world @ [*centre, 1.0]
        u, v, w = np.array(view.intrinsics) @ in_camera[:3]
        rows, columns = np.nonzero(frame.index_pass == number)
        # A ball's outline is an ellipse whose middle lies a little outside the projected centre: under 0.3 px here.
        assert columns.mean() + 0.5 == pytest.approx(u / w, abs=0.6)
        assert rows.mean() + 0.5 == pytest.approx(v / w, abs=0.6)


def test_depth_is_planar_metres_and_infinite_where_nothing_is(renderer: Renderer) -> None:
    view = camera(eye=(0.0, -6.0, 0.0), target=(0.0, 0.0, 0.0))
    frame = shoot(renderer, Scene({"ball": (sphere(1.0, subdivisions=5), at())}, view))
    assert frame.depth_pass is not None
    assert frame.index_pass is not None
    assert np.isinf(frame.depth_pass[frame.index_pass == 0]).all()
    assert frame.depth_pass[32, 48] == pytest.approx(5.0, abs=2e-3)


def test_the_evaluated_geometry_is_the_models_own(renderer: Renderer) -> None:
    model = sphere(0.5, subdivisions=2)
    scene = Scene({"ball": (model, at(0.1, 0.2, 0.3, scale=2.0)), "_floor": (plane(), at(z=-1))})
    frame = shoot(renderer, scene)
    ball, floor = frame.placed
    geometry = frame.geometries[ball.geometry]
    np.testing.assert_array_equal(geometry.vertices, model.mesh.vertices)
    np.testing.assert_array_equal(geometry.triangles, model.mesh.triangles)
    np.testing.assert_allclose(geometry.corner_normals, model.mesh.corner_normals, atol=1e-6)
    np.testing.assert_allclose(ball.world_from_object, np.array(at(0.1, 0.2, 0.3, scale=2.0)), atol=1e-6)
    flat = frame.geometries[floor.geometry]
    np.testing.assert_allclose(flat.corner_normals, np.broadcast_to([0, 0, 1], (2, 3, 3)), atol=1e-6)
    np.testing.assert_array_equal(flat.corner_uvs, scene.models["_floor"].mesh.corner_uvs)


def brightest_azimuth_deg(renderer: Renderer, sky: HdriSky | PhysicalSky) -> float:
    """Clockwise from +y, the heading whose picture holds the brightest pixel in the middle."""
    best, heading_of_best = 0.0, math.nan
    for heading in range(0, 360, 45):
        towards = (math.sin(math.radians(heading)), math.cos(math.radians(heading)), math.tan(math.radians(20)))
        view = camera(eye=(0.0, 0.0, 0.0), target=towards, width=32, height=32)
        frame = shoot(renderer, Scene({"_far": (plane(0.1), at(z=-50))}, view, sky))
        middle = float(frame.radiance[12:20, 12:20].max())
        if middle > best:
            best, heading_of_best = middle, heading
    return heading_of_best


def test_the_sun_of_the_physical_sky_stands_where_it_is_told(renderer: Renderer) -> None:
    assert brightest_azimuth_deg(renderer, PhysicalSky(sun_elevation_deg=20, sun_azimuth_deg=135)) == 135


def test_an_environment_turns_counter_clockwise(renderer: Renderer, tmp_path: Path) -> None:
    pixels = np.full((64, 128, 3), 0.1, np.float32)
    # Row 24 looks 20 degrees up; the column is the one whose direction the first assertion measures.
    pixels[22:28, 62:66] = 50.0
    file = tmp_path / "spot.exr"
    OpenEXR.File({"type": OpenEXR.scanlineimage}, {"RGB": pixels}).write(str(file))
    still = brightest_azimuth_deg(renderer, HdriSky(image=str(file)))
    turned = brightest_azimuth_deg(renderer, HdriSky(image=str(file), rotation_deg=90.0))
    assert (still - turned) % 360 == 90


def test_a_missing_environment_is_named(renderer: Renderer) -> None:
    with pytest.raises(UserError, match=r"'moonbase'.*city"):
        shoot(renderer, Scene({"ball": (sphere(), at())}, sky=HdriSky(image="moonbase")))


@pytest.mark.parametrize(
    ("light", "expected"),
    [
        (SunLight(direction_to_light=(0.0, 0.0, 1.0), irradiance_w_m2=3.0), 3.0 * 0.5 / math.pi),
        (SunLight(direction_to_light=(0.6, 0.0, 0.8), irradiance_w_m2=3.0), 3.0 * 0.8 * 0.5 / math.pi),
        # A small ball of power P has irradiance P / (4 pi r^2); seen from below its middle, r = 4 m.
        (PointLight(position_m=(0.0, 0.0, 4.0), power_w=100.0, radius_m=0.01), 100.0 / (4 * math.pi * 16) * 0.5 / math.pi),
        # A small Lambertian face of power P has axial radiant intensity P / pi.
        (AreaLight(world_from_light=at(z=4.0), size_m=(0.02, 0.02), power_w=100.0), 100.0 / math.pi / 16 * 0.5 / math.pi),
    ],
)
def test_lights_have_radiometric_units(renderer: Renderer, light: Light, expected: float) -> None:
    """Radiance of a grey matt floor under one light, in closed form: albedo * irradiance / pi."""
    grey = Material(base_color=(0.5, 0.5, 0.5), roughness=1.0, ior=1.0)
    view = camera(eye=(0.0, -1.0, 2.0), target=(0.0, 0.0, 0.0), width=32, height=32)
    scene = Scene({"_floor": (plane(material=grey), at())}, view, BLACK, samples=16)
    frame = shoot(renderer, scene, (light,))
    assert frame.radiance[15:17, 15:17].mean() == pytest.approx(expected, rel=0.03)


def checker_png() -> bytes:
    """Left half opaque red, right half fully transparent."""
    pixels = np.zeros((8, 8, 4), np.uint8)
    pixels[:, :4] = (255, 0, 0, 255)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def test_textures_and_their_holes_are_rendered(renderer: Renderer) -> None:
    material = Material(base_color_map="checker", alpha_map="checker", roughness=1.0)
    board = plane(1.0)
    board = Model(board.mesh, (material,), {"checker": Texture(checker_png())})
    scene = Scene({"board": (board, at())}, camera(eye=(0.0, -0.01, 4.0), target=(0.0, 0.0, 0.0), width=64, height=64))
    frame = shoot(renderer, scene)
    assert frame.index_pass is not None
    left, right = frame.index_pass[24:40, 22:30], frame.index_pass[24:40, 34:42]
    assert (left == 1).all()
    assert (right == 0).all()
    red, green, blue = frame.radiance[32, 26]
    assert red > 0.5
    assert max(green, blue) < 0.1
    (placed,) = frame.placed
    (cutout,) = frame.geometries[placed.geometry].cutouts.values()
    assert cutout.alpha.shape == (8, 8)
    assert cutout.alpha[0].tolist() == [255] * 4 + [0] * 4


def test_eevee_tells_the_same_objects_and_depths_as_cycles(renderer: Renderer) -> None:
    items = {"ball": (sphere(1.0), at()), "_floor": (plane(), at(z=-1.0))}
    view = camera(eye=(0.0, -6.0, 1.0), target=(0.0, 0.0, 0.0), width=48, height=32)
    cycles = shoot(renderer, Scene(items, view))
    eevee = shoot(renderer, Scene(items, view, engine="eevee"))
    assert cycles.index_pass is not None
    assert eevee.index_pass is not None
    assert cycles.depth_pass is not None
    assert eevee.depth_pass is not None
    assert (cycles.index_pass == eevee.index_pass).mean() > 0.97
    both = (cycles.index_pass == 1) & (eevee.index_pass == 1)
    assert np.median(np.abs(cycles.depth_pass - eevee.depth_pass)[both]) < 0.01
    assert eevee.radiance.max() > 0.1


def test_nothing_is_left_in_blender_after_many_frames(renderer: Renderer) -> None:
    import bpy  # noqa: TID251

    shapes: list[int] = []
    for k in range(5):
        color = (0.1 * k, 0.5, 0.5)
        shoot(renderer, Scene({"ball": (sphere(0.5 + 0.01 * k, material=Material(base_color=color), subdivisions=2), at())}))
        shapes.append(len(bpy.data.materials))
    assert not list(bpy.data.objects)
    assert len(set(shapes)) == 1, "only the shapes of materials are left, to be copied again"
    assert not any(material.users for material in bpy.data.materials)
    assert not list(bpy.data.worlds)
    assert not list(bpy.data.cameras)
    assert not list(Path("/dev/shm").glob("setpiece-*.exr"))


def test_looking_straight_down_has_a_pose() -> None:
    pose = np.array(look_at((0.0, 0.0, 3.0), (0.0, 0.0, 0.0)))
    np.testing.assert_allclose(pose[:3, :3] @ pose[:3, :3].T, np.eye(3), atol=1e-12)


def test_a_pane_shows_what_is_behind_it_filtered_and_is_what_depth_and_index_see(renderer: Renderer) -> None:
    """A sheet 2 cm thick, 4 m away, before a ball and under a white sky: the filter takes its share of what is not mirrored."""
    sheet = trimesh.creation.box((2.0, 0.02, 2.0))
    pane = Material(base_color=(0.2, 0.5, 0.7), roughness=0.01, transmission=1.0, pane=True)
    model = Model(Mesh(sheet.vertices.astype(np.float32), sheet.faces.astype(np.int32)), (pane,))
    scene = Scene({"pane": (model, at(y=-2.0)), "ball": (sphere(), at(y=30.0))}, samples=64)
    frame = renderer.render(scene.spec, scene.load)
    assert frame.index_pass is not None
    assert frame.depth_pass is not None
    seen = frame.index_pass == 1
    assert seen[24:40, 36:60].all()
    np.testing.assert_allclose(frame.depth_pass[seen], 3.99, atol=0.001)
    beside = np.zeros_like(seen)
    beside[12:52, 28:68] = True  # well within the pane
    beside[24:40, 40:56] = False  # the ball is behind there
    expected = 0.08 + 0.92 * np.array(pane.base_color)
    np.testing.assert_allclose(frame.radiance[beside].mean(axis=0), expected, atol=0.02)
