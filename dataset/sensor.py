"""From linear radiance to the 8-bit picture: exposure, white balance, view transform. Matches what Blender itself shows."""

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.view import view_processor
from setpiece.dataset.whitebalance import NEUTRAL_K, balance_matrix
from setpiece.scenes.spec import SensorSpec

Float32 = NDArray[np.float32]
UInt8 = NDArray[np.uint8]

MIDDLE_GREY = 0.18
_LUMINANCE = np.array([0.2126729, 0.7151522, 0.0721750], dtype=np.float32)
_METER_STOPS = 6.0
"""Luminance this far from the median counts as that far: a lamp in view or a black corner does not decide the exposure."""
_BRIGHTEST = 65504.0
"""What infinite radiance becomes: the greatest half float, far beyond white."""


def develop(radiance: Float32, sensor: SensorSpec) -> UInt8:
    """The picture that a camera would deliver.

    Args:
        radiance: (H, W, 3) float32, linear Rec. 709; NaN counts as black.
        sensor: exposure, white balance and view.

    Returns:
        (H, W, 3) uint8 RGB for an sRGB display.

    Raises:
        UserError: the view transform or look does not exist; says which do.
    """
    processor = view_processor(sensor.view_transform, sensor.look)
    finite: Float32 = np.nan_to_num(radiance, nan=0.0, posinf=_BRIGHTEST, neginf=0.0)
    gain = 2.0**sensor.exposure_ev
    if sensor.auto_exposure:
        gain *= exposure_gain(finite)
    if sensor.white_balance_k == NEUTRAL_K:
        finite *= np.float32(gain)
    else:
        finite = np.einsum("hwj,ij->hwi", finite, (gain * balance_matrix(sensor.white_balance_k)).astype(np.float32))
    picture = np.ascontiguousarray(finite)
    processor.applyRGB(picture)
    np.clip(picture, 0.0, 1.0, out=picture)
    picture *= np.float32(255)
    picture += np.float32(0.5)
    return picture.astype(np.uint8)


def exposure_gain(radiance: Float32) -> float:
    """The factor that brings the log-average luminance to middle grey (Reinhard et al. 2002, equation 1); 1 for a black picture.

    Black pixels are left out, and luminance is limited to six stops either side of its median.
    """
    luminance = np.einsum("hwi,i->hw", radiance, _LUMINANCE)
    lit = luminance[luminance > 0]
    if not lit.size:
        return 1.0
    stops = np.log2(lit)
    median = np.median(stops)
    average = np.clip(stops, median - _METER_STOPS, median + _METER_STOPS).mean(dtype=np.float64)
    return float(MIDDLE_GREY / 2.0**average)
