"""Mobile phones, lying on their backs, screens dark or lit."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import union
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.color import NEUTRALS, PASTELS, PLASTICS, pick
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.finishes import art, metal, plastic, wear
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.motifs import motif
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.prints import Canvas, lettering
from setpiece.assets.kit.profile import fillet, rounded_rectangle
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model, Texture

FRAME, SCREEN, BACK, LENS = range(4)


def _home(rng: np.random.Generator) -> Texture:
    """A home screen: wallpaper, clock, rows of icons."""
    colors = [str(color) for color in rng.choice(PLASTICS, 4, replace=False)]
    canvas = Canvas(360, 780, "#0a0a0c")
    canvas.rectangle(0.02, 0.01, 0.98, 0.99, colors[0], radius_px=30)
    canvas.gradient(0.06, 0.94, colors[0], colors[1])
    motif(canvas, (0.05, 0.3, 0.95, 0.75), rng, colors[2], colors[1])
    hour = f"{int(rng.integers(24)):02d}:{int(rng.integers(60)):02d}"
    canvas.text(lettering(hour, 0.5), 0.5, 0.15, 0.6, 0.12, "#ffffff")
    for row in range(int(rng.integers(1, 4))):
        for column in range(4):
            x, y = 0.1 + 0.215 * column, 0.86 - 0.1 * row
            canvas.rectangle(x, y, x + 0.15, y + 0.07, str(rng.choice([*PLASTICS, "#ffffff"])), radius_px=13)
    return canvas.texture()


def _cameras(x: float, y: float, rng: np.random.Generator) -> list[Part]:
    """A raised island with one to three lenses on the back, and their glass."""
    count = int(rng.integers(1, 4))
    radius = float(rng.uniform(0.0045, 0.007))
    island = rounded_box(2.6 * radius, 2.5 * radius * count, 0.003, 0.0012, steps=4)
    at_x, at_y = x / 2 - 0.006 - 1.3 * radius, y / 2 - 0.006 - 1.25 * radius * count
    parts = [island.moved(at_x, at_y, 0.0003).painted(BACK)]
    knob = lathe(
        fillet([(0.0, -0.002), (radius, -0.002), (radius, 0.0009, 0.0003), (radius * 0.8, 0.0009), (radius * 0.78, 0.0006), (0.0, 0.0006)]),
        segments=40,
    )
    places = [at_y + (k - (count - 1) / 2) * 2.5 * radius for k in range(count)]
    return parts + [knob.turned((1, 0, 0), 180).moved(at_x, y, -0.001).painted(LENS) for y in places]


def shape(rng: np.random.Generator) -> Model:
    """13 to 17 cm, with a frame, a glass front set in by a hair, buttons and cameras."""
    y = float(rng.uniform(0.135, 0.168))
    x, z, corner = y * float(rng.uniform(0.46, 0.49)), float(rng.uniform(0.0072, 0.0088)), float(rng.uniform(0.007, 0.012))
    outline = rounded_rectangle(x, y, corner, 9)
    frame = extrude(outline, z, float(rng.uniform(0.0012, 0.0032)), steps=5)
    keys = [
        rounded_box(0.0022, length, z * 0.3, 0.0007, steps=4).moved(x / 2 - 0.0005, at, z / 2)
        for length, at in ((0.011, y * 0.2), (0.02, y * 0.32))
    ]
    body = union([frame, *keys]).painted(FRAME).painted_where(lambda c: c[:, 2] < 0.0004, BACK)
    bezel = 0.0028
    glass = extrude(rounded_rectangle(x - bezel, y - bezel, corner - bezel / 2, 9), 0.0014, 0.0004).moved(z=z - 0.001).painted(SCREEN)
    textures = {f"screen{k}": _home(rng) for k in range(2)}
    model = assemble([body, glass, *_cameras(x, y, rng)], textures=textures, crease_deg=45)
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Screen off: black glass. On: as bright as a phone indoors, some hundred cd/m^2."""
    tone = pick(rng, NEUTRALS, PASTELS, ("#1c1c1e", "#26282b", "#16326e"))
    frame = metal(rng, "aluminium", (0.2, 0.4)) if rng.random() < 0.5 else plastic(rng, tone, 0.35)
    back = Material(base_color=tone, roughness=float(rng.uniform(0.1, 0.5)), coat=0.4, pattern=wear(rng, 0.3, 0.03))
    dark = Material(base_color=(0.03, 0.03, 0.032), roughness=float(rng.uniform(0.02, 0.1)), coat=0.8, pattern=wear(rng, 0.5, 0.03))
    lit = Material(
        base_color_map=art(rng, model, "screen"),
        base_color=(0.6, 0.6, 0.6),
        roughness=0.08,
        coat=0.8,
        emission_w_m2=float(rng.uniform(0.4, 2.5)),
    )
    return frame, lit if rng.random() < 0.3 else dark, back, Material(base_color=(0.03, 0.03, 0.035), roughness=0.04, coat=1.0)


CATEGORY = Category("phone", shape, style)
