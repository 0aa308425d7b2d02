"""The light that reaches a particle, estimated from the finished picture: of the sky, and of what is around it in the picture."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.weather.spec import WeatherSpec

Float32 = NDArray[np.float32]

_ENOUGH = 0.01
"""Share of the picture from which on the sky in it says what the sky is like."""
_BRIGHTEST = 8.0
"""Radiance counts up to so many times the picture's mean: the sun or a lamp does not flood all drops."""
_COARSE_PX = 48
_SPREAD = 0.12
"""Standard deviation of "around", in picture widths."""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Radiance around particles, linear.

    Attributes:
        sky: (3,) mean of the sky.
        around: (H, W, 3) mean of what is near in the picture, in a wide blur: bright around lamps at night.
    """

    sky: Float32
    around: Float32


def surroundings(radiance: Float32, depth_m: Float32, weather: WeatherSpec) -> Surroundings:
    """What lights particles.

    Args:
        radiance: (H, W, 3) linear; nan counts as black.
        depth_m: (H, W), inf for sky.
        weather: its airlight stands for a sky that is out of the picture.
    """
    finite = np.nan_to_num(radiance, nan=0.0, posinf=0.0, neginf=0.0)
    limited = np.minimum(finite, np.float32(_BRIGHTEST) * finite.mean(dtype=np.float64).astype(np.float32))
    height, width = depth_m.shape
    size = (_COARSE_PX, max(1, round(_COARSE_PX * height / width)))
    coarse = cv2.resize(limited, size, interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(coarse, (0, 0), _SPREAD * _COARSE_PX, borderType=cv2.BORDER_REPLICATE)
    around: Float32 = cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR)
    return Surroundings(_sky(limited, depth_m, weather), around)


def _sky(limited: Float32, depth_m: Float32, weather: WeatherSpec) -> Float32:
    seen = np.isinf(depth_m)
    if seen.mean() >= _ENOUGH:
        chosen = limited[seen]
    elif max(weather.airlight) > 0:
        return np.array(weather.airlight, np.float32)
    else:
        chosen = limited[: max(1, len(limited) // 3)].reshape(-1, 3)
    mean: Float32 = chosen.mean(axis=0, dtype=np.float64).astype(np.float32)
    return mean
