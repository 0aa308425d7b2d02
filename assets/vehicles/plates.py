"""Number plates with invented characters."""

import numpy as np

from setpiece.assets.kit.prints import Canvas, lettering
from setpiece.assets.mesh import Texture

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
