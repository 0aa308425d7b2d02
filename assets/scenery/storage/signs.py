"""Signs of halls: safety signs, the numbers of aisles, and the plates that other pieces carry."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.finishes import metal, wear
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.prints import Canvas, lettering
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model, Texture
from setpiece.assets.scenery.boards import bar, board

STEEL, PAPER = Material(base_color=(0.5, 0.5, 0.5), roughness=0.5), Material(base_color_map="print0", roughness=0.4)
SIGNS: tuple[tuple[str, str, str], ...] = (
    ("#f2c318", "#16171a", "CAUTION|FORKLIFT TRAFFIC"),
    ("#f2c318", "#16171a", "WARNING|MAX LOAD 1000 kg"),
    ("#1450a0", "#f2f2ee", "SAFETY SHOES|REQUIRED"),
    ("#1450a0", "#f2f2ee", "HI-VIS VEST|MUST BE WORN"),
    ("#c1121f", "#f2f2ee", "NO SMOKING"),
    ("#c1121f", "#f2f2ee", "FIRE HOSE"),
    ("#0f7a3d", "#f2f2ee", "FIRST AID"),
    ("#0f7a3d", "#f2f2ee", "ASSEMBLY POINT"),
    ("#f2f2ee", "#16171a", "GOODS IN"),
    ("#f2f2ee", "#c1121f", "KEEP CLEAR"),
)
"""Ground, ink and words of safety signs, in the colours of ISO 7010."""


def sign_shape(rng: np.random.Generator) -> Model:
    """A safety sign, 30 to 90 cm wide, on two screws; slots: back and screws, print."""
    wide = float(rng.uniform(0.3, 0.9))
    tall = wide * float(rng.choice([0.35, 0.5, 0.7, 1.0]))
    parts = [board(wide, 0.003, tall, soft=0.0005), plate(wide, tall).moved(y=-0.0016).painted(1)]
    parts += [bar("y", 0.003, 0.012, start=(s * (wide / 2 - 0.02), -0.004, tall - 0.02), sides=10) for s in (-1, 1)]
    return assemble(parts, (STEEL, PAPER), {"print0": _sign(rng, tall / wide)})


def aisle_sign_shape(rng: np.random.Generator) -> Model:
    """The letter and number of an aisle on a plate, 35 to 60 cm; slots: back, print."""
    wide = float(rng.uniform(0.35, 0.6))
    tall = wide * float(rng.uniform(0.8, 1.3))
    canvas = Canvas(200, round(200 * tall / wide), ("#1450a0", "#f2c318", "#f2f2ee", "#16171a", "#0f7a3d")[int(rng.integers(5))])
    light = canvas.image.getpixel((5, 5))
    ink = "#16171a" if isinstance(light, tuple) and sum(light[:3]) > 380 else "#f2f2ee"
    canvas.text(lettering(f"{chr(65 + int(rng.integers(12)))}{int(rng.integers(1, 30))}", 5.0), 0.5, 0.5, 0.8, 0.7, ink, stretch=True)
    parts = [board(wide, 0.003, tall, soft=0.0005), plate(wide, tall).moved(y=-0.0016).painted(1)]
    return assemble(parts, (STEEL, PAPER), {"print0": canvas.texture()})


def sign_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Plastic or sheet, clean to grimy."""
    return metal(rng, "aluminium", (0.4, 0.6)), printed(rng)


def plate(width: float, height: float) -> Part:
    """A thin plate about x = 0 that looks to -y, its lower edge at z = 0, printed on its whole face."""
    flat = board(width, height, 0.001, soft=0.0).with_uvs(lambda corners: corners[..., :2] / np.array([width, height]) + 0.5)
    return flat.turned((1, 0, 0), 90.0).moved(z=height / 2)


def printed(rng: np.random.Generator) -> Material:
    """The look of the print "print0": glossy to matt, clean to grimy."""
    return Material(base_color_map="print0", roughness=float(rng.uniform(0.25, 0.55)), pattern=wear(rng, 0.7, 0.1))


def _sign(rng: np.random.Generator, aspect: float) -> Texture:
    ground, ink, words = SIGNS[int(rng.integers(len(SIGNS)))]
    canvas = Canvas(320, max(90, round(320 * aspect)), ground)
    lines = words.split("|")
    canvas.rectangle(0.02, 0.03, 0.98, 0.97, ink, radius_px=10, outline_px=3)
    for k, line in enumerate(lines):
        canvas.text(lettering(line, 4.0), 0.5, (k + 0.5) / len(lines) * 0.8 + 0.1, 0.86, 0.6 / len(lines), ink, stretch=True)
    return canvas.texture()


def warning() -> Texture:
    """The yellow triangle of electric shock."""
    canvas = Canvas(96, 96, "#b9b9b4")
    canvas.polygon(np.array([(0.5, 0.02), (0.99, 0.93), (0.01, 0.93)]), "#16171a")
    canvas.polygon(np.array([(0.5, 0.12), (0.91, 0.87), (0.09, 0.87)]), "#f2c318")
    canvas.polygon(np.array([(0.55, 0.3), (0.4, 0.6), (0.5, 0.58), (0.44, 0.82), (0.62, 0.5), (0.51, 0.52)]), "#16171a")
    return canvas.texture()


def fire() -> Texture:
    """The red square of an extinguisher."""
    canvas = Canvas(96, 96, "#c1121f")
    canvas.rectangle(0.42, 0.25, 0.66, 0.88, "#f2f2ee", radius_px=8)
    canvas.rectangle(0.48, 0.12, 0.6, 0.25, "#f2f2ee")
    canvas.polygon(np.array([(0.48, 0.16), (0.28, 0.22), (0.24, 0.6), (0.3, 0.6), (0.33, 0.27), (0.48, 0.22)]), "#f2f2ee")
    return canvas.texture()


def way_out() -> Texture:
    """A figure that runs through a door."""
    canvas = Canvas(192, 96, "#0f7a3d")
    canvas.rectangle(0.56, 0.15, 0.78, 0.85, "#f2f2ee")
    canvas.disc(0.4, 0.24, 0.08, "#f2f2ee")
    body = [
        (0.36, 0.34),
        (0.45, 0.36),
        (0.5, 0.5),
        (0.44, 0.52),
        (0.44, 0.62),
        (0.5, 0.85),
        (0.44, 0.86),
        (0.38, 0.68),
        (0.3, 0.86),
        (0.24, 0.82),
        (0.34, 0.58),
    ]
    canvas.polygon(np.array(body), "#f2f2ee")
    canvas.polygon(np.array([(0.83, 0.3), (0.97, 0.5), (0.83, 0.7)]), "#f2f2ee")
    return canvas.texture()


AISLE_SIGN = Category("aisle_sign", aisle_sign_shape, sign_style)
SAFETY_SIGN = Category("safety_sign", sign_shape, sign_style)
