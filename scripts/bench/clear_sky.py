"""Measures the physical sky in Blender: the figures in ``scenes/weather/clear_sky.py`` come from here.

Run as ``python -m setpiece.cli.bench.clear_sky``; prints one row per elevation of the sun.
"""

import math

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.mesh import Model
from setpiece.assets.ref import AssetRef
from setpiece.render.blender.renderer import Renderer
from setpiece.scenes.spec import CameraSpec, PhysicalSky, RenderSpec, SceneSpec, SensorSpec
from setpiece.scenes.transforms import look_at, rows
from setpiece.scenes.weather.clear_sky import ELEVATIONS_DEG

Float64 = NDArray[np.float64]

_SIDE_PX = 128
_HORIZON_DEG = (0.3, 2.0)
_SUN_FIELD_DEG = 1.2
_SUN_HALO_DEG = 2.0
"""Around the sun: what the pixel filter spreads of its disc."""


def main() -> None:
    """Measure every elevation and print the table."""
    renderer = Renderer("cpu")
    for elevation_deg in ELEVATIONS_DEG:
        direct, diffuse, horizon = measure(renderer, PhysicalSky(sun_elevation_deg=elevation_deg, sun_azimuth_deg=0.0))
        print(f"    ({', '.join(f'{value:.4g}' for value in (*direct, *diffuse, *horizon))}),  # {elevation_deg:g}")


def measure(renderer: Renderer, sky: PhysicalSky) -> tuple[Float64, Float64, Float64]:
    """Direct normal irradiance, diffuse horizontal irradiance (W/m^2) and mean radiance at the horizon, each (3,) linear Rec. 709."""
    azimuth, elevation = math.radians(90.0 - sky.sun_azimuth_deg), math.radians(sky.sun_elevation_deg)
    sun = np.array([math.cos(elevation) * math.cos(azimuth), math.cos(elevation) * math.sin(azimuth), math.sin(elevation)])
    diffuse, ring, weight = np.zeros(3), np.zeros(3), 0.0
    for towards in ([1.0, 0, 0], [-1.0, 0, 0], [0, 1.0, 0], [0, -1.0, 0], [0, 0, 1.0]):
        rays, solid_angle, radiance = _view(renderer, sky, np.array(towards), 90.0)
        sky_only = rays @ sun < math.cos(math.radians(_SUN_HALO_DEG))
        up = np.where(sky_only, solid_angle * np.maximum(rays[..., 2], 0.0), 0.0)
        diffuse += np.einsum("hw,hwc->c", up, radiance)
        low, high = (math.sin(math.radians(limit)) for limit in _HORIZON_DEG)
        near = np.where(sky_only & (rays[..., 2] > low) & (rays[..., 2] < high), solid_angle, 0.0)
        ring, weight = ring + np.einsum("hw,hwc->c", near, radiance), weight + near.sum()
    direct = np.zeros(3)
    if sky.sun_elevation_deg > -0.5:
        rays, solid_angle, radiance = _view(renderer, sky, sun, _SUN_FIELD_DEG)
        behind = np.median(radiance[:4].reshape(-1, 3), axis=0)
        direct = np.einsum("hw,hwc->c", solid_angle, radiance - behind)
    return np.maximum(direct, 0.0), diffuse, ring / weight


def _view(renderer: Renderer, sky: PhysicalSky, towards: Float64, field_deg: float) -> tuple[Float64, Float64, Float64]:
    """Ray directions (H, W, 3), solid angle (H, W) and radiance (H, W, 3) of a square view."""
    pose = look_at(np.zeros(3), towards, 0.0)
    focal_mm = 18.0 / math.tan(math.radians(field_deg / 2))
    camera = CameraSpec(width=_SIDE_PX, height=_SIDE_PX, focal_length_mm=focal_mm, world_from_camera=rows(pose))
    render = RenderSpec(samples=4, denoise=False)
    spec = SceneSpec(seed=0, index=0, objects=(), lights=(), sky=sky, camera=camera, sensor=SensorSpec(), render=render)
    radiance = renderer.render(spec, _no_model, passes=False).radiance.astype(np.float64)
    place = (np.arange(_SIDE_PX) + 0.5 - _SIDE_PX / 2) / camera.focal_length_px
    x, y = np.meshgrid(place, place)
    length = np.sqrt(x * x + y * y + 1.0)
    rays = np.stack([x, y, np.ones_like(x)], axis=-1) / length[..., None] @ pose[:3, :3].T
    return rays, length**-3 / camera.focal_length_px**2, radiance


def _no_model(ref: AssetRef) -> Model:
    raise LookupError(f"an empty scene has no {ref.name}")


if __name__ == "__main__":
    main()
