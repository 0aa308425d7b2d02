"""Lamps at a stage's fixtures."""

import numpy as np

from setpiece.assets.spec import Rgb
from setpiece.scenes.lighting.photometry import watts
from setpiece.scenes.spec import AreaLight
from setpiece.scenes.stage import Fixture
from setpiece.scenes.transforms import rigid, rows

_AHEAD_M = 0.005
"""A lamp's face hangs this far in front of the fixture's opening, so that neither hides the other."""


def face(fixture: Fixture, lumens: float, color: Rgb) -> AreaLight:
    """The whole opening glows evenly: of a luminaire with a diffuser, a lit sign, a window."""
    pose = fixture.world_from_fixture @ rigid(np.eye(3), np.array([0.0, 0.0, -_AHEAD_M]))
    return AreaLight(world_from_light=rows(pose), size_m=fixture.size_m, power_w=watts(lumens, color), color=color, visible_to_camera=True)


def lumens_of_luminance(luminance_cd_m2: float, fixture: Fixture) -> float:
    """Luminous flux of an evenly glowing opening: pi L A."""
    return float(np.pi * luminance_cd_m2 * fixture.size_m[0] * fixture.size_m[1])
