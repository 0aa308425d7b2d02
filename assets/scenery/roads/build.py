"""Slabs after a RoadPlan: the carriageway with its marks, and on both sides of it kerb, pavement and the ground in front of the houses."""

import numpy as np

from setpiece.assets.kit.part import assemble
from setpiece.assets.kit.paving import Area, area, grown, rectangle, rounded_inside, slab
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.roads.axis import Axis
from setpiece.assets.scenery.roads.marks import centre_marks, other_marks
from setpiece.assets.scenery.roads.plan import ROAD_M, RoadPlan
from setpiece.assets.scenery.support import with_support

ASPHALT, GROUND, VERGE, MARK, CENTRE, PATCH, IRON, KERB, PAVEMENT = range(9)
"""Material slots; a country road has the first seven."""

MANHOLE_M = 0.31
"""Radius of the cover (EN 124: clear opening 600 mm)."""


def build(plan: RoadPlan) -> Model:
    """The slabs of a road, the carriageway ``ROAD_M`` above their base; their frame is that of the plan's axes."""
    rng = np.random.default_rng(plan.drawn)
    ground, carriageway = _ground(plan), _carriageway(plan)
    marks = [(MARK, other_marks(plan)), (CENTRE, centre_marks(plan))]
    worn = [(PATCH, _patches(plan, rng)), (IRON, _manholes(plan, rng))]
    if plan.kerb_m == 0.0:
        shoulder = grown(carriageway, plan.verge_m)
        bands = [(GROUND, ground), (VERGE, shoulder), (ASPHALT, carriageway), (PATCH, worn[0][1] & carriageway), *marks, worn[1]]
        parts = [slab(ground, 0.0, ROAD_M, bands)]
    else:
        parts = [slab(ground & carriageway, 0.0, ROAD_M, [worn[0], *marks, worn[1]])]
        parts.append(slab(ground - carriageway, 0.0, ROAD_M + plan.kerb_m, _beside(plan, ground, carriageway, rng)))
    count = IRON + 1 if plan.kerb_m == 0.0 else PAVEMENT + 1
    model = assemble(parts, (Material(),) * count, centred=False)
    half = 0.45 * plan.lane_m
    return with_support(model, ROAD_M, rectangle(-1.0, 1.0, -half, half).astype(np.float32))


def _ground(plan: RoadPlan) -> Area:
    """All that the slab covers: the road with its fronts, or, where two roads cross, the square about them."""
    axis = plan.axes[0]
    if len(plan.axes) > 1:
        return area(rectangle(-axis.reach_m, axis.reach_m, -axis.reach_m, axis.reach_m))
    half = max(plan.walk_m(1)[1], plan.walk_m(-1)[1]) + plan.front_m
    return area(axis.strip(-axis.reach_m, axis.reach_m, -half, half))


def _carriageway(plan: RoadPlan) -> Area:
    strips = [area(axis.strip(-axis.reach_m - 9.0, axis.reach_m + 9.0, -plan.edge_m(-1), plan.edge_m(1))) for axis in plan.axes]
    return rounded_inside(sum(strips[1:], strips[0]), plan.corner_m) if len(strips) > 1 else strips[0]


def _beside(plan: RoadPlan, ground: Area, carriageway: Area, rng: np.random.Generator) -> list[tuple[int, Area]]:
    """Kerb, verge or tree pits, and pavement, by their distance from the carriageway."""
    kerb = grown(carriageway, plan.kerb_width_m)
    verge = grown(kerb, plan.verge_m) if plan.verge_m else kerb
    walk = grown(verge, plan.pavement_m)
    green = verge if plan.verge_m else _tree_pits(plan)
    paved = walk + _crossing_ways(plan)
    return [(GROUND, ground), (PAVEMENT, paved), (VERGE, green if not plan.verge_m else green - _crossing_ways(plan)), (KERB, kerb)]


def _tree_pits(plan: RoadPlan) -> Area:
    """Squares of soil in the pavement, just behind the kerb."""
    found = Area()
    for axis in plan.axes:
        for side in (-1, 1):
            near = plan.edge_m(side) + plan.kerb_width_m + 0.25
            low, high = sorted((side * near, side * (near + pit_m(plan))))
            found += area(*(axis.strip(s - 0.5 * pit_m(plan), s + 0.5 * pit_m(plan), low, high) for s in tree_places(plan, axis)))
    return found


def pit_m(plan: RoadPlan) -> float:
    """Edge of a tree pit."""
    return min(1.2, 0.4 * plan.pavement_m)


def tree_places(plan: RoadPlan, axis: Axis) -> list[float]:
    """Where street trees stand along an axis, clear of junctions and zebra crossings."""
    every = 9.0 + plan.drawn % 9
    places = np.arange(-axis.reach_m + 4.0, axis.reach_m, every)
    clear = np.abs(places) > plan.junction_m + 12.0 if plan.junction_m else np.full(len(places), True)
    if plan.zebra_s_m is not None:
        clear &= np.abs(places - plan.zebra_s_m) > 8.0
    return [float(place) for place in places[clear]]


def _crossing_ways(plan: RoadPlan) -> Area:
    """The pavement goes on through the verge where a zebra crossing ends."""
    if plan.zebra_s_m is None:
        return Area()
    far = max(plan.walk_m(1)[0], plan.walk_m(-1)[0]) + 0.05
    return area(plan.axes[0].strip(plan.zebra_s_m - 2.5, plan.zebra_s_m + 2.5, -far, far))


def _patches(plan: RoadPlan, rng: np.random.Generator) -> Area:
    """Repairs: rectangles, and trenches along or across the road."""
    found = Area()
    for axis in plan.axes:
        for _ in range(int(rng.integers(6, 20))):
            s, t = rng.uniform(-0.8, 0.8) * axis.reach_m, rng.uniform(-0.9, 0.6) * plan.driven_m
            length, width = ((rng.uniform(1, 4), rng.uniform(0.6, 2.0)), (rng.uniform(8, 40), rng.uniform(0.5, 0.9)))[
                int(rng.random() < 0.3)
            ]
            found += area(axis.strip(s, s + length, max(t, 0.3 - plan.edge_m(-1)), min(t + width, plan.edge_m(1) - 0.3)))
    return found


def _manholes(plan: RoadPlan, rng: np.random.Generator) -> Area:
    found = Area()
    angles = np.linspace(0.0, 2.0 * np.pi, 32, endpoint=False)
    circle = MANHOLE_M * np.column_stack([np.cos(angles), np.sin(angles)])
    for axis in plan.axes:
        t = float(rng.uniform(-0.7, 0.7)) * plan.driven_m
        for s in np.arange(-axis.reach_m + rng.uniform(5.0, 30.0), axis.reach_m - 5.0, rng.uniform(25.0, 50.0)).tolist():
            found += area(circle + axis.at(s, t))
    return found
