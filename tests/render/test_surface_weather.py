"""Water, snow and dust on surfaces, measured in pictures with known answers.

Under a white sky of radiance 1 a matt surface shows its albedo.
"""

import itertools
import math
from collections.abc import Mapping

import numpy as np
import pytest
import trimesh
from numpy.typing import NDArray

from setpiece.assets.material import Material
from setpiece.assets.mesh import Mesh, Model
from setpiece.assets.patterns import Speckle
from setpiece.assets.spec import Matrix4
from setpiece.render.blender.renderer import Renderer
from setpiece.render.blender.weather.snow import snow_cover
from setpiece.render.frame import Frame
from setpiece.scenes.spec import CameraSpec, UniformSky
from setpiece.scenes.weather.spec import WeatherSpec, WheelTrack
from tests.render.scenes import WHITE, Scene, at, camera, plane, sphere

ABOVE = camera(eye=(0.0, -0.01, 60.0), target=(0.0, 0.0, 0.0), width=150, height=100)
"""54 m by 36 m of ground."""

MATT = Material(base_color=(0.4, 0.2, 0.1), roughness=1.0, ior=1.0)


def shoot(
    renderer: Renderer,
    weather: WeatherSpec | None,
    items: Mapping[str, tuple[Model, Matrix4]],
    view: CameraSpec | None = None,
    sky: UniformSky = WHITE,
    samples: int = 4,
) -> Frame:
    scene = Scene(items, view, sky, samples=samples)
    return renderer.render(scene.spec.model_copy(update={"weather": weather}), scene.load)


def ground(material: Material = MATT) -> dict[str, tuple[Model, Matrix4]]:
    return {"_ground": (plane(60.0, material), at())}


def mean_color(frame: Frame) -> NDArray[np.float64]:
    mean: NDArray[np.float64] = frame.radiance.reshape(-1, 3).mean(axis=0, dtype=np.float64)
    return mean


def test_weather_that_is_on_no_surface_changes_no_byte(renderer: Renderer) -> None:
    material = MATT.model_copy(update={"pattern": Speckle(second_color=(0.1, 0.1, 0.1), scale_m=0.3)})
    bare, aired = (shoot(renderer, weather, ground(material), ABOVE) for weather in (None, WeatherSpec(cloud_cover=1.0)))
    assert bare.radiance.tobytes() == aired.radiance.tobytes()


def test_soaked_ground_is_as_dark_as_water_makes_it(renderer: Renderer) -> None:
    """Lekner and Dorf: a (1 - p) / (1 - p a), p = 0.475; dark colours lose most, so the colour gets stronger."""
    shares = [mean_color(shoot(renderer, WeatherSpec(wetness=wetness), ground(), ABOVE)) for wetness in (0.0, 0.1, 0.2, 0.45)]
    assert all((wetter < drier).all() for drier, wetter in itertools.pairwise(shares))
    albedo = np.array(MATT.base_color)
    soaked = albedo * 0.525 / (1.0 - 0.475 * albedo)
    np.testing.assert_allclose(shares[0], albedo, rtol=0.02)
    np.testing.assert_allclose(shares[3], soaked, rtol=0.12)
    assert shares[3][0] / shares[3][2] > 1.1 * shares[0][0] / shares[0][2]


@pytest.mark.parametrize(
    "material", [Material(base_color=(0.6, 0.5, 0.4), metallic=1.0, roughness=0.6), Material(base_color=(0.3, 0.05, 0.05), roughness=0.2)]
)
def test_metal_and_paint_do_not_darken(material: Material, renderer: Renderer) -> None:
    dry, wet = (mean_color(shoot(renderer, WeatherSpec(wetness=wetness), ground(material), ABOVE, samples=8)) for wetness in (0.0, 1.0))
    assert (wet > 0.94 * dry - 0.02).all()


def test_the_wetter_the_smoother(renderer: Renderer) -> None:
    """The mirror image of a bright strip in rough ground: the share of its light that reaches the image's middle only grows."""
    strip = Material(base_color=(1.0, 1.0, 1.0), emission_w_m2=300.0)
    turned: Matrix4 = ((1.0, 0.0, 0.0, 0.0), (0.0, 0.0, -1.0, 4.0), (0.0, 1.0, 0.0, 2.0), (0.0, 0.0, 0.0, 1.0))
    black = Material(base_color=(0.0, 0.0, 0.0), roughness=0.9)
    view = camera(eye=(0.0, -4.0, 2.0), target=(0.0, 0.0, 0.0))
    peaks = []
    for wetness in (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 1.0):
        items = {"_strip": (plane(0.2, strip), turned), **ground(black)}
        peaks.append(shoot(renderer, WeatherSpec(wetness=wetness), items, view, UniformSky(), 32).radiance[31:34, 46:51, 1].mean())
    assert (np.diff(peaks) > -0.02 * max(peaks)).all(), peaks
    assert peaks[-1] > 5.0 * peaks[0]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
def test_puddles_cover_the_share_of_the_ground_that_is_asked_for(share: float, renderer: Renderer) -> None:
    """Water is 0.4 bright here and its rim 0.68; several seeds, because 54 m by 36 m hold a few hundred puddles only."""
    white = Material(base_color=(0.8, 0.8, 0.8), roughness=1.0, ior=1.0)
    covered = []
    for seed in range(3):
        picture = shoot(renderer, WeatherSpec(puddles=share, seed=seed), ground(white), ABOVE).radiance[..., 1]
        covered.append((picture < 0.54).mean())
    assert np.mean(covered) == pytest.approx(share, rel=0.1)


def test_a_puddle_mirrors_by_fresnels_law(renderer: Renderer) -> None:
    """Black ground under water, seen at a grazing angle: what is left is the sky's mirror image, flat without rain, broken with it."""
    black = Material(base_color=(0.0, 0.0, 0.0), roughness=1.0)
    view = camera(eye=(0.0, -8.0, 2.5), target=(0.0, 0.0, 0.0))
    still = shoot(renderer, WeatherSpec(puddles=1.0), ground(black), view, samples=32).radiance[30:34, 46:50, 1]
    cosine = 2.5 / math.hypot(8.0, 2.5)
    inside = math.sqrt(1.0 - (1.0 - cosine**2) / 1.33**2)
    s = (cosine - 1.33 * inside) / (cosine + 1.33 * inside)
    p = (1.33 * cosine - inside) / (1.33 * cosine + inside)
    assert still.mean() == pytest.approx(0.5 * (s * s + p * p), rel=0.06)
    rained = shoot(renderer, WeatherSpec(puddles=1.0, rain_mm_h=20.0), ground(black), camera(eye=(0.0, -0.6, 0.3)), samples=16)
    calm = shoot(renderer, WeatherSpec(puddles=1.0), ground(black), camera(eye=(0.0, -0.6, 0.3)), samples=16)
    assert rained.radiance[..., 1].std() > 1.3 * calm.radiance[40:60, :, 1].std()


def test_only_ground_holds_puddles(renderer: Renderer) -> None:
    """A car's roof is as level as the street, yet no water stands on it; nor on a table."""
    made = trimesh.creation.box((4.0, 2.5, 1.5))
    box = Model(Mesh(made.vertices.astype(np.float32), made.faces.astype(np.int32)), (MATT,))
    view = camera(eye=(0.0, -0.01, 3.0), target=(0.0, 0.0, 0.0))
    for name in ("car", "_table"):
        dry, rainy = (shoot(renderer, weather, {name: (box, at())}, view) for weather in (None, WeatherSpec(puddles=1.0)))
        np.testing.assert_array_equal(dry.radiance, rainy.radiance)


def test_snow_lies_on_what_faces_up_only(renderer: Renderer) -> None:
    """On a ball, by the true slope at every pixel: white up to 35 degrees, bare from 65 degrees on."""
    view = camera(eye=(0.0, -5.0, 2.5), target=(0.0, 0.0, 0.0), width=120, height=90)
    ball = {"ball": (sphere(1.0, 5, Material(base_color=(0.05, 0.05, 0.05), roughness=1.0, ior=1.0)), at())}
    bare, snowy = (shoot(renderer, weather, ball, view) for weather in (None, WeatherSpec(snow_depth_cm=4.9)))
    up = sphere_normal_z(view)
    flat, steep = up > math.cos(math.radians(35.0)), (up < math.cos(math.radians(65.0))) & np.isfinite(up)
    assert flat.sum() > 150
    assert steep.sum() > 500
    assert (snowy.radiance[flat][:, 1] > 0.5).mean() > 0.9
    assert bare.radiance[flat][:, 1].max() < 0.15
    np.testing.assert_allclose(snowy.radiance[steep], bare.radiance[steep], atol=0.03)
    assert snowy.index_pass is not None
    np.testing.assert_array_equal(snowy.index_pass, bare.index_pass)
    np.testing.assert_array_equal(snowy.depth_pass, bare.depth_pass)


def sphere_normal_z(view: CameraSpec) -> NDArray[np.float64]:
    """(H, W) world z of the unit ball's normal where a pixel's ray meets it, NaN elsewhere and at its outline."""
    pose = np.array(view.world_from_camera)
    x, y = np.meshgrid(np.arange(view.width) + 0.5, np.arange(view.height) + 0.5)
    rays = np.stack([x, y, np.ones_like(x)], axis=-1) @ np.linalg.inv(np.array(view.intrinsics)).T @ pose[:3, :3].T
    rays /= np.linalg.norm(rays, axis=-1, keepdims=True)
    along = rays @ pose[:3, 3]
    passing = pose[:3, 3] @ pose[:3, 3] - along**2
    z: NDArray[np.float64] = pose[2, 3] - (along + np.sqrt(np.clip(1.0 - passing, 0.0, 1.0))) * rays[..., 2]
    return np.where(passing < 0.9, z, np.nan)


def test_snow_closes_with_its_depth(renderer: Renderer) -> None:
    black = Material(base_color=(0.02, 0.02, 0.02), roughness=1.0, ior=1.0)
    whites = []
    for depth_cm in (0.3, 1.0, 2.0, 3.0, 4.9):
        picture = shoot(renderer, WeatherSpec(snow_depth_cm=depth_cm), ground(black), ABOVE).radiance[..., 1]
        whites.append((picture.mean() - 0.02) / 0.84)
        assert whites[-1] == pytest.approx(snow_cover(depth_cm), rel=0.1, abs=0.03)
    assert (np.diff(whites) > 0).all()


def test_dust_settles_by_share(renderer: Renderer) -> None:
    black = Material(base_color=(0.0, 0.0, 0.0), roughness=1.0, ior=1.0)
    reds = [mean_color(shoot(renderer, WeatherSpec(dust_cover=cover), ground(black), ABOVE))[0] for cover in (0.2, 0.5, 0.8, 1.0)]
    np.testing.assert_allclose(np.divide(reds, reds[-1]), [0.2, 0.5, 0.8, 1.0], atol=0.06)
    assert reds[-1] > 0.3


def test_wheels_bare_the_ground_in_thin_snow_and_soil_deep_snow(renderer: Renderer) -> None:
    black = Material(base_color=(0.02, 0.02, 0.02), roughness=1.0, ior=1.0)
    track = WheelTrack(points_m=((-80.0, 0.0), (80.0, 0.0)), gauge_m=1.5, tyre_m=0.3, pressed=1.0)
    view = camera(eye=(0.0, -0.01, 9.0), target=(0.0, 0.0, 0.0), width=160, height=120)
    rows_of_y = 9.0 * (np.arange(120) + 0.5 - 60.0) / view.focal_length_px  # of the ground, downward in the picture
    under, beside = np.abs(np.abs(rows_of_y) - 0.75) < 0.1, np.abs(np.abs(rows_of_y) - 0.75) > 0.4
    for depth_cm, low, high in ((2.0, 0.02, 0.02 + 0.84 * snow_cover(0.2)), (12.0, 0.2 * 0.84, 0.8 * 0.84)):
        lying = WeatherSpec(snow_depth_cm=depth_cm)
        driven_on = lying.model_copy(update={"tracks": (track,)})
        bare, driven = (shoot(renderer, weather, ground(black), view).radiance[..., 1] for weather in (lying, driven_on))
        np.testing.assert_allclose(driven[beside], bare[beside], atol=0.1)
        assert driven[beside].mean() == pytest.approx(bare[beside].mean(), rel=0.02)
        assert low < driven[under].mean() < high
