"""Bicycles: city bikes with straight or low frames, upright on their wheels; the front is +x."""

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.category import Category
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.color import NEUTRALS, PLASTICS, pick
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.finishes import metal, rubber, wear
from setpiece.assets.kit.loft import lathe, tube
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import arc, smooth_curve
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model

FRAME, METAL, RUBBER, SADDLE = range(4)
Float64 = NDArray[np.float64]


def _rod(start: Float64, end: Float64, radius: float, slot: int) -> Part:
    along = end - start
    up = (1.0, 0.0, 0.0) if abs(along[0]) < 0.5 * np.linalg.norm(along) else (0.0, 0.0, 1.0)
    return tube(np.stack([start, end]), arc((0, 0), radius, 0, 360, 11)[:-1], up=up).painted(slot)


def _wheel(radius: float, spokes: int) -> list[Part]:
    """About the origin, the axle along y."""
    ring = np.column_stack([arc((0, 0), radius - 0.019, 0, 360, 41)[:-1], np.zeros(40)])
    tyre = tube(ring, arc((0, 0), 0.019, 0, 360, 9)[:-1], closed=True).painted(RUBBER)
    hoop = np.column_stack([arc((0, 0), radius - 0.044, 0, 360, 41)[:-1], np.zeros(40)])
    rim = tube(hoop, np.array([(-0.006, -0.011), (0.008, -0.011), (0.008, 0.011), (-0.006, 0.011)]), closed=True).painted(METAL)
    hub = lathe([(0, -0.05), (0.022, -0.05), (0.022, 0.05), (0, 0.05)], segments=12).painted(METAL)
    spoke = [
        _rod(
            np.array([0.02 * np.cos(a + s), 0.02 * np.sin(a + s), z]),
            np.array([np.cos(a), np.sin(a), 0.0]) * (radius - 0.045),
            0.0012,
            METAL,
        )
        for k, a in enumerate(np.linspace(0, 2 * np.pi, spokes, endpoint=False))
        for s, z in [((1.2, 0.03), (-1.2, 0.03), (1.2, -0.03), (-1.2, -0.03))[k % 4]]
    ]
    return [part.turned((1, 0, 0), 90) for part in (tyre, rim, hub, *spoke)]


def _frame(low: bool, size: float, axle_z: float, base: float) -> list[Part]:
    """Tubes between bottom bracket, seat, head and axles."""
    rear, front = np.array([0.0, 0.0, axle_z]), np.array([base, 0.0, axle_z])
    bracket = np.array([0.44, 0.0, axle_z - 0.06])
    seat = bracket + np.array([-0.16, 0.0, size])
    head_low, head_top = np.array([base - 0.1, 0.0, axle_z + 0.36]), np.array([base - 0.16, 0.0, axle_z + 0.36 + 0.4 * size])
    top_from = bracket + (seat - bracket) * (0.5 if low else 0.95)
    rods = [
        (bracket, seat, 0.016),
        (bracket, head_low, 0.018),
        (top_from, head_low if low else head_top, 0.015),
        (head_low, head_top, 0.019),
    ]
    parts = [_rod(a, b, r, FRAME) for a, b, r in rods]
    below = np.array([0.0, 0.0, 0.05])
    for y in (-0.055, 0.055):
        side = np.array([0.0, y, 0.0])
        parts += [
            _rod(rear + side, bracket + side * 0.4, 0.009, FRAME),
            _rod(rear + side, seat + side * 0.2 - below, 0.008, FRAME),
        ]
        parts.append(_rod(front + side, head_low + side * 0.8, 0.012, FRAME))
    post_top = seat + (seat - bracket) / np.linalg.norm(seat - bracket) * 0.12
    saddle = rounded_box(0.26, 0.15, 0.06, 0.028, steps=4).warped(_saddle).moved(*(post_top + np.array([0.02, 0, 0.03])))
    parts += [_rod(seat, post_top, 0.013, METAL), saddle.painted(SADDLE), *_handlebar(head_top, size)]
    return [*parts, *_drive(bracket, rear)]


def _saddle(points: Float64) -> Float64:
    """Narrow towards the front."""
    return points * np.column_stack([np.ones(len(points)), np.interp(points[:, 0], [-0.1, 0.12], [1.0, 0.3]), np.ones(len(points))])


def _handlebar(head: Float64, size: float) -> list[Part]:
    stem = head + np.array([-0.03, 0.0, 0.12])
    half = [(0.05, 0.02), (0.06, 0.14), (0.0, 0.26), (-0.14, 0.3)]
    path = np.array([(x, -y, 0.03) for x, y in half[::-1]] + [(0.03, 0.0, 0.0)] + [(x, y, 0.03) for x, y in half]) + stem
    bar = tube(smooth_curve(path, 25), arc((0, 0), 0.011, 0, 360, 9)[:-1]).painted(METAL)
    grips = [_rod(path[k], path[k] + np.array([-0.1, 0.0, 0.0]), 0.016, SADDLE) for k in (0, -1)]
    return [_rod(head, stem, 0.013, METAL), bar, *grips]


def _drive(bracket: Float64, rear: Float64) -> list[Part]:
    ring = (
        lathe([(0, 0), (0.09, 0), (0.09, 0.006), (0, 0.006)], segments=28).turned((1, 0, 0), 90).moved(*(bracket - np.array([0, 0.04, 0])))
    )
    half = np.array([0.0, 0.06, 0.0])
    parts = [ring.painted(METAL), _rod(bracket - half, bracket + half, 0.02, METAL)]
    for s in (-1.0, 1.0):
        foot = bracket + np.array([s * 0.15, s * 0.075, s * -0.08])
        parts += [_rod(bracket + np.array([0, s * 0.07, 0]), foot, 0.01, METAL)]
        parts.append(rounded_box(0.09, 0.085, 0.022, 0.006, steps=2).moved(*(foot + np.array([0, s * 0.05, 0]))).painted(SADDLE))
    return parts


def _extras(rng: np.random.Generator, radius: float, base: float) -> list[Part]:
    """Mudguards, and on most a carrier."""
    parts = []
    for x, start, end in ((0.0, 15, 190), (base, 60, 200)):
        curve = arc((x, radius), radius + 0.018, start, end, 19)
        path = np.column_stack([curve[:, 0], np.zeros(19), curve[:, 1]])
        parts.append(
            tube(path, np.array([(-0.027, -0.002), (0.027, -0.002), (0.02, 0.006), (-0.02, 0.006)]), up=(0, 0, 1.0)).painted(FRAME)
        )
    if rng.random() < 0.6:
        deck = (
            extrude(np.array([(-0.2, -0.06), (0.2, -0.06), (0.2, 0.06), (-0.2, 0.06)]), 0.012)
            .moved(-0.08, 0, 2 * radius + 0.05)
            .painted(METAL)
        )
        legs = [_rod(np.array([0.0, s * 0.06, radius]), np.array([-0.1, s * 0.055, 2 * radius + 0.05]), 0.005, METAL) for s in (-1, 1)]
        parts += [deck, *legs]
    return parts


def shape(rng: np.random.Generator) -> Model:
    """26 to 28 inch wheels, 1.7 to 1.9 m long."""
    radius, base = float(rng.choice([0.33, 0.34, 0.35])), float(rng.uniform(1.03, 1.12))
    low, spokes = bool(rng.random() < 0.4), int(rng.choice([28, 32, 36]))
    rear = _wheel(radius, spokes)
    front = [part.moved(x=base) for part in rear]
    lifted = [part.moved(z=radius) for part in (*rear, *front)]
    parts = [
        *lifted,
        *_frame(low, float(rng.uniform(0.44, 0.56)), radius, base),
        *(_extras(rng, radius, base) if rng.random() < 0.8 else []),
    ]
    model = assemble(parts, crease_deg=50.0)
    return Model(model.mesh, style(rng, model), model.textures)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Painted frames, bright or black parts."""
    paint = Material(base_color=pick(rng, PLASTICS, NEUTRALS, NEUTRALS), roughness=0.35, coat=0.8, pattern=wear(rng, 0.5))
    bright = metal(rng, "aluminium") if rng.random() < 0.7 else rubber(rng, (0.035, 0.035, 0.036))
    saddle = rubber(rng, (0.035, 0.035, 0.036) if rng.random() < 0.7 else (0.12, 0.06, 0.035))
    return paint, bright, rubber(rng, (0.035, 0.035, 0.036)), saddle


CATEGORY = Category("bicycle", shape, style)
