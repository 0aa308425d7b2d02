"""From linear radiance to the 8-bit picture: exposure, lens and chip, white balance, view transform.

Without effects of lens and chip it matches what Blender itself shows.
"""

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.sensor_effects.bloom import scatter
from setpiece.dataset.sensor_effects.chromatic_aberration import separate_colors
from setpiece.dataset.sensor_effects.jpeg import through_jpeg
from setpiece.dataset.sensor_effects.mosaic import demosaic, mosaic
from setpiece.dataset.sensor_effects.noise import expose_chip
from setpiece.dataset.sensor_effects.sharpening import sharpen
from setpiece.dataset.sensor_effects.softness import soften
from setpiece.dataset.sensor_effects.vignetting import darken_corners
from setpiece.dataset.view import view_processor
from setpiece.dataset.whitebalance import NEUTRAL_K, balance_matrix
from setpiece.scenes.lighting.photometry import LUMENS_PER_WATT
from setpiece.scenes.sensor_effects import SensorEffects
from setpiece.scenes.spec import SensorSpec

Float32 = NDArray[np.float32]
UInt8 = NDArray[np.uint8]

MIDDLE_GREY = 0.18
_LUMINANCE = np.array([0.2126729, 0.7151522, 0.0721750], dtype=np.float32)
_METER_STOPS = 6.0
"""Luminance this far from the median counts as that far: a lamp in view or a black corner does not decide the exposure."""
_LOW_LIGHT = 10.0 / LUMENS_PER_WATT
"""Luminance, in the renderer's unit, below which it is dark for a camera: 10 cd/m^2, 1/30 s at f/2 and ISO 160."""
_JUST_WHITE, _BRIGHT_SHARE = 0.8, 0.02
"""What the brightest share of the pixels is to become, linear: 231 of 255 in sRGB."""
_HIGHLIGHT_STOPS = (-2.0, 1.5)
"""How far they may move the exposure: lamps in view stay white, a grey wall is not made a white one."""
_AGX_WHITE = 16.3
"""Linear level at which AgX becomes white, 6.5 stops above middle grey: where a noiseless chip with a colour filter saturates."""
_BRIGHTEST = 65504.0
"""What infinite radiance becomes: the greatest half float, far beyond white."""


def develop(radiance: Float32, sensor: SensorSpec) -> UInt8:
    """The picture that a camera would deliver.

    Args:
        radiance: (H, W, 3) float32, linear Rec. 709; NaN counts as black.
        sensor: exposure, effects of lens and chip, white balance and view. The same one gives the same noise.

    Returns:
        (H, W, 3) uint8 RGB for an sRGB display.

    Raises:
        UserError: the view transform or look does not exist; says which do.
    """
    processor = view_processor(sensor.view_transform, sensor.look)
    finite: Float32 = np.nan_to_num(radiance, nan=0.0, posinf=_BRIGHTEST, neginf=0.0)
    gain = 2.0**sensor.exposure_ev
    if sensor.auto_exposure:
        gain *= exposure_gain(finite, sensor.low_light, sensor.highlights)
    effects = sensor.effects
    if effects is not None:
        finite = _through_lens(finite, effects)
    if sensor.white_balance_k == NEUTRAL_K:
        finite *= np.float32(gain)
    else:
        finite = np.einsum("hwj,ij->hwi", finite, (gain * balance_matrix(sensor.white_balance_k)).astype(np.float32))
    if effects is not None:
        # The chip comes after the white balance, as where each colour has its own analogue gain: what saturates becomes white.
        finite = _through_chip(finite, effects)
    picture = np.ascontiguousarray(finite)
    processor.applyRGB(picture)
    if effects is not None and effects.sharpening is not None:
        picture = sharpen(picture, effects.sharpening)
    np.clip(picture, 0.0, 1.0, out=picture)
    picture *= np.float32(255)
    picture += np.float32(0.5)
    developed = picture.astype(np.uint8)
    if effects is not None and effects.jpeg_quality is not None:
        return through_jpeg(developed, effects.jpeg_quality)
    return developed


def _through_lens(light: Float32, effects: SensorEffects) -> Float32:
    if effects.vignetting is not None:
        light = darken_corners(light, effects.vignetting)
    if effects.chromatic_aberration is not None:
        light = separate_colors(light, effects.chromatic_aberration)
    if effects.bloom is not None:
        light = scatter(light, effects.bloom)
    if effects.softness_px is not None:
        light = soften(light, effects.softness_px)
    return light


def _through_chip(levels: Float32, effects: SensorEffects) -> Float32:
    white = _AGX_WHITE if effects.noise is None else effects.noise.saturation
    raw = mosaic(levels) if effects.bayer else levels
    if effects.noise is not None:
        raw = expose_chip(raw, effects.noise, np.random.default_rng(effects.seed))
    return demosaic(raw, white) if effects.bayer else raw


def exposure_gain(radiance: Float32, low_light: float = 0.0, highlights: float = 0.0) -> float:
    """The factor that brings the log-average luminance to middle grey (Reinhard et al. 2002, equation 1); 1 for a black picture.

    Black pixels are left out, and luminance is limited to six stops either side of its median.

    Args:
        radiance: (H, W, 3) float32, linear Rec. 709.
        low_light: below 10 cd/m^2 the picture darkens as luminance to this power, since shutter and gain come to their limits and
            people want a night to look like one.
        highlights: how much of the way to the exposure that makes the brightest 2 % just white is gone.
    """
    luminance = np.einsum("hwi,i->hw", radiance, _LUMINANCE)
    lit = luminance[luminance > 0]
    if not lit.size:
        return 1.0
    stops = np.log2(lit)
    median = np.median(stops)
    average = np.clip(stops, median - _METER_STOPS, median + _METER_STOPS).mean(dtype=np.float64)
    missing = min(2.0**average / _LOW_LIGHT, 1.0)
    gain = float(MIDDLE_GREY / 2.0**average * missing**low_light)
    if highlights == 0.0:
        return gain
    missing_stops = np.log2(_JUST_WHITE / gain) - float(np.quantile(stops, 1.0 - _BRIGHT_SHARE))
    return float(gain * 2.0 ** (highlights * np.clip(missing_stops, *_HIGHLIGHT_STOPS)))
