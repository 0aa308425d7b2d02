"""Planar depth of the nearest surfaces."""

import numpy as np

from setpiece.dataset.labels.types import Float32, Float64


def planar_depth_m(nearness: Float64) -> Float32:
    """Depth along the camera's z axis, float32 metres; inf where nothing is hit (nearness 0)."""
    with np.errstate(divide="ignore"):
        depth: Float32 = np.divide(1.0, nearness).astype(np.float32)
    return depth
