"""Books, lying on their backs: hard covers with a recessed block of pages, and paperbacks."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.color import SCHEMES
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.fields import Float64, picture
from setpiece.assets.kit.finishes import art, printed
from setpiece.assets.kit.motifs import motif
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.prints import Canvas, lettering
from setpiece.assets.kit.profile import fillet
from setpiece.assets.kit.words import author, claim, ingredients, title
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model, Texture

COVER, PAGES = 0, 1


def cover(rng: np.random.Generator, width: float, height: float, thickness: float, pixels: int = 640) -> Texture:
    """The unfolded jacket: back, spine and front from left to right; sizes in metres."""
    ground, ink, accent, dark = SCHEMES[int(rng.integers(len(SCHEMES)))]
    whole = 2 * width + thickness
    canvas = Canvas(int(pixels * whole / height), pixels, ground)
    name, writer = title(rng), author(rng)
    left, spine = (width + thickness) / whole, (width + thickness / 2) / whole
    middle, share = left + width / whole / 2, width / whole
    top = float(rng.choice([0.18, 0.3, 0.7]))
    art_box = (left, 0.42, 1.0, 1.0) if top < 0.5 else (left, 0.0, 1.0, 0.52)
    if rng.random() < 0.3:
        canvas.gradient(0.0, 1.0, ground, dark)
    motif(canvas, art_box, rng, accent, dark if dark != ground else ink)
    face = str(rng.choice(["grotesque", "slab", "italic", "round"], p=[0.4, 0.35, 0.1, 0.15]))
    words = name.upper().split() if rng.random() < 0.6 else [name.upper()]
    for k, word in enumerate(words[:4]):
        canvas.text(lettering(word, 4, face=face), middle, top + 0.085 * (k - 0.5), share * 0.84, 0.08, ink)
    canvas.text(lettering(writer, 1, tracking=0.08), middle, 0.93 if top < 0.5 else 0.95, share * 0.6, 0.04, ink if top > 0.5 else ground)
    canvas.rectangle(width / whole, 0, left, 1, dark if dark != ink else accent)
    canvas.text(
        lettering(name.upper(), 3, face=face), spine, 0.4, thickness / whole * 0.7, 0.6, ink if dark != ink else ground, turn_deg=-90
    )
    canvas.text(lettering(writer, 1), spine, 0.84, thickness / whole * 0.5, 0.2, accent if accent != dark else ink, turn_deg=-90)
    canvas.text(lettering(claim(rng), 4), share / 2, 0.12, share * 0.6, 0.05, ink)
    canvas.paragraph(ingredients(rng, 70).replace("Ingredients: ", ""), share * 0.14, 0.22, share * 0.72, 0.4, ink, 12)
    canvas.barcode(share * 0.52, 0.8, share * 0.36, 0.12, rng)
    return canvas.texture()


def _pages(rng: np.random.Generator) -> Texture:
    """Edges of sheets: fine lines along u, one row a sheet or two."""
    rows = 0.62 + 0.09 * rng.normal(size=(160, 1, 1)) + 0.02 * rng.normal(size=(160, 64, 1))
    gaps = rng.random((160, 1, 1)) < 0.06
    return picture(np.clip(np.where(gaps, rows * 0.6, rows), 0.2, 0.82) * np.array([1.0, 0.94, 0.82]))


def _unfolded(corners: Float64, width: float, height: float, thickness: float) -> Float64:
    """Jacket coordinates of triangles of the cover: by the side on which their centres lie."""
    whole = 2 * width + thickness
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    x, z = corners[..., 0], corners[..., 2]
    upper = (corners[..., 2].mean(axis=1) > thickness / 2)[:, None]
    spine = (-normals[:, 0] > np.abs(normals[:, 2]))[:, None] & (corners[..., 0].mean(axis=1) < 0.004)[:, None]
    along = np.where(spine, width + z, np.where(upper, width + thickness + x, width - x))
    return np.stack([np.clip(along / whole, 0, 1), corners[..., 1] / height], axis=-1)


def _case(width: float, height: float, thickness: float, board: float, rounding: float) -> Part:
    """Boards and spine as one bent sheet: a C seen along y, extruded along y."""
    b, t = board, thickness
    section = fillet(
        [
            (width, 0.0, b * 0.45),
            (width, b, b * 0.45),
            (b, b, 0.002),
            (b - rounding, t / 2, t),
            (b, t - b, 0.002),
            (width, t - b, b * 0.45),
            (width, t, b * 0.45),
            (b * 0.5, t, b * 1.2),
            (-rounding, t / 2, t),
            (b * 0.5, 0.0, b * 1.2),
        ],
        closed=True,
    )
    sheet = extrude(section, height, min(0.0007, b * 0.4))
    return sheet.warped(lambda v: np.stack([v[:, 0], height - v[:, 2], v[:, 1]], axis=1))


def shape(rng: np.random.Generator) -> Model:
    """From a thin paperback to a thick hardback, 16 to 30 cm tall."""
    hard = rng.random() < 0.6
    height = float(rng.uniform(0.17, 0.28))
    width, thickness = height * float(rng.uniform(0.64, 0.78)), float(rng.uniform(0.012, 0.045))
    board, inset = (0.0025, 0.0035) if hard else (0.0005, 0.0)
    rounding = float(rng.uniform(0.0, 0.004)) if hard else 0.0
    case = _case(width, height, thickness, board, rounding)
    case = case.with_uvs(lambda corners: _unfolded(corners, width, height, thickness)).painted(COVER)
    block_w, block_h, block_t = width - board - inset - 0.0005, height - 2 * max(inset, 0.0003), thickness - 2 * board - 0.0002
    block = rounded_box(block_w, block_h, block_t, 0.0005, steps=2).moved(board + 0.0003 + block_w / 2, height / 2, thickness / 2)
    block = block.with_uvs(lambda c: np.stack([(c[..., 0] + c[..., 1]) * 4, (c[..., 2] - board) / block_t], axis=-1)).painted(PAGES)
    textures = {f"cover{k}": cover(rng, width, height, thickness) for k in range(3)}
    model = assemble([case, block], textures={**textures, "pages0": _pages(rng)})
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Laminated, matt or cloth covers."""
    return printed(rng, art(rng, model, "cover"), (0.2, 0.65)), Material(base_color_map="pages0", roughness=0.9)


CATEGORY = Category("book", shape, style)
