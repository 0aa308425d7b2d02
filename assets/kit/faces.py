"""Typefaces beside Pillow's grotesque: the strokes of A. V. Hershey (1967) that OpenCV carries, drawn as thick as is asked for."""

import cv2
import numpy as np
from PIL import Image

FACES = {
    "slab": cv2.FONT_HERSHEY_TRIPLEX,
    "italic": cv2.FONT_HERSHEY_COMPLEX | cv2.FONT_ITALIC,
    "round": cv2.FONT_HERSHEY_DUPLEX,
    "script": cv2.FONT_HERSHEY_SCRIPT_COMPLEX,
    "brush": cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
}
"""Name -> OpenCV's number."""

CURSIVE = ("script", "brush")
"""Faces that are not set in capitals."""

_EM = 4.5
"""Scale at which OpenCV's capitals are about as high as those of a 120 px em."""


def drawn(text: str, face: str, weight: float = 0.0) -> Image.Image:
    """Text as an "L" mask with a margin.

    Args:
        text: one line of ASCII.
        face: one of ``FACES``.
        weight: stroke added, in hundredths of the em.
    """
    stroke = max(4, round(4 + 1.5 * weight))
    (width, height), below = cv2.getTextSize(text, FACES[face], _EM, stroke)
    margin = 2 * stroke + 20
    mask = np.zeros((height + below + 2 * margin, width + 2 * margin), np.uint8)
    cv2.putText(mask, text, (margin, margin + height), FACES[face], _EM, 255, stroke, cv2.LINE_AA)
    return Image.fromarray(mask)
