"""Rain: drops of Marshall and Palmer's sizes at Gunn and Kinzer's speeds, drawn as the streaks that a shutter makes of them."""

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.atmosphere.exposure import expose
from setpiece.dataset.atmosphere.particles import Particles, scatter
from setpiece.dataset.atmosphere.sizes import SizeLaw
from setpiece.dataset.atmosphere.streams import own_stream
from setpiece.dataset.atmosphere.surroundings import Surroundings
from setpiece.dataset.atmosphere.view import apparent_wind_m_s, relative_velocity_m_s, shutter_s
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.weather.spec import WeatherSpec

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

NARROWEST_PX, NARROWEST_SHARE = 0.15, 1 / 8000
"""Drops whose image is narrower, in pixels or picture widths, are not drawn: they are what fades far things, and so part of the
weather's visibility."""
_SMALLEST_MM, _LARGEST_MM = 0.5, 6.0
"""Smaller ones are fewer than the law says, and show nowhere; larger ones break up as they fall."""
_TRANSMITTED = 0.94
"""Of the radiance around it a drop shows this much: what is left after reflection (Garg and Nayar 2007, section 3)."""
_SKY_SHARE, _UNLIKE = 0.55, 0.3
"""Of what a drop shows is sky, and how much that differs from drop to drop: it refracts 165 degrees of the world into the camera, upside
down (Garg and Nayar 2007), and wobbles as it falls (Garg and Nayar 2006)."""
_GUST = 0.08
"""Standard deviation of the air's speed from drop to drop, per direction, as a share of the wind."""


def drop_sizes(rain_mm_h: float) -> SizeLaw:
    """Marshall and Palmer 1948: N(D) = 8000 exp(-4.1 R^-0.21 D) per m^3 and mm, D in mm, R in mm/h."""
    return SizeLaw(8000.0, 4.1 * rain_mm_h**-0.21, _SMALLEST_MM, _LARGEST_MM)


def fall_speed_m_s(diameter_mm: Float64) -> Float64:
    """Terminal speed of drops: v = 9.65 - 10.3 exp(-0.6 D) m/s, D in mm.

    Atlas, Srivastava and Sekhon 1973, equation 6, a fit to the measurements of Gunn and Kinzer 1949; 0 below 0.11 mm.
    """
    speed: Float64 = np.maximum(0.0, 9.65 - 10.3 * np.exp(-0.6 * diameter_mm))
    return speed


def rain(radiance: Float32, depth_m: Float32, camera: CameraSpec, weather: WeatherSpec, light: Surroundings, frame_id: int = 0) -> Float32:
    """(H, W, 3) the picture with the drops of ``weather.rain_mm_h`` in front of it.

    Args:
        radiance: (H, W, 3) float32, linear, air included.
        depth_m: (H, W) planar, inf for sky.
        camera: sees it.
        weather: its rain, wind and seed.
        light: what the drops show.
        frame_id: of the image in a sequence.
    """
    drops = falling_drops(camera, weather, own_stream(weather, camera, "rain", frame_id))
    veil = expose(drops, camera, depth_m)
    return veil.over(radiance, light, _TRANSMITTED)


def falling_drops(camera: CameraSpec, weather: WeatherSpec, rng: np.random.Generator) -> Particles:
    """The drops that are wide enough to show, in the camera's frame."""
    law = drop_sizes(weather.rain_mm_h)
    mm_per_m = max(NARROWEST_PX, NARROWEST_SHARE * camera.width) / camera.focal_length_px * 1000
    fastest = apparent_wind_m_s(camera, weather.wind_m_s, float(fall_speed_m_s(np.array(law.largest_mm))))
    centers, diameter_mm = scatter(
        law, camera, lambda distance_m: mm_per_m * distance_m, law.largest_mm / mm_per_m, fastest * shutter_s(camera), rng
    )
    air = wind(weather, diameter_mm.size, _GUST, rng)
    air[:, 2] -= fall_speed_m_s(diameter_mm)
    sky_share = rng.uniform(_SKY_SHARE - _UNLIKE, _SKY_SHARE + _UNLIKE, diameter_mm.size)
    disc = np.zeros(diameter_mm.size, np.intp)
    return Particles(centers, relative_velocity_m_s(camera, centers, air), diameter_mm / 2000, 1.0, sky_share, disc)


def wind(weather: WeatherSpec, count: int, gust: float, rng: np.random.Generator, calm_m_s: float = 0.0) -> Float64:
    """(count, 3) velocities of the air around particles, in the world: the mean wind, and what differs from place to place.

    Args:
        weather: its wind.
        count: of particles.
        gust: standard deviation per direction, as a share of the wind.
        rng: of this kind of particle.
        calm_m_s: standard deviation without wind.
    """
    to = np.radians(weather.wind_to_deg)
    mean = weather.wind_m_s * np.array([np.cos(to), np.sin(to), 0.0])
    velocities: Float64 = mean + rng.normal(0.0, np.hypot(gust * weather.wind_m_s, calm_m_s), (count, 3))
    return velocities
