"""Objects that were not found, cut out of their pictures."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from setpiece.realism.images import read_picture

_SIDE_PX = 200
_AROUND = 0.6
_LEAST_PX = 12.0
_MISSED, _SAID = "#00c2b8", "#a64dff"


def cut_out(path: Path, xyxy: npt.NDArray[np.float64], width: int, said: npt.NDArray[np.float64] | None) -> npt.NDArray[np.uint8]:
    """A square of 200 pixels about an object, with its box in teal, and in violet that of what it was taken for.

    Args:
        path: of the picture.
        xyxy: of the object.
        width: of the picture that the boxes refer to.
        said: box of the wrong detection, if there is one.
    """
    picture = Image.fromarray(read_picture(path).rgb)
    scale = picture.width / width
    box = xyxy * scale
    middle, half = (box[:2] + box[2:]) / 2.0, max(float((box[2:] - box[:2]).max()), _LEAST_PX) * (0.5 + _AROUND)
    left, top = middle - half
    zoom = _SIDE_PX / (2.0 * half)
    out = picture.crop((round(left), round(top), round(left + 2 * half), round(top + 2 * half))).resize(
        (_SIDE_PX, _SIDE_PX), Image.Resampling.BICUBIC
    )
    pen = ImageDraw.Draw(out)
    corner = np.array([round(left), round(top)] * 2)
    for b, colour in ((None if said is None else said * scale, _SAID), (box, _MISSED)):
        if b is not None:
            x0, y0, x1, y1 = ((b - corner) * zoom).tolist()
            pen.rectangle((x0, y0, max(x1, x0 + 1.0), max(y1, y0 + 1.0)), outline=colour, width=2)
    return np.asarray(out)
