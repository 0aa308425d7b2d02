"""The cabin of a car: horizontal outlines from the belt to the roof, and the windows cut into it."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.kit.boolean import difference, intersection
from setpiece.assets.kit.loft import loft
from setpiece.assets.kit.part import Part
from setpiece.assets.kit.profile import Knot, fillet, rounded_rectangle
from setpiece.assets.vehicles.interior import INTERIOR, interior
from setpiece.assets.vehicles.plan import CarPlan
from setpiece.assets.vehicles.prism import across, along, shrunk
from setpiece.assets.vehicles.slots import GLASS, PAINT, TRIM

Float64 = NDArray[np.float64]

WALLS = (0.97, 0.94, 0.95)
"""Size of the room inside, of the cabin's outside: walls and roof of 2 to 5 cm."""

BOW_M = 0.17
"""How far the middle of windscreen and rear window stands out before their sides, at the belt."""


def cabin(plan: CarPlan) -> list[Part]:
    """Pillars and roof, the windows' black frames, the panes, and what is seen through them."""
    solid = shell(plan)
    middle = solid.vertices.mean(axis=0)
    room = shell(plan, rings=6, piece=0.5, step_deg=45.0).moved(*(-middle)).scaled(*WALLS).moved(*middle).painted(INTERIOR)
    doors, screens = side_windows(plan), [windscreen(plan), rear_window(plan)]
    holes = [*doors[:1], *(outer for outer, _ in screens)]
    panes = [*doors[1:], *(inner for _, inner in screens)]
    sunk = solid.moved(*(-middle)).scaled(0.996, 0.99, 0.996).moved(*middle)
    body = difference(solid.painted(PAINT), [*(hole.painted(PAINT) for hole in holes), room])
    frames = [difference(intersection([sunk, hole]), [*panes, room]).painted(TRIM) for hole in holes]
    glass = [difference(intersection([solid, pane]), [room]).painted(GLASS) for pane in panes]
    return [body, *frames, *glass, *interior(plan, room)]


def shell(plan: CarPlan, rings: int = 15, piece: float = 0.15, step_deg: float = 15.0) -> Part:
    """The closed solid over the belt.

    Args:
        plan: the car.
        rings: outlines from below the belt to the roof's edge.
        piece: length of the pieces of an outline's straight edges, of half the cabin's length or width.
        step_deg: between the points of its rounded corners.
    """
    loop = _loop(piece, step_deg)
    walls = [_ring(plan, loop, t, 1.0) for t in np.linspace(-0.2, 1.0, rings)]
    # The roof: a rounded edge, then a crown that closes in the middle.
    bend = np.linspace(0.0, np.pi / 2, max(2, rings // 3 + 1))[1:]
    edge = [_ring(plan, loop, 1.0, 1.0 - 0.09 * (1.0 - np.cos(a)), 0.035 * np.sin(a)) for a in bend]
    crown = [_ring(plan, loop, 1.0, 0.91 * s, 0.035 + 0.045 * (1.0 - s**2)) for s in (0.9, 0.75, 0.55, 0.3, 0.0)]
    return loft(np.stack([*walls, *edge, *crown]))


def front_x(plan: CarPlan, t: float) -> float:
    """Middle of the windscreen at a share of the height from belt to roof edge; slightly convex."""
    return plan.cowl_x + (plan.header_x - plan.cowl_x) * t + 0.05 * t * (1 - t) * 2


def rear_x(plan: CarPlan, t: float) -> float:
    """Middle of the rear window."""
    return plan.tail_x + (plan.roof_x - plan.tail_x) * t - 0.03 * t * (1 - t) * 2


def edge_z(plan: CarPlan) -> float:
    """Height of the roof's edge before it is dropped towards front and rear."""
    return plan.height - 0.08


def half_width(plan: CarPlan, t: float) -> float:
    """At a share of the height."""
    return plan.width / 2 - 0.075 - plan.tumble * (0.75 * t + 0.25 * t * t)


def roof_line(plan: CarPlan, x: Float64) -> Float64:
    """Share of the full height: 1 at the peak, a little less at the header, least at the rear."""
    peak = plan.header_x - 0.35
    full = edge_z(plan) - plan.belt
    front = 0.035 * np.clip((x - peak) / 0.35, 0.0, None) ** 2
    rear = plan.roof_drop * np.clip((peak - x) / (peak - plan.roof_x), 0.0, None) ** 2
    share: Float64 = 1.0 - np.minimum(np.where(x > peak, front, rear), 0.3) / full
    return share


def _loop(piece: float, step_deg: float) -> Float64:
    """(N, 2) rounded square from -1 to 1, each edge cut into pieces."""
    corner = rounded_rectangle(2.0, 2.0, 0.13, step_deg=step_deg)
    points: list[Float64] = []
    for start, end in zip(corner, np.roll(corner, -1, axis=0), strict=True):
        count = max(1, int(np.linalg.norm(end - start) / piece))
        points += [start + (end - start) * k / count for k in range(count)]
    return np.array(points)


def _ring(plan: CarPlan, loop: Float64, t: float, inset: float, lift: float = 0.0) -> Float64:
    u, v = loop[:, 0] * inset, loop[:, 1] * inset
    first, last = rear_x(plan, t), front_x(plan, t)
    x = (first + last) / 2 + u * (last - first) / 2
    bow = BOW_M * (1.0 - 0.3 * max(t, 0.0))
    x -= bow * v**2 * np.clip(u, 0.0, None) ** 3 - 0.4 * bow * v**2 * np.clip(-u, 0.0, None) ** 3
    taper = 1.0 - 0.07 * np.clip(u, 0.0, None) ** 2 - 0.09 * np.clip(-u, 0.0, None) ** 2
    y = v * half_width(plan, t) * taper
    z = plan.belt + (edge_z(plan) - plan.belt) * t * roof_line(plan, x) + lift
    return np.column_stack([x, y, z])


def side_windows(plan: CarPlan) -> list[Part]:
    """Prisms across the car: the whole band of side windows, then each pane."""
    low, high = 0.03, 0.86
    front = BOW_M + 0.05

    def forward(t: float) -> float:
        return front_x(plan, t) - front * (1.0 - 0.25 * t) - 0.02

    pillar = {"hatchback": 0.3, "sedan": 0.22, "estate": 0.2, "suv": 0.26}[plan.style]

    def backward(t: float) -> float:
        return rear_x(plan, t) + pillar * (1.15 - 0.25 * t)

    z = [plan.belt + (edge_z(plan) - plan.belt) * t for t in (low, high)]
    xs = np.linspace(forward(high), backward(high), 8)
    roof: list[Knot] = [(float(x), plan.belt + (z[1] - plan.belt) * float(roof_line(plan, np.array(x)))) for x in xs]
    roof[0], roof[-1] = (*roof[0][:2], 0.04), (*roof[-1][:2], 0.07)
    kick = 0.05 if plan.style in ("hatchback", "suv") else 0.02
    sill: list[Knot] = [(backward(low + 0.1), z[0] + kick, 0.05), (0.35 * plan.wheelbase, z[0] + 0.008), (forward(low), z[0], 0.03)]
    band = fillet([*roof, *sill], closed=True)
    pillars = [0.47 * plan.wheelbase, min(0.13 * plan.wheelbase, backward(low) + 0.45)]
    cuts = [forward(low) + 1.0, *pillars, backward(low) - 1.0]
    whole = across(band)
    panes = []
    for ahead, behind in pairwise(cuts):
        x0, x1 = behind + 0.03, ahead - 0.03
        if min(x1, forward(low)) - max(x0, backward(high)) < 0.12:
            continue
        strip = across(np.array([(x0, 0.5), (x1, 0.5), (x1, 2.5), (x0, 2.5)]))
        panes.append(intersection([across(shrunk(band, 0.014)), strip]))
    return [whole, *panes]


def _screen(plan: CarPlan, low: float, high: float, margin: float, start: float, end: float) -> tuple[Part, Part]:
    """Hole and pane of a window across the car."""
    z = [plan.belt + (edge_z(plan) - plan.belt) * t for t in (low, high)]
    wide, narrow = half_width(plan, low) * 0.95 - margin, half_width(plan, high) * 0.95 - margin
    outline = fillet([(-wide, z[0], 0.06), (wide, z[0], 0.06), (narrow, z[1], 0.07), (-narrow, z[1], 0.07)], closed=True)
    return along(outline, start, end), along(shrunk(outline, 0.022), start, end)


def windscreen(plan: CarPlan) -> tuple[Part, Part]:
    """Hole and pane."""
    middle = (plan.header_x + plan.roof_x) / 2
    return _screen(plan, -0.1, 0.93, 0.01, middle, plan.nose_x)


def rear_window(plan: CarPlan) -> tuple[Part, Part]:
    """Hole and pane."""
    middle = (plan.header_x + plan.roof_x) / 2
    low = 0.12 if plan.style == "sedan" else 0.1
    return _screen(plan, low, 0.9, 0.07, plan.stern_x - 0.5, middle)
