"""Disparity of a rectified pair: two equal cameras side by side, so that a point lies in the same row of both pictures."""

import numpy as np

from setpiece.dataset.labels.types import Float32
from setpiece.scenes.spec import SceneSpec


def disparity_px(spec: SceneSpec, depth_m: Float32) -> Float32 | None:
    """How many columns further left a point is in the right picture than in the left one, as OpenCV counts: ``f B / depth``.

    For a pixel of the left picture its partner is at ``x - disparity``, for one of the right picture at ``x + disparity``.

    Args:
        spec: of this image.
        depth_m: (H, W) planar depth, inf for background.

    Returns:
        (H, W) from 0 on, 0 at infinity; None for images that are not of a rectified pair.
    """
    if spec.view is None or spec.view.baseline_m is None:
        return None
    disparity: Float32 = (spec.camera.focal_length_px * spec.view.baseline_m / depth_m.astype(np.float64)).astype(np.float32)
    return disparity
