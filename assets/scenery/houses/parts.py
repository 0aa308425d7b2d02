"""Parts of buildings: windows, doors, shop fronts, balconies, roofs."""

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.part import Part
from setpiece.assets.scenery.houses.plan import HousePlan

WALL, BASE, TRIM, FRAME, PANE, CURTAIN, LIT, DOOR, ROOF = range(9)
"""Slots. Lit panes are those that may glow at night; by day they are like the others."""

PANES = {PANE: 0.55, CURTAIN: 0.27, LIT: 0.18}
"""Slots of windows -> share of the windows that are filled with it."""

REVEAL_M = 0.14


def bar(x: float, y: float, z: float, at: tuple[float, float, float], slot: int) -> Part:
    """A box of a given size; ``at`` is the middle of its foot."""
    outline = np.array([(x, y), (-x, y), (-x, -y), (x, -y)]) / 2
    return extrude(outline, z).moved(*at).painted(slot)


def opening(x: float, z: float, width: float, height: float, front: float, depth: float = REVEAL_M) -> Part:
    """What is cut out of the wall: its lower edge at z, its middle at x."""
    return bar(width, 2 * depth, height, (x, front, z), TRIM)


def window(rng: np.random.Generator, x: float, z: float, width: float, height: float, front: float, panes: int) -> list[Part]:
    """Frame, casements and sill, set back into the reveal."""
    y, stile = front + REVEAL_M - 0.03, 0.06
    glass = int(rng.choice(list(PANES), p=list(PANES.values())))
    frame = [bar(stile, 0.06, height, (x + s * (width - stile) / 2, y, z), FRAME) for s in (-1, 1)]
    frame += [bar(width, 0.06, stile, (x, y, z + dz), FRAME) for dz in (0.0, height - stile)]
    frame += [bar(stile, 0.055, height, (x + (k / panes - 0.5) * width, y, z), FRAME) for k in range(1, panes)]
    pane = bar(width - 0.02, 0.02, height - 0.02, (x, y + 0.01, z + 0.01), glass)
    sill = bar(width + 0.12, 0.2, 0.045, (x, front + 0.05, z - 0.045), TRIM)
    return [*frame, pane, sill]


def door(x: float, width: float, height: float, front: float) -> list[Part]:
    """A leaf with a light above and a step before it."""
    y = front + REVEAL_M - 0.03
    leaf = bar(width, 0.05, height - 0.4, (x, y, 0.05), DOOR)
    light = bar(width, 0.03, 0.36, (x, y, height - 0.36), PANE)
    handle = bar(0.03, 0.06, 0.2, (x + 0.38 * width, y - 0.05, 1.0), FRAME)
    return [leaf, light, handle, bar(width + 0.4, 0.5, 0.1, (x, front - 0.1, 0.0), BASE)]


def shop_front(rng: np.random.Generator, x: float, width: float, height: float, front: float) -> list[Part]:
    """Large panes in dark frames under a fascia board, sometimes an awning."""
    y, low, stile = front + REVEAL_M - 0.03, 0.35, 0.07
    panes = max(1, round(width / 1.6))
    parts = [bar(width, 0.02, height - low, (x, y + 0.01, low), int(rng.choice([PANE, LIT], p=[0.6, 0.4])))]
    parts += [bar(stile, 0.08, height - low, (x + (k / panes - 0.5) * (width - stile), y, low), DOOR) for k in range(panes + 1)]
    parts += [bar(width, 0.08, stile, (x, y, z), DOOR) for z in (low, height - 0.75, height - stile)]
    parts.append(bar(width, 0.1, low, (x, y, 0.0), BASE))
    parts.append(bar(width + 0.2, 0.12, 0.5, (x, front - 0.04, height + 0.02), DOOR))
    return parts


def balcony(x: float, z: float, width: float, front: float) -> list[Part]:
    """A slab with a railing."""
    depth, tall = 1.1, 1.0
    slab = bar(width, depth, 0.16, (x, front - depth / 2 + 0.05, z - 0.16), TRIM)
    rails = [bar(width, 0.04, 0.04, (x, front - depth + 0.08, z + tall - 0.04), DOOR)]
    rails += [bar(0.04, depth - 0.1, 0.04, (x + s * (width / 2 - 0.03), front - depth / 2 + 0.05, z + tall - 0.04), DOOR) for s in (-1, 1)]
    count = int(width / 0.12)
    rods = [bar(0.014, 0.014, tall, (x + (k / count - 0.5) * (width - 0.06), front - depth + 0.08, z), DOOR) for k in range(count + 1)]
    return [slab, *rails, *rods]


def roof(plan: HousePlan) -> list[Part]:
    """Tiles on a gable, or a parapet with a coping round a flat roof."""
    length, depth, eaves = plan.length, plan.depth, plan.eaves
    if plan.roof == "flat":
        cap = bar(length + 0.1, depth + 0.1, 0.06, (0.0, 0.0, eaves), TRIM)
        box = bar(min(4.0, 0.3 * length), 3.0, 1.8, (0.15 * length, 0.1 * depth, eaves + 0.06), ROOF)
        return [cap, box]
    over, thick = 0.4, 0.16
    half = depth / 2 + over
    rise = half * np.tan(np.deg2rad(plan.pitch_deg))
    foot = eaves - over * np.tan(np.deg2rad(plan.pitch_deg))
    section = np.array(
        [(-half, foot), (0.0, foot + rise), (half, foot), (half, foot + thick), (0.0, foot + rise + 1.2 * thick), (-half, foot + thick)]
    )
    gable = np.array([(-depth / 2, eaves - 0.05), (depth / 2, eaves - 0.05), (0.0, eaves + depth / 2 * np.tan(np.deg2rad(plan.pitch_deg)))])
    return [_prism(section[::-1], length + 0.3).painted(ROOF), _prism(gable, length).painted(WALL), *_chimney(plan, foot + rise)]


def _chimney(plan: HousePlan, ridge: float) -> list[Part]:
    x = 0.28 * plan.length
    return [bar(0.7, 0.55, 1.9, (x, 0.4, ridge - 1.0), BASE), bar(0.8, 0.65, 0.08, (x, 0.4, ridge + 0.9), TRIM)]


def _prism(section: NDArray[np.float64], length: float) -> Part:
    """A (y, z) section pushed along x, centred."""
    following = np.roll(section, -1, axis=0)
    signed = (section[:, 0] * following[:, 1] - section[:, 1] * following[:, 0]).sum()
    flat = extrude(section if signed > 0 else section[::-1], length)
    return flat.warped(lambda points: points[:, [2, 0, 1]]).moved(x=-length / 2)
