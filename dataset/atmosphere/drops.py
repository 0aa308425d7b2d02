"""Drops of water on the front of a lens: each a small lens of its own, that shows the scene upside down and out of focus.

The water is a film of uneven height. Its slope turns the rays through it (Snell's law at the outer side), so that a drop shows a
wide field, small and inverted: sky below, ground above. So close to the camera it is far out of focus, all drops equally:
small ones are soft spots, large ones have a picture inside. Labels know nothing of them: what a drop hides is still there.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.atmosphere.streams import own_stream
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.weather.spec import WeatherSpec

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

_INDEX = 1.333
_RIM_SLOPE = 1.1
"""Slope of the water at a drop's rim: a contact angle of 48 degrees, as on glass that has seen some weather."""
_RADIUS, _RADIUS_LOG_STD = 0.011, 0.55
"""Median radius in picture widths, and the standard deviation of its logarithm."""
_LARGEST = 0.06
_RUNNING = 0.12
"""Share of drops that have run down and left a trail."""
_DEFOCUS = 0.0035
"""Standard deviation of the blur of everything on the glass, in picture widths."""
_COARSE = 4
"""Drops show the scene minified at least so many times: they look into a picture as much smaller."""


@dataclass(frozen=True, eq=False)
class Film:
    """Water on the glass, as the camera sees it.

    Attributes:
        height: (H, W) of the water in pixels of the picture, 0 where the glass is dry.
        wet: (H, W) True under water.
    """

    height: Float32
    wet: NDArray[np.bool_]


def through_drops(radiance: Float32, weather: WeatherSpec, camera: CameraSpec) -> Float32:
    """A picture seen through the drops on the lens: a pure function of its arguments.

    Args:
        radiance: (H, W, 3) float32, linear, with all that is in the air.
        weather: number of drops, and their seed.
        camera: which way is down, and how wide it sees.

    Returns:
        (H, W, 3) float32; ``radiance`` itself if there are no drops.
    """
    if weather.lens_drops == 0:
        return radiance
    film = water(weather, camera)
    inside = refracted(radiance, film, camera)
    sigma_px = _DEFOCUS * camera.width
    cover = cv2.GaussianBlur(film.wet.astype(np.float32), (0, 0), sigma_px)[..., None]
    shown = cv2.GaussianBlur(inside * film.wet[..., None].astype(np.float32), (0, 0), sigma_px)
    seen: Float32 = radiance * (1 - cover) + shown
    return seen


def water(weather: WeatherSpec, camera: CameraSpec) -> Film:
    """Where the drops are and how high the water stands: caps that flow together where they meet."""
    rng = own_stream(weather, camera, "drops")
    down = _down(camera)
    height = np.zeros((camera.height, camera.width), np.float32)
    for child in rng.spawn(weather.lens_drops):
        for column, row, radius_px in _drop(camera, down, child):
            _raise(height, column, row, radius_px)
    wet = height > 0
    # Surface tension rounds what the caps' union has of creases, as far as the smallest drops keep their shape.
    smooth = cv2.GaussianBlur(height, (0, 0), max(0.6, _RADIUS * camera.width / 4))
    return Film(smooth, wet)


def refracted(radiance: Float32, film: Film, camera: CameraSpec) -> Float32:
    """(H, W, 3) what the water shows at each pixel; means nothing where the glass is dry."""
    slope_x, slope_y = (cv2.Sobel(film.height, cv2.CV_32F, *axes, ksize=3, scale=1 / 8) for axes in ((1, 0), (0, 1)))
    slope = np.sqrt(slope_x**2 + slope_y**2)
    turned, through = _refraction(slope)
    # The ray leans towards where the water is thicker.
    shift_px = np.float32(camera.focal_length_px) * np.tan(turned)
    per_slope = np.divide(shift_px, slope, out=np.zeros_like(slope), where=slope > 1e-6)
    rows, columns = np.indices(film.height.shape, dtype=np.float32)
    coarse = cv2.resize(radiance, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA)
    x, y = ((axis + per_slope * lean + 0.5) / _COARSE - 0.5 for axis, lean in ((columns, slope_x), (rows, slope_y)))
    shown = cv2.remap(coarse, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    lit: Float32 = shown * through[..., None]
    return lit


def _refraction(slope: Float32) -> tuple[Float32, Float32]:
    """Angles by which water of the given slopes turns a ray from behind the glass, and the shares of light that get through (Fresnel)."""
    sine_in = np.minimum(slope / np.sqrt(1 + slope**2), np.float32(0.999 / _INDEX))
    sine_out = np.float32(_INDEX) * sine_in
    cosine_in, cosine_out = np.sqrt(1 - sine_in**2), np.sqrt(1 - sine_out**2)
    across = (_INDEX * cosine_in - cosine_out) / (_INDEX * cosine_in + cosine_out)
    along = (_INDEX * cosine_out - cosine_in) / (_INDEX * cosine_out + cosine_in)
    turned: Float32 = np.arcsin(sine_out) - np.arcsin(sine_in)
    through: Float32 = (1 - (across**2 + along**2) / 2).astype(np.float32)
    return turned, through


def _down(camera: CameraSpec) -> Float64 | None:
    """(2,) unit vector in the picture along which water runs; None if the glass lies level."""
    pull = -np.array(camera.world_from_camera)[2, :2]
    strength = np.linalg.norm(pull)
    return pull / strength if strength > np.sin(np.radians(20)) else None


def _drop(camera: CameraSpec, down: Float64 | None, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """One drop as overlapping discs: column, row and radius of each, pixels."""
    place = rng.random(2) * (camera.width, camera.height)
    radius = min(_RADIUS * np.exp(rng.normal(0.0, _RADIUS_LOG_STD)), _LARGEST) * camera.width
    discs = [(place, radius)]
    for _ in range(rng.integers(0, 4)):
        lobe = radius * rng.uniform(0.5, 0.85)
        discs.append((place + rng.normal(0.0, 0.35, 2) * radius, lobe))
    if down is not None and rng.random() < _RUNNING:
        discs += _trail(place, radius, down, rng)
    return [(float(center[0]), float(center[1]), float(size)) for center, size in discs]


def _trail(place: Float64, radius: float, down: Float64, rng: np.random.Generator) -> list[tuple[Float64, float]]:
    """What a drop that ran down left behind it: a film that wanders, narrows upwards, and breaks into small drops."""
    length, aside = rng.uniform(4, 14) * radius, np.array([-down[1], down[0]])
    discs = []
    back, sway = 0.0, 0.0
    while back < length:
        thin = radius * (0.55 - 0.35 * back / length) * rng.uniform(0.8, 1.1)
        broken = back > 0.4 * length
        sway += rng.normal(0.0, 0.12) * radius
        discs.append((place - down * back + aside * sway, thin))
        back += thin * (rng.uniform(1.2, 3.5) if broken else 0.5)
    return discs


def _raise(height: Float32, column: float, row: float, radius_px: float) -> None:
    """Put a cap on the film, in place: a paraboloid that ends at the rim's slope; where water is higher already, that stays."""
    left, right = (int(np.clip(edge, 0, height.shape[1])) for edge in (column - radius_px, column + radius_px + 1))
    top, bottom = (int(np.clip(edge, 0, height.shape[0])) for edge in (row - radius_px, row + radius_px + 1))
    if left >= right or top >= bottom:
        return
    x = np.arange(left, right) + 0.5 - column
    y = (np.arange(top, bottom) + 0.5 - row)[:, None]
    cap = (_RIM_SLOPE / 2 / radius_px) * (radius_px**2 - x * x - y * y)
    window = height[top:bottom, left:right]
    np.maximum(window, cap.astype(np.float32), out=window)
