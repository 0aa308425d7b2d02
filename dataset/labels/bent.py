"""What a lens does to the grid of rays and to projected boxes."""

import math
from functools import lru_cache

import numpy as np

from setpiece.dataset.labels.types import Float64
from setpiece.scenes.lens import BrownConrady, Fisheye
from setpiece.scenes.lens.mapping import distort, reach, undistort
from setpiece.scenes.spec import CameraSpec

_BORDER_POINTS = 65
"""Along each side of a box; how far its image bulges between two of them is bounded by their second difference."""
_BEYOND = 3.0
"""How far beyond the frame outlines are followed, in radii of the frame: lens polynomials mean nothing far outside of it."""


@lru_cache(maxsize=2)
def bent_frame(lens: BrownConrady | Fisheye, width: int, height: int, focal_px: float) -> tuple[Float64, Float64]:
    """(height, width) x and y of the ray of every pixel centre."""
    x = (np.arange(width) + 0.5 - width / 2) / focal_px
    y = (np.arange(height) + 0.5 - height / 2) / focal_px
    return undistort(lens, *np.meshgrid(x, y))


def bent_bounds(lens: BrownConrady | Fisheye, places: Float64, camera: CameraSpec) -> Float64:
    """A box around the image of everything between some rays.

    The lens maps a region one to one, so the image of a rectangle lies inside the image of its border. The border is cut off at
    the greatest radius that is followed: points beyond are pulled in onto that circle.

    Args:
        lens: the lens.
        places: (2, N) x and y of rays (x, y, 1) whose bounding rectangle holds the region.
        camera: tells how far the frame reaches.

    Returns:
        (2, 2) columns with the lowest and the highest place in the picture, in units of the focal length.
    """
    limit = _followed(lens, camera)
    low, high = np.clip(places.min(axis=1), -limit, limit), np.clip(places.max(axis=1), -limit, limit)
    along = np.linspace(0.0, 1.0, _BORDER_POINTS)
    across, down = low[0] + (high[0] - low[0]) * along, low[1] + (high[1] - low[1]) * along
    ones = np.ones_like(along)
    x = np.stack([across, across, low[0] * ones, high[0] * ones])
    y = np.stack([low[1] * ones, high[1] * ones, down, down])
    pull = np.minimum(1.0, limit / np.maximum(np.hypot(x, y), 1e-12))
    image = np.stack(distort(lens, x * pull, y * pull))
    bulge = np.abs(np.diff(image, 2, axis=2)).max(axis=(1, 2))
    flat = image.reshape(2, -1)
    return np.stack([flat.min(axis=1) - bulge, flat.max(axis=1) + bulge], axis=1)


def _followed(lens: BrownConrady | Fisheye, camera: CameraSpec) -> float:
    """Greatest radius of rays that are followed: as far as the lens reaches, and not further than ``_BEYOND`` frames."""
    corner = _BEYOND * math.hypot(camera.width, camera.height) / 2 / camera.focal_length_px
    x, _ = undistort(lens, np.array([corner]), np.array([0.0]))
    return min(reach(lens), float(x[0])) if np.isfinite(x[0]) else reach(lens)
