"""Shipping cartons: brown or white corrugated board, taped shut, with a label on the side of -y."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import rounded_rectangle
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Speckle
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.vary import pattern_seed, scaled, varied

SIZES_M = ((0.6, 0.4, 0.4), (0.6, 0.4, 0.3), (0.4, 0.3, 0.3), (0.4, 0.3, 0.2), (0.3, 0.2, 0.2), (0.38, 0.38, 0.25))
BOARDS: tuple[Rgb, ...] = ((0.36, 0.23, 0.12), (0.40, 0.27, 0.15), (0.33, 0.20, 0.10), (0.66, 0.65, 0.62))
TAPES: tuple[Rgb, ...] = ((0.42, 0.28, 0.13), (0.30, 0.17, 0.07), (0.6, 0.59, 0.56), (0.5, 0.05, 0.05), (0.05, 0.13, 0.35))
BROWN = Material(base_color=BOARDS[0], roughness=0.8)
SHEET_M = 2e-4


def shape(rng: np.random.Generator) -> Model:
    """One of the sizes that fit a pallet; slots: board, tape, label, ink."""
    x, y, z = (
        float(side * factor) for side, factor in zip(SIZES_M[int(rng.integers(len(SIZES_M)))], rng.uniform(0.93, 1.0, 3), strict=True)
    )
    parts = [rounded_box(x, y, z, 0.004, steps=2).moved(z=z / 2)]
    parts += [_patch(x - 0.004, 0.05, z / 2, "+z").moved(z=z / 2)]
    parts += [_patch(0.05, 0.06, x / 2, "x").turned((0, 0, 1), turn).moved(z=z - 0.031) for turn in (0.0, 180.0)]
    wide, tall = float(rng.uniform(0.25, 0.45)) * x, float(rng.uniform(0.3, 0.5)) * z
    label = _patch(wide, tall, y / 2, "y").moved(x=float(rng.uniform(-0.2, 0.2)) * x, z=z / 2)
    parts += [label.painted(2), *_ink(rng, label, wide, tall)]
    return assemble(parts, (BROWN, BROWN, Material(base_color=(0.78, 0.78, 0.77)), Material(base_color=(0.045, 0.045, 0.047))))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Brown kraft or bleached board, clean or scuffed."""
    color = varied(rng, BOARDS[int(rng.choice(4, p=[0.35, 0.3, 0.25, 0.1]))], 0.12, 0.03)
    scuffs = Speckle(
        second_color=scaled(color, float(rng.uniform(0.8, 1.12))), scale_m=float(rng.uniform(0.01, 0.12)), detail=5.0,
        contrast=float(rng.uniform(0.0, 0.3)), amount=float(rng.uniform(0.2, 0.5)), distortion=0.4,
        bump_m=float(rng.uniform(0.0, 1.5e-4)), seed=pattern_seed(rng),
    )  # fmt: skip
    tape = Material(base_color=varied(rng, TAPES[int(rng.integers(len(TAPES)))], 0.1, 0.015), roughness=float(rng.uniform(0.12, 0.35)))
    label = Material(base_color=varied(rng, (0.76, 0.76, 0.75), 0.03, 0.01), roughness=float(rng.uniform(0.3, 0.7)))
    ink = Material(base_color=varied(rng, (0.045, 0.045, 0.047), 0.1, 0.02), roughness=0.6)
    return Material(base_color=color, roughness=float(rng.uniform(0.7, 0.95)), pattern=scuffs), tape, label, ink


def _patch(width: float, height: float, out: float, side: str) -> Part:
    """A thin sheet just outside the face of +z, +x or -y at a distance from the middle."""
    sheet = extrude(rounded_rectangle(width, height, 0.0005, step_deg=90.0), SHEET_M).moved(z=out + 1e-5).painted(1)
    if side == "+z":
        return sheet
    upright = sheet.turned((1, 0, 0), 90.0)
    return upright.turned((0, 0, 1), 90.0) if side == "x" else upright


def _ink(rng: np.random.Generator, label: Part, wide: float, tall: float) -> list[Part]:
    """A bar code and lines of text, as strokes."""
    low, high = label.vertices.min(axis=0), label.vertices.max(axis=0)
    middle, face = 0.5 * (low + high), low[1]
    places = [(x, -0.22, 0.006 * float(rng.uniform(0.2, 0.6)), 0.38) for x in np.linspace(-0.38, 0.38, 22) + rng.normal(0, 0.006, 22)]
    places += [(float(rng.uniform(-0.12, -0.05)), up, float(rng.uniform(0.25, 0.6)) * wide, 0.06) for up in (0.1, 0.21, 0.34)]
    strokes = [
        extrude(rounded_rectangle(w, share * tall, 0.0002, step_deg=90.0), SHEET_M)
        .turned((1, 0, 0), 90.0)
        .moved(middle[0] + x * wide, face - 1e-5, middle[2] + up * tall)
        for x, up, w, share in places
    ]
    return [stroke.painted(3) for stroke in strokes]


CATEGORY = Category("carton", shape, style)
