"""Buildings: the street front looks to -y; rows of windows, a ground floor with doors or shop fronts, a roof. They stand in rows."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import difference
from setpiece.assets.kit.color import linear, vary
from setpiece.assets.kit.finishes import wear
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.houses.parts import BASE, TRIM, WALL, balcony, bar, door, opening, roof, shop_front, window
from setpiece.assets.scenery.houses.plan import HousePlan, draw_house, spread
from setpiece.assets.surfaces import SURFACES, one_of
from setpiece.assets.surfaces.vary import scaled, varied

NAME = "building"
WALLS = {"facade_plaster": 5.0, "brick": 3.0, "concrete": 0.8}
DOORS = ("#1f2a24", "#2b1d14", "#3a3d40", "#5a1a16", "#16202e", "#7a7a78", "#4a3424")
DEFAULT = (
    Material(base_color=(0.55, 0.52, 0.46), roughness=0.9), Material(base_color=(0.3, 0.29, 0.28), roughness=0.9),
    Material(base_color=(0.55, 0.54, 0.52), roughness=0.8), Material(base_color=(0.7, 0.7, 0.68), roughness=0.4),
    Material(base_color=(0.03, 0.033, 0.036), roughness=0.04, coat=1.0), Material(base_color=(0.22, 0.21, 0.2), roughness=0.1, coat=1.0),
    Material(base_color=(0.035, 0.036, 0.036), roughness=0.04, coat=1.0), Material(base_color=(0.06, 0.07, 0.06), roughness=0.5),
    Material(base_color=(0.2, 0.09, 0.06), roughness=0.8),
)  # fmt: skip


def shape(rng: np.random.Generator) -> Model:
    """8 to 24 m along the street, one to six storeys."""
    plan = draw_house(rng)
    front = -plan.depth / 2
    cuts, parts = _ground_floor(rng, plan, front)
    width, height = plan.window
    for floor in range(1, plan.floors):
        for column in range(plan.columns):
            x, z = plan.axis(column), plan.sill(floor)
            cuts.append(opening(x, z, width, height, front))
            parts += window(rng, x, z, width, height, front, plan.panes)
            if plan.balconies and column % 2 == 1:
                parts += balcony(x, z - 0.3, min(width + 1.0, 0.95 * plan.length / plan.columns), front)
    for cut, filling in (_rear(rng, plan), *(_gable(rng, plan, side_deg) for side_deg in (90.0, 270.0))):
        cuts += cut
        parts += filling
    walls = bar(plan.length, plan.depth, plan.eaves, (0.0, 0.0, 0.0), WALL)
    plinth = bar(plan.length + 0.04, plan.depth + 0.04, 0.4, (0.0, 0.0, 0.0), BASE)
    body = [difference(walls, cuts), *([] if plan.shops else [difference(plinth, cuts)]), *_ledges(plan, front)]
    return assemble([*body, *parts, *roof(plan)], DEFAULT)


def _ground_floor(rng: np.random.Generator, plan: HousePlan, front: float) -> tuple[list[Part], list[Part]]:
    """Openings and what fills them."""
    cuts, parts = [], []
    pitch, entrance = plan.length / plan.columns, int(rng.integers(plan.columns))
    width, height = plan.window
    for column in range(plan.columns):
        x = plan.axis(column)
        if column == entrance:
            cuts.append(opening(x, 0.05, 1.15, 2.5, front))
            parts += door(x, 1.15, 2.5, front)
        elif plan.shops:
            wide, tall = 0.9 * pitch, plan.ground - 0.85
            cuts.append(opening(x, -0.1, wide, tall + 0.1, front))
            parts += shop_front(rng, x, wide, tall, front)
        else:
            cuts.append(opening(x, plan.sill(0), width, height, front))
            parts += window(rng, x, plan.sill(0), width, height, front, plan.panes)
    return cuts, parts


def _rear(rng: np.random.Generator, plan: HousePlan) -> tuple[list[Part], list[Part]]:
    """Openings of the rear and what fills them: plain windows, and on one axis the stairs, whose windows are between the floors."""
    stairs, front = int(rng.integers(plan.columns)), -plan.depth / 2
    width, height = plan.window
    cuts, parts = [opening(plan.axis(stairs), 0.05, 1.0, 2.1, front)], door(plan.axis(stairs), 1.0, 2.1, front)
    for floor in range(plan.floors):
        for column in range(plan.columns):
            if column == stairs:
                x, z, wide, tall = plan.axis(column), plan.sill(floor) + 0.5 * plan.storey, min(width, 0.9), 0.9
            else:
                x, z, wide, tall = plan.axis(column), plan.sill(floor), width, min(height, 1.4)
            if z + tall < plan.eaves - 0.2:
                cuts.append(opening(x, z, wide, tall, front))
                parts += window(rng, x, z, wide, tall, front, plan.panes)
    return _faced(cuts, 180.0), _faced(parts, 180.0)


def _gable(rng: np.random.Generator, plan: HousePlan, side_deg: float) -> tuple[list[Part], list[Part]]:
    """Openings of one end and what fills them."""
    front, wide = -plan.length / 2, min(plan.window[0], 1.1)
    cuts, parts = [], []
    for floor in range(plan.floors):
        for column in range(plan.gable_columns):
            if rng.random() < 0.85:
                x, z = spread(column, plan.gable_columns, 0.8 * plan.depth), plan.sill(floor)
                cuts.append(opening(x, z, wide, plan.window[1], front))
                parts += window(rng, x, z, wide, plan.window[1], front, 1)
    return _faced(cuts, side_deg), _faced(parts, side_deg)


def _faced(parts: list[Part], turn_deg: float) -> list[Part]:
    """What was made for the street front, on another side."""
    return [part.turned((0.0, 0.0, 1.0), turn_deg) for part in parts]


def _ledges(plan: HousePlan, front: float) -> list[Part]:
    """A cornice, a string course above the ground floor, a rain pipe."""
    ledges = [bar(0.09, 0.09, plan.eaves - 0.1, (plan.length / 2 - 0.25, front - 0.06, 0.05), TRIM)]
    if plan.cornice > 0.0:
        ledges.append(bar(plan.length, plan.cornice * 2, 0.22, (0.0, front, plan.eaves - 0.25), TRIM))
        ledges.append(bar(plan.length, 0.12, 0.12, (0.0, front, plan.ground - 0.12), TRIM))
    return ledges


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another render or brick, other frames and doors; curtains of another colour."""
    wall = one_of(rng, WALLS)
    light = rng.random() < 0.6
    trim = Material(base_color=varied(rng, (0.6, 0.58, 0.54), 0.1, 0.02) if light else scaled(wall.base_color, 0.75), roughness=0.85)
    base = Material(base_color=varied(rng, (0.22, 0.215, 0.21), 0.3, 0.03), roughness=0.9, pattern=wear(rng, 0.8, 0.5))
    white = rng.random() < 0.65
    frame = Material(base_color=varied(rng, (0.68, 0.68, 0.66) if white else (0.07, 0.06, 0.055), 0.1, 0.03), roughness=0.4)
    curtain = DEFAULT[5].model_copy(update={"base_color": varied(rng, (0.25, 0.24, 0.22), 0.3, 0.05)})
    paint = Material(base_color=vary(linear(DOORS[int(rng.integers(len(DOORS)))]), rng), roughness=0.45, pattern=wear(rng))
    gray = Material(base_color=varied(rng, (0.2, 0.2, 0.2), 0.3, 0.02), roughness=0.9)
    tiled = SURFACES["roof_tiles"](rng) if rng.random() < 0.85 else gray
    return wall, base, trim, frame, DEFAULT[4], curtain, DEFAULT[6], paint, tiled


BUILDING = Category(NAME, shape, style)
