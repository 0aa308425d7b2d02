"""Fields: which parts of a surface face up, and noise that covers a chosen share of it."""

import bpy
import numpy as np

from setpiece.render.blender.patterns.graph import Graph, Socket, offset_of

LEVEL = 0.98
"""From here on a surface is level: cosine of 11 degrees between its normal and the vertical."""

SHARES = (0.0, 0.01, 0.02, *(0.05 * k for k in range(1, 20)), 0.98, 0.99, 1.0)
QUANTILES_2D = (
    0.137, 0.2806, 0.3026, 0.3371, 0.3709, 0.3951, 0.4152, 0.4326, 0.4482, 0.4624, 0.4756, 0.4881, 0.5,
    0.512, 0.5244, 0.5378, 0.5519, 0.5675, 0.5849, 0.6048, 0.6291, 0.6628, 0.6976, 0.7193, 0.867,
)  # fmt: skip
QUANTILES_3D = (
    0.154, 0.3158, 0.3347, 0.3648, 0.3929, 0.4126, 0.4286, 0.4426, 0.4552, 0.467, 0.4783, 0.4892, 0.4999,
    0.5106, 0.5215, 0.5327, 0.5445, 0.5572, 0.5712, 0.5872, 0.607, 0.6352, 0.6651, 0.684, 0.862,
)  # fmt: skip
"""Below which value of Blender's fractal noise (detail 3, roughness 0.5) these shares lie: measured on 2 and 14 million points."""

NEVER = 1.2
"""A threshold that no noise reaches."""


def threshold(share: float, *, flat: bool) -> float:
    """The value of the noise that a share of the surface exceeds.

    Args:
        share: 0 to 1.
        flat: of the noise over the ground; else of the noise in space.
    """
    return float(np.interp(1.0 - share, SHARES, QUANTILES_2D if flat else QUANTILES_3D))


def ground_noise(graph: Graph, size_m: float, seed: int) -> Socket:
    """Noise over the world's xy plane, the same for all pieces of ground, with features of a size in metres."""
    position = graph.node("ShaderNodeNewGeometry", {}).outputs["Position"]
    where = graph.vector("MULTIPLY_ADD", position, (1.0 / size_m,) * 3, offset_of(seed))
    return graph.node("ShaderNodeTexNoise", {**_OCTAVES, "Vector": where}, noise_dimensions="2D").outputs[0]


def space_noise(graph: Graph, size_m: float, seed: int) -> Socket:
    """Noise in the object's frame, which goes where the object goes."""
    return graph.node("ShaderNodeTexNoise", {**_OCTAVES, "Vector": graph.position(seed, 1.0 / size_m)}).outputs[0]


def upward(graph: Graph) -> Socket:
    """The z of the world's surface normal: 1 faces up, 0 is a wall, -1 faces down. Relief of the shader is left out."""
    geometry: bpy.types.ShaderNode = graph.node("ShaderNodeNewGeometry", {})
    return graph.separate(geometry.outputs["Normal"])[2]


_OCTAVES = {"Scale": 1.0, "Detail": 3.0, "Roughness": 0.5}
