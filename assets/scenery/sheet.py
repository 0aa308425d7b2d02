"""Sheets: a large paper, board or cloth, flat in the middle, with edges that lift a little and a surface that is never quite even."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from setpiece.assets.category import Category
from setpiece.assets.kit.part import Part, assemble
from setpiece.assets.material import Material
from setpiece.assets.mesh import Model
from setpiece.assets.scenery.support import with_support
from setpiece.assets.surfaces import one_of

Float64 = NDArray[np.float64]

COVERS = {"paper": 7.0, "white_laminate": 1.5, "cotton": 0.8, "felt": 0.8, "linen": 0.5}
"""Weights of what the sheet is."""

STEPS = 48
FLAT_STEPS = 9
"""Grid cells along an edge, and how many of them from the border inward are not flat."""


def shape(rng: np.random.Generator) -> Model:
    """0.7 to 1.3 m square or oblong."""
    width, depth = float(rng.uniform(0.7, 1.3)), float(rng.uniform(0.7, 1.0))
    thickness = float(rng.choice([0.0003, 0.0006, 0.003]))
    x, y = np.meshgrid(np.linspace(-width / 2, width / 2, STEPS + 1), np.linspace(-depth / 2, depth / 2, STEPS + 1), indexing="ij")
    lift = _lift(rng, x / width, y / depth) * (0.2 if thickness > 0.001 else 1.0)
    model = assemble([_plate(x, y, lift, thickness)], (Material(base_color=(0.76, 0.76, 0.75), roughness=0.8),))
    inner = np.array([x[FLAT_STEPS, 0], y[0, FLAT_STEPS]])
    outline = (np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]]) * inner).astype(np.float32)
    return with_support(_uneven(rng, model), thickness, outline)


def style(rng: np.random.Generator, model: Model) -> tuple[Material, ...]:
    """Another cover."""
    return (one_of(rng, COVERS),)


def _lift(rng: np.random.Generator, u: Float64, v: Float64) -> Float64:
    """Height above the table, metres: exactly 0 in the middle, growing towards the border in waves."""
    border = 0.5 - FLAT_STEPS / STEPS
    outside = np.maximum(np.maximum(np.abs(u), np.abs(v)) - border, 0.0) / (0.5 - border)
    outside[outside < 1e-9] = 0.0
    phase, rate = rng.uniform(0, 2 * np.pi, 4), rng.uniform(3.0, 9.0, 4)
    waves = 0.5 + 0.25 * (np.sin(rate[0] * u + phase[0]) + np.sin(rate[1] * v + phase[1]) * np.sin(rate[2] * (u + v) + phase[2]))
    lift: Float64 = outside**2.5 * np.maximum(waves, 0.0) * float(rng.uniform(0.001, 0.008))
    return lift


def _plate(x: Float64, y: Float64, lift: Float64, thickness: float) -> Part:
    """A closed plate of even thickness over a grid."""
    count = STEPS + 1
    upper = np.stack([x, y, lift + thickness], axis=2).reshape(-1, 3)
    lower = np.stack([x, y, lift], axis=2).reshape(-1, 3)
    index = np.arange(count * count).reshape(count, count)
    a, b, c, d = index[:-1, :-1].ravel(), index[1:, :-1].ravel(), index[1:, 1:].ravel(), index[:-1, 1:].ravel()
    top = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
    rim = np.concatenate([index[:-1, 0], index[-1, :-1], index[:0:-1, -1], index[0, :0:-1]])
    following = np.roll(rim, -1)
    under = count * count
    skirt = np.concatenate([np.stack([rim + under, following + under, following], axis=1), np.stack([rim + under, following, rim], axis=1)])
    triangles = np.concatenate([top, top[:, ::-1] + under, skirt])
    vertices = np.concatenate([upper, lower])
    uvs = (vertices[:, :2] / np.ptp(vertices[:, :2], axis=0) + 0.5)[triangles]
    return Part(vertices, triangles, uvs, np.zeros(len(triangles), dtype=np.int64))


def _uneven(rng: np.random.Generator, model: Model) -> Model:
    """Shading normals of the faces that point up, tilted by the slope of long, low waves that the geometry leaves out."""
    mesh = model.mesh
    assert mesh.corner_normals is not None
    corners = mesh.vertices[mesh.triangles].astype(np.float64)
    tilt = np.zeros((*corners.shape[:2], 2))
    for _ in range(5):
        angle, wavelength, phase = rng.uniform(0, np.pi), rng.uniform(0.12, 0.7), rng.uniform(0, 2 * np.pi)
        along = np.array([np.cos(angle), np.sin(angle)])
        tilt += np.cos(2 * np.pi / wavelength * (corners[..., :2] @ along) + phase)[..., None] * along
    normals = mesh.corner_normals.astype(np.float64)
    up = normals[..., 2] > 0.5
    normals[..., :2] -= np.where(up[..., None], tilt * float(rng.uniform(0.002, 0.012)), 0.0)
    normals /= np.linalg.norm(normals, axis=2, keepdims=True)
    return replace(model, mesh=replace(mesh, corner_normals=normals.astype(np.float32)))


SHEET = Category("sheet", shape, style)
