"""Pictures for packets and covers: simple, flat, one per call, within a box of a canvas."""

from collections.abc import Callable

import numpy as np

from setpiece.assets.kit.prints import Canvas

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in shares of the canvas."""


def sunburst(canvas: Canvas, box: Box, rng: np.random.Generator, color: str, second: str) -> None:
    """Rays from the middle and a disc."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    count = int(rng.integers(10, 22))
    reach_x, reach_y = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
    for k in range(count):
        edge = np.array([k, k + 0.5]) / count * 2 * np.pi
        rim = np.stack([x + reach_x * np.cos(edge), y + reach_y * np.sin(edge)], axis=1)
        canvas.polygon(np.concatenate([[[x, y]], rim]), color)
    canvas.disc(x, y, reach_y * 0.45, second)


def waves(canvas: Canvas, box: Box, rng: np.random.Generator, color: str, second: str) -> None:
    """Two or three swells across."""
    xs = np.linspace(box[0], box[2], 60)
    for k in range(int(rng.integers(2, 5))):
        top = box[1] + (box[3] - box[1]) * (0.2 + 0.25 * k)
        swell = (box[3] - box[1]) * 0.1 * np.sin(xs * rng.uniform(6, 14) + rng.uniform(0, 6))
        points = np.concatenate([np.stack([xs, top + swell], axis=1), [[box[2], box[3]], [box[0], box[3]]]])
        canvas.polygon(points, color if k % 2 == 0 else second)


def fruits(canvas: Canvas, box: Box, rng: np.random.Generator, color: str, second: str) -> None:
    """Overlapping round fruit with leaves and highlights."""
    radius = 0.28 * min(box[3] - box[1], 0.6)
    for _ in range(int(rng.integers(3, 7))):
        x, y = rng.uniform(box[0] + 0.15, box[2] - 0.15), rng.uniform(box[1] + radius, box[3] - radius)
        size = radius * rng.uniform(0.7, 1.1)
        aspect = canvas.image.height / canvas.image.width
        canvas.disc(x, y, size * 1.07, second)
        canvas.disc(x, y, size, color)
        canvas.disc(x - 0.3 * size * aspect, y - 0.3 * size, size * 0.22, "#fff7ea")
        leaf = np.array([[0, -1], [0.5, -1.5], [1.1, -1.3], [0.6, -1.0]]) * size * [aspect, 1.0]
        canvas.polygon(leaf + np.array([x, y]), second)


def mountains(canvas: Canvas, box: Box, rng: np.random.Generator, color: str, second: str) -> None:
    """Ridges one behind another."""
    for k, shade in enumerate((second, color)):
        xs = np.linspace(box[0], box[2], int(rng.integers(6, 10)))
        tops = box[1] + (box[3] - box[1]) * (0.15 + 0.3 * k + rng.uniform(0, 0.35, len(xs)))
        canvas.polygon(np.concatenate([np.stack([xs, tops], axis=1), [[box[2], box[3]], [box[0], box[3]]]]), shade)


def tiles(canvas: Canvas, box: Box, rng: np.random.Generator, color: str, second: str) -> None:
    """A grid of quarter discs and squares."""
    columns = int(rng.integers(3, 7))
    step_x = (box[2] - box[0]) / columns
    rows = max(1, round((box[3] - box[1]) * canvas.image.height / (step_x * canvas.image.width)))
    step_y = (box[3] - box[1]) / rows
    for i in range(columns):
        for j in range(rows):
            shade = color if rng.random() < 0.55 else second
            x, y = box[0] + i * step_x, box[1] + j * step_y
            if rng.random() < 0.4:
                canvas.disc(x + step_x / 2, y + step_y / 2, step_y * 0.42, shade)
            elif rng.random() < 0.7:
                canvas.polygon(np.array([[x, y], [x + step_x, y], [x, y + step_y]]), shade)


def stripes(canvas: Canvas, box: Box, rng: np.random.Generator, color: str, second: str) -> None:
    """Upright or slanted bars."""
    count, lean = int(rng.integers(4, 12)), float(rng.choice([0.0, 0.0, 0.15, -0.2]))
    for k in range(count):
        left = box[0] + (box[2] - box[0]) * k / count
        right = left + (box[2] - box[0]) * rng.uniform(0.2, 0.6) / count
        points = np.array([[left + lean, box[1]], [right + lean, box[1]], [right, box[3]], [left, box[3]]])
        canvas.polygon(np.clip(points, [box[0], 0], [box[2], 1]), color if k % 3 else second)


def rings(canvas: Canvas, box: Box, rng: np.random.Generator, color: str, second: str) -> None:
    """Concentric circles."""
    x, y = box[0] + (box[2] - box[0]) * rng.uniform(0.3, 0.7), (box[1] + box[3]) / 2
    reach = (box[3] - box[1]) / 2
    count = int(rng.integers(3, 7))
    for k in range(count):
        canvas.disc(x, y, reach * (1 - k / count), color if k % 2 == 0 else second)


MOTIFS: tuple[Callable[[Canvas, Box, np.random.Generator, str, str], None], ...] = (
    sunburst,
    waves,
    fruits,
    mountains,
    tiles,
    stripes,
    rings,
)
"""All of them; each draws inside its box (round things may lean over the edge) in two colours."""


def motif(canvas: Canvas, box: Box, rng: np.random.Generator, color: str, second: str) -> None:
    """One of them."""
    MOTIFS[int(rng.integers(len(MOTIFS)))](canvas, box, rng, color, second)
