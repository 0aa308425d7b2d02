"""Photon and read noise: the variance of a grey grows with its level on a line (the photon transfer line, Janesick 2007)."""

import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.sensor_effects import Noise

Float32 = NDArray[np.float32]


def expose_chip(levels: Float32, noise: Noise, rng: np.random.Generator) -> Float32:
    """Linear levels of any shape as a chip reads them, up to its saturation; may be a little below 0.

    Electrons are Poisson distributed; from about ten of them on the Gaussian of equal variance used here tells no difference.
    """
    per_unit = np.float32(noise.electrons_per_unit)
    std = np.sqrt(np.maximum(levels, 0) / per_unit + np.float32((noise.read_noise_e / noise.electrons_per_unit) ** 2))
    std *= rng.standard_normal(levels.shape, dtype=np.float32)
    std += levels
    read: Float32 = np.minimum(std, np.float32(noise.saturation), out=std)
    return read
