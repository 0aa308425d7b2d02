"""Particles in the air in front of a camera: how many, where, how large."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.atmosphere.sizes import SizeLaw
from setpiece.dataset.atmosphere.view import half_angle
from setpiece.scenes.spec import CameraSpec

Float64 = NDArray[np.float64]

NEAREST_M = 0.3
"""Nearer ones, a handful in heavy rain, are kept off by what the camera is in: a hand, a hood, a car."""
_STEPS = 2048


@dataclass(frozen=True, eq=False)
class Particles:
    """What flies while the shutter is open.

    Attributes:
        center_m: (N, 3) in the camera's frame, in the middle of the exposure.
        velocity_m_s: (N, 3) relative to the camera, in its frame.
        radius_m: (N,).
        opacity: share of a particle's outline that hides what is behind it.
        sky_share: (N,) of the light it shows, comes from the sky; the rest from what is around it.
        shape: (N,) which outline it has; 0 a disc, 1, 2, ... irregular ones.
    """

    center_m: Float64
    velocity_m_s: Float64
    radius_m: Float64
    opacity: float
    sky_share: Float64
    shape: NDArray[np.intp]

    def take(self, chosen: NDArray[np.bool_] | NDArray[np.intp] | slice) -> "Particles":
        """Some of them."""
        return Particles(
            self.center_m[chosen],
            self.velocity_m_s[chosen],
            self.radius_m[chosen],
            self.opacity,
            self.sky_share[chosen],
            self.shape[chosen],
        )


def scatter(
    law: SizeLaw,
    camera: CameraSpec,
    least_mm: Callable[[Float64], Float64],
    farthest_m: float,
    travel_m: float,
    rng: np.random.Generator,
) -> tuple[Float64, Float64]:
    """Particles of a size law, spread evenly (a Poisson process) over all the air that the picture can show.

    That air is a cone around the camera's axis, wider close by for those that fly into the picture while the shutter is open.
    Of its far parts only what is large enough to show is drawn, which makes the number of particles independent of how far one sees.

    Args:
        law: how many of each size a cubic metre holds.
        camera: sees them.
        least_mm: distances in metres -> least diameters that show there.
        farthest_m: where even the largest does not show.
        travel_m: the longest way during the exposure.
        rng: of this kind of particle.

    Returns:
        (N, 3) places in the camera's frame, metres, and (N,) diameters in the law's millimetres.
    """
    distance_m = np.linspace(NEAREST_M, max(farthest_m, 2 * NEAREST_M), _STEPS)
    spread = half_angle(camera) + np.arcsin(np.minimum(1.0, travel_m / 2 / distance_m))
    cap = 1 - np.cos(np.minimum(spread, np.pi))
    per_metre = 2 * np.pi * cap * distance_m**2 * law.count_per_m3(least_mm(distance_m))
    up_to = np.concatenate([[0.0], np.cumsum((per_metre[1:] + per_metre[:-1]) / 2 * np.diff(distance_m))])
    found_m = np.interp(rng.random(rng.poisson(up_to[-1])) * up_to[-1], up_to, distance_m)
    cosine = 1 - rng.random(found_m.size) * np.interp(found_m, distance_m, cap)
    turn = rng.random(found_m.size) * 2 * np.pi
    across = np.sqrt(1 - cosine**2)
    places = found_m[:, None] * np.column_stack([across * np.cos(turn), across * np.sin(turn), cosine])
    return places, law.draw_mm(least_mm(found_m), rng)
