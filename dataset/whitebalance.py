"""White balance: make the light of a colour temperature neutral.

The colour of a glowing body is Planck's law seen through the CIE 1931 observer, in the analytic fit of Wyman, Sloan and
Shirley 2013, "Simple Analytic Approximations to the CIE XYZ Color Matching Functions". Adaptation is Bradford's (Lam 1985).
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

NEUTRAL_K = 6500.0
"""At this temperature the picture is left as it is."""

_XYZ_FROM_RGB = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


@lru_cache(maxsize=256)
def balance_matrix(white_k: float) -> Float64:
    """(3, 3) for linear Rec. 709: what looks like light of ``white_k`` becomes what 6500 K looks like, at equal luminance."""
    cones_from_rgb = _BRADFORD @ _XYZ_FROM_RGB
    gain = (_BRADFORD @ blackbody_xyz(NEUTRAL_K)) / (_BRADFORD @ blackbody_xyz(white_k))
    matrix: Float64 = np.linalg.inv(cones_from_rgb) @ np.diag(gain) @ cones_from_rgb
    return matrix


def blackbody_xyz(temperature_k: float) -> Float64:
    """(3,) CIE 1931 XYZ of a glowing body, with Y = 1."""
    wavelength_nm = np.arange(380.0, 781.0, 2.0)
    # The second radiation constant hc/k is 1.438777e7 nm K.
    power = wavelength_nm**-5 / np.expm1(1.438777e7 / (wavelength_nm * temperature_k))
    xyz = _observer(wavelength_nm) @ power
    normalised: Float64 = xyz / xyz[1]
    return normalised


def _observer(wavelength_nm: Float64) -> Float64:
    """(3, N) colour matching functions, equation 4 and table 1 of the paper."""

    def lobe(height: float, center: float, below: float, above: float) -> Float64:
        width = np.where(wavelength_nm < center, below, above)
        bell: Float64 = height * np.exp(-0.5 * ((wavelength_nm - center) * width) ** 2)
        return bell

    x = lobe(0.362, 442.0, 0.0624, 0.0374) + lobe(1.056, 599.8, 0.0264, 0.0323) + lobe(-0.065, 501.1, 0.0490, 0.0382)
    y = lobe(0.821, 568.8, 0.0213, 0.0247) + lobe(0.286, 530.9, 0.0613, 0.0322)
    z = lobe(1.217, 437.0, 0.0845, 0.0278) + lobe(0.681, 459.0, 0.0385, 0.0725)
    return np.stack([x, y, z])
