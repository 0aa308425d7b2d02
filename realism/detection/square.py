"""Fits images into a network's square input, and boxes back into the image.

An ``Affine`` is a (2, 3) matrix that takes points of the image to points of the square, in pixels from the left upper corner's edge.
"""

import cv2
import numpy as np
import numpy.typing as npt

Rgb = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Affine = Floats

MARGIN = 127
"""Grey of what lies outside of the image."""


def fit(width: int, height: int, size: int) -> Affine:
    """Scales the longer side to ``size`` and puts the image into the left upper corner."""
    scale = size / max(width, height)
    return np.array([[scale, 0.0, 0.0], [0.0, scale, 0.0]])


def warp(image: Rgb, matrix: Affine, size: int, *, mask: bool = False) -> Rgb:
    """The square that the matrix makes of an image, (size, size, 3), or (size, size) of a mask of 0 and 1.

    What shrinks to less than half is averaged first, so that nothing is aliased away.
    """
    shrink = max(1, int(1.0 / max(float(np.sqrt(abs(np.linalg.det(matrix[:, :2])))), 1e-6) + 1e-9))
    if shrink > 1:
        height, width = image.shape[:2]
        small = max(1, round(width / shrink)), max(1, round(height / shrink))
        image = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
        matrix = matrix @ np.diag([width / small[0], height / small[1], 1.0])
    centred = matrix.copy()  # OpenCV puts the centre of the first pixel at 0, 0
    centred[:, 2] += 0.5 * matrix[:, :2].sum(axis=1) - 0.5
    flags, border = (cv2.INTER_NEAREST, 0) if mask else (cv2.INTER_LINEAR, MARGIN)
    out: Rgb = cv2.warpAffine(image, centred, (size, size), flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=(border,) * 3)
    return out


def move_boxes(xyxy: Floats, matrix: Affine) -> Floats:
    """Boxes around the moved boxes, (n, 4); exact for scales, shifts, mirrors and quarter turns."""
    corners = xyxy[:, [[0, 1], [2, 1], [2, 3], [0, 3]]] @ matrix[:, :2].T + matrix[:, 2]
    return np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)


def unfit_boxes(xyxy: Floats, width: int, height: int, size: int) -> Floats:
    """Boxes of the square as boxes of the image, cut at its edges."""
    scale = size / max(width, height)
    out: Floats = np.clip(xyxy / scale, 0.0, np.array([width, height, width, height], np.float64))
    return out
