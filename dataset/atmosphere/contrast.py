"""How an object stands out from what surrounds it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from setpiece.dataset.labels.types import Window

Float32 = NDArray[np.float32]

_LUMINANCE = np.array([0.2126729, 0.7151522, 0.0721750])
_RING_SHARE, _LEAST_RING_PX = 0.15, 2
"""Width of what counts as surroundings, over the root of the object's area."""


def contrast(radiance: Float32, visible: Window) -> float:
    """Michelson contrast of luminance, (Lo - Ls) / (Lo + Ls), from -1 (black on light) to 1; 0 where both are black.

    Lo is the mean over the object's visible pixels, Ls over the ring of pixels around them, whatever they show, as wide as 0.15 times the
    root of the object's area and at least 2 pixels. Linear light, weather included, before the camera's lens and chip.

    Args:
        radiance: (H, W, 3) of the whole picture.
        visible: mask of the object, not empty.
    """
    height, width = radiance.shape[:2]
    reach = max(_LEAST_RING_PX, round(_RING_SHARE * float(visible.mask.sum()) ** 0.5))
    rows, columns = visible.slices
    x0, x1 = max(columns.start - reach, 0), min(columns.stop + reach, width)
    y0, y1 = max(rows.start - reach, 0), min(rows.stop + reach, height)
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    mask[rows.start - y0 : rows.stop - y0, columns.start - x0 : columns.stop - x0] = visible.mask
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    ring = (cv2.dilate(mask, disc) > 0) & (mask == 0)
    luminance = radiance[y0:y1, x0:x1].astype(np.float64) @ _LUMINANCE
    own = float(luminance[mask > 0].mean())
    around = float(luminance[ring].mean()) if ring.any() else own
    return (own - around) / (own + around) if own + around > 0.0 else 0.0
