"""Yard: a parking lot with marked bays, lamps, and what stands around it."""

import math
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np

from setpiece.assets.library import shape_rng
from setpiece.assets.scenery.roads.lot import KERB_WIDTH_M, LOT_M, NAME, LotPlan, draw_lot
from setpiece.assets.spec import Spec, Unit
from setpiece.scenes.body import Body
from setpiece.scenes.distributions import Choice, Uniform
from setpiece.scenes.environment.build import grounded, moved, scenery
from setpiece.scenes.environment.outdoors import Taken, grove, land, outline, planted, stock, street_lamps, woods
from setpiece.scenes.fields import Number, Switch, Text, Within
from setpiece.scenes.stage import Path, Slot, Stage, Surface

if TYPE_CHECKING:
    from setpiece.assets.library import Library

FRONT_DEG = -90.0
"""The viewer stands at the world's -y."""

SIDES = ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0))
"""Outward directions; the viewer's side comes first."""

APART_M = 0.3
"""Between the pieces of a fence, and between it and what is behind."""


class Yard(Spec):
    """A parking lot, green around it, and on some sides fences, hedges or houses.

    Attributes:
        lamps_probability: share of the images with lamps.
        lamp_spacing_m: between the lamps of one side.
        fenced_sides: how many sides have a fence or hedge.
        built_sides: how many sides have houses behind that; never the viewer's.
        tree_share: share of the places for trees on the border that have one.
        trees: scenery that trees are taken from.
        woods: how many trees in the distance.
    """

    kind: Literal["yard"] = "yard"
    lamps_probability: Annotated[Unit, Switch("lamp_spacing_m")] = 0.9
    lamp_spacing_m: Annotated[Number, Within(8, 60)] = Uniform(14.0, 24.0)
    fenced_sides: Annotated[Number, Within(0, 4)] = Choice((1.0, 2.0, 3.0, 4.0), (1.0, 2.0, 2.0, 1.0))
    built_sides: Annotated[Number, Within(0, 3)] = Choice((0.0, 1.0, 2.0, 3.0), (0.5, 2.0, 2.0, 1.0))
    tree_share: Annotated[Number, Within(0, 1)] = Uniform(0.0, 0.8)
    trees: Text = Choice(("tree", "conifer", "bare_tree"), (6.0, 1.0, 0.5))
    woods: Annotated[Number, Within(0, 1000)] = Uniform(100.0, 220.0)


def sample_yard(config: Yard, library: "Library", rng: np.random.Generator) -> Stage:
    """Draw the lot, its lamps and what is around; the paved ground is at z = 0, the aisles run along x."""
    body = moved(scenery(library, NAME, rng), 0.0, (0.0, 0.0, -LOT_M))
    plan = draw_lot(shape_rng("scenery", NAME, body.ref.variant))
    lit = rng.random() < config.lamps_probability
    posts = _lamps(plan, library, config.lamp_spacing_m.draw(rng), rng) if lit else []
    trees = grove(config.trees, library, 3, rng)
    beside = [*posts, *_trees(plan, trees, config.tree_share.draw(rng), rng)]
    taken = Taken()
    sides = [SIDES[k] for k in rng.permutation(4)]
    beside += _around(
        plan,
        [*stock(library, "fence", 1, rng), *stock(library, "hedge", 1, rng)],
        sides[: round(config.fenced_sides.draw(rng))],
        taken,
        rng,
    )
    back = [side for side in sides if side != SIDES[0]][: round(config.built_sides.draw(rng))]
    beside += _houses(plan, stock(library, "building", 5, rng), back, taken, rng)
    x, y = plan.half_m
    edge = np.array([[a, b] for a in np.linspace(-x, x, 9) for b in np.linspace(-y, y, 9)])
    far = 1.2 * math.hypot(x, y) + plan.border_m + 12.0
    beside += woods(trees, rng, round(config.woods.draw(rng)), far, 260.0, edge)
    ground = land(library, rng, -0.06)
    surface = Surface(np.array([[-x, -y], [x, -y], [x, y], [-x, y]]), 0.0)
    scene = (body, ground, *beside)
    fixtures = street_lamps(posts, library)
    return Stage(scene, surface, FRONT_DEG, enclosed=True, outdoor=True, paths=aisles(plan), slots=bays(plan), fixtures=fixtures)


def bays(plan: LotPlan) -> tuple[Slot, ...]:
    """The marked bays, their open sides to the aisles."""
    width, length = plan.bay_m
    corners = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]) * (width, length)
    return tuple(Slot("bay", Surface(corners + np.array([bay.x_m, bay.y_m]), 0.0), 90.0 * bay.opens, math.inf) for bay in plan.bays())


def aisles(plan: LotPlan) -> tuple[Path, ...]:
    """Both directions of every aisle, keeping right: ``aisle`` as a whole, ``lane`` each half."""
    x = plan.half_m[0]
    found = []
    for y in plan.aisle_y_m():
        found.append(Path("aisle", np.array([[-x, y, 0.0], [x, y, 0.0]]), plan.aisle_m))
        for way in (-1.0, 1.0):
            lane_y = y - way * 0.25 * plan.aisle_m
            found.append(Path("lane", np.array([[-way * x, lane_y, 0.0], [way * x, lane_y, 0.0]]), 0.5 * plan.aisle_m))
    return tuple(found)


def _lamps(plan: LotPlan, library: "Library", spacing_m: float, rng: np.random.Generator) -> list[Body]:
    """Along the two long sides, their arms over the lot."""
    lamp = stock(library, "lamp_post", 1, rng)[0]
    x, y = plan.half_m
    places = np.arange(-x + rng.uniform(0.0, spacing_m), x, spacing_m).tolist()
    away = y + KERB_WIDTH_M + 0.5
    return [planted(lamp, 0.0 if side > 0 else 180.0, np.array([at, side * away]), plan.kerb_m) for side in (-1.0, 1.0) for at in places]


def _trees(plan: LotPlan, kinds: list[Body], share: float, rng: np.random.Generator) -> list[Body]:
    """In the middle of the border, clear of lamps, on the three sides that the viewer does not stand on."""
    x, y = plan.half_m
    middle = KERB_WIDTH_M + max(0.5 * plan.border_m, 1.6)
    spots = [(side * (x + middle), at) for side in (-1.0, 1.0) for at in np.arange(-y + 3.0, y, 8.0)]
    spots += [(at, y + middle) for at in np.arange(-x + 3.0, x, 8.0)]
    return [
        planted(kinds[int(rng.integers(len(kinds)))], float(rng.uniform(0.0, 360.0)), np.array(spot), plan.kerb_m)
        for spot in spots
        if rng.random() < share
    ]


def _around(plan: LotPlan, kinds: list[Body], sides: list[tuple[float, float]], taken: Taken, rng: np.random.Generator) -> list[Body]:
    """One kind of fence or hedge on the outer edge of the border, piece by piece along each side."""
    kind = kinds[int(rng.integers(len(kinds)))]
    depth_m = float(np.ptp(kind.solid.bounds_m[:, 1]))
    return [
        body for side in sides for body in _line(plan, [kind], side, plan.border_m - 0.5 * depth_m - 0.05, 0.0, plan.kerb_m, taken, rng)
    ]


def _houses(plan: LotPlan, kinds: list[Body], sides: list[tuple[float, float]], taken: Taken, rng: np.random.Generator) -> list[Body]:
    found = []
    for side in sides:
        setback_m = plan.border_m + 6.0 + APART_M + rng.uniform(0.0, 6.0)
        found += _line(plan, kinds, side, setback_m, float(rng.choice([0.05, rng.uniform(2.0, 12.0)])), -0.06, taken, rng)
    return found


def _line(
    plan: LotPlan,
    kinds: list[Body],
    side: tuple[float, float],
    setback_m: float,
    gap_m: float,
    height_m: float,
    taken: Taken,
    rng: np.random.Generator,
) -> list[Body]:
    """Bodies in a row along one side of the lot, their -y to it, their middles at a distance from the paved ground."""
    x, y = plan.half_m
    across, along = (y, x) if side[0] == 0.0 else (x, y)
    half = along + plan.border_m
    outward, onward = np.array(side), np.array([-side[1], side[0]])
    yaw_deg = math.degrees(math.atan2(side[1], side[0])) - 90.0
    found: list[Body] = []
    at = -half
    while True:
        kind = kinds[int(rng.integers(len(kinds)))]
        length = float(np.ptp(kind.solid.bounds_m[:, 0]))
        if at + length > half:
            return found
        place = (across + setback_m) * outward + (at + 0.5 * length) * onward
        body = grounded(kind, yaw_deg, (float(place[0]), float(place[1])), height_m)
        if taken.take(outline(body)):
            found.append(body)
        at += length + gap_m
