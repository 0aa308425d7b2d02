"""What people hang on walls and put in corners: clocks, notice boards, floor lamps, a coat rail. Backs are on the side of +y."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.finishes import metal, plastic
from setpiece.assets.kit.loft import lathe
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.prints import Canvas, lettering
from setpiece.assets.kit.words import brand, claim, ingredients, title
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model, Texture
from setpiece.assets.patterns import Speckle
from setpiece.assets.scenery.boards import bar, board
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces import one_of
from setpiece.assets.surfaces.vary import pattern_seed, scaled, varied

WHITE, BLACK = Material(base_color=(0.74, 0.73, 0.71), roughness=0.5), Material(base_color=(0.03, 0.03, 0.03), roughness=0.5)
SHEETS = ("#f4f3ee", "#f4f3ee", "#f7e98a", "#cfe5f0", "#f3c9c4", "#d8e8c6")


def clock_shape(rng: np.random.Generator) -> Model:
    """A round clock, 20 to 35 cm, at some time of the day; slots: rim, face, marks and hands."""
    radius = float(rng.uniform(0.1, 0.175))
    rim = float(rng.uniform(0.006, 0.016))
    profile = [(0, 0), (radius, 0), (radius, 0.03), (radius - rim, 0.034), (radius - rim, 0.024), (0, 0.024)]
    case = lathe(profile, segments=64).painted_where(lambda c: (c[:, 2] > 0.02) & (np.hypot(c[:, 0], c[:, 1]) < radius - rim), 1)
    parts = [case]
    for hour in range(12):
        mark = board(0.004, (0.14 if hour % 3 == 0 else 0.08) * radius, 0.0006, at=(0, 0.78 * radius, 0.0236), soft=1e-4, slot=2)
        parts.append(mark.turned((0, 0, 1), 30.0 * hour))
    minutes = float(rng.uniform(0, 720))
    for length, width, angle in ((0.5, 0.008, minutes / 2), (0.75, 0.005, minutes * 6 % 360)):
        hand = board(width, length * radius, 0.0008, at=(0, 0.4 * length * radius, 0.025 + 0.001 * (width < 0.006)), soft=1e-4, slot=2)
        parts.append(hand.turned((0, 0, 1), -angle))
    return assemble([_hung_flat(part) for part in parts], (BLACK, WHITE, BLACK))


def clock_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """White on black, black on white, or a coloured face."""
    rim = metal(rng, "stainless") if rng.random() < 0.4 else plastic(rng, varied(rng, BLACK.base_color, 0.2, 0.02))
    dark = rng.random() < 0.25
    face, ink = (BLACK, WHITE) if dark else (WHITE, BLACK)
    return rim, face.model_copy(update={"base_color": varied(rng, face.base_color, 0.06, 0.02)}), ink


def notice_shape(rng: np.random.Generator) -> Model:
    """A board with sheets pinned to it, not all straight; slots: frame, ground, and the sheets in up to three printings."""
    x, z = float(rng.uniform(0.5, 1.1)), float(rng.uniform(0.4, 0.8))
    parts = [board(x, 0.018, 0.02, at=(0, 0, h)) for h in (0.0, z - 0.02)]
    parts += [board(0.02, 0.0178, z - 0.04, at=(s * (x - 0.02) / 2, 0, 0.02)) for s in (-1, 1)]
    parts.append(board(x - 0.02, 0.008, z - 0.02, at=(0, 0.004, 0.01), soft=0.0005, slot=1))
    columns = max(2, int((x - 0.06) // 0.24))
    for k in range(columns):
        tall, wide = (0.297, 0.21) if rng.random() < 0.6 else (0.148, 0.105)
        tall = min(tall, z - 0.1)
        place = (-x / 2 + 0.04 + (k + 0.5) * (x - 0.08) / columns, float(rng.uniform(0.03, z - 0.06 - tall)) + tall / 2)
        parts.append(_sheet(wide, tall, place, float(rng.normal(0, 2.0)), 2 + k % 3, -0.0006 - 0.0003 * k))
    prints = {f"print{k}": _notice(rng) for k in range(min(3, columns))}
    return assemble(parts, (WHITE, WHITE, *(Material(base_color_map=name, roughness=0.8) for name in prints)), prints)


def notice_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Cork, felt, or a white board in wood or aluminium."""
    frame = metal(rng, "aluminium", (0.3, 0.5)) if rng.random() < 0.5 else one_of(rng, {"oak": 1.0, "pine": 2.0})
    sheets = tuple(material.model_copy(update={"roughness": float(rng.uniform(0.6, 0.9))}) for material in model.materials[2:])
    return frame, _ground(rng), *sheets


def lamp_shape(rng: np.random.Generator) -> Model:
    """A floor lamp with a shade of cloth, 1.4 to 1.7 m, switched off; slots: foot and pole, shade."""
    height, wide = float(rng.uniform(1.4, 1.7)), float(rng.uniform(0.16, 0.24))
    tall, narrow = float(rng.uniform(0.22, 0.34)), wide * float(rng.uniform(0.6, 1.0))
    foot = lathe([(0, 0), (0.14, 0), (0.135, 0.02), (0.012, 0.024), (0.012, height - 0.08), (0, height - 0.08)], segments=40)
    low, sheet = height - tall, 0.003
    shade = lathe([(wide - sheet, low), (wide, low), (narrow, height), (narrow - sheet, height)], segments=48, closed=True).painted(1)
    spokes = [bar("x", 2 * narrow - 0.004, 0.004, start=(-narrow + 0.002, 0, height - 0.085), sides=8)]
    return assemble([foot, shade, *spokes], (BLACK, WHITE))


def lamp_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Black, brass or steel under linen or cotton."""
    pole = metal(rng, str(rng.choice(["brass", "stainless", "iron"]))) if rng.random() < 0.5 else BLACK
    return pole, one_of(rng, {"linen": 2.0, "cotton": 2.0, "paper": 1.0})


def rail_shape(rng: np.random.Generator) -> Model:
    """A board with hooks; slots: board, hooks."""
    count, gap = int(rng.integers(3, 7)), float(rng.uniform(0.09, 0.14))
    parts = [board((count + 0.2) * gap, 0.02, 0.09)]
    for k in range(count):
        x = (k - (count - 1) / 2) * gap
        parts += [bar("y", 0.05, 0.012, start=(x, -0.058, 0.035), slot=1), bar("z", 0.035, 0.012, start=(x, -0.055, 0.03), slot=1)]
    return assemble(parts, (WHITE, BLACK))


def rail_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Wood with hooks of steel, brass or iron."""
    return one_of(rng, {"oak": 2.0, "pine": 1.0, "painted_wood": 2.0}), metal(rng, str(rng.choice(["stainless", "brass", "iron"])))


def _hung_flat(part: Part) -> Part:
    """What lies face up, stood up to look at -y."""
    return part.turned((1, 0, 0), 90.0)


def _sheet(width: float, height: float, middle: tuple[float, float], turn_deg: float, slot: int, y: float) -> Part:
    """A sheet of paper that looks to -y, printed on its whole face."""
    flat = board(width, height, 0.0004, soft=0.0).with_uvs(lambda corners: corners[..., :2] / np.array([width, height]) + 0.5)
    return _hung_flat(flat.turned((0, 0, 1), turn_deg)).moved(x=middle[0], y=y, z=middle[1]).painted(slot)


def _notice(rng: np.random.Generator) -> Texture:
    """A headline, lines of text, perhaps a picture or a table."""
    canvas = Canvas(210, 297, SHEETS[int(rng.integers(len(SHEETS)))])
    ink = ("#1c1d20", "#1c1d20", "#123a7a", "#8a1518")[int(rng.integers(4))]
    head = title(rng) if rng.random() < 0.5 else f"{claim(rng)} {brand(rng)}"
    canvas.text(lettering(head, float(rng.uniform(0, 5))), 0.5, 0.1, 0.84, 0.08, ink)
    middle = 0.5
    kind = int(rng.integers(3))
    if kind == 0:
        canvas.table(0.1, 0.2, 0.8, 0.4, ink, rows=10)
        middle = 0.65
    elif kind == 1:
        canvas.rectangle(0.1, 0.2, 0.9, 0.5, ("#7a8f9c", "#c29a5b", "#5c7f55")[int(rng.integers(3))])
        middle = 0.55
    else:
        middle = 0.2
    canvas.paragraph(ingredients(rng, 90), 0.1, middle, 0.8, 0.92 - middle, ink, 9)
    return canvas.texture()


def _ground(rng: np.random.Generator) -> Material:
    if rng.random() < 0.4:
        return WHITE.model_copy(update={"roughness": 0.25})
    if rng.random() < 0.3:
        return one_of(rng, {"felt": 1.0})
    cork: Rgb = varied(rng, (0.42, 0.27, 0.14), 0.12, 0.03)
    grains = Speckle(second_color=scaled(cork, 0.45), scale_m=0.006, contrast=0.5, amount=0.35, seed=pattern_seed(rng))
    return Material(base_color=cork, roughness=0.9, pattern=grains)


CLOCK = Category("clock", clock_shape, clock_style)
COAT_RAIL = Category("coat_rail", rail_shape, rail_style)
FLOOR_LAMP = Category("floor_lamp", lamp_shape, lamp_style)
NOTICE_BOARD = Category("notice_board", notice_shape, notice_style)
