"""Shop shelving: backs with posts, base shelves and shelves with price rails, 1 m wide. Along x; customers are on the side of -y."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.finishes import plastic
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.boards import board
from setpiece.assets.scenery.storage.rack import enamel
from setpiece.assets.scenery.support import with_support
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.vary import varied

BAY_M = 1.0
DEPTH_M = 0.42
BASE_M = 0.16
BACK_M = 0.03

COLORS: tuple[Rgb, ...] = ((0.72, 0.71, 0.68), (0.60, 0.60, 0.59), (0.62, 0.57, 0.46), (0.05, 0.05, 0.052), (0.2, 0.2, 0.205))
RAILS: tuple[Rgb, ...] = ((0.7, 0.7, 0.69), (0.03, 0.09, 0.32), (0.5, 0.02, 0.02), (0.03, 0.22, 0.08), (0.65, 0.45, 0.03))
TAGS: tuple[Rgb, ...] = ((0.78, 0.78, 0.77), (0.78, 0.78, 0.77), (0.78, 0.62, 0.06))
STEEL = Material(base_color=COLORS[0], roughness=0.5)


def back_shape(rng: np.random.Generator) -> Model:
    """A perforated panel between two posts, 1.5 to 2.3 m high; its face is at y = -0.015 + the posts' proudness."""
    height = float(rng.choice([1.5, 1.8, 2.0, 2.2]))
    panel = board(BAY_M - 0.03, BACK_M - 0.012, height - 0.05, at=(0, 0, 0.05))
    posts = [board(0.03, BACK_M, height, at=(s * (BAY_M / 2 - 0.015), 0, 0), soft=0.002) for s in (-1, 1)]
    grooves = [
        board(BAY_M - 0.06, 0.001, 0.004, at=(0, -BACK_M / 2 + 0.0058, z), soft=0.0002, slot=1) for z in np.arange(0.35, height - 0.1, 0.3)
    ]
    return assemble([panel, *posts, *grooves], (STEEL, STEEL))


def back_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """White, cream, grey or black."""
    steel = enamel(rng, COLORS[int(rng.integers(len(COLORS)))])
    return steel, steel.model_copy(update={"base_color": varied(rng, (0.1, 0.1, 0.1), 0.1)})


def shelf_shape(rng: np.random.Generator) -> Model:
    """A folded steel shelf on brackets, with a price rail and its tags; slots: steel, rail, tags."""
    parts = [*_plate(0.032), *_brackets(), *_rail(rng, 0.0)]
    return _stood_on(assemble(parts, (STEEL, STEEL, STEEL)))


def base_shape(rng: np.random.Generator) -> Model:
    """The lowest shelf, with the plinth below it."""
    plinth = board(BAY_M - 0.002, DEPTH_M - 0.05, BASE_M - 0.032, at=(0, 0.02, 0), soft=0.002)
    parts = [plinth, *(part.moved(z=BASE_M - 0.032) for part in (*_plate(0.032), *_rail(rng, 0.0)))]
    return _stood_on(assemble(parts, (STEEL, STEEL, STEEL)))


def shelf_style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Steel as the backs have it, if of one make; rails in the shop's colour."""
    steel = enamel(rng, COLORS[int(rng.integers(len(COLORS)))])
    rail = plastic(rng, varied(rng, RAILS[int(rng.integers(len(RAILS)))], 0.08, 0.02))
    tag = Material(base_color=varied(rng, TAGS[int(rng.integers(len(TAGS)))], 0.04, 0.01), roughness=float(rng.uniform(0.3, 0.6)))
    return steel, rail, tag


def _plate(thickness: float) -> list[Part]:
    return [board(BAY_M - 0.004, DEPTH_M, thickness, soft=0.003)]


def _brackets() -> list[Part]:
    return [board(0.004, DEPTH_M - 0.06, 0.05, at=(s * (BAY_M / 2 - 0.02), 0.02, -0.045), soft=0.001) for s in (-1, 1)]


def _rail(rng: np.random.Generator, z: float) -> list[Part]:
    """A strip along the front edge, tilted up a little, with paper tags where products begin."""
    strip = board(BAY_M - 0.006, 0.004, 0.036, at=(0, -DEPTH_M / 2 - 0.003, z - 0.004), slot=1)
    places = np.cumsum(rng.uniform(0.08, 0.22, 12)) - 0.46
    tags = [
        board(float(rng.choice([0.05, 0.06, 0.08])), 0.0008, 0.03, at=(float(x), -DEPTH_M / 2 - 0.0055, z), soft=0.0002, slot=2)
        for x in places
        if x < 0.44
    ]
    return [strip, *tags]


def _stood_on(model: Model) -> Model:
    top = float(model.mesh.bounds_m[1, 2])
    low, high = model.mesh.bounds_m[0, :2], model.mesh.bounds_m[1, :2]
    outline = np.array([[high[0], high[1]], [low[0], high[1]], [low[0], low[1]], [high[0], low[1]]], np.float32)
    middle = np.array([0.0, 0.5 * (low[1] + high[1])], np.float32)
    inner = middle + (outline - middle) * np.array([0.97, 0.93], np.float32)
    return with_support(model, top, inner)


GONDOLA_BACK = Category("gondola_back", back_shape, back_style)
GONDOLA_SHELF = Category("gondola_shelf", shelf_shape, shelf_style)
GONDOLA_BASE = Category("gondola_base", base_shape, shelf_style)
