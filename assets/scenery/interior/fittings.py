"""What is fitted to the walls of a room: doors, switches and sockets, radiators, pictures, curtains. Backs are on the side of +y."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.finishes import metal, plastic
from setpiece.assets.kit.part import assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Chips
from setpiece.assets.scenery.boards import bar, board
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces import one_of
from setpiece.assets.surfaces.vary import pattern_seed, varied
from setpiece.assets.surfaces.wood import grained

WHITE = Material(base_color=(0.74, 0.73, 0.71), roughness=0.4)
PAINTS: tuple[Rgb, ...] = (
    (0.55, 0.18, 0.08), (0.06, 0.13, 0.25), (0.55, 0.42, 0.2), (0.12, 0.22, 0.14), (0.62, 0.58, 0.5), (0.04, 0.04, 0.045),
    (0.4, 0.1, 0.15), (0.25, 0.42, 0.45),
)  # fmt: skip


def door_shape(rng: np.random.Generator) -> Model:
    """A closed door with its frame before the wall, 0.8 to 0.95 m wide; slots: frame, leaf, handle."""
    width, height = float(rng.uniform(0.8, 0.95)), float(rng.uniform(2.0, 2.1))
    frame = [board(0.07, 0.03, height + 0.07, at=(s * (width / 2 + 0.035), 0, 0)) for s in (-1, 1)]
    frame.append(board(width - 0.001, 0.0298, 0.07, at=(0, 0, height)))
    leaf = [board(width - 0.008, 0.016, height - 0.012, at=(0, 0.006, 0.008), slot=1)]
    panels = int(rng.choice([0, 2, 4]))
    for row in range(panels // 2 or 0):
        tall = (height - 0.3) / max(panels // 2, 1) - 0.1
        leaf.append(board(width - 0.26, 0.008, tall, at=(0, -0.0035, 0.15 + row * (tall + 0.1)), soft=0.003, slot=1))
    x = width / 2 - 0.06
    handle = [bar("y", 0.055, 0.018, start=(x, -0.056, 1.02), slot=2), bar("x", 0.12, 0.016, start=(x - 0.11, -0.052, 1.02), slot=2)]
    plate = board(0.035, 0.004, 0.2, at=(x, -0.004, 0.9), slot=2)
    return assemble([*frame, *leaf, *handle, plate], (WHITE, WHITE, WHITE))


def door_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """White, or wood."""
    leaf = one_of(rng, {"white_laminate": 3.0, "painted_wood": 2.0, "oak": 1.5, "beech": 1.0, "walnut": 0.5})
    leaf = grained(leaf, "z")
    frame = leaf if rng.random() < 0.7 else one_of(rng, {"white_laminate": 1.0, "painted_wood": 1.0})
    return frame, leaf, metal(rng, "stainless")


def switch_shape(rng: np.random.Generator) -> Model:
    """A light switch or socket, 8 cm, one or two gangs; slot 0 plate, slot 1 rocker or well."""
    gangs, socket = int(rng.choice([1, 1, 2])), rng.random() < 0.5
    parts = [board(0.08 + 0.071 * (gangs - 1), 0.01, 0.08, soft=0.003)]
    for gang in range(gangs):
        x = (gang - (gangs - 1) / 2) * 0.071
        face = (
            bar("y", 0.003, 0.042, start=(x, -0.0075, 0.04), sides=24)
            if socket
            else board(0.056, 0.006, 0.056, at=(x, -0.006, 0.012), soft=0.002)
        )
        parts.append(face.painted(1))
    return assemble(parts, (WHITE, WHITE))


def switch_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """White plastic; the well of a socket is in shade."""
    white = plastic(rng, varied(rng, (0.76, 0.75, 0.72), 0.04, 0.01), 0.3)
    return white, white.model_copy(update={"base_color": varied(rng, (0.6, 0.59, 0.57), 0.08, 0.01)})


def radiator_shape(rng: np.random.Generator) -> Model:
    """A panel or column radiator with its valve; slot 0 steel, slot 1 valve and pipes."""
    length, height = float(rng.uniform(0.6, 1.4)), float(rng.uniform(0.45, 0.6))
    pitch = float(rng.choice([0.035, 0.05]))
    ribs = np.arange(-length / 2 + pitch / 2, length / 2, pitch)
    parts = [board(0.7 * pitch, 0.07, height, at=(float(x), 0, 0.12), soft=0.008) for x in ribs]
    parts += [board(length, 0.04, 0.05, at=(0, 0.01, z), soft=0.005) for z in (0.14, 0.06 + height)]
    pipes = [
        bar("z", 0.15, 0.015, start=(length / 2 + 0.02, 0.01, 0), slot=1),
        bar("x", 0.05, 0.04, start=(length / 2 - 0.01, 0.01, 0.16), slot=1),
    ]
    return assemble([*parts, *pipes], (WHITE, WHITE))


def radiator_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """White enamel."""
    return WHITE.model_copy(update={"base_color": varied(rng, WHITE.base_color, 0.04, 0.01)}), metal(rng, "chrome")


def picture_shape(rng: np.random.Generator) -> Model:
    """A framed picture; slots: frame, mount, and four fields of paint."""
    x, z = float(rng.uniform(0.25, 0.9)), float(rng.uniform(0.25, 0.8))
    bar_m, mount = float(rng.uniform(0.012, 0.035)), float(rng.uniform(0.0, 0.09))
    parts = [board(x, 0.022, bar_m, at=(0, 0, h)) for h in (0.0, z - bar_m)]
    parts += [board(bar_m, 0.0218, z - 2 * bar_m, at=(s * (x - bar_m) / 2, 0, bar_m)) for s in (-1, 1)]
    parts.append(board(x - bar_m, 0.008, z - bar_m, at=(0, 0.006, bar_m / 2), soft=0.0005, slot=1))
    wide, tall = x - 2 * (bar_m + mount), z - 2 * (bar_m + mount)
    low = bar_m + mount
    parts.append(board(wide, 0.0012, tall, at=(0, 0.0016, low), soft=0.0002, slot=2))
    for k in range(3):
        w, h = wide * float(rng.uniform(0.2, 0.9)), tall * float(rng.uniform(0.12, 0.5))
        at = (float(rng.uniform(-0.5, 0.5)) * (wide - w), 0.0007 - 0.0006 * k, low + float(rng.random()) * (tall - h))
        parts.append(board(w, 0.001, h, at=at, soft=0.0001, slot=3 + k))
    return assemble(parts, (WHITE,) * 6)


def picture_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Fields of mottled colour that go together, in black, white, wooden or gilt frames."""
    frame = one_of(rng, {"oak": 2.0, "walnut": 1.0, "coated_metal": 2.0, "painted_wood": 1.0})
    mount = Material(base_color=varied(rng, (0.76, 0.75, 0.72), 0.04, 0.01), roughness=0.7)
    return frame, mount, *(_paint(rng, PAINTS[int(k)]) for k in rng.permutation(len(PAINTS))[:4])


def _paint(rng: np.random.Generator, color: Rgb) -> Material:
    color = varied(rng, color, 0.2, 0.08)
    strokes = tuple(varied(rng, color, 0.25, 0.1) for _ in range(4))
    pattern = Chips(colors=strokes, chip_m=float(rng.uniform(0.01, 0.05)), share=1.0, joint=0.0, ragged=1.0, seed=pattern_seed(rng))
    return Material(base_color=color, roughness=float(rng.uniform(0.3, 0.8)), pattern=pattern)


def curtain_shape(rng: np.random.Generator) -> Model:
    """One half of a pair of curtains, drawn aside: folded cloth on a rod, 2.2 to 2.5 m; slot 0 cloth, slot 1 rod."""
    width, height = float(rng.uniform(0.3, 0.55)), float(rng.uniform(2.15, 2.4))
    folds, depth = int(rng.integers(4, 8)), float(rng.uniform(0.03, 0.05))
    x = np.linspace(-width / 2, width / 2, 14 * folds + 1)
    wave = depth * np.sin(2 * np.pi * folds * (x / width + 0.03 * np.sin(3 * x / width + float(rng.uniform(0, 6)))))
    front, back = np.column_stack([x, wave - 0.001]), np.column_stack([x, wave + 0.001])
    cloth = extrude(np.concatenate([front, back[::-1]]), height)
    flare = cloth.warped(
        lambda points: points * np.column_stack([1.12 - 0.12 * points[:, 2] / height, np.ones(len(points)), np.ones(len(points))])
    )
    return assemble([flare, bar("x", width + 0.1, 0.02, start=(-width / 2 - 0.05, 0, height - 0.02), slot=1)], (WHITE, WHITE))


def curtain_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Linen or cotton."""
    return one_of(rng, {"linen": 2.0, "cotton": 2.0}), metal(rng, "iron")


DOOR = Category("door", door_shape, door_style)
SWITCH = Category("switch", switch_shape, switch_style)
RADIATOR = Category("radiator", radiator_shape, radiator_style)
PICTURE = Category("picture", picture_shape, picture_style)
CURTAIN = Category("curtain", curtain_shape, curtain_style)
