"""The sensor: 8-bit pictures equal Blender's own, exposure and white balance do what their names say."""

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from setpiece.assets.errors import UserError
from setpiece.dataset.sensor import develop, exposure_gain
from setpiece.dataset.view import looks_of, view_processor
from setpiece.dataset.whitebalance import balance_matrix, blackbody_xyz
from setpiece.scenes.spec import SensorSpec

VIEWS = [
    ("AgX", None),
    ("AgX", "AgX - Medium High Contrast"),
    ("AgX", "AgX - Punchy"),
    ("Standard", None),
    ("Standard", "High Contrast"),
    ("Filmic", "Medium High Contrast"),
    ("Khronos PBR Neutral", None),
]

BLENDER = """
import sys, bpy
folder, *views = sys.argv[1:]
bpy.ops.wm.read_factory_settings(use_empty=True)
scene = bpy.context.scene
scene.world = bpy.data.worlds.new("sky")
sky = scene.world.node_tree.nodes.new("ShaderNodeTexSky")
scene.world.node_tree.links.new(sky.outputs["Color"], scene.world.node_tree.nodes["Background"].inputs["Color"])
bpy.ops.mesh.primitive_uv_sphere_add()
bpy.ops.object.camera_add(location=(0, -4, 0), rotation=(1.5708, 0, 0))
scene.camera = bpy.context.object
scene.render.engine = "CYCLES"
scene.cycles.samples = 1
scene.render.resolution_x, scene.render.resolution_y = 64, 48
scene.render.dither_intensity = 0
bpy.ops.render.render()
image = bpy.data.images["Render Result"]
settings = scene.render.image_settings
scene.view_settings.exposure = -3.0
for number, view in enumerate(["Raw", *views]):
    name, _, look = view.partition("|")
    settings.file_format = "OPEN_EXR" if name == "Raw" else "PNG"
    settings.color_depth = "32" if name == "Raw" else "8"
    if name != "Raw":
        scene.view_settings.view_transform = name
        scene.view_settings.look = look or "None"
    image.save_render(f"{folder}/{number}." + ("exr" if name == "Raw" else "png"), scene=scene)
"""


@pytest.fixture(scope="module")
def blender(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One picture saved by Blender as linear EXR and through its own views."""
    folder = tmp_path_factory.mktemp("views")
    views = [f"{view}|{look or ''}" for view, look in VIEWS]
    subprocess.run([sys.executable, "-c", BLENDER, str(folder), *views], check=True, capture_output=True, timeout=120)
    return folder


def read_exr(path: Path) -> np.ndarray:
    import OpenEXR

    with OpenEXR.File(str(path), separate_channels=True) as file:
        channels = {name.rsplit(".", 1)[-1]: channel.pixels for name, channel in file.channels().items()}
    return np.stack([channels["R"], channels["G"], channels["B"]], axis=-1)


@pytest.mark.parametrize("number", range(len(VIEWS)), ids=[f"{view}, {look}" for view, look in VIEWS])
def test_picture_is_what_blender_shows(blender: Path, number: int) -> None:
    view, look = VIEWS[number]
    radiance = read_exr(blender / "0.exr")
    shown = cv2.imread(str(blender / f"{number + 1}.png"), cv2.IMREAD_COLOR)[..., ::-1].astype(int)
    sensor = SensorSpec(auto_exposure=False, exposure_ev=-3.0, view_transform=view, look=look)
    made = develop(radiance, sensor).astype(int)
    assert np.ptp(shown) > 60, "a picture with nothing in it proves nothing"
    assert np.abs(made - shown).max() <= 1


def test_looks_differ(blender: Path) -> None:
    radiance = read_exr(blender / "0.exr")
    pictures = {develop(radiance, SensorSpec(view_transform=view, look=look)).tobytes() for view, look in VIEWS}
    assert len(pictures) == len(VIEWS)


@pytest.mark.parametrize(
    ("view", "look", "accepted"), [("Agx", None, "AgX"), ("AgX", "Punchy", "AgX - Punchy"), ("Filmic", "AgX - Punchy", "Low")]
)
def test_unknown_names_are_refused_with_those_that_exist(view: str, look: str | None, accepted: str) -> None:
    with pytest.raises(UserError, match="choose") as refused:
        develop(np.ones((2, 2, 3), np.float32), SensorSpec(view_transform=view, look=look))
    assert accepted in str(refused.value)


def test_every_look_offered_exists() -> None:
    for view in ("AgX", "Filmic", "Standard", "False Color"):
        for look in looks_of(view):
            view_processor(view, look)


def test_metering_makes_the_scene_unit_irrelevant() -> None:
    radiance = np.random.default_rng(1).lognormal(-2, 1, (40, 50, 3)).astype(np.float32)
    pictures = [develop(radiance * np.float32(2.0**k), SensorSpec()) for k in (-12, 0, 9)]
    assert all(np.array_equal(pictures[0], picture) for picture in pictures)


def test_log_average_becomes_middle_grey() -> None:
    radiance = np.random.default_rng(2).lognormal(3, 1, (40, 50, 1)).astype(np.float32).repeat(3, axis=2)
    exposed = radiance * exposure_gain(radiance)
    assert np.exp(np.log(exposed).mean()) == pytest.approx(0.18, rel=1e-4)


def test_metering_ignores_a_lamp_and_a_black_background() -> None:
    radiance = np.full((100, 100, 3), 0.5, np.float32)
    plain = exposure_gain(radiance)
    radiance[:40] = 0.0
    radiance[99, :20] = np.inf
    radiance[98, :20] = np.nan
    picture = develop(radiance, SensorSpec(view_transform="Standard"))
    assert exposure_gain(np.nan_to_num(radiance)) == pytest.approx(plain, rel=0.05)
    assert picture[50, 50, 0] == pytest.approx(118, abs=3)
    assert (picture[:40] == 0).all()
    assert (picture[99, :20] == 255).all()
    assert (develop(np.zeros((4, 4, 3), np.float32), SensorSpec()) <= 1).all()


@pytest.mark.parametrize("kelvin", [1500.0, 2700.0, 4000.0, 9000.0, 20000.0])
def test_white_balance_makes_its_light_as_neutral_as_6500(kelvin: float) -> None:
    rgb_from_xyz = np.array([[3.2404542, -1.5371385, -0.4985314], [-0.969266, 1.8760108, 0.041556], [0.0556434, -0.2040259, 1.0572252]])
    light, neutral = rgb_from_xyz @ blackbody_xyz(kelvin), rgb_from_xyz @ blackbody_xyz(6500.0)
    assert balance_matrix(kelvin) @ light == pytest.approx(neutral, abs=1e-5)


def test_6500_leaves_the_picture_and_warmer_settings_cool_it() -> None:
    radiance = np.full((4, 4, 3), 0.18, np.float32)
    assert (develop(radiance, SensorSpec(auto_exposure=False, view_transform="Standard")) == 118).all()
    red, _, blue = develop(radiance, SensorSpec(auto_exposure=False, view_transform="Standard", white_balance_k=3200.0))[0, 0].astype(int)
    assert blue > red + 50


@pytest.mark.parametrize(("kelvin", "x", "y"), [(2855.5, 0.4476, 0.4074), (6500.0, 0.3135, 0.3237), (10000.0, 0.2807, 0.2884)])
def test_blackbody_chromaticity(kelvin: float, x: float, y: float) -> None:
    xyz = blackbody_xyz(kelvin)
    assert xyz[:2] / xyz.sum() == pytest.approx((x, y), abs=0.004)


def test_nights_stay_darker_than_days_by_the_share_that_was_asked_for() -> None:
    """10 cd/m^2 is 10/683 of the renderer's radiance; each tenfold loss below it takes 10 to the power of the share."""
    grey = np.full((8, 8, 3), 10.0 / 683.0, np.float32)
    for darkness, expected in ((100.0, 1.0), (1.0, 1.0), (0.1, 0.5), (0.001, 0.125)):
        exposed = grey * darkness * exposure_gain(grey * darkness, low_light=np.log10(2.0))
        assert exposed.mean() == pytest.approx(0.18 * expected, rel=1e-3)


def test_white_things_become_white_on_any_ground_when_highlights_decide() -> None:
    """Ground of 5 to 40 % reflectance with a tenth of it under white things of 80 %: the average alone would burn or grey them."""
    for ground in (0.05, 0.2, 0.4):
        scene = np.full((20, 20, 3), ground, np.float32)
        scene[:2] = 0.8
        whites = {share: exposure_gain(scene * 3.0, highlights=share) * 3.0 * 0.8 for share in (0.0, 0.5, 1.0)}
        assert whites[1.0] == pytest.approx(0.8, rel=1e-3)
        assert whites[0.5] == pytest.approx((whites[0.0] * 0.8) ** 0.5, rel=1e-3)
    scene[:2] = 1e4  # a lamp in view: two stops darker, not sixteen
    assert exposure_gain(scene, highlights=1.0) == pytest.approx(0.25 * exposure_gain(scene), rel=1e-3)
