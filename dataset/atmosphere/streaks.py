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
_FAINTEST = 2e-4
"""Share of a pixel's exposure: streaks that hide less everywhere are not drawn. Only exposures of a second and more have many."""
_LONGEST = 5.0
"""How much a rolling shutter may lengthen a streak: a drop as fast as the readout would be seen for ever."""


@dataclass(frozen=True, eq=False)
class Streaks:
    """Particles that are in the picture, each drawn as a row of places.

    Attributes:
        particles: themselves.
        places: (N,) at how many each is drawn.
        spread_px: (N,) radius, of size and defocus together.
        area_px: (N,) what each hides, summed over the picture.
        seen_s: (N,) from the first to the last time that the shutter is open where it is.
        resolved: (N,) larger than out of focus.
        far_m: (N,) greatest depth during the exposure.
    """

    particles: Particles
    places: NDArray[np.intp]
    spread_px: Float64
    area_px: Float64
    seen_s: Float64
    resolved: NDArray[np.bool_]
    far_m: Float64

    def take(self, chosen: NDArray[np.intp] | slice) -> "Streaks":
        """Some of them."""
        return Streaks(
            self.particles.take(chosen),
            self.places[chosen],
            self.spread_px[chosen],
            self.area_px[chosen],
            self.seen_s[chosen],
            self.resolved[chosen],
            self.far_m[chosen],
        )

    def points(self) -> tuple[Float64, NDArray[np.intp]]:
        """Where all places are, (M, 3) in the camera's frame, evenly spaced in time, and (M,) to which streak each belongs."""
        owner = np.repeat(np.arange(self.places.size), self.places)
        number = np.arange(owner.size) - np.repeat(np.cumsum(self.places) - self.places, self.places)
        time_s = ((number + 0.5) / self.places[owner] - 0.5) * self.seen_s[owner]
        return self.particles.center_m[owner] + self.particles.velocity_m_s[owner] * time_s[:, None], owner


def streaks_of(particles: Particles, camera: CameraSpec) -> Streaks:
    """The streaks of those particles that show in the picture, and are in front of the camera all the time."""
    open_s = shutter_s(camera)
    half_way = particles.velocity_m_s * (open_s / 2)
    starts, ends = (np.array(project(camera, particles.center_m + half_way * sign)) for sign in (-1, 1))
    # A shutter that rolls down with a drop sees it for longer.
    pace = (ends[1] - starts[1]) / open_s * camera.readout_s / camera.height
    longer = 1 / np.maximum(1 - pace, 1 / _LONGEST)
    radius_px = particles.radius_m * pixels_per_metre(camera, particles.center_m)
    defocus = defocus_px(camera, np.maximum(particles.center_m[:, 2], camera.near_m))
    spread_px = np.minimum(np.hypot(radius_px, defocus), _WIDEST_PX)
    length_px = np.hypot(*(ends - starts)) * longer
    area_px = np.pi * radius_px**2 * particles.opacity * longer
    reach_px = spread_px + np.abs(ends - starts) * ((longer - 1) / 2)
    size = np.array([[camera.width], [camera.height]])
    with np.errstate(invalid="ignore"):
        inside = (np.maximum(starts, ends) > -reach_px) & (np.minimum(starts, ends) < size + reach_px)
        strong = area_px > _FAINTEST * (length_px + 2 * spread_px) * np.maximum(2 * spread_px, 1.0)
    seen = np.flatnonzero(inside.all(axis=0) & strong)
    step_px = np.maximum(_SPACING_PX, spread_px[seen] / 2)
    return Streaks(
        particles=particles.take(seen),
        places=np.clip(np.ceil(length_px[seen] / step_px), 1, _MOST_PLACES).astype(np.intp),
        spread_px=spread_px[seen],
        area_px=area_px[seen],
        seen_s=open_s * longer[seen],
        resolved=(radius_px > defocus)[seen],
        far_m=(particles.center_m[:, 2] + np.abs(half_way[:, 2]) * longer)[seen],
    )
