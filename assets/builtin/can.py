"""Drinks cans: printed wall, bare necked ends, pull tab."""

from dataclasses import replace

import numpy as np

from setpiece.assets.category import Category
from setpiece.assets.kit.boolean import difference
from setpiece.assets.kit.designs import label
from setpiece.assets.kit.extrude import extrude
from setpiece.assets.kit.finishes import METALS, art, metal, seed
from setpiece.assets.kit.loft import lathe, tube
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import fillet, middles, rounded_rectangle, superellipse
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Wear

PRINT, BARE = 0, 1


def _body(radius: float, height: float, lid: float) -> Part:
    """Domed foot, straight wall, neck, seam, countersunk lid."""
    profile = fillet(
        [
            (0.0, 0.009),
            (radius * 0.5, 0.006, 0.03),
            (radius * 0.7, 0.0, 0.0018),
            (radius * 0.76, 0.0, 0.0018),
            (radius, 0.0095, 0.007),
            (radius, height - 0.0185, 0.012),
            (lid - 0.0012, height - 0.004, 0.004),
            (lid - 0.0012, height - 0.0026, 0.0008),
            (lid, height - 0.002, 0.0006),
            (lid, height, 0.0008),
            (lid - 0.0017, height, 0.0007),
            (lid - 0.0028, height - 0.0065, 0.0007),
            (lid - 0.0046, height - 0.0065, 0.0009),
            (lid - 0.0056, height - 0.0032, 0.001),
            (0.0, height - 0.0032),
        ],
        step_deg=15,
    )
    low, high = 0.006, height - 0.0105
    at = middles(profile)
    printed = (at[:, 1] > low) & (at[:, 1] < high) & (at[:, 0] > 0.85 * radius)
    return lathe(profile, segments=72, z_range=(low, high), slots=np.where(printed, PRINT, BARE))


def _lid_details(lid: float, floor: float) -> list[Part]:
    """Pull tab with its finger hole, rivet, and the bead around the mouth."""
    tab = extrude(superellipse(0.0078, 0.0122, 2.8, 40), 0.0011, 0.0005)
    hole = extrude(rounded_rectangle(0.009, 0.0095, 0.0042), 0.01).moved(y=0.0048, z=-0.004)
    tab = difference(tab, [hole]).moved(y=0.0075, z=floor + 0.0008)
    rivet = lathe(
        fillet([(0.0, floor - 0.001), (0.0026, floor - 0.001), (0.0026, floor + 0.0024, 0.0007), (0.0, floor + 0.0024)]), segments=24
    )
    mouth = superellipse(0.0095, 0.0075, 2.2, 48)
    path = np.column_stack([mouth[:, 0], mouth[:, 1] - lid * 0.5, np.full(len(mouth), floor)])
    bead = tube(path, superellipse(0.0006, 0.0004, 2, 8), closed=True)
    return [part.painted(BARE) for part in (tab, rivet, bead)]


def shape(rng: np.random.Generator) -> Model:
    """25, 33 and 50 cl, standard and slim."""
    radius, height = ((0.0331, 0.1152), (0.0331, 0.168), (0.0265, 0.134), (0.0291, 0.1457))[int(rng.integers(4))]
    lid = 0.0272 if radius > 0.03 else radius * 0.9
    parts = [_body(radius, height, lid), *_lid_details(lid, height - 0.0032)]
    pixels = int(1024 * (height - 0.02) / (2 * np.pi * radius))
    model = assemble(parts, textures={f"print{k}": label(rng, 1024, pixels).texture() for k in range(4)})
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Ink over aluminium, either opaque or with the metal shining through."""
    shine = float(rng.choice([0.0, 0.75]))
    dents = Wear(amount=float(rng.uniform(0.05, 0.3)), scale_m=0.03, bump_m=float(rng.choice([0.0, 0.0001])), seed=seed(rng))
    ink = Material(
        base_color=METALS["aluminium"],
        base_color_map=art(rng, model, "print"),
        roughness=float(rng.uniform(0.15, 0.35)),
        metallic=shine,
        coat=0.6,
        pattern=dents,
    )
    return ink, metal(rng, "aluminium", (0.18, 0.32))


CATEGORY = Category("can", shape, style)
