"""The lamps of the car that the camera is in."""

import math

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.spec import Matrix4, Rgb
from setpiece.scenes.lighting.photometry import watts
from setpiece.scenes.lighting.traffic import low_beam
from setpiece.scenes.spec import SpotLight
from setpiece.scenes.transforms import rigid

Float64 = NDArray[np.float64]

AHEAD_M, APART_M, ABOVE_ROAD_M = 1.7, 1.3, 0.66
"""Of a passenger car's lamps: ahead of a camera behind its windscreen, between them, above the road (UN regulation 48: 0.5 to 1.2 m)."""

NEAR_SHARE, NEAR_DEG, NEAR_DROP = 0.45, 110.0, 0.2
"""Of a lamp's light, what it spreads over the road right before the car and both its edges, which only the car's own driver sees."""


def own_beams(world_from_camera: Matrix4, road_m: float, lumens: float, color: Rgb) -> tuple[SpotLight, ...]:
    """The low beams, two from each lamp, of the car whose windscreen the camera looks through.

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
    far = [low_beam(lamp, (1.0 - NEAR_SHARE) * power_w, color) for lamp in lamps]
    near = [low_beam(lamp, NEAR_SHARE * power_w, color, NEAR_DEG, NEAR_DROP) for lamp in lamps]
    return (*far, *near)
