"""Draws what a detector got right and wrong into the picture."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from setpiece.realism.evaluation.outcomes import Outcome
from setpiece.realism.images import read_picture

_SIDE_PX = 640
_MISSED, _INVENTED, _CONFUSED, _RIGHT = "#00c2b8", "#ff6a00", "#a64dff", "#ffffff"


def draw_outcome(path: Path, o: Outcome, classes: tuple[str, ...], width: int) -> npt.NDArray[np.uint8]:
    """The picture, its longer side 640 pixels, with its boxes.

    Args:
        path: of the picture.
        o: its outcome.
        classes: names.
        width: that the boxes refer to.
    """
    picture = Image.fromarray(read_picture(path).rgb)
    zoom = _SIDE_PX / max(picture.size)
    picture = picture.resize((round(picture.width * zoom), round(picture.height * zoom)))
    pen, scale = ImageDraw.Draw(picture), picture.width / width
    for box, label, partner, missed, confused in zip(o.truth, o.truth_labels, o.partner, o.missed, o.confused, strict=True):
        true = classes[label - 1]
        if missed:
            _box(pen, box * scale, _MISSED, true)
        elif confused:
            _box(pen, box * scale, _CONFUSED, f"{classes[o.found_labels[partner] - 1]}/{true}")
        else:
            _box(pen, box * scale, _RIGHT, "")
    for box, label, score in zip(o.found[o.invented], o.found_labels[o.invented], o.scores[o.invented], strict=True):
        _box(pen, box * scale, _INVENTED, f"{classes[label - 1]} {score:.2f}")
    return np.asarray(picture)


def _box(pen: ImageDraw.ImageDraw, xyxy: npt.NDArray[np.float64], colour: str, text: str) -> None:
    """One outline, its text above it."""
    x0, y0, x1, y1 = xyxy.tolist()
    pen.rectangle((x0, y0, max(x1, x0 + 1.0), max(y1, y0 + 1.0)), outline=colour, width=2)
    if text:
        at = (x0, max(y0 - 12.0, 0.0))
        pen.rectangle(pen.textbbox(at, text), fill="#000000")
        pen.text(at, text, fill=colour)
