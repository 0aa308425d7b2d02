"""What the clear physical sky sends down, by the sun's elevation: measured with Blender, kept as figures."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.spec import PhysicalSky

Float64 = NDArray[np.float64]

ELEVATIONS_DEG = (-10.0, -8.0, -6.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 6.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 75.0, 90.0)

# fmt: off
_MEASURED = np.array((
    (0, 0, 0, 0.0009719, 0.007999, 0.03684, 0.005528, 0.0137, 0.03124),  # -10
    (0, 0, 0, 0.001893, 0.01481, 0.0679, 0.01213, 0.02572, 0.05755),  # -8
    (0, 0, 0, 0.005599, 0.02903, 0.1273, 0.03369, 0.04989, 0.1056),  # -6
    (0, 0, 0, 0.049, 0.08455, 0.277, 0.109, 0.1026, 0.1915),  # -4
    (0, 0, 0, 0.3705, 0.3886, 0.7652, 0.3736, 0.2281, 0.3389),  # -2
    (0, 0, 0, 0.7393, 0.7562, 1.245, 0.9583, 0.3851, 0.437),  # -1
    (4.084, 0.5221, 1.953e-05, 1.227, 1.297, 1.908, 2.522, 0.8242, 0.5456),  # 0
    (17.94, 4.002, 0, 1.723, 1.964, 2.744, 5.049, 1.811, 0.7233),  # 1
    (33.82, 10.59, 0.06957, 2.182, 2.689, 3.725, 7.796, 3.309, 1.093),  # 2
    (61.21, 27.91, 4.517, 2.963, 4.113, 5.934, 12.68, 7.001, 2.637),  # 4
    (81.69, 45.22, 12.92, 3.6, 5.373, 8.176, 15.31, 9.991, 4.745),  # 6
    (108.3, 72.25, 32.51, 4.553, 7.311, 11.96, 16.99, 13.34, 8.471),  # 10
    (126.8, 93.74, 53.06, 5.379, 8.936, 15.15, 16.46, 14.54, 11.03),  # 15
    (137.7, 107.2, 68.09, 5.988, 10.09, 17.34, 15.58, 14.72, 12.29),  # 20
    (149.6, 122.7, 87.27, 6.877, 11.74, 20.46, 14.68, 14.86, 13.68),  # 30
    (157.8, 133.7, 102.3, 7.811, 13.49, 23.77, 14.58, 15.34, 14.93),  # 45
    (161.6, 138.9, 109.7, 8.454, 14.69, 26.07, 14.81, 15.76, 15.66),  # 60
    (163.3, 141.4, 113.4, 8.839, 15.42, 27.46, 14.98, 16, 16.03),  # 75
    (163.9, 142.1, 114.5, 8.97, 15.67, 27.94, 15.04, 16.07, 16.14),  # 90
))
# fmt: on
"""Red, green and blue of direct normal irradiance, of diffuse horizontal irradiance (W/m^2 of the renderer) and of the mean radiance
at the horizon, for ``PhysicalSky`` with its default air in Blender 5.0.1; printed by ``scripts/bench/clear_sky.py``. More aerosol
moves light from the direct to the diffuse column: at five times the default the sum of both has changed by less than 3 %."""


@dataclass(frozen=True, eq=False)
class ClearSky:
    """What a clear sky sends down: (3,) linear Rec. 709 each.

    Attributes:
        direct: irradiance of the sun on a level surface, W/m^2.
        diffuse: irradiance of the sky without the sun on a level surface, W/m^2.
        horizon: radiance at the horizon, mean over all azimuths, W/(m^2 sr).
    """

    direct: Float64
    diffuse: Float64
    horizon: Float64

    @property
    def total(self) -> Float64:
        """Global horizontal irradiance, W/m^2."""
        summed: Float64 = self.direct + self.diffuse
        return summed


def clear_sky(sky: PhysicalSky) -> ClearSky:
    """The table at the sky's elevation of the sun, interpolated, times its strength; its glow besides."""
    row = np.array([np.interp(sky.sun_elevation_deg, ELEVATIONS_DEG, column) for column in _MEASURED.T]) * sky.strength
    height = max(math.sin(math.radians(sky.sun_elevation_deg)), 0.0)
    glow = np.array(sky.glow)
    return ClearSky(row[0:3] * height, row[3:6] + math.pi * glow, row[6:9] + glow)
