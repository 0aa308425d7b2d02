"""Random streams of what falls: one per kind, camera and image of a sequence."""

import zlib
from types import MappingProxyType

import numpy as np

from setpiece.scenes.spec import CameraSpec
from setpiece.scenes.weather.spec import WeatherSpec

KINDS = MappingProxyType({"rain": 1, "snow": 2, "drops": 3})
"""Kind -> its fixed number. Append only: a changed number changes every dataset with weather."""


def own_stream(weather: WeatherSpec, camera: CameraSpec, kind: str, frame_id: int = 0) -> np.random.Generator:
    """The generator of one kind of particle in one image.

    Args:
        weather: its seed.
        camera: the cameras of one moment are told apart by their names.
        kind: one of ``KINDS``.
        frame_id: of the image in a sequence.
    """
    return np.random.default_rng([weather.seed, KINDS[kind], zlib.crc32(camera.name.encode()), frame_id])
