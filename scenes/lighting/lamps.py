"""Lamps at a stage's fixtures."""

import math

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.spec import Rgb
from setpiece.scenes.lighting.photometry import watts
from setpiece.scenes.spec import AreaLight, PointLight
from setpiece.scenes.stage import Fixture
from setpiece.scenes.transforms import apply, rigid, rows

Float64 = NDArray[np.float64]

_AHEAD_M = 0.005
"""A lamp's face hangs this far in front of the fixture's opening, so that neither hides the other."""
_PATCHES = 6


def face(fixture: Fixture, lumens: float, color: Rgb) -> AreaLight:
    """The whole opening glows evenly: of a luminaire with a diffuser, a lit sign, a window."""
    pose = fixture.world_from_fixture @ rigid(np.eye(3), np.array([0.0, 0.0, -_AHEAD_M]))
    return AreaLight(world_from_light=rows(pose), size_m=fixture.size_m, power_w=watts(lumens, color), color=color, visible_to_camera=True)


def lumens_of_luminance(luminance_cd_m2: float, fixture: Fixture) -> float:
    """Luminous flux of an evenly glowing opening: pi L A."""
    return float(np.pi * luminance_cd_m2 * fixture.size_m[0] * fixture.size_m[1])


def bulb(fixture: Fixture, lumens: float, color: Rgb) -> PointLight:
    """A ball as wide as the opening, hanging just below it."""
    radius_m = 0.5 * min(fixture.size_m)
    x, y, z = (float(value) for value in apply(fixture.world_from_fixture, np.array([[0.0, 0.0, -radius_m - _AHEAD_M]]))[0])
    return PointLight(position_m=(x, y, z), power_w=watts(lumens, color), radius_m=radius_m, color=color)


def lux_on_level(fixture: Fixture, lumens: float, point: Float64) -> float:
    """Illuminance of a level surface at a (3,) point by an evenly glowing opening, with nothing between.

    The opening is cut into patches a fraction of their distance wide, each a small Lambertian source: E = (flux / pi) cos cos / d^2.
    """
    world = fixture.world_from_fixture
    across = [(np.arange(_PATCHES) + 0.5) / _PATCHES * size - 0.5 * size for size in fixture.size_m]
    x, y = np.meshgrid(*across)
    patches = apply(world, np.column_stack([x.ravel(), y.ravel(), np.zeros(x.size)]))
    towards = patches - point
    distance = np.linalg.norm(towards, axis=1)
    leaving = np.maximum(towards @ world[:3, 2], 0.0) / distance
    arriving = np.maximum(towards[:, 2], 0.0) / distance
    return float(lumens / math.pi * (leaving * arriving / distance**2).mean())
