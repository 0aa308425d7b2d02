"""Lumen and lux in, radiance out: the renderer keeps the units that the lightings count in."""

import math

import numpy as np
import pytest

from setpiece.assets.material import Material
from setpiece.render.blender.renderer import Renderer
from setpiece.scenes.lighting.illuminance import clear_sky_lux
from setpiece.scenes.lighting.photometry import LUMENS_PER_WATT, LUMINANCE_OF_REC709, watts
from setpiece.scenes.lighting.temperature import rgb_of_temperature
from setpiece.scenes.spec import AreaLight, Light, PhysicalSky, PointLight, Sky, SpotLight, SunLight, UniformSky
from tests.render.scenes import Scene, at, camera, plane

ALBEDO = 0.5
WARM = rgb_of_temperature(2700.0)
DOWN = at(z=4.0)


def lux_on_a_plate(renderer: Renderer, light: Light | None, sky: Sky | None = None) -> float:
    """Measured at the origin of a level matt plate, from its radiance: E = pi L / albedo."""
    grey = Material(base_color=(ALBEDO, ALBEDO, ALBEDO), roughness=1.0, ior=1.0)
    view = camera(eye=(0.3, -0.3, 1.0), target=(0.0, 0.0, 0.0), width=16, height=16)
    view = view.model_copy(update={"focal_length_mm": 800.0})
    scene = Scene({"_plate": (plane(2.0, grey), at())}, view, sky or UniformSky(), samples=512)
    spec = scene.spec.model_copy(update={"lights": (light,) if light else ()})
    radiance = renderer.render(spec, scene.load, passes=False).radiance.mean(axis=(0, 1))
    return float(math.pi * (radiance @ np.array(LUMINANCE_OF_REC709)) / ALBEDO * LUMENS_PER_WATT)


def spot(cone_deg: float, blend: float) -> SpotLight:
    return SpotLight(world_from_light=DOWN, power_w=watts(1000.0, WARM), cone_deg=cone_deg, blend=blend, radius_m=0.01, color=WARM)


def peak_lux(lumens: float, cone_deg: float, blend: float) -> float:
    return lumens / (2 * math.pi * (1 - math.cos(math.radians(cone_deg / 2))) * (1 - blend / 2)) / 16.0


@pytest.mark.parametrize(
    ("light", "lux"),
    [
        (PointLight(position_m=(0, 0, 4.0), power_w=watts(1000.0, WARM), radius_m=0.01, color=WARM), 1000.0 / (4 * math.pi * 16)),
        (AreaLight(world_from_light=DOWN, size_m=(0.1, 0.1), power_w=watts(1000.0, WARM), color=WARM), 1000.0 / (math.pi * 16)),
        (spot(60.0, 0.0), peak_lux(1000.0, 60.0, 0.0)),
        (spot(120.0, 0.8), peak_lux(1000.0, 120.0, 0.8)),
        (SunLight(direction_to_light=(0.0, 0.6, 0.8), irradiance_w_m2=watts(0.25, WARM), color=WARM), 0.25 * 0.8),
    ],
    ids=["point", "area", "spot", "soft spot", "moon"],
)
def test_a_plate_gets_the_lux_of_the_lamps_lumens(renderer: Renderer, light: Light, lux: float) -> None:
    assert lux_on_a_plate(renderer, light) == pytest.approx(lux, rel=0.02)


@pytest.mark.parametrize("aspect", [1.0, 0.2])
def test_a_soft_spot_sends_out_the_lumens_it_was_given(renderer: Renderer, aspect: float) -> None:
    """By its illuminance along a radius of the plate below it, integrated."""
    grey = Material(base_color=(ALBEDO, ALBEDO, ALBEDO), roughness=1.0, ior=1.0)
    size = 96
    view = camera(eye=(0.0, 0.0, 4.0), target=(0.0, 0.0, 0.0), width=size, height=size).model_copy(update={"focal_length_mm": 18.0})
    scene = Scene({"_plate": (plane(5.0, grey), at())}, view, UniformSky(), samples=64)
    spec = scene.spec.model_copy(update={"lights": (spot(80.0, 0.6).model_copy(update={"aspect": aspect}),)})
    radiance = renderer.render(spec, scene.load, passes=False).radiance
    lux = math.pi * (radiance @ np.array(LUMINANCE_OF_REC709)) / ALBEDO * LUMENS_PER_WATT
    assert lux.sum() * (8.0 / size) ** 2 == pytest.approx(1000.0, rel=0.02)
    across = 8.0 / size * (np.arange(size) + 0.5 - size / 2)
    dark = np.hypot(across[None, :], across[:, None] / aspect) > 1.05 * 4.0 * math.tan(math.radians(40.0))
    assert lux[dark].max(initial=0.0) < 0.01 * lux.max()


@pytest.mark.parametrize("elevation_deg", [60.0, 20.0, 0.0, -4.0, -9.0])
def test_the_sky_sends_the_lux_that_the_table_says(renderer: Renderer, elevation_deg: float) -> None:
    sky = PhysicalSky(sun_elevation_deg=elevation_deg, sun_azimuth_deg=30.0)
    assert lux_on_a_plate(renderer, None, sky) == pytest.approx(clear_sky_lux(elevation_deg), rel=0.05)
