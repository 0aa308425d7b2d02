"""Balls: tennis balls, footballs, basketballs, rubber and beach balls."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from setpiece.assets.category import Category
from setpiece.assets.kit.color import NEUTRALS, PLASTICS, linear, pick
from setpiece.assets.kit.fields import Float64, blend, globe, lumps, picture, smoothstep
from setpiece.assets.kit.finishes import art, seed
from setpiece.assets.kit.loft import ball
from setpiece.assets.kit.part import assemble, rotation
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model, Texture
from setpiece.assets.patterns import Speckle

_PIXELS = 640
_GOLDEN = (1 + 5**0.5) / 2


@dataclass(frozen=True)
class Kind:
    """One sort of ball.

    Attributes:
        radius_m: lowest and highest.
        height: (N, 3) unit directions to (N,) relief, metres.
        paint: draws (H, W, 3) linear colours for (H, W, 3) directions.
        roughness: lowest and highest.
        sheen: felt.
        grain_m: size of the surface's grain, and its relief.
    """

    radius_m: tuple[float, float]
    height: Callable[[Float64], Float64]
    paint: Callable[[np.random.Generator, Float64], Float64]
    roughness: tuple[float, float]
    sheen: float
    grain_m: tuple[float, float]


def tennis_seam(directions: Float64) -> Float64:
    """Angle in radians from the nearest point of a tennis ball's seam."""
    t = np.linspace(0, 2 * np.pi, 800, endpoint=False)
    curve = np.stack([np.cos(t) + 0.44 * np.cos(3 * t), np.sin(t) - 0.44 * np.sin(3 * t), 1.33 * np.sin(2 * t)], axis=1)
    curve /= np.linalg.norm(curve, axis=1, keepdims=True)
    distance, _ = cKDTree(curve).query(directions.reshape(-1, 3))
    angle: Float64 = 2 * np.arcsin(np.clip(distance / 2, 0, 1)).reshape(directions.shape[:-1])
    return angle


def football_panels(directions: Float64) -> tuple[Float64, Float64]:
    """Of a truncated icosahedron: 1 on pentagons and 0 on hexagons, and how far inside its panel each direction lies."""
    signs = [(a, b) for a in (-1, 1) for b in (-1, 1)]
    corners = np.array([p for a, b in signs for p in ((0, a, b * _GOLDEN), (a, b * _GOLDEN, 0), (b * _GOLDEN, 0, a))])
    inverse = 1 / _GOLDEN
    faces: list[tuple[float, float, float]] = [(a, b, c) for a in (-1, 1) for b, c in signs]
    faces += [p for a, b in signs for p in ((a * inverse, 0, b * _GOLDEN), (b * _GOLDEN, a * inverse, 0), (0, b * _GOLDEN, a * inverse))]
    hexagons = np.array(faces)
    pentagon_axes = corners / np.linalg.norm(corners, axis=1, keepdims=True)
    hexagon_axes = hexagons / np.linalg.norm(hexagons, axis=1, keepdims=True)
    # Distances of the faces from the centre for edge length 1.
    reach = np.concatenate([directions @ pentagon_axes.T / 2.32744, directions @ hexagon_axes.T / 2.26728], axis=-1)
    best = np.partition(reach, -2, axis=-1)[..., -2:]
    return (reach.argmax(axis=-1) < 12).astype(np.float64), best[..., 1] - best[..., 0]


def basketball_seam(directions: Float64) -> Float64:
    """Angle in radians from the nearest of two great circles and two small ones: eight panels."""
    x, z = directions[..., 0], directions[..., 2]
    small = np.abs(np.arccos(np.clip(np.abs(x), 0, 1)) - np.deg2rad(47))
    angle: Float64 = np.minimum(np.minimum(np.arcsin(np.abs(np.clip(x, -1, 1))), np.arcsin(np.abs(np.clip(z, -1, 1)))), small)
    return angle


def _tennis_paint(rng: np.random.Generator, directions: Float64) -> Float64:
    felt = np.array(linear(str(rng.choice(["#c8d93a", "#d3e04f", "#b9cf2f"]))))
    worn = blend(0.3 * np.abs(lumps(directions, rng, 0.25)), felt, felt * np.array([0.75, 0.72, 0.8]))
    seam = np.array((0.72, 0.72, 0.68))
    return blend(1 - smoothstep(0.04, 0.052, tennis_seam(directions)), worn, np.broadcast_to(seam, worn.shape))


def _football_paint(rng: np.random.Generator, directions: Float64) -> Float64:
    pentagon, inside = football_panels(directions)
    dark = np.array(pick(rng, ("#141414", "#141414", "#16326e", "#b3121d", "#0f6b4a")))
    colors = blend(pentagon, np.array(linear("#efece4")), dark)
    dirt = smoothstep(0.3, 2.2, lumps(directions, rng, 0.6) + 0.5 * lumps(directions, rng, 0.15)) * rng.uniform(0.0, 0.5)
    colors = blend(dirt, colors, np.array((0.24, 0.19, 0.12)))
    return blend(0.75 * (1 - smoothstep(0.002, 0.006, inside)), colors, np.array((0.04, 0.04, 0.04)))


def _basketball_paint(rng: np.random.Generator, directions: Float64) -> Float64:
    leather = np.array(linear(str(rng.choice(["#b4561f", "#c4632a", "#9c4718"]))))
    shade = blend(0.25 * np.abs(lumps(directions, rng, 0.4)), leather, leather * 0.7)
    return blend(1 - smoothstep(0.024, 0.03, basketball_seam(directions)), shade, np.array((0.035, 0.033, 0.033)))


def _rubber_paint(rng: np.random.Generator, directions: Float64) -> Float64:
    first, second = np.array(pick(rng, PLASTICS)), np.array(pick(rng, PLASTICS, NEUTRALS))
    kind = rng.random()
    if kind < 0.35:
        share = np.zeros(directions.shape[:-1])
    elif kind < 0.7:
        share = 1 - smoothstep(0.16, 0.165, np.abs(directions[..., 2]))
    else:
        share = smoothstep(
            -0.05, 0.05, np.sin(3 * np.arctan2(directions[..., 1], directions[..., 0])) * np.sqrt(1 - directions[..., 2] ** 2)
        )
    return blend(share, first, second)


def _flat(directions: Float64) -> Float64:
    return np.zeros(len(directions))


KINDS: dict[str, Kind] = {
    "tennis": Kind(
        (0.0327, 0.0343),
        lambda d: -0.0006 * (1 - smoothstep(0.03, 0.06, tennis_seam(d))),
        _tennis_paint,
        (0.85, 1.0),
        0.6,
        (0.0012, 0.0003),
    ),
    "football": Kind(
        (0.1075, 0.111),
        lambda d: -0.0014 * (1 - smoothstep(0.0, 0.02, football_panels(d)[1])),
        _football_paint,
        (0.25, 0.5),
        0.0,
        (0.0012, 0.00003),
    ),
    "basketball": Kind(
        (0.116, 0.121),
        lambda d: -0.0012 * (1 - smoothstep(0.015, 0.04, basketball_seam(d))),
        _basketball_paint,
        (0.45, 0.7),
        0.0,
        (0.0022, 0.0003),
    ),
    "rubber": Kind((0.022, 0.06), _flat, _rubber_paint, (0.3, 0.75), 0.0, (0.001, 0.00001)),
}
"""The sorts of ball, by the prefix of their textures."""


def shape(rng: np.random.Generator) -> Model:
    """A tennis, foot-, basket- or rubber ball turned so that no seam runs through a pole by rule."""
    name = str(rng.choice(list(KINDS), p=[0.3, 0.25, 0.25, 0.2]))
    kind = KINDS[name]
    radius = float(rng.uniform(*kind.radius_m))
    turn = rotation(rng.normal(size=3), float(rng.uniform(0, 360)))
    sphere = ball(1.0, segments=120)
    relief = radius + kind.height(sphere.vertices @ turn.T)
    solid = sphere.warped(lambda vertices: vertices * relief[:, None])
    directions = globe(_PIXELS) @ turn.T
    textures: dict[str, Texture] = {f"{name}{k}": picture(kind.paint(rng, directions)) for k in range(3 if name == "rubber" else 1)}
    model = assemble([solid], textures=textures)
    return replace(model, materials=style(rng, model))


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Felt, leather or rubber, as the ball's kind has it."""
    texture = art(rng, model, "")
    kind = KINDS[texture.rstrip("0123456789")]
    size, bump = kind.grain_m
    grain = Speckle(second_color=(0.2, 0.18, 0.15), scale_m=size, detail=2.0, amount=0.06, contrast=0.2, bump_m=bump, seed=seed(rng))
    return (Material(base_color_map=texture, roughness=float(rng.uniform(*kind.roughness)), sheen=kind.sheen, pattern=grain),)


CATEGORY = Category("ball", shape, style)
