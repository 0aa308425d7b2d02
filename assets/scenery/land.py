"""Land: fields out to the horizon, which rises there into low hills, and woods between them."""

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.category import Category
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Fields, Speckle
from setpiece.assets.scenery.support import with_support
from setpiece.assets.scenery.woodland import NEAREST_M, woodland
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.vary import pattern_seed, scaled, varied

Float64 = NDArray[np.float64]

RADIUS_M = 900.0
"""Within what cameras see before they clip (1 km)."""

LEVEL_M = 420.0
THICK_M = 1.0
AROUND = 96
RINGS_M = (LEVEL_M, 520.0, 620.0, 700.0, 780.0, RADIUS_M)

NEAR, FAR, WOODS = range(3)

GROUNDS: tuple[Rgb, ...] = ((0.085, 0.11, 0.045), (0.14, 0.13, 0.06), (0.17, 0.13, 0.085), (0.07, 0.085, 0.035))
"""Meadow, stubble, bare soil, crop."""


def shape(rng: np.random.Generator) -> Model:
    """A disc of 900 m radius, level up to 420 m; then hills of up to 60 m. Before them lie woods."""
    angles = np.linspace(0.0, 2.0 * np.pi, AROUND, endpoint=False)
    height = float(rng.uniform(14.0, 60.0)) * _skyline(rng, angles)
    rings = [np.zeros((AROUND, 3))]
    for radius in RINGS_M:
        rise = np.clip((radius - LEVEL_M) / (780.0 - LEVEL_M), 0.0, 1.0)
        rings.append(np.column_stack([radius * np.cos(angles), radius * np.sin(angles), THICK_M + height * rise**2 * (3 - 2 * rise)]))
    rings[0][:, 2] = THICK_M
    woods = woodland(rng, int(rng.integers(10, 22))).moved(z=THICK_M).painted(WOODS)
    # What of a wood is in the ground must not reach below the disc, whose base would then not be the model's.
    woods = woods.warped(lambda points: np.maximum(points, (-np.inf, -np.inf, 0.1 * THICK_M)))
    model = assemble([_closed(np.stack(rings)), woods], (Material(), Material(), Material()), centred=False)
    corners = np.column_stack([np.cos(angles), np.sin(angles)]) * (NEAREST_M - 50.0)
    return with_support(model, THICK_M, corners.astype(np.float32))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Meadows, stubble, soil and crops, most of what is near of one kind; woods, which snow falls through."""
    chosen = int(rng.choice(4, p=[0.45, 0.25, 0.1, 0.2]))
    color = varied(rng, GROUNDS[chosen], 0.15, 0.05)
    crowns = varied(rng, (0.035, 0.048, 0.026), 0.2, 0.06)
    near = Fields(
        colors=tuple(varied(rng, ground, 0.15, 0.04) for ground in GROUNDS),
        size_m=float(rng.uniform(50.0, 130.0)),
        seed=pattern_seed(rng),
    )
    far = Speckle(second_color=scaled(color, 0.8), scale_m=60.0, detail=8.0, contrast=0.8, amount=0.35, seed=pattern_seed(rng))
    wood = Speckle(second_color=scaled(crowns, 0.45), scale_m=5.0, detail=6.0, contrast=0.5, amount=0.5, seed=pattern_seed(rng))
    return (
        Material(base_color=color, roughness=0.95, pattern=near),
        Material(base_color=crowns, roughness=1.0, pattern=far),
        Material(base_color=crowns, roughness=1.0, pattern=wood, sheltered=True),
    )


def _skyline(rng: np.random.Generator, angles: Float64) -> Float64:
    """(N,) heights, 0.2 to 1: a few slow waves round the horizon."""
    waves = np.sum([np.sin(k * angles + rng.uniform(0.0, 2.0 * np.pi)) / k for k in range(1, 6)], axis=0)
    heights: Float64 = 0.2 + 0.8 * (waves - waves.min()) / np.ptp(waves)
    return heights


def _closed(rings: Float64) -> Part:
    """Rings (R, N, 3) from the middle outward, with a flat underside at 0."""
    count, around = rings.shape[:2]
    base = rings[-1] * (1.0, 1.0, 0.0)
    points = np.concatenate([rings[:1, 0], rings[1:].reshape(-1, 3), base, np.zeros((1, 3))])
    index = 1 + np.arange(count * around).reshape(count, around)
    following = np.roll(index, -1, axis=1)
    hub = np.column_stack([np.zeros(around, dtype=np.int64), index[0], following[0]])
    a, b, c, d = index[:-1].ravel(), index[1:].ravel(), following[1:].ravel(), following[:-1].ravel()
    foot = np.column_stack([np.full(around, len(points) - 1), following[-1], index[-1]])
    triangles = np.concatenate([hub, np.column_stack([a, b, c]), np.column_stack([a, c, d]), foot])
    slots = np.full(len(triangles), FAR)
    slots[:around] = NEAR
    slots[-around:] = NEAR
    return Part(points, triangles, points[triangles][..., :2] / RADIUS_M, slots.astype(np.int64))


LAND = Category("land", shape, style)
