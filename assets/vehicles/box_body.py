"""Bodies of vans, lorries' cabs and buses: one box from bumper to bumper, with everything that is let into it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.kit.boolean import difference, intersection
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.curves import monotone
from setpiece.assets.kit.loft import loft
from setpiece.assets.kit.part import Part
from setpiece.assets.kit.profile import Knot, arc, fillet, smooth_curve
from setpiece.assets.vehicles.prism import across, along, ribbon, shrunk
from setpiece.assets.vehicles.slots import GLASS, HEAD_LAMP, PAINT, RIM, TAIL_LAMP, TRIM
from setpiece.assets.vehicles.wheels import WheelPlan, wheel

Float64 = NDArray[np.float64]
Outline = tuple[tuple[float, float], ...]
"""Corners of a window: (x, z) on the sides, (y, z) at the rear."""


def rectangle(x0: float, x1: float, z0: float, z1: float) -> Outline:
    """Four corners."""
    return ((x0, z0), (x1, z0), (x1, z1), (x0, z1))


@dataclass(frozen=True)
class BoxPlan:
    """x = 0 at the rear axle, the front is +x, z = 0 on the road; metres.

    Attributes:
        stern, nose: rear and front end.
        width, height: of the body.
        sill: clearance.
        tyre: outer radius of the wheels.
        axles: x of each; wheel arches are cut there.
        hood: height of the leading edge, or of the foot of the windscreen where there is no bonnet.
        cowl_x, cowl: foot of the windscreen.
        header_x: where it meets the roof.
        windows: on both sides.
        band: what is black between the side windows, if they stand in one dark band.
        doors: glazed doors, on the right side (-y) only.
        rear_windows: at the stern.
        seams: polylines in (x, z), on both sides.
        lamp: foot of the head lamps.
        tail: height of the lower edge of the tail lamps and their height; height 0 for none.
    """

    stern: float
    nose: float
    width: float
    height: float
    sill: float
    tyre: float
    axles: tuple[float, ...]
    hood: float
    cowl_x: float
    cowl: float
    header_x: float
    windows: tuple[Outline, ...]
    band: Outline | None
    doors: tuple[Outline, ...]
    rear_windows: tuple[Outline, ...]
    seams: tuple[tuple[tuple[float, float], ...], ...]
    lamp: float
    tail: tuple[float, float]


def box_body(plan: BoxPlan) -> list[Part]:
    """Body, panes and lamps, without wheels."""
    solid = _solid(plan)
    middle = solid.vertices.mean(axis=0)
    sunk = solid.moved(*(-middle)).scaled(0.994, 0.99, 0.996).moved(*middle)
    half = plan.width / 2
    inlays = [*_side_windows(plan), _windscreen(plan), *_lamps(plan)]
    wells = [
        across(arc((axle, plan.tyre), plan.tyre + 0.05, 0, 360, 41)[:-1], *span)
        for axle in plan.axles
        for span in ((-half - 0.1, 0.35 - half), (half - 0.35, half + 0.1))
    ]
    cuts = [across(ribbon(line, 0.01), *span) for line in plan.seams for span in ((-half - 0.1, 0.12 - half), (half - 0.12, half + 0.1))]
    shaped = difference(solid, [cut.painted(TRIM) for cut in (*wells, *cuts, *(hole for hole, _, _ in inlays))])
    backs = [intersection([sunk, hole]).painted(TRIM) for hole, _, slot in inlays if slot == GLASS]
    return [shaped, *backs, *(intersection([solid, piece]).painted(slot) for _, piece, slot in inlays)]


def _solid(plan: BoxPlan) -> Part:
    ends = 1.0 - np.cos(np.linspace(0.0, np.pi / 2, 8))
    rear, front = plan.stern + 0.2 * ends, plan.nose - 0.35 * ends
    between = np.arange(rear[-1], front[-1], max(0.14, (plan.nose - plan.stern) / 40))
    x = np.unique(np.concatenate([rear, between, front, np.linspace(plan.header_x - 0.3, plan.cowl_x, 10)]))
    knots = [
        (plan.stern, plan.height - 0.14), (plan.stern + 0.04, plan.height - 0.05), (plan.stern + 0.2, plan.height - 0.01),
        (plan.header_x - 0.5, plan.height), (plan.header_x, plan.height - 0.06), (plan.cowl_x, plan.cowl),
        *([(plan.nose - 0.16, plan.hood)] if plan.nose - 0.16 > plan.cowl_x + 0.1 else []),
        (plan.nose - 0.04, min(plan.hood, plan.cowl) - 0.06), (plan.nose, min(plan.hood, plan.cowl) - 0.2),
    ]  # fmt: skip
    top = monotone(x, *np.array(knots).T)
    inside = np.clip(1.0 - (plan.nose - x) / 0.5, 0.0, 1.0)
    outside = np.clip(1.0 - (x - plan.stern) / 0.16, 0.0, 1.0)
    half = plan.width / 2 * (0.76 + 0.24 * (1 - inside**2.4) ** (1 / 2.4)) * (0.93 + 0.07 * np.sqrt(1 - outside**2))
    rings = np.stack([_ring(plan, *row) for row in zip(x, half, top, strict=True)])
    body = loft(rings).painted(PAINT)
    return body.painted_where(lambda centres: centres[:, 2] < plan.sill + 0.1, TRIM)


def _ring(plan: BoxPlan, x: float, half: float, top: float) -> Float64:
    """Flat below, nearly upright sides that lean in above the belt, a rounded edge, a slightly crowned top."""
    bottom, rise = plan.sill, top - plan.sill
    lean = 0.045 * max(rise - 0.9, 0.0)
    side = smooth_curve(
        [(half - 0.06, bottom), (half - 0.02, bottom + 0.09), (half, bottom + 0.35 * rise), (half - 0.3 * lean, bottom + 0.62 * rise),
         (half - lean - 0.01, top - 0.16), (half - lean - 0.045, top - 0.07), (half - lean - 0.14, top - 0.012)], 14,
    )  # fmt: skip
    reach = float(side[-1, 0])
    crown = np.array([(reach * s, top - 0.012 + 0.012 * (1 - s * s)) for s in (0.75, 0.5, 0.25, 0.0)])
    right = np.concatenate([[(0.0, bottom)], side, crown])
    loop = np.concatenate([right, right[-2:0:-1] * np.array([-1.0, 1.0])])
    return np.column_stack([np.full(len(loop), x), loop])


def _side_windows(plan: BoxPlan) -> list[tuple[Part, Part, int]]:
    band = None if plan.band is None else _soft(plan.band)
    found = [(across(outline if band is None else band), across(shrunk(outline, 0.02)), GLASS) for outline in map(_soft, plan.windows)]
    right = (-plan.width / 2 - 0.1, 0.12 - plan.width / 2)
    found += [(across(outline, *right), across(shrunk(outline, 0.05), *right), GLASS) for outline in map(_soft, plan.doors)]
    rear = (plan.stern - 0.1, plan.stern + 0.14)
    found += [(along(outline, *rear), along(shrunk(outline, 0.02), *rear), GLASS) for outline in map(_soft, plan.rear_windows)]
    return found


def _soft(corners: Outline) -> Float64:
    """With rounded corners."""
    return fillet([(*corner, 0.05) for corner in corners], closed=True)


def _windscreen(plan: BoxPlan) -> tuple[Part, Part, int]:
    low, high, half = plan.cowl + 0.02, plan.height - 0.14, plan.width / 2
    knots: list[Knot] = [(-0.86 * half, low, 0.06), (0.86 * half, low, 0.06), (0.8 * half, high, 0.08), (-0.8 * half, high, 0.08)]
    outline = fillet(knots, closed=True)
    start = plan.header_x - 0.05
    return along(outline, start, plan.nose + 0.2), along(shrunk(outline, 0.03), start, plan.nose + 0.2), GLASS


def _lamps(plan: BoxPlan) -> list[tuple[Part, Part, int]]:
    half, low = plan.width / 2, plan.lamp
    inner = [(0.56 * half, low, 0.02), (half + 0.1, low + 0.03, 0.02), (half + 0.1, low + 0.24, 0.02), (0.62 * half, low + 0.17, 0.02)]
    head = fillet(inner, closed=True)
    grille = fillet(
        [(-0.5 * half, low, 0.02), (0.5 * half, low, 0.02), (0.53 * half, low + 0.17, 0.02), (-0.53 * half, low + 0.17, 0.02)], closed=True
    )
    bumper = fillet([(-half - 0.1, 0.0), (half + 0.1, 0.0), (half + 0.1, plan.sill + 0.28), (-half - 0.1, plan.sill + 0.28)], closed=True)
    found: list[tuple[Part, Part, int]] = []
    for outline, slot in ((head, HEAD_LAMP), (head * np.array([-1.0, 1.0]), HEAD_LAMP), (grille, TRIM), (bumper, TRIM)):
        found.append(
            (along(outline, plan.nose - 0.32, plan.nose + 0.2), along(shrunk(outline, 0.005), plan.nose - 0.32, plan.nose + 0.2), slot)
        )
    low, tall = plan.tail
    if tall > 0.0:
        lamp = np.array([(0.86 * half, low), (half + 0.1, low), (half + 0.1, low + tall), (0.86 * half, low + tall)])
        for outline in (lamp, lamp * np.array([-1.0, 1.0])):
            spans = (
                along(outline, plan.stern - 0.1, plan.stern + 0.14),
                along(shrunk(outline, 0.006), plan.stern - 0.1, plan.stern + 0.14),
            )
            found.append((*spans, TAIL_LAMP))
    return found


def wheels_of(design: WheelPlan, track: float, axles: Sequence[float]) -> list[Part]:
    """Four or more wheels; ``track`` is the distance of their outer faces from the middle."""
    placed = []
    for part in wheel(design):
        right = part.moved(0.0, design.width / 2 - track, design.radius)
        placed += [side.moved(x=axle) for side in (right, right.turned((0, 0, 1), 180)) for axle in axles]
    return placed


def mirrors(x: float, y: float, z: float, tall: float) -> list[Part]:
    """Upright mirrors on arms, on both sides."""
    case, arm = rounded_box(0.12, 0.2, tall, 0.04, steps=4), rounded_box(0.06, 0.24, 0.04, 0.015, steps=2)
    pane = rounded_box(0.01, 0.16, 0.85 * tall, 0.004, steps=2).moved(x=-0.057)
    parts = []
    for side in (1.0, -1.0):
        parts += [case.moved(x, side * y, z).painted(TRIM), pane.moved(x, side * y, z).painted(RIM)]
        parts.append(arm.moved(x, side * (y - 0.12), z - 0.3 * tall).painted(TRIM))
    return parts
