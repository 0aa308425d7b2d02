"""Faces of traffic signs, drawn: the shapes and colours of the Vienna Convention on Road Signs (1968), with pictograms of our own."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.kit.prints import Canvas, lettering
from setpiece.assets.kit.profile import arc, fillet
from setpiece.assets.mesh import Texture

Outline = NDArray[np.float64]
RED, BLUE, WHITE, BLACK, YELLOW = "#c1121f", "#1450a0", "#f2f2ee", "#16171a", "#f2c318"


def _disc() -> Outline:
    return arc((0.0, 0.0), 0.3, 0, 360, 49)[:-1]


def _triangle(flip: float = 1.0) -> Outline:
    points = [(0.45 * np.cos(a), flip * 0.45 * np.sin(a), 0.04) for a in np.deg2rad([90, 210, 330])]
    return fillet(points if flip > 0 else points[::-1], closed=True)


def _diamond() -> Outline:
    return fillet([(0.42, 0, 0.04), (0, 0.42, 0.04), (-0.42, 0, 0.04), (0, -0.42, 0.04)], closed=True)


def _octagon() -> Outline:
    return fillet([(0.33 * np.cos(a), 0.33 * np.sin(a), 0.01) for a in np.deg2rad(22.5 + 45 * np.arange(8))], closed=True)


def _board() -> Outline:
    return fillet([(0.3, 0.3, 0.03), (-0.3, 0.3, 0.03), (-0.3, -0.3, 0.03), (0.3, -0.3, 0.03)], closed=True)


def _shares(outline: Outline, scale: float) -> Outline:
    """The outline shrunk about its middle, in shares of a canvas that its box fills; y down."""
    low, high = outline.min(axis=0), outline.max(axis=0)
    shares = (outline * scale - low) / (high - low)
    return np.stack([shares[:, 0], 1.0 - shares[:, 1]], axis=1)


def _speed(canvas: Canvas, rng: np.random.Generator) -> None:
    canvas.disc(0.5, 0.5, 0.5, RED)
    canvas.disc(0.5, 0.5, 0.38, WHITE)
    canvas.text(lettering(str(int(rng.choice([10, 20, 30, 40, 50, 60, 70, 80, 100]))), weight=3.0), 0.5, 0.5, 0.56, 0.4, BLACK)


def _no_entry(canvas: Canvas, rng: np.random.Generator) -> None:
    canvas.disc(0.5, 0.5, 0.5, WHITE)
    canvas.disc(0.5, 0.5, 0.48, RED)
    canvas.rectangle(0.14, 0.41, 0.86, 0.59, WHITE)


def _no_stopping(canvas: Canvas, rng: np.random.Generator) -> None:
    canvas.disc(0.5, 0.5, 0.5, RED)
    canvas.disc(0.5, 0.5, 0.41, BLUE)
    bar = np.array([(0.17, 0.25), (0.25, 0.17), (0.83, 0.75), (0.75, 0.83)])
    canvas.polygon(bar, RED)
    if rng.random() < 0.5:
        canvas.polygon(np.column_stack([1 - bar[:, 0], bar[:, 1]]), RED)


def _order(canvas: Canvas, rng: np.random.Generator) -> None:
    canvas.disc(0.5, 0.5, 0.5, WHITE)
    canvas.disc(0.5, 0.5, 0.48, BLUE)
    arrow = np.array([(0.5, 0.13), (0.72, 0.4), (0.57, 0.4), (0.57, 0.85), (0.43, 0.85), (0.43, 0.4), (0.28, 0.4)]) - 0.5
    turn = np.deg2rad(float(rng.choice([0, 90, 135, -90, -135])))
    canvas.polygon(arrow @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + 0.5, WHITE)


def _warning(canvas: Canvas, rng: np.random.Generator) -> None:
    canvas.polygon(_shares(_triangle(), 1.0), RED)
    canvas.polygon(_shares(_triangle(), 0.68), WHITE)
    which = int(rng.integers(3))
    if which == 0:
        canvas.rectangle(0.47, 0.42, 0.53, 0.7, BLACK, 6)
        canvas.disc(0.5, 0.79, 0.035, BLACK)
    elif which == 1:
        canvas.polygon(
            np.array([(0.36, 0.82), (0.47, 0.6), (0.42, 0.5), (0.5, 0.4), (0.56, 0.52), (0.53, 0.62), (0.62, 0.82), (0.5, 0.68)]), BLACK
        )
        canvas.disc(0.5, 0.38, 0.04, BLACK)
    else:
        canvas.polygon(np.array([(0.47, 0.82), (0.47, 0.62), (0.33, 0.6), (0.5, 0.42), (0.67, 0.6), (0.53, 0.62), (0.53, 0.82)]), BLACK)


def _yield(canvas: Canvas, rng: np.random.Generator) -> None:
    canvas.polygon(_shares(_triangle(-1.0), 1.0), RED)
    canvas.polygon(_shares(_triangle(-1.0), 0.62), WHITE)


def _priority(canvas: Canvas, rng: np.random.Generator) -> None:
    canvas.polygon(_shares(_diamond(), 1.0), WHITE)
    canvas.polygon(_shares(_diamond(), 0.72), YELLOW)


def _stop(canvas: Canvas, rng: np.random.Generator) -> None:
    canvas.polygon(_shares(_octagon(), 1.0), WHITE)
    canvas.polygon(_shares(_octagon(), 0.94), RED)
    canvas.text(lettering("STOP", weight=4.0), 0.5, 0.5, 0.74, 0.4, WHITE, stretch=True)


def _parking(canvas: Canvas, rng: np.random.Generator) -> None:
    canvas.rectangle(0, 0, 1, 1, WHITE)
    canvas.rectangle(0.03, 0.03, 0.97, 0.97, BLUE, 12)
    canvas.text(lettering("P", weight=5.0), 0.5, 0.5, 0.6, 0.68, WHITE)


def _crossing(canvas: Canvas, rng: np.random.Generator) -> None:
    canvas.rectangle(0, 0, 1, 1, BLUE)
    canvas.polygon(np.array([(0.5, 0.08), (0.92, 0.86), (0.08, 0.86)]), WHITE)
    canvas.disc(0.53, 0.36, 0.045, BLACK)
    canvas.polygon(
        np.array([(0.38, 0.76), (0.47, 0.6), (0.46, 0.45), (0.56, 0.44), (0.6, 0.58), (0.55, 0.6), (0.62, 0.76), (0.5, 0.66)]), BLACK
    )


FACES: Mapping[str, tuple[Callable[[], Outline], Callable[[Canvas, np.random.Generator], None], str]] = {
    "speed": (_disc, _speed, RED), "no_entry": (_disc, _no_entry, WHITE), "no_stopping": (_disc, _no_stopping, RED),
    "order": (_disc, _order, WHITE), "warning": (_triangle, _warning, RED), "yield": (lambda: _triangle(-1.0), _yield, RED),
    "priority": (_diamond, _priority, WHITE), "stop": (_octagon, _stop, WHITE), "parking": (_board, _parking, WHITE),
    "crossing": (_board, _crossing, BLUE),
}  # fmt: skip
"""Name -> outline in metres, drawing, ground colour."""


def face(name: str, rng: np.random.Generator) -> tuple[Texture, Outline]:
    """The picture of a sign, which fills its outline's box, and that outline, (N, 2) counter-clockwise, metres."""
    outline, draw, ground = FACES[name]
    canvas = Canvas(192, 192, ground)
    draw(canvas, rng)
    return canvas.texture(), outline()
