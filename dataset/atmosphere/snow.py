"""Snow: aggregates of Gunn and Marshall's sizes that sink at Locatelli and Hobbs's speeds."""

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.atmosphere.exposure import expose
from setpiece.dataset.atmosphere.outlines import IRREGULAR
from setpiece.dataset.atmosphere.particles import Particles, scatter
from setpiece.dataset.atmosphere.rain import wind
from setpiece.dataset.atmosphere.sizes import SizeLaw
from setpiece.dataset.atmosphere.streams import own_stream
from setpiece.dataset.atmosphere.surroundings import Surroundings
from setpiece.dataset.atmosphere.view import apparent_wind_m_s, relative_velocity_m_s, shutter_s
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.weather.spec import WeatherSpec

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

NARROWEST_PX, NARROWEST_SHARE = 0.4, 1 / 2400
"""Flakes whose image is narrower, in pixels or picture widths, are not drawn: they are what fades far things, and so part of the
weather's visibility."""
_SMALLEST_MM, _LARGEST_MM = 0.3, 5.0
"""Melted diameters: flakes of 0.5 to 33 mm."""
_OPACITY = 0.6
"""A flake is full of holes."""
_ALBEDO = 0.9
_SKY_SHARE, _UNLIKE = 0.6, 0.2
"""Of the light on a flake comes from the sky above it, and how much that differs with how it lies."""
_GUST, _FLUTTER_M_S = 0.2, 0.25
"""How much the air and the flakes themselves stray: a share of the wind, and what is there without any."""


def flake_sizes(snow_mm_h: float) -> SizeLaw:
    """Gunn and Marshall 1958: N(D) = N0 exp(-slope D), N0 = 3800 R^-0.87 per m^3 and mm, slope = 2.55 R^-0.48 per mm.

    D is the diameter of the drop that a flake melts to, in mm; R the rate of snowfall as water, in mm/h.
    """
    return SizeLaw(3800.0 * snow_mm_h**-0.87, 2.55 * snow_mm_h**-0.48, _SMALLEST_MM, _LARGEST_MM)


def flake_mm(melted_mm: Float64) -> Float64:
    """Diameter of the flake that melts to a drop, with the density 0.178 D^-0.922 g/cm^3 (Brandes et al. 2007, D in mm)."""
    diameter: Float64 = (melted_mm**3 / 0.178) ** (1 / 2.078)
    return diameter


def melted_mm(diameter_mm: Float64) -> Float64:
    """Diameter of the drop that a flake melts to: the inverse of ``flake_mm``."""
    melted: Float64 = (0.178 * diameter_mm**2.078) ** (1 / 3)
    return melted


def sink_speed_m_s(diameter_mm: Float64) -> Float64:
    """Speed of flakes: 0.8 D^0.16 m/s, D in mm (Locatelli and Hobbs 1974, unrimed aggregates of dendrites)."""
    speed: Float64 = 0.8 * diameter_mm**0.16
    return speed


def snow(radiance: Float32, depth_m: Float32, camera: CameraSpec, weather: WeatherSpec, light: Surroundings, frame_id: int = 0) -> Float32:
    """(H, W, 3) the picture with the flakes of ``weather.snow_mm_h`` in front of it.

    Args:
        radiance: (H, W, 3) float32, linear, air included.
        depth_m: (H, W) planar, inf for sky.
        camera: sees it.
        weather: its snow, wind and seed.
        light: what lights the flakes.
        frame_id: of the image in a sequence.
    """
    flakes = sinking_flakes(camera, weather, own_stream(weather, camera, "snow", frame_id))
    veil = expose(flakes, camera, depth_m)
    return veil.over(radiance, light, _ALBEDO)


def sinking_flakes(camera: CameraSpec, weather: WeatherSpec, rng: np.random.Generator) -> Particles:
    """The flakes that are wide enough to show, in the camera's frame."""
    law = flake_sizes(weather.snow_mm_h)
    mm_per_m = max(NARROWEST_PX, NARROWEST_SHARE * camera.width) / camera.focal_length_px * 1000
    largest_mm = float(flake_mm(np.array(law.largest_mm)))
    fastest = apparent_wind_m_s(camera, weather.wind_m_s, float(sink_speed_m_s(np.array(largest_mm)))) + 4 * _FLUTTER_M_S
    centers, melted = scatter(
        law, camera, lambda distance_m: melted_mm(mm_per_m * distance_m), largest_mm / mm_per_m, fastest * shutter_s(camera), rng
    )
    diameter_mm = flake_mm(melted)
    air = wind(weather, diameter_mm.size, _GUST, rng, _FLUTTER_M_S)
    air[:, 2] -= sink_speed_m_s(diameter_mm)
    sky_share = rng.uniform(_SKY_SHARE - _UNLIKE, _SKY_SHARE + _UNLIKE, diameter_mm.size)
    shape = rng.integers(1, IRREGULAR + 1, diameter_mm.size)
    return Particles(centers, relative_velocity_m_s(camera, centers, air), diameter_mm / 2000, _OPACITY, sky_share, shape)
