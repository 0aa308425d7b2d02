"""Trays and shallow boxes: a rim round a lined bottom, as dice are rolled in."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.category import Category
from setpiece.assets.kit.loft import loft
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import rounded_rectangle
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.support import with_support
from setpiece.assets.surfaces import one_of
from setpiece.assets.surfaces.cloth import paper

RIMS = {"walnut": 2.0, "oak": 1.5, "painted_wood": 1.5, "coated_metal": 1.5, "plastic": 1.0, "leather": 1.0}
LININGS = {"felt": 4.0, "paper": 3.0, "leather": 1.0, "gray_laminate": 1.0, "beech": 0.7}

BOTTOM_M = 0.003


def shape(rng: np.random.Generator) -> Model:
    """A wooden tray with a thick rim or a cardboard lid with a thin one; slot 0 is the outside and rim, slot 1 the inside."""
    width, depth = float(rng.uniform(0.22, 0.36)), float(rng.uniform(0.18, 0.28))
    wall = float(rng.choice([rng.uniform(0.002, 0.004), rng.uniform(0.008, 0.014)]))
    height, corner = float(rng.uniform(0.022, 0.055)), float(rng.choice([0.002, 0.006, 0.02]))
    slope = float(rng.choice([0.0, rng.uniform(0.0, 0.1)])) * height
    part = walls(width, depth, wall, height, corner, slope)
    return with_support(assemble([part], (Material(base_color=(0.02, 0.02, 0.02)), Material(base_color=(0.4, 0.4, 0.39)))), BOTTOM_M)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another rim and lining; a third is the dark lid with the grey cardboard inside that games come in."""
    if rng.random() < 0.33:
        lid = Material(base_color=(0.02, 0.021, 0.024), roughness=float(rng.uniform(0.2, 0.5)))
        gray = float(rng.uniform(0.3, 0.5))
        return lid, paper(rng, (gray, gray * 0.985, gray * 0.955))
    return one_of(rng, RIMS), one_of(rng, LININGS)


def walls(width: float, depth: float, wall: float, height: float, corner: float, slope: float) -> Part:
    """Rings up the outside, over the rounded rim, and down the inside to the bottom; slot 0 outside and rim, slot 1 inside.

    Args:
        width: outer size, metres.
        depth: outer size, metres.
        wall: thickness of the walls at the rim.
        height: of the rim.
        corner: radius of the inner corners, seen from above.
        slope: how much thicker the walls are at the bottom.
    """
    soft = min(0.3 * wall, 0.0015)
    rim = [(soft * (1 - np.cos(a)), height - soft * (1 - np.sin(a))) for a in np.linspace(0, np.pi / 2, 4)]
    inner = [(wall - inset, z) for inset, z in reversed(rim)]
    crook = [(wall + slope, BOTTOM_M)]
    rows = [(0.0, 0.0), *rim, *inner, *crook]
    radius = corner + wall + slope
    rings = [np.column_stack([_ring(width, depth, radius, inset), np.full(4 * _CORNER_POINTS, z)]) for inset, z in rows]
    part = loft(np.stack(rings))
    corners = part.vertices[part.triangles]
    centre, normal = corners.mean(axis=1), np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    # The inside is what faces the middle from below the rim, and the bottom.
    inner_walls = ((normal[:, :2] * centre[:, :2]).sum(axis=1) < 0.0) & (centre[:, 2] < height - 1.01 * soft)
    bottom = np.isclose(corners[..., 2], BOTTOM_M).all(axis=1)
    return replace(part, slots=(inner_walls | bottom).astype(np.int64))


_CORNER_POINTS = len(rounded_rectangle(1.0, 1.0, 0.1)) // 4


def _ring(width: float, depth: float, radius: float, inset: float) -> NDArray[np.float64]:
    return rounded_rectangle(width - 2 * inset, depth - 2 * inset, radius - inset + 1e-4)


TRAY = Category("tray", shape, style)
