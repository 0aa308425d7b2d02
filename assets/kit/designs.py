"""Whole designs: wrap-around labels and the six faces of a carton, from one scheme and one invented brand."""

import numpy as np
from PIL import Image

from setpiece.assets.kit.color import SCHEMES
from setpiece.assets.kit.faces import CURSIVE, FACES
from setpiece.assets.kit.motifs import motif
from setpiece.assets.kit.prints import Canvas, lettering
from setpiece.assets.kit.words import brand, claim, food, ingredients
from setpiece.assets.mesh import Texture

Scheme = tuple[str, str, str, str]


def scheme(rng: np.random.Generator) -> Scheme:
    """Ground, lettering, accent and dark second colour of one product."""
    return SCHEMES[int(rng.integers(len(SCHEMES)))]


def wordmark(rng: np.random.Generator, name: str) -> Image.Image:
    """A brand's lettering: bold or light, upright or slanted, narrow or wide, in one of six faces."""
    text = name.upper() if rng.random() < 0.55 else name
    weight, slant, tracking = float(rng.uniform(2, 8)), float(rng.choice([0, 0, 0.2])), float(rng.choice([0, 0, 0.1]))
    face = str(rng.choice(["grotesque", *FACES], p=[0.45, 0.2, 0.07, 0.1, 0.1, 0.08]))
    mark = lettering(name if face in CURSIVE else text, weight, slant, tracking, face)
    return mark.resize((max(1, round(mark.width * float(rng.uniform(0.7, 1.15)))), mark.height), Image.Resampling.LANCZOS)


def label(rng: np.random.Generator, width: int, height: int) -> Canvas:
    """A wrap-around label: two fronts or one, the back with small print and a bar code between them."""
    ground, ink, accent, dark = scheme(rng)
    canvas = Canvas(width, height, ground)
    name, product = brand(rng), food(rng)
    mark = wordmark(rng, name)
    if rng.random() < 0.3:
        canvas.gradient(0.0, 1.0, ground, dark)
    band = float(rng.uniform(0.04, 0.12))
    if rng.random() < 0.6:
        canvas.rectangle(0, 0, 1, band, accent)
        canvas.rectangle(0, 1 - band, 1, 1, accent)
        canvas.rectangle(0, band * 1.15, 1, band * 1.3, ink)
        canvas.rectangle(0, 1 - band * 1.3, 1, 1 - band * 1.15, ink)
    box = (0.08, float(rng.uniform(0.38, 0.55)), 0.42, 0.88)
    state = int(rng.integers(2**63))
    for left in (0.0, 0.5):
        again = np.random.default_rng(state)
        motif(canvas, (box[0] + left, box[1], box[2] + left, box[3]), again, accent, dark if dark != ground else ink)
        _front(canvas, left, mark, product, claim(again), (ground, ink, accent, dark))
    _back(canvas, rng, 0.435, ink, ground)
    return canvas


def ware(rng: np.random.Generator, width: int, height: int) -> Canvas:
    """What is printed around a mug: a motif and perhaps a word on a plain ground, twice."""
    ground, ink, accent, dark = scheme(rng)
    canvas = Canvas(width, height, ground)
    top, again = float(rng.uniform(0.2, 0.35)), int(rng.integers(2**63))
    mark = wordmark(rng, brand(rng))
    worded = rng.random() < 0.5
    for left in (0.0, 0.5):
        box = (left + 0.1, 0.45 if worded else top, left + 0.4, 0.85 if worded else 1 - top)
        motif(canvas, box, np.random.default_rng(again), accent, dark if dark != ground else ink)
        if worded:
            canvas.text(mark, left + 0.25, 0.28, 0.3, 0.2, ink)
    return canvas


def _front(canvas: Canvas, left: float, mark: Image.Image, product: str, boast: str, colors: Scheme) -> None:
    ground, ink, accent, dark = colors
    canvas.text(mark, left + 0.25, 0.26, 0.36, 0.26, ink, stretch=True)
    canvas.rectangle(left + 0.12, 0.44, left + 0.38, 0.53, ink, radius_px=6)
    canvas.text(lettering(product, 3), left + 0.25, 0.485, 0.23, 0.055, ground)
    canvas.disc(left + 0.39, 0.66, 0.075, accent)
    canvas.disc(left + 0.39, 0.66, 0.067, dark, outline_px=2)
    canvas.text(lettering(boast, 2), left + 0.39, 0.66, 0.055, 0.03, dark if accent != dark else ink)


def _back(canvas: Canvas, rng: np.random.Generator, x: float, ink: str, ground: str) -> None:
    size = max(7, canvas.image.height // 45)
    canvas.rectangle(x, 0.14, x + 0.135, 0.9, ground)
    canvas.paragraph(ingredients(rng), x + 0.01, 0.16, 0.115, 0.3, ink, size)
    canvas.table(x + 0.01, 0.46, 0.115, 0.2, ink)
    canvas.barcode(x + 0.02, 0.69, 0.095, 0.18, rng)


def carton(rng: np.random.Generator, size_m: tuple[float, float, float], pixels: int = 512) -> Texture:
    """The atlas of a printed box (see ``rounded_box``): fronts at -y and +y, sides at +x and -x, lid and base.

    Args:
        rng: of the design.
        size_m: outer x, y, z, which give each face its proportions.
        pixels: edge of one cell of the 3 by 2 atlas.
    """
    colors = scheme(rng)
    name, product, boast = brand(rng), food(rng), claim(rng)
    mark = wordmark(rng, name)
    x, y, z = size_m
    art = int(rng.integers(2**63))
    front = _carton_front(x, z, colors, mark, product, boast, np.random.default_rng(art), pixels)
    faces = {
        "+x": _carton_side(y, z, colors, mark, rng, pixels, nutrition=True),
        "-x": _carton_side(y, z, colors, mark, rng, pixels, nutrition=False),
        "+y": front,
        "-y": front,
        "+z": _carton_lid(x, y, colors, mark, pixels),
        "-z": _carton_lid(x, y, colors, lettering("BEST BEFORE: SEE SIDE"), pixels),
    }
    return atlas(faces, pixels)


def atlas(faces: dict[str, Canvas], pixels: int) -> Texture:
    """Six pictures in the cells that ``rounded_box`` gives its faces; each is squeezed to a square cell."""
    sheet = Canvas(3 * pixels, 2 * pixels, "#808080")
    for k, face in enumerate(("+x", "-x", "+y", "-y", "+z", "-z")):
        cell = faces[face].image.resize((pixels, pixels), Image.Resampling.LANCZOS)
        sheet.image.paste(cell, ((k % 3) * pixels, (1 - k // 3) * pixels))
    return sheet.texture()


def _sheet(width_m: float, height_m: float, pixels: int, ground: str) -> Canvas:
    """A canvas with a face's own proportions, its longer side ``pixels``."""
    scale = pixels / max(width_m, height_m)
    return Canvas(max(24, round(width_m * scale)), max(24, round(height_m * scale)), ground)


def _carton_front(
    width: float, height: float, colors: Scheme, mark: Image.Image, product: str, boast: str, rng: np.random.Generator, pixels: int
) -> Canvas:
    ground, ink, accent, dark = colors
    canvas = _sheet(width, height, pixels, ground)
    if rng.random() < 0.5:
        canvas.gradient(0, 0.6, ground, accent if rng.random() < 0.3 else ground)
    motif(canvas, (0.0 if rng.random() < 0.5 else 0.08, 0.45, 1.0, 1.0), rng, accent, dark)
    if rng.random() < 0.5:
        canvas.rectangle(0, 0.08, 1, 0.36, dark)
        ink = "#ffffff" if dark != "#ffffff" else ink
    canvas.text(mark, 0.5, 0.22, 0.86, 0.24, ink, stretch=True)
    canvas.rectangle(0.1, 0.385, 0.9, 0.455, accent, radius_px=5)
    canvas.text(lettering(product, 3), 0.5, 0.42, 0.7, 0.05, dark)
    canvas.rectangle(0.68, 0.86, 0.96, 0.95, "#ffffff", radius_px=4)
    canvas.text(lettering(f"{int(rng.integers(2, 10)) * 50} g e", 1), 0.82, 0.905, 0.22, 0.05, "#202020")
    radius = 0.09 * min(width / height, 1.0)
    badge_y = 0.9 if rng.random() < 0.5 else 0.56
    canvas.disc(0.16, badge_y, radius, "#ffffff")
    canvas.text(lettering(boast, 3), 0.16, badge_y, 0.17, 0.04, dark if dark != "#ffffff" else "#202020")
    return canvas


def _carton_side(
    width: float, height: float, colors: Scheme, mark: Image.Image, rng: np.random.Generator, pixels: int, *, nutrition: bool
) -> Canvas:
    ground, ink, accent, dark = colors
    canvas = _sheet(width, height, pixels, ground)
    canvas.rectangle(0, 0.0, 1, 0.2, accent)
    canvas.text(mark, 0.5, 0.1, 0.84, 0.13, dark, stretch=True)
    if nutrition:
        canvas.table(0.1, 0.25, 0.8, 0.32, ink, rows=9)
        canvas.barcode(0.16, 0.72, 0.68, 0.2, rng)
    else:
        canvas.paragraph(ingredients(rng, 60), 0.1, 0.25, 0.8, 0.45, ink, max(7, pixels // 48))
        canvas.rectangle(0.1, 0.74, 0.9, 0.93, ink, radius_px=6, outline_px=2)
        canvas.paragraph(
            "Store in a cool dry place. Once opened keep sealed. Recycle the board.", 0.15, 0.77, 0.7, 0.14, ink, max(7, pixels // 50)
        )
    return canvas


def _carton_lid(width: float, depth: float, colors: Scheme, mark: Image.Image, pixels: int) -> Canvas:
    ground, ink, accent, _ = colors
    canvas = _sheet(width, depth, pixels, ground)
    canvas.rectangle(0.02, 0.05, 0.98, 0.95, accent, outline_px=3)
    canvas.text(mark, 0.5, 0.5, 0.8, 0.6, ink)
    return canvas
