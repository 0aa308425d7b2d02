"""Six-sided dice with engraved pips."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from pydantic import JsonValue

from setpiece.assets.category import Category, Rotation
from setpiece.assets.kit.boolean import difference, intersection
from setpiece.assets.kit.box import rounded_box
from setpiece.assets.kit.color import NEUTRALS, PASTELS, PLASTICS, linear, luminance, mix, pick, rgb
from setpiece.assets.kit.finishes import plastic, seed, translucent_plastic
from setpiece.assets.kit.loft import ball, lathe
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.kit.profile import arc
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.patterns import Speckle
from setpiece.assets.spec import Rgb

BODY, PIP = 0, 1

_OUTWARD: dict[int, tuple[int, int, int]] = {1: (0, 0, 1), 2: (1, 0, 0), 3: (0, 1, 0), 4: (0, -1, 0), 5: (-1, 0, 0), 6: (0, 0, -1)}
"""Opposite faces sum to seven; 1, 2, 3 run counter-clockwise around their corner, as on Western dice."""

_GRID: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((0, 0),),
    2: ((-1, -1), (1, 1)),
    3: ((-1, -1), (0, 0), (1, 1)),
    4: ((-1, -1), (-1, 1), (1, -1), (1, 1)),
    5: ((-1, -1), (-1, 1), (0, 0), (1, -1), (1, 1)),
    6: ((-1, -1), (-1, 0), (-1, 1), (1, -1), (1, 0), (1, 1)),
}
"""Places of the pips in units of their spacing; the columns of the six run along the face's second axis."""


def die(
    size_m: float, edge_m: float, corner: float, pip_m: float, depth_m: float, spacing: float, turned: frozenset[int], dome: float = 0.0
) -> Part:
    """A die about the origin, body in slot 0 and pips in slot 1.

    Args:
        size_m: between opposite faces.
        edge_m: radius of the edges.
        corner: diameter of the ball that cuts the corners round, in sizes; 1.7 leaves them as they are.
        pip_m: radius of a pip at the face.
        depth_m: of a pip.
        spacing: between neighbouring pips, in sizes.
        turned: faces (2, 3, 6) whose layout is turned by 90 degrees; makers differ in that.
        dome: how far faces bulge, by tumbling, or are sunk, by shrinking in the mould: a point at twice the middle's distance from the
            centre moves in by this share.
    """
    body = rounded_box(size_m, size_m, size_m, edge_m, steps=8, flat_steps=12 if dome else 1)
    if corner < 1.6:
        body = intersection([body, ball(corner * size_m / 2, segments=80)])
    pip = _pip(pip_m, depth_m)
    step = spacing * size_m
    cutters = []
    for face, places in _GRID.items():
        for x, y in places:
            a, b = (-y, x) if face in turned else (x, y)
            cutters.append(_on_face(pip.moved(a * step, b * step, size_m / 2), face))
    if dome:
        body, cutters = _domed(body, size_m, dome), [_domed(cutter, size_m, dome) for cutter in cutters]
    return difference(body, cutters)


def _domed(part: Part, size_m: float, dome: float) -> Part:
    """Points moved towards the centre in proportion to how much farther out they are than the middle of a face."""
    return part.warped(lambda points: points * (1.0 - dome * (2.0 * np.linalg.norm(points, axis=1, keepdims=True) / size_m - 1.0)))


def _pip(radius_m: float, depth_m: float) -> Part:
    """A lens that cuts a spherical cap of the given depth and radius into the plane z = 0."""
    sphere = (radius_m**2 + depth_m**2) / (2 * depth_m)
    reach = np.rad2deg(np.arcsin(min(1.0, radius_m / sphere)))
    cap = arc((0.0, sphere - depth_m), sphere, -90.0, -90.0 + reach, 6)
    cap[0, 0] = 0.0
    rim = 0.3 * depth_m
    flare = cap[-1] + rim * np.array([np.cos(np.deg2rad(reach)), np.sin(np.deg2rad(reach))])
    return lathe(np.concatenate([cap, [flare], [[0.0, flare[1]]]]), segments=28).painted(PIP)


def _on_face(part: Part, face: int) -> Part:
    """From the top to one of the six sides."""
    turns = {
        1: ((1, 0, 0), 0.0),
        2: ((0, 1, 0), 90.0),
        3: ((1, 0, 0), -90.0),
        4: ((1, 0, 0), 90.0),
        5: ((0, 1, 0), -90.0),
        6: ((1, 0, 0), 180.0),
    }
    return part.turned(*turns[face])


def up_face(world_from_object: Rotation) -> Mapping[str, JsonValue]:
    """The number that lies on top: the face whose normal points most nearly up."""
    heights = {face: float(np.asarray(normal) @ world_from_object[2]) for face, normal in _OUTWARD.items()}
    return {"up_face": max(heights, key=lambda face: heights[face])}


def shape(rng: np.random.Generator) -> Model:
    """12 to 25 mm, most of them 16; from razor-edged casino dice to nearly round ones."""
    size = float(rng.choice([0.012, 0.014, 0.016, 0.016, 0.016, 0.018, 0.019, 0.022, 0.025])) * float(rng.uniform(0.98, 1.02))
    kind = rng.random()
    if kind < 0.15:
        edge, corner = 0.025, 2.0
    elif kind < 0.6:
        edge, corner = float(rng.uniform(0.09, 0.2)), 2.0
    else:
        edge, corner = float(rng.uniform(0.03, 0.08)), float(rng.uniform(1.36, 1.5))
    pip = float(rng.uniform(0.075, 0.105))
    depth, spacing = float(rng.uniform(0.35, 0.65)) * pip * size, float(rng.uniform(0.225, 0.25))
    turned = frozenset(face for face in (2, 3, 6) if rng.random() < 0.5)
    part = die(size, edge * size, corner, pip * size, depth, spacing, turned)
    # Facets of the edges meet at 11 degrees, the ball that rounds the corners meets the faces at 42 or more.
    model = assemble([part], crease_deg=16)
    return replace(model, materials=style(rng, model))


def _pip_color(body: Rgb, rng: np.random.Generator) -> Rgb:
    """White or black, whichever can be read; sometimes gold or a colour that contrasts as well."""
    dark = luminance(body) < 0.2
    readable = linear("#f6f3ea") if dark else linear("#141414")
    bold = pick(rng, ("#d9a92c", "#ffd92e", "#f2b705", "#c9ccd0") if dark else ("#b3121d", "#16326e", "#0f4a30"))
    contrast = (max(luminance(bold), luminance(body)) + 0.05) / (min(luminance(bold), luminance(body)) + 0.05)
    return bold if rng.random() < 0.25 and contrast > 3.5 else readable


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Plain, pearly, marbled, dyed and clear, or glittery; pips painted matt."""
    kind = rng.random()
    body = pick(rng, PLASTICS, PLASTICS, NEUTRALS) if kind < 0.85 else pick(rng, PASTELS)
    if kind < 0.42:
        material = plastic(rng, body, float(rng.uniform(0.12, 0.38))).model_copy(update={"subsurface": 0.1, "subsurface_radius_m": 0.001})
    elif kind < 0.7:
        body = mix(body, (0.04, 0.04, 0.05), float(rng.uniform(0.0, 0.5)))
        material = _marbled(rng, body)
    elif kind < 0.85:
        material = translucent_plastic(rng, rgb(np.sqrt(body)), 0.9)
    else:
        material = _glittery(rng, body)
    paint = Material(base_color=_pip_color(material.base_color, rng), roughness=float(rng.uniform(0.35, 0.7)), ior=1.5)
    return material, paint


def _marbled(rng: np.random.Generator, body: Rgb) -> Material:
    other = mix(pick(rng, PLASTICS), body, 0.35)
    swirl = Speckle(
        second_color=other,
        scale_m=float(rng.uniform(0.006, 0.016)),
        detail=3.0,
        contrast=float(rng.uniform(0.3, 0.8)),
        amount=float(rng.uniform(0.3, 0.55)),
        distortion=float(rng.uniform(1.5, 4.0)),
        seed=seed(rng),
    )
    return Material(base_color=body, roughness=float(rng.uniform(0.08, 0.25)), ior=1.49, coat=0.3, pattern=swirl)


def _glittery(rng: np.random.Generator, body: Rgb) -> Material:
    flakes = Speckle(second_color=rgb(np.sqrt(body)), scale_m=0.0006, detail=1.0, contrast=0.9, amount=0.3, seed=seed(rng))
    return Material(base_color=body, roughness=0.12, ior=1.49, transmission=float(rng.uniform(0.0, 0.5)), coat=0.5, pattern=flakes)


CATEGORY = Category("dice", shape, style, up_face)
