"""Shake: the smooth trembling of what no hand or mount holds quite still."""

import math

import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.kinematics import Trajectory, turned
from setpiece.scenes.transforms import rigid

Float64 = NDArray[np.float64]

WAVES = 5
"""Sine waves added up for each direction."""


def waves(rms_per_s: float, band_hz: tuple[float, float], rng: np.random.Generator) -> tuple[Float64, Float64, Float64]:
    """Three independent smooth random motions, as sums of sine waves of equal speed.

    Args:
        rms_per_s: root mean square of their rate of change, each.
        band_hz: between which the waves' frequencies lie, evenly by logarithm.
        rng: drawn from.

    Returns:
        (3, WAVES) amplitudes, angular frequencies in rad/s, and phases in rad.
    """
    rates = 2.0 * math.pi * np.exp(rng.uniform(math.log(band_hz[0]), math.log(band_hz[1]), size=(3, WAVES)))
    amplitudes = rms_per_s * math.sqrt(2.0 / WAVES) / rates
    return amplitudes, rates, rng.uniform(0.0, 2.0 * math.pi, size=(3, WAVES))


def swing(waved: tuple[Float64, Float64, Float64], time_s: float) -> Float64:
    """(3,) how far they are at a time from where they were at time 0."""
    amplitudes, rates, phases = waved
    moved: Float64 = (amplitudes * (np.sin(rates * time_s + phases) - np.sin(phases))).sum(axis=1)
    return moved


def shaken(path: Trajectory, turn_deg_s: float, sway_m_s: float, band_hz: tuple[float, float], rng: np.random.Generator) -> Trajectory:
    """A path that trembles, and passes the same pose at time 0.

    Args:
        path: without.
        turn_deg_s: root mean square of the angular velocity about each of the camera's axes.
        sway_m_s: and of the velocity along each.
        band_hz: how fast it trembles.
        rng: drawn from.
    """
    angles = waves(math.radians(turn_deg_s), band_hz, rng)
    sways = waves(sway_m_s, band_hz, rng)
    return lambda time_s: path(time_s) @ rigid(turned(swing(angles, time_s)), swing(sways, time_s))
