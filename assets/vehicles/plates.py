"""Number plates with invented characters."""

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.part import Part
from setpiece.assets.kit.prints import Canvas, lettering
from setpiece.assets.mesh import Texture
from setpiece.assets.vehicles.slots import FRONT_PLATE, REAR_PLATE

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def plate(rng: np.random.Generator) -> Texture:
    """White or yellow, seven characters, half of them with a blue band at the left."""
    ground = "#e9e9e4" if rng.random() < 0.85 else "#e3b51d"
    canvas = Canvas(208, 46, "#16171a")
    canvas.rectangle(0.008, 0.04, 0.992, 0.96, ground, 4)
    left = 0.02
    if rng.random() < 0.6:
        canvas.rectangle(0.008, 0.04, 0.085, 0.96, "#123c8c", 4)
        left = 0.1
    letters = "".join(LETTERS[int(k)] for k in rng.integers(len(LETTERS), size=4))
    text = f"{letters[:2]} {letters[2:]} {int(rng.integers(10, 999))}"
    canvas.text(lettering(text, weight=2.0), (left + 0.98) / 2, 0.5, 0.94 - left, 0.68, "#141517")
    return canvas.texture()


def number_plates(front: tuple[float, float], rear: tuple[float, float]) -> list[Part]:
    """Plates of European size, in the middle, at (x, z) of front and rear."""
    blank = rounded_box(0.012, 0.52, 0.112, 0.003, steps=2)
    ahead, behind = blank.moved(front[0], 0.0, front[1]), blank.moved(rear[0], 0.0, rear[1])
    return [
        ahead.painted(FRONT_PLATE).with_uvs(lambda corners: _uvs(corners, 1.0)),
        behind.painted(REAR_PLATE).with_uvs(lambda corners: _uvs(corners, -1.0)),
    ]


def _uvs(corners: NDArray[np.float64], looking: float) -> NDArray[np.float64]:
    """The whole picture on the face, as seen from outside."""
    y, z = corners[..., 1], corners[..., 2]
    return np.stack([0.5 + looking * y / 0.52, (z - z.min()) / np.ptp(z)], axis=-1)
