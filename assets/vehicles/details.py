"""What is cut into a car's body and what is fixed to it: arches, lamps, grilles, seams, plates, mirrors, handles."""

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.kit.boolean import difference, intersection, union
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.loft import tube
from setpiece.assets.kit.part import Part
from setpiece.assets.kit.profile import Knot, arc, fillet, smooth_curve, superellipse
from setpiece.assets.vehicles.cabin import edge_z, front_x, roof_line
from setpiece.assets.vehicles.cabin import half_width as cabin_half_width
from setpiece.assets.vehicles.hull import arch_radius, half_width, hull
from setpiece.assets.vehicles.plan import CarPlan
from setpiece.assets.vehicles.plates import number_plates
from setpiece.assets.vehicles.prism import across, along, ribbon, shrunk, upright
from setpiece.assets.vehicles.slots import GLASS, HEAD_LAMP, PAINT, RIM, TAIL_LAMP, TRIM

Float64 = NDArray[np.float64]
SEAM_M = 0.008


def body(plan: CarPlan, rng: np.random.Generator) -> list[Part]:
    """The lower body with everything that is let into it."""
    solid = hull(plan)
    middle = solid.vertices.mean(axis=0)
    sunk = solid.moved(*(-middle)).scaled(0.985, 0.985, 0.985).moved(*middle)
    inlays = [*_lamps(plan, rng), *_grilles(plan, rng)]
    holes = [hole for hole, _, _ in inlays]
    shaped = difference(solid, [cut.painted(TRIM) for cut in (*_arches(plan), *_seams(plan), *holes)])
    parts = [shaped, *_cladding(plan, solid)]
    for _, piece, slot in inlays:
        parts.append(intersection([sunk if slot == TRIM else solid, piece]).painted(slot))
    return parts


def _arches(plan: CarPlan) -> list[Part]:
    """Wells of the four wheels."""
    radius, outside = arch_radius(plan), plan.width / 2 + 0.1
    circle = arc((0.0, 0.0), radius, 0, 360, 49)[:-1]
    wells = []
    for axle in (0.0, plan.wheelbase):
        outline = circle + np.array([axle, plan.tyre])
        wells += [across(outline, -outside, 0.3 - plan.width / 2), across(outline, plan.width / 2 - 0.3, outside)]
    return wells


def _both(outline: Float64, start: float, end: float, slot: int, gap: float = 0.006) -> list[tuple[Part, Part, int]]:
    """Hole, piece and slot of something let into the front or rear, on the left and on the right."""
    mirrored = outline * np.array([-1.0, 1.0])
    return [(along(side, start, end), along(shrunk(side, gap), start, end), slot) for side in (outline, mirrored)]


def _lamps(plan: CarPlan, rng: np.random.Generator) -> list[tuple[Part, Part, int]]:
    half, nose, stern = plan.width / 2, plan.nose_x, plan.stern_x
    top, tall = plan.hood - 0.03, float(rng.uniform(0.1, 0.17))
    inner, slant = half * float(rng.uniform(0.5, 0.62)), float(rng.uniform(0.0, 0.06))
    head = fillet(
        [
            (inner, top - tall * 0.75, 0.02),
            (half + 0.1, top - tall + slant, 0.02),
            (half + 0.1, top + slant, 0.02),
            (inner, top - slant * 0.6, 0.02),
        ],
        closed=True,
    )
    middle = np.array([inner + 0.12, top - 0.5 * tall])
    beam = superellipse(0.085, 0.3 * tall, 3.0, 20) + middle
    low, high = (plan.deck - 0.2, plan.deck - 0.05) if plan.style == "sedan" else (plan.belt - 0.24, plan.belt - 0.02)
    reach = half * float(rng.uniform(0.45, 0.62) if plan.style == "sedan" else rng.uniform(0.55, 0.75))
    tail = fillet([(reach, low + 0.02, 0.02), (half + 0.1, low, 0.02), (half + 0.1, high, 0.02), (reach, high - 0.02, 0.02)], closed=True)
    depth = float(rng.uniform(0.3, 0.45))
    beams = [(hole, hole, HEAD_LAMP) for hole, _, _ in _both(beam, nose - depth, nose + 0.2, HEAD_LAMP)]
    return [
        *_both(head, nose - depth, nose + 0.2, GLASS),
        *beams,
        *_both(tail, stern - 0.2, stern + float(rng.uniform(0.16, 0.28)), TAIL_LAMP),
    ]


def _grilles(plan: CarPlan, rng: np.random.Generator) -> list[tuple[Part, Part, int]]:
    """Between the head lamps, the intake below, the dark lower part of the rear bumper."""
    half, nose, stern = plan.width / 2, plan.nose_x, plan.stern_x
    top, tall, wide = plan.hood - 0.07, float(rng.uniform(0.07, 0.24)), half * float(rng.uniform(0.42, 0.56))
    upper: list[Knot] = [(-0.85 * wide, top - tall, 0.03), (0.85 * wide, top - tall, 0.03), (wide, top, 0.03), (-wide, top, 0.03)]
    low, rise = plan.sill + 0.05, float(rng.uniform(0.1, 0.15))
    lower: list[Knot] = [
        (-0.74 * half, low, 0.02),
        (0.74 * half, low, 0.02),
        (0.66 * half, low + rise, 0.03),
        (-0.66 * half, low + rise, 0.03),
    ]
    rear: list[Knot] = [(-0.6 * half, 0.0), (0.6 * half, 0.0), (0.55 * half, plan.sill + 0.2, 0.03), (-0.55 * half, plan.sill + 0.2, 0.03)]
    side: list[Knot] = [
        (0.74 * half, low + 0.04, 0.02),
        (0.9 * half, low + 0.06, 0.02),
        (0.88 * half, low + rise, 0.02),
        (0.7 * half, low + rise - 0.01, 0.02),
    ]
    found = _both(fillet(side, closed=True), nose - 0.45, nose + 0.2, TRIM) if rng.random() < 0.7 else []
    for knots, start, end in ((upper, nose - 0.3, nose + 0.2), (lower, nose - 0.4, nose + 0.2), (rear, stern - 0.2, stern + 0.3)):
        prism = along(fillet(knots, closed=True), start, end)
        found.append((prism, prism, TRIM))
    return found


def _cladding(plan: CarPlan, solid: Part) -> list[Part]:
    """Black plastic round the arches and along the sills of tall cars, a few millimetres proud."""
    if plan.style != "suv":
        return []
    half, low = plan.width / 2 + 0.2, plan.sill + 0.11
    middle = solid.vertices.mean(axis=0)
    proud = solid.moved(*(-middle)).scaled(1.0, 1.01, 1.0).moved(*middle)
    outlines = [np.array([(0.0, 0.1), (plan.wheelbase, 0.1), (plan.wheelbase, low), (0.0, low)])]
    outlines += [ribbon(arc((axle, plan.tyre), arch_radius(plan) + 0.026, -20, 200, 31), 0.052) for axle in (0.0, plan.wheelbase)]
    bands = union([across(outline, -half, half) for outline in outlines])
    return [difference(intersection([proud, bands]), _arches(plan)).painted(TRIM)]


def _seams(plan: CarPlan) -> list[Part]:
    """Gaps round doors, bonnet and tailgate: narrow cuts, a few centimetres deep."""
    half, low, belt = plan.width / 2, plan.sill + 0.12, plan.belt + 0.05
    front, middle, arch = plan.wheelbase - arch_radius(plan) - 0.09, 0.47 * plan.wheelbase, arch_radius(plan) + 0.05
    rear_foot = np.sqrt(max(arch**2 - (low - plan.tyre) ** 2, 0.01)) + 0.03
    lines = [
        smooth_curve([(front - 0.02, low), (front + 0.02, 0.55 * (low + belt)), (front - 0.02, belt)], 7),
        np.array([(middle, low), (middle, belt)]),
        smooth_curve([(rear_foot, low), (rear_foot + 0.02, plan.tyre + 0.1), (0.16, plan.tyre + arch + 0.02), (0.02, belt)], 9),
        np.array([(front - 0.02, low), (rear_foot, low)]),
        # Between wing and front bumper, and at the rear bumper.
        np.array([(plan.wheelbase + arch - 0.05, plan.tyre + 0.18), (plan.nose_x - 0.25, plan.hood - 0.17)]),
        np.array([(-arch + 0.05, plan.tyre + 0.2), (plan.stern_x - 0.1, plan.tyre + 0.24)]),
    ]
    cuts = []
    for line in lines:
        outline = ribbon(line, SEAM_M)
        cuts += [across(outline, -half - 0.1, 0.07 - half), across(outline, half - 0.07, half + 0.1)]
    edge = np.array([(plan.cowl_x - 0.2, 0.83 * half), (plan.nose_x - 0.55, 0.8 * half), (plan.nose_x - 0.22, 0.66 * half)])
    bumper, gate = plan.sill + 0.37, 0.68 * half
    rear = [
        np.array([(-half, bumper), (half, bumper)]),
        *(np.array([(s * gate, bumper), (s * (gate + 0.03), plan.belt + 0.1)]) for s in (1, -1)),
    ]
    cuts += [along(ribbon(line, SEAM_M), plan.stern_x - 0.1, plan.stern_x + 0.1) for line in rear]
    for side in (1.0, -1.0):
        cuts.append(upright(ribbon(edge * np.array([1.0, side]), SEAM_M), plan.hood - 0.03, plan.cowl + 0.1))
    return cuts


def fittings(plan: CarPlan, rng: np.random.Generator) -> list[Part]:
    """Mirrors, handles, plates, roof rails or an aerial."""
    rear_z = plan.deck - 0.24 if plan.style == "sedan" or rng.random() < 0.6 else plan.sill + 0.33
    plates = number_plates((plan.nose_x + 0.004, plan.hood - 0.36), (plan.stern_x - 0.004, rear_z))
    parts = [*_mirrors(plan), *_handles(plan), *plates]
    if plan.style in ("estate", "suv") and rng.random() < 0.7:
        parts += _rails(plan)
    else:
        fin = rounded_box(0.16, 0.035, 0.05, 0.015, steps=4)
        x = plan.roof_x + 0.2
        parts.append(fin.moved(x, 0.0, plan.height - plan.roof_drop - 0.005).painted(PAINT))
    return parts


def _mirrors(plan: CarPlan) -> list[Part]:
    x, z, y = front_x(plan, 0.0) - 0.5, plan.belt + 0.075, plan.width / 2 + 0.02
    case = rounded_box(0.13, 0.21, 0.135, 0.05, steps=4)
    pane = rounded_box(0.01, 0.17, 0.1, 0.004, steps=2).moved(x=-0.062)
    arm = rounded_box(0.07, 0.2, 0.035, 0.012, steps=2).moved(y=0.0, z=-0.06)
    parts = []
    for side in (1.0, -1.0):
        parts += [
            case.moved(x, side * y, z).painted(PAINT),
            pane.moved(x, side * y, z).painted(RIM),
            arm.moved(x + 0.01, side * (y - 0.1), z).painted(TRIM),
        ]
    return parts


def _handles(plan: CarPlan) -> list[Part]:
    handle = rounded_box(0.19, 0.03, 0.028, 0.012, steps=2).painted(PAINT)
    z = plan.belt - 0.11
    parts = []
    for x in (0.47 * plan.wheelbase + 0.16, 0.2 * plan.wheelbase - 0.03):
        y = float(half_width(plan, np.array(x))) - 0.008
        parts += [handle.moved(x, side * y, z) for side in (1.0, -1.0)]
    return parts


def _rails(plan: CarPlan) -> list[Part]:
    x = np.linspace(plan.header_x - 0.15, plan.roof_x + 0.1, 12)
    z = plan.belt + (edge_z(plan) - plan.belt) * roof_line(plan, x) + 0.055
    z[[0, -1]] -= 0.04
    y = np.full_like(x, cabin_half_width(plan, 1.0) - 0.075)
    section = arc((0.0, 0.0), 0.016, 0, 360, 9)[:-1]
    return [tube(np.column_stack([x, side * y, z]), section).painted(RIM) for side in (1.0, -1.0)]
