"""What a camera makes of moving particles while its shutter is open."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.atmosphere.particles import Particles
from setpiece.dataset.atmosphere.view import defocus_px, pixels_per_metre, project, shutter_s
from setpiece.scenes.spec import CameraSpec

Float64 = NDArray[np.float64]

_WIDEST_PX = 256.0
_SPACING_PX = 0.7
_MOST_PLACES = 4096
"""Of one streak."""


@dataclass(frozen=True, eq=False)
class Streaks:
    """Particles that are in the picture, each drawn as a row of places.

    Attributes:
        particles: themselves.
        places: (N,) at how many each is drawn.
        spread_px: (N,) radius, of size and defocus together.
        area_px: (N,) what each hides, summed over the picture.
        resolved: (N,) larger than out of focus.
        far_m: (N,) greatest depth during the exposure.
    """

    particles: Particles
    places: NDArray[np.intp]
    spread_px: Float64
    area_px: Float64
    resolved: NDArray[np.bool_]
    far_m: Float64

    def take(self, chosen: NDArray[np.intp] | slice) -> "Streaks":
        """Some of them."""
        return Streaks(
            self.particles.take(chosen),
            self.places[chosen],
            self.spread_px[chosen],
            self.area_px[chosen],
            self.resolved[chosen],
            self.far_m[chosen],
        )

    def points(self, shutter_open_s: float) -> tuple[Float64, NDArray[np.intp]]:
        """Where all places are, (M, 3) in the camera's frame, evenly spaced in time, and (M,) to which streak each belongs."""
        owner = np.repeat(np.arange(self.places.size), self.places)
        number = np.arange(owner.size) - np.repeat(np.cumsum(self.places) - self.places, self.places)
        time_s = ((number + 0.5) / self.places[owner] - 0.5) * shutter_open_s
        return self.particles.center_m[owner] + self.particles.velocity_m_s[owner] * time_s[:, None], owner


def streaks_of(particles: Particles, camera: CameraSpec) -> Streaks:
    """The streaks of those particles that touch the picture, and are in front of the camera all the time."""
    half_way = particles.velocity_m_s * (shutter_s(camera) / 2)
    ends = [project(camera, particles.center_m + half_way * sign) for sign in (-1, 1)]
    radius_px = particles.radius_m * pixels_per_metre(camera, particles.center_m)
    defocus = defocus_px(camera, np.maximum(particles.center_m[:, 2], camera.near_m))
    spread_px = np.minimum(np.hypot(radius_px, defocus), _WIDEST_PX)
    (left, right), (top, bottom) = (np.sort([ends[0][axis], ends[1][axis]], axis=0) for axis in (0, 1))
    with np.errstate(invalid="ignore"):
        seen = (right > -spread_px) & (left < camera.width + spread_px) & (bottom > -spread_px) & (top < camera.height + spread_px)
    length_px = np.hypot(right - left, bottom - top)[seen]
    step_px = np.maximum(_SPACING_PX, spread_px[seen] / 2)
    places = np.clip(np.ceil(length_px / step_px), 1, _MOST_PLACES).astype(np.intp)
    area = np.pi * radius_px[seen] ** 2 * particles.opacity
    far_m = (particles.center_m + np.abs(half_way))[seen, 2]
    return Streaks(particles.take(seen), places, spread_px[seen], area, (radius_px > defocus)[seen], far_m)
