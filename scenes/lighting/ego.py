"""The lamps of the car that the camera is in."""

import math

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.spec import Matrix4, Rgb
from setpiece.scenes.lighting.photometry import watts
from setpiece.scenes.lighting.traffic import Lobe, low_beam
from setpiece.scenes.spec import SpotLight
from setpiece.scenes.transforms import rigid

Float64 = NDArray[np.float64]

AHEAD_M, APART_M, ABOVE_ROAD_M = 1.7, 1.3, 0.66
"""Of a passenger car's lamps: ahead of a camera behind its windscreen, between them, above the road (UN regulation 48: 0.5 to 1.2 m)."""

LOBES = ((0.34, Lobe(44.0, 0.134, 0.049)), (0.47, Lobe(88.0, 0.144, 0.132)), (0.19, Lobe(124.0, 0.199, 0.364)))
"""Shares of a lamp's light: far along the road below the cut-off, over its width, and right before the car. Of 1,000 lm
together 10,000 to 12,000 cd straight ahead at 1 to 4 degrees below the horizon, 3,000 at 7, 400 at 18 to 25, 130 at 33, and none above."""


def own_beams(world_from_camera: Matrix4, road_m: float, lumens: float, color: Rgb) -> tuple[SpotLight, ...]:
    """The low beams, three from each lamp, of the car whose windscreen the camera looks through.

    Args:
        world_from_camera: OpenCV axes; the car is level and faces where the camera does.
        road_m: height of the road there.
        lumens: luminous flux of one.
        color: linear Rec. 709.
    """
    pose = np.array(world_from_camera)
    heading = math.atan2(pose[1, 2], pose[0, 2])
    ahead, left = np.array([math.cos(heading), math.sin(heading), 0.0]), np.array([-math.sin(heading), math.cos(heading), 0.0])
    middle = np.array([pose[0, 3], pose[1, 3], road_m + ABOVE_ROAD_M]) + AHEAD_M * ahead
    axes = np.column_stack([ahead, left, [0.0, 0.0, 1.0]])
    power_w = watts(lumens, color)
    lamps = [rigid(axes, middle + side * 0.5 * APART_M * left) for side in (-1.0, 1.0)]
    return tuple(low_beam(lamp, share * power_w, color, lobe) for share, lobe in LOBES for lamp in lamps)
