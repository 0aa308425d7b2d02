"""What falls: rain and snow over a finished picture, never labelled."""

import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.atmosphere.rain import rain
from setpiece.dataset.atmosphere.snow import snow
from setpiece.dataset.atmosphere.surroundings import surroundings
from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.weather.spec import WeatherSpec

Float32 = NDArray[np.float32]


def precipitate(radiance: Float32, depth_m: Float32, camera: CameraSpec, weather: WeatherSpec, frame_id: int = 0) -> Float32:
    """A picture with what falls in front of it: a pure function of its arguments.

    Only particles wide enough to show are drawn; the rest is in the weather's visibility, that is in ``radiance`` already. Dust has none:
    grains that the wind lifts are a tenth of a millimetre, narrower than a tenth of a pixel at arm's length.

    Args:
        radiance: (H, W, 3) float32, linear Rec. 709, air included.
        depth_m: (H, W) float32 planar depth, inf for sky.
        camera: which made the picture: lens, shutter, aperture and focus.
        weather: rain, snow, wind and seed.
        frame_id: of the image in a sequence; each has drops and flakes of its own, and so has each camera (by its name).

    Returns:
        (H, W, 3) float32; ``radiance`` itself if nothing falls.
    """
    if weather.rain_mm_h == 0 and weather.snow_mm_h == 0:
        return radiance
    light = surroundings(radiance, depth_m, weather)
    if weather.rain_mm_h > 0:
        radiance = rain(radiance, depth_m, camera, weather, light, frame_id)
    if weather.snow_mm_h > 0:
        radiance = snow(radiance, depth_m, camera, weather, light, frame_id)
    return radiance
