"""Conveyors: a belt between rails of extruded aluminium, on legs, with guides and sensors. Along x; seen from above by machines."""

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.finishes import metal, plastic, rubber, wear
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Belt
from setpiece.assets.scenery.boards import bar, board
from setpiece.assets.scenery.support import with_support
from setpiece.assets.spec import Rgb
from setpiece.assets.surfaces.vary import between, pattern_seed, scaled, varied

LENGTH_M = 2.0
THICK_M = 0.04
"""Of the rails."""

BELT_M = 0.004
RUBBERS: tuple[Rgb, ...] = ((0.02, 0.021, 0.021), (0.022, 0.05, 0.035), (0.055, 0.056, 0.056))
SHEETS: tuple[Rgb, ...] = ((0.62, 0.62, 0.60), (0.02, 0.12, 0.065), (0.02, 0.10, 0.25), (0.03, 0.032, 0.032), (0.30, 0.31, 0.31))
MODULES: tuple[Rgb, ...] = ((0.66, 0.66, 0.64), (0.02, 0.09, 0.26), (0.25, 0.255, 0.26), (0.55, 0.50, 0.40), (0.035, 0.036, 0.037))
GRAY = Material(base_color=(0.5, 0.5, 0.5), roughness=0.4)


def shape(rng: np.random.Generator) -> Model:
    """2 m of belt, 38 to 75 cm wide, 85 to 95 cm above the floor; slots: belt, rails and legs, rollers and guides, sensors."""
    width, height = float(rng.uniform(0.38, 0.75)), float(rng.uniform(0.85, 0.95))
    proud = float(rng.uniform(0.004, 0.03))
    bed = board(LENGTH_M, width, 0.03, at=(0, 0, height - BELT_M - 0.03), slot=1)
    belt = board(LENGTH_M, width - 0.006, BELT_M, at=(0, 0, height - BELT_M), soft=0.0005)
    aside, top = (width + THICK_M) / 2, height + proud
    rails = [board(LENGTH_M, THICK_M, 0.08, at=(0, s * aside, top - 0.08), slot=1) for s in (-1, 1)]
    grooves = [board(LENGTH_M, 0.008, 0.001, at=(0, s * aside, top - 0.0005), soft=0.0002, slot=2) for s in (-1, 1)]
    legs = [board(0.04, 0.04, height - 0.06, at=(a * 0.8, b * (width / 2 + 0.02), 0), slot=1) for a in (-1, 1) for b in (-1, 1)]
    rods = [bar("y", width + 0.1, 0.03, start=(a * 0.8, -width / 2 - 0.05, 0.3), slot=2) for a in (-1, 1)]
    guided = rng.random() < 0.4
    extras = [*(_guides(rng, aside, top) if guided else []), *(_sensor(rng, aside, top) if rng.random() < 0.6 else [])]
    parts = [bed, belt, *rails, *grooves, *legs, *rods, *extras]
    model = assemble(parts, (GRAY,) * (1 + max(int(part.slots.max()) for part in parts)))
    half_x, half_y = LENGTH_M / 2 - 0.02, width / 2 - (0.03 if guided else 0.012)
    return with_support(model, height, np.array([[half_x, half_y], [-half_x, half_y], [-half_x, -half_y], [half_x, -half_y]], np.float32))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Rubber, coated fabric or hinged plastic modules, rubbed and soiled, between aluminium rails."""
    belt = (_rubber_belt, _sheet_belt, _module_belt)[int(rng.choice(3, p=[0.3, 0.4, 0.3]))](rng)
    black = rubber(rng, (0.03, 0.03, 0.03)).model_copy(update={"pattern": wear(rng)})
    sensor: Rgb = ((0.03, 0.03, 0.03), (0.02, 0.08, 0.3), (0.6, 0.35, 0.02))[int(rng.integers(3))]
    return (belt, metal(rng, "aluminium", (0.3, 0.5)), black, plastic(rng, varied(rng, sensor, 0.1, 0.03)))[: len(model.materials)]


def _guides(rng: np.random.Generator, aside: float, top: float) -> list[Part]:
    """A bar along each edge of the belt, on brackets that stand on the rails."""
    above, thick, inward = float(rng.uniform(0.02, 0.05)), float(rng.uniform(0.012, 0.02)), THICK_M / 2 + 0.004
    slot = int(rng.choice([1, 2]))
    parts = []
    for s in (-1, 1):
        parts.append(bar("x", LENGTH_M, thick, start=(-LENGTH_M / 2, s * (aside - inward), top + above), slot=slot))
        for x in np.arange(-0.85, 0.9, float(rng.choice([0.35, 0.45, 0.6]))).tolist():
            parts.append(bar("y", 0.07, 0.01, start=(x, s * aside - 0.035 - s * 0.012, top + above), slot=1, sides=10))
            parts.append(board(0.025, 0.018, above + 0.02, at=(x, s * (aside + 0.008), top - 0.001), soft=0.002, slot=1))
    return parts


def _sensor(rng: np.random.Generator, aside: float, top: float) -> list[Part]:
    """A light barrier: a housing on one rail, its reflector on the other."""
    x, side = float(rng.uniform(-0.3, 0.3)), 1.0 if rng.random() < 0.5 else -1.0
    out = side * (aside + 0.006)
    foot = board(0.05, 0.028, 0.003, at=(x, out, top - 0.0005), soft=0.0005, slot=1)
    housing = board(0.018, 0.036, 0.05, at=(x, out, top + 0.002), soft=0.002, slot=3)
    cable = bar("y", 0.12, 0.005, start=(x, out - (0.12 if side < 0 else 0.0), top + 0.012), slot=2, sides=8)
    reflector = board(0.05, 0.006, 0.055, at=(x, -out, top - 0.0005), soft=0.001, slot=3)
    return [foot, housing, cable, reflector]


def _rubber_belt(rng: np.random.Generator) -> Material:
    """Black or dark rubber, smooth or with a rough top, grey with dust."""
    color = varied(rng, RUBBERS[int(rng.integers(len(RUBBERS)))], 0.15, 0.02)
    return _soiled(rng, color, between(rng, (0.16, 0.155, 0.14), (0.26, 0.24, 0.21)), (0.2, 0.6), (0.5, 0.8))


def _sheet_belt(rng: np.random.Generator) -> Material:
    """Fabric coated with PVC: white, green, blue, black or grey."""
    color = varied(rng, SHEETS[int(rng.integers(len(SHEETS)))], 0.12, 0.03)
    dark = between(rng, scaled(color, 0.35), (0.10, 0.095, 0.085))
    return _soiled(rng, color, dark if max(color) > 0.1 else (0.2, 0.19, 0.175), (0.1, 0.45), (0.3, 0.6))


def _soiled(rng: np.random.Generator, color: Rgb, dirt_color: Rgb, dirt: tuple[float, float], roughness: tuple[float, float]) -> Material:
    """A belt in one piece."""
    rough_top = float(rng.choice([0.0, rng.uniform(0.0025, 0.004), rng.uniform(0.006, 0.01)], p=[0.45, 0.3, 0.25]))
    pattern = Belt(
        dirt_color=dirt_color,
        dirt=float(rng.uniform(*dirt)),
        scratches=float(rng.uniform(0.0, 0.7)),
        stains=float(rng.choice([0.0, rng.uniform(0.01, 0.12)])),
        streak_m=float(rng.uniform(0.006, 0.025)),
        emboss_m=rough_top,
        bump_m=0.08 * rough_top,
        splice_m=float(rng.uniform(-0.9, 0.9)) if rng.random() < 0.7 else None,
        seed=pattern_seed(rng),
    )
    return Material(base_color=color, roughness=float(rng.uniform(*roughness)), pattern=pattern)


def _module_belt(rng: np.random.Generator) -> Material:
    """Hinged modules of acetal or polypropylene."""
    color = varied(rng, MODULES[int(rng.choice(5, p=[0.35, 0.25, 0.15, 0.1, 0.15]))], 0.08, 0.02)
    length = float(rng.choice([0.0254, 0.0381, 0.0508]))
    pattern = Belt(
        dirt_color=between(rng, scaled(color, 0.4), (0.12, 0.11, 0.095)),
        dirt=float(rng.uniform(0.05, 0.3)),
        scratches=float(rng.uniform(0.1, 0.6)),
        stains=float(rng.choice([0.0, rng.uniform(0.01, 0.06)])),
        streak_m=float(rng.uniform(0.01, 0.03)),
        module_m=(length, float(rng.choice([0.0762, 0.1524]))),
        finger_m=float(rng.choice([0.0095, 0.0127, 0.019])),
        seed=pattern_seed(rng),
    )
    return Material(base_color=color, roughness=float(rng.uniform(0.35, 0.55)), pattern=pattern)


CONVEYOR = Category("conveyor", shape, style)
