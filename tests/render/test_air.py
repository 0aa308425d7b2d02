"""Through the real pipeline: fog fades by exact depth, rendered fog likewise, clouds take the shadows and leave the computed light."""

import math

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model
from setpiece.dataset.atmosphere.air import through_air, transmittance
from setpiece.dataset.atmosphere.weather import weathered, with_visibility
from setpiece.dataset.labels import label
from setpiece.dataset.labels.types import Labels
from setpiece.dataset.proof import prove
from setpiece.render.blender.renderer import Renderer
from setpiece.scenes.lens import Fisheye
from setpiece.scenes.lighting.rig import Rig
from setpiece.scenes.spec import CameraSpec, PhysicalSky, UniformSky
from setpiece.scenes.weather.clear_sky import clear_sky
from setpiece.scenes.weather.light import under
from setpiece.scenes.weather.spec import WeatherSpec
from tests.render.scenes import Scene, at, look_at, plane

AIR = (1.0, 0.9, 0.8)
BLACK = Material(base_color=(0.0, 0.0, 0.0), metallic=1.0, roughness=1.0)
DISTANCES_M = (10.0, 20.0, 40.0, 80.0, 160.0)


def upright(half_m: float, material: Material) -> Model:
    """A square that faces -y."""
    vertices = np.array([[-1, 0, -1], [1, 0, -1], [1, 0, 1], [-1, 0, 1]], np.float32) * half_m
    return Model(Mesh(vertices, np.array([[0, 1, 2], [0, 2, 3]], np.int32)), (material,))


def targets(weather: WeatherSpec, lens: Fisheye | None = None) -> Scene:
    """Black squares of equal size in the picture, each at another distance."""
    items = {f"t{i}": (upright(0.09 * d, BLACK), at((i - 2) * 0.22 * d, d)) for i, d in enumerate(DISTANCES_M)}
    view = CameraSpec(width=160, height=60, focal_length_mm=28, world_from_camera=look_at((0, 0, 0), (0, 1, 0)), lens=lens)
    made = Scene(items, view, sky=UniformSky(radiance=AIR), samples=2)
    made.spec = made.spec.model_copy(update={"weather": weather})
    return made


def shoot(renderer: Renderer, scene: Scene) -> tuple[NDArray[np.float32], Labels]:
    frame = renderer.render(scene.spec, scene.load)
    labels = label(frame)
    assert prove(frame, labels).ok
    radiance = weathered(frame.radiance, labels, scene.spec)
    return radiance, with_visibility(labels, radiance, scene.spec)


def inner(labels: Labels, number: int) -> NDArray[np.bool_]:
    """Pixels of a target that are not at its edge."""
    mask = labels.objects[number].visible.full(labels.height, labels.width).astype(np.uint8)
    return cv2.erode(mask, np.ones((3, 3), np.uint8), borderValue=0) > 0


@pytest.mark.parametrize("fog", ["analytic", "volumetric"])
def test_contrast_falls_with_distance_by_koschmieders_law(renderer: Renderer, fog: str) -> None:
    weather = WeatherSpec(kind="fog", visibility_m=250, airlight=AIR, fog=fog)
    radiance, labels = shoot(renderer, targets(weather))
    measured = []
    for number, distance_m in enumerate(DISTANCES_M):
        expected = math.exp(-3.912 / 250 * distance_m * math.hypot(1.0, (number - 2) * 0.22))
        weber = 1 - radiance[inner(labels, number)].mean(axis=0) / AIR
        assert weber == pytest.approx(expected, rel=0.03), distance_m
        measured.append(labels.objects[number])
        assert labels.objects[number].transmittance == pytest.approx(expected, rel=0.03)
    for thing in measured:  # black at transmittance t before the air's own radiance: ((1 - t) - 1) / ((1 - t) + 1)
        assert thing.contrast == pytest.approx(-thing.transmittance / (2 - thing.transmittance), abs=0.03)


def test_rendered_fog_is_the_computed_one(renderer: Renderer) -> None:
    """Mean difference below 0.2 % of the airlight, outlines included."""
    pictures = [
        shoot(renderer, targets(WeatherSpec(kind="fog", visibility_m=250, airlight=AIR, fog=fog)))[0] for fog in ("analytic", "volumetric")
    ]
    assert np.abs(pictures[0] - pictures[1]).mean() < 2e-3


def test_distance_is_along_the_ray_of_the_lens(renderer: Renderer) -> None:
    scene = targets(WeatherSpec(kind="fog", visibility_m=250, airlight=AIR), lens=Fisheye())
    radiance, labels = shoot(renderer, scene)
    for number, distance_m in enumerate(DISTANCES_M):
        along_m = distance_m * math.hypot(1.0, (number - 2) * 0.22)
        assert (1 - radiance[inner(labels, number)].mean(axis=0)[0]) == pytest.approx(math.exp(-3.912 / 250 * along_m), rel=0.03)


def test_thick_fog_hides_sky_and_horizon_thin_haze_does_not() -> None:
    camera = CameraSpec(width=64, height=48, focal_length_mm=24, world_from_camera=look_at((0, 0, 1.5), (0, 10, 1.5)))
    depth_m = np.full((48, 64), np.inf, np.float32)
    fog = transmittance(depth_m, camera, WeatherSpec(kind="fog", visibility_m=100))
    clear = transmittance(depth_m, camera, WeatherSpec(kind="clear", visibility_m=50_000))
    assert fog[:24].max() < 1e-3
    assert np.all(clear[:24] == 1.0)
    assert np.all(np.diff(fog[:24, 32]) <= 0)
    below = clear[24:, 32]
    assert np.all(np.diff(below) > 0)  # nearer ground is clearer
    assert below[-1] > 0.999


def test_an_outline_in_fog_is_the_mixture_of_both_sides() -> None:
    """A pixel half near and black, half sky: half of the near air's light, half of the far."""
    camera = CameraSpec(width=9, height=9, focal_length_mm=200, world_from_camera=look_at((0, 0, 0), (0, 1, 1)))
    weather = WeatherSpec(kind="fog", visibility_m=100, airlight=(1.0, 1.0, 1.0))
    share = np.zeros((9, 9), np.float32)
    share[:, :4], share[:, 4] = 1.0, 0.5
    sky = 2.0
    radiance = np.repeat(((1 - share) * sky)[..., None], 3, axis=2)
    near_clear = math.exp(-0.03912 * 10)
    for near in (share > 0.4, share > 0.6):  # whichever the ray through the pixel's middle has met
        depth_m = np.where(near, 10, np.inf).astype(np.float32)
        hazy = through_air(radiance, depth_m, camera, weather)
        far_clear = float(transmittance(depth_m, camera, weather)[4, 8])
        expected = 1 + 0.5 * (0 - 1) * near_clear + 0.5 * (sky - 1) * far_clear
        assert hazy[4, 4, 0] == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("cover", [0.0, 1.0])
def test_ground_gets_the_computed_light_and_full_cover_takes_the_shadows(renderer: Renderer, cover: float) -> None:
    """A white floor from above with a black board on it; the sun stands behind the board."""
    view = CameraSpec(width=96, height=32, focal_length_mm=40, world_from_camera=look_at((0, 0, 12), (0, 0, 0)))
    floor, board = plane(200, Material(base_color=(1.0, 1.0, 1.0), roughness=1.0)), upright(1.0, BLACK)
    scene = Scene({"_floor": (floor, at()), "_board": (board, at(z=1.0))}, view, samples=64)
    sky = PhysicalSky(sun_elevation_deg=40, sun_azimuth_deg=180)
    rig, weather = under(Rig((), sky, 5500), WeatherSpec(kind="overcast", cloud_cover=cover, visibility_m=50_000))
    spec = scene.spec.model_copy(update={"sky": rig.sky, "weather": weather})
    irradiance = np.pi * renderer.render(spec, scene.load, passes=False).radiance
    lit, shaded = irradiance[:, :16].mean(axis=(0, 1)), irradiance[6:9, 45:51].mean(axis=(0, 1))
    assert lit == pytest.approx(clear_sky(sky).total * (1 - 0.75 * cover**3.4), rel=0.04)
    assert (shaded[1] / lit[1] < 0.2) if cover == 0.0 else (shaded[1] / lit[1] > 0.65)
