"""Haze and fog over a finished picture: what is far loses contrast and takes on the colour of the air.

``I = J t + A (1 - t)`` with ``t = exp(-beta d)`` (H. Koschmieder, "Theorie der horizontalen Sichtweite", 1924): J is the radiance without
air, A the weather's airlight, beta its extinction and d the distance along the ray of each pixel, through whatever lens.
"""

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.atmosphere.seams import Layers, two_layers
from setpiece.dataset.labels.pinhole import frame_box, rays
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.weather.extinction import haze_depth
from setpiece.scenes.weather.spec import WeatherSpec

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

_LEAST_SLOPE = 1e-3
"""Of rays into the sky: at the horizon a level layer of air would be endless, on a round earth it is some hundred kilometres."""
_LEAST_HEIGHT_M = 0.1


def through_air(radiance: Float32, depth_m: Float32, camera: CameraSpec, weather: WeatherSpec) -> Float32:
    """A picture seen through the weather's air.

    At outlines, where one pixel shows two distances, both parts are faded each by its own.

    Args:
        radiance: (H, W, 3) float32 without air, linear Rec. 709.
        depth_m: (H, W) float32 planar depth, inf for sky.
        camera: which made the picture.
        weather: visibility and airlight.

    Returns:
        (H, W, 3) float32.
    """
    clear = transmittance(depth_m, camera, weather)
    airlight = np.array(weather.airlight, dtype=np.float32)
    hazy: Float32 = airlight + clear[..., None] * (radiance - airlight)
    layers = two_layers(radiance, clear)
    hazy[layers.seam] = airlight + _faded(layers, airlight)
    return hazy


def transmittance(depth_m: Float32, camera: CameraSpec, weather: WeatherSpec) -> Float32:
    """(H, W) float32: the share of light that reaches the camera from what each pixel shows.

    Sky pixels above the horizon are seen through the layer of haze that lies over the ground, ``exp(-depth / sin(elevation))`` with the
    optical depth of what the air holds beyond clean air (whose part is in the sky already); below it, as if level ground were there.
    Where the lens shows nothing it is 1.
    """
    grid = rays(camera, frame_box(camera))
    x, y = np.broadcast_arrays(grid.x, grid.y)
    length = np.sqrt(x * x + y * y + 1.0)
    with np.errstate(over="ignore", invalid="ignore"):
        thickness = weather.extinction_per_m * depth_m * length
    sky = ~np.isfinite(depth_m)
    slope = _upward(camera, x[sky], y[sky]) / length[sky]
    thickness[sky] = _sky_thickness(slope, camera.world_from_camera[2][3], weather)
    clear: Float32 = np.exp(-np.nan_to_num(thickness, nan=0.0)).astype(np.float32)
    return clear


def _upward(camera: CameraSpec, x: Float64, y: Float64) -> Float64:
    """World z of rays (x, y, 1)."""
    row = camera.world_from_camera[2]
    up: Float64 = row[0] * x + row[1] * y + row[2]
    return up


def _sky_thickness(slope: Float64, height_m: float, weather: WeatherSpec) -> Float64:
    """Optical depth along rays that hit nothing, by the sine of their elevation."""
    steep = np.maximum(np.abs(slope), _LEAST_SLOPE)
    down = weather.extinction_per_m * max(height_m, _LEAST_HEIGHT_M) / steep
    thickness: Float64 = np.where(slope > 0.0, haze_depth(weather) / steep, down)
    return thickness


def _faded(layers: Layers, airlight: Float32) -> Float32:
    """(N, 3) radiance above the airlight of seam pixels: near and far part each through their own air."""
    near = layers.near_share[:, None] * (layers.near_radiance - airlight) * layers.near_clear[:, None]
    far = (1.0 - layers.near_share[:, None]) * (layers.far_radiance - airlight) * layers.far_clear[:, None]
    faded: Float32 = (near + far).astype(np.float32)
    return faded
