"""Dice as games and their shops' bags of assorted dice hold them: two sizes, deep colours, marbled and smoky plastics, big painted pips."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from setpiece.assets.builtin.dice import die, up_face
from setpiece.assets.category import Category
from setpiece.assets.kit.color import linear, mix, pick, vary
from setpiece.assets.kit.finishes import seed, wear
from setpiece.assets.kit.part import assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Speckle
from setpiece.assets.spec import Rgb

Make = tuple[Material, Rgb]
"""A body and the paint of its pips."""

WHITE, BLACK, GOLD, RED, SILVER, SKY = "#f4f1e6", "#121212", "#d8b13a", "#b3141c", "#aeb2b8", "#7fb6d8"

DYES = (
    ("#08964a", (WHITE, WHITE, GOLD)),
    ("#c8171f", (WHITE, WHITE, GOLD)),
    ("#a3131c", (WHITE, GOLD)),
    ("#e6cf10", (BLACK,)),
    ("#ee8a12", (BLACK, WHITE)),
    ("#20398f", (WHITE, GOLD, SKY)),
    ("#2b1a55", (WHITE, GOLD)),
    ("#7a1f86", (WHITE,)),
    ("#d25a93", (WHITE, BLACK)),
    ("#138a98", (WHITE, BLACK)),
    ("#161616", (WHITE, RED, RED, GOLD)),
    ("#8b8e92", (BLACK, WHITE)),
)
"""Colours of moulded dice, and the paints they are sold with."""

MARBLES = (
    ("#9b6a2c", "#5b3a16", BLACK),
    ("#b98a3c", "#7a5420", BLACK),
    ("#127a66", "#0a2b22", GOLD),
    ("#14806c", "#101514", "#e7d31c"),
    ("#1c5f93", "#2b1622", RED),
    ("#2277b8", "#14121a", RED),
    ("#1f55a8", "#101a2e", WHITE),
    ("#34302e", "#1a1414", RED),
    ("#8e2140", "#4b1222", WHITE),
    ("#a52a4e", "#c46a7e", WHITE),
    ("#3a1f63", "#170f26", WHITE),
    ("#f2b01a", "#e0601a", BLACK),
    ("#5d6166", "#2b2d30", WHITE),
    ("#b8202a", "#5a0e14", WHITE),
)
"""Two colours swirled into each other, and the paint."""


def shape(rng: np.random.Generator) -> Model:
    """12 mm or 16 mm, with edges rounded by tumbling or corners cut round by a ball; faces bulge or are sunk, seldom flat."""
    size = float(rng.choice([0.012, 0.0125, 0.014, 0.016, 0.016])) * float(rng.uniform(0.97, 1.03))
    kind = rng.random()
    if kind < 0.4:
        edge, corner = float(rng.uniform(0.05, 0.2)), 2.0
    elif kind < 0.75:
        edge, corner = float(rng.uniform(0.03, 0.08)), float(rng.uniform(1.36, 1.55))
    else:
        edge, corner = float(rng.uniform(0.1, 0.2)), float(rng.uniform(1.36, 1.5))
    spacing = float(rng.uniform(0.165, 0.26))
    pip = float(rng.uniform(0.34, 0.49)) * spacing  # those of the six may all but touch
    depth = float(rng.uniform(0.25, 0.5)) * pip * size
    turned = frozenset(face for face in (2, 3, 6) if rng.random() < 0.5)
    dome = float(rng.uniform(-0.05, 0.15))
    part = die(size, edge * size, corner, pip * size, depth, spacing, turned, dome)
    # Facets of the edges meet at 11 degrees, the ball that rounds the corners meets the faces at 42 or more.
    model = assemble([part], crease_deg=16)
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Moulded, marbled, dyed and clear, smoky, or the white and ivory of old games."""
    makes: tuple[Callable[[np.random.Generator], Make], ...] = (_moulded, _marbled, _clear, _smoky, _ivory)
    body, paint = makes[int(rng.choice(len(makes), p=[0.2, 0.32, 0.14, 0.2, 0.14]))](rng)
    return body, Material(base_color=paint, roughness=float(rng.uniform(0.3, 0.7)), ior=1.5)


def _one(rng: np.random.Generator, names: tuple[str, ...]) -> str:
    return names[int(rng.integers(len(names)))]


def _moulded(rng: np.random.Generator) -> Make:
    """Opaque to the eye; light goes a millimetre deep."""
    name, paints = DYES[int(rng.integers(len(DYES)))]
    body = Material(
        base_color=vary(linear(name), rng, 0.15),
        roughness=float(rng.uniform(0.02, 0.14)),
        ior=1.49,
        subsurface=0.15,
        subsurface_radius_m=0.001,
        pattern=wear(rng, 0.2),
    )
    return body, vary(linear(_one(rng, paints)), rng, 0.06)


def _marbled(rng: np.random.Generator) -> Make:
    """Two colours that flowed into the mould together."""
    first, second, paint = MARBLES[int(rng.integers(len(MARBLES)))]
    if rng.random() < 0.5:
        first, second = second, first
    swirl = Speckle(
        second_color=vary(linear(second), rng, 0.2),
        scale_m=float(rng.uniform(0.005, 0.014)),
        detail=3.0,
        contrast=float(rng.uniform(0.1, 0.8)),
        amount=float(rng.uniform(0.3, 0.6)),
        distortion=float(rng.uniform(1.0, 4.0)),
        seed=seed(rng),
    )
    return _glossy(rng, vary(linear(first), rng, 0.2), swirl), vary(linear(paint), rng, 0.08)


def _clear(rng: np.random.Generator) -> Make:
    """Dyed and clear: bright where light leaves it, its far pips seen dimly. The dye is per surface, so it is paler than what is seen."""
    name, paints = DYES[int(rng.integers(8))]
    dye = vary(linear(name), rng, 0.12)
    tint = mix(dye, (0.85, 0.85, 0.85), float(rng.uniform(0.0, 0.25)))
    body = Material(base_color=tint, roughness=float(rng.uniform(0.02, 0.1)), ior=1.49, transmission=float(rng.uniform(0.4, 0.9)))
    return body, vary(linear(_one(rng, paints)), rng, 0.06)


def _smoky(rng: np.random.Generator) -> Make:
    """Clear grey to black, often with a dark red paint that is hard to read."""
    grey = float(rng.uniform(0.03, 0.3))
    tint = vary((grey, 0.95 * grey, 0.93 * grey), rng, 0.1)
    body = Material(base_color=tint, roughness=float(rng.uniform(0.02, 0.1)), ior=1.49, transmission=float(rng.uniform(0.3, 0.85)))
    return body, vary(linear(_one(rng, (RED, RED, "#8d1016", WHITE, SILVER))), rng, 0.15)


def _ivory(rng: np.random.Generator) -> Make:
    """White, ivory and grey; pips black, seldom blue or red."""
    color = pick(rng, ("#f2f0ea", "#f4f2ee", "#ece4cc", "#e3d9bd", "#d3d3d0"))
    body = Material(base_color=color, roughness=float(rng.uniform(0.1, 0.4)), ior=1.49, subsurface=0.2, subsurface_radius_m=0.001)
    return body, vary(linear(_one(rng, (BLACK,) * 8 + ("#16326e", RED))), rng, 0.06)


def _glossy(rng: np.random.Generator, color: Rgb, pattern: Speckle) -> Material:
    return Material(base_color=color, roughness=float(rng.uniform(0.02, 0.12)), ior=1.49, coat=0.4, pattern=pattern)


CATEGORY = Category("gaming_dice", shape, style, up_face)
