"""Fields: which parts of a surface face up, and noise that covers a chosen share of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import bpy
import numpy as np

from setpiece.render.blender.patterns.graph import Graph, Socket, offset_of

NEVER = 1.2
"""A threshold that no noise reaches."""

LEVEL = 0.98
"""From here on a surface is level: cosine of 11 degrees between its normal and the vertical."""

SHARES = (0.0, 0.01, 0.02, *(0.05 * k for k in range(1, 20)), 0.98, 0.99, 1.0)
SMOOTH_2D = (
    0.137, 0.2806, 0.3026, 0.3371, 0.3709, 0.3951, 0.4152, 0.4326, 0.4482, 0.4624, 0.4756, 0.4881, 0.5,
    0.512, 0.5244, 0.5378, 0.5519, 0.5675, 0.5849, 0.6048, 0.6291, 0.6628, 0.6976, 0.7193, 0.867,
)  # fmt: skip
RAGGED_2D = (
    0.199, 0.3339, 0.3517, 0.3796, 0.4053, 0.4233, 0.4377, 0.4502, 0.4614, 0.4717, 0.4815, 0.4908, 0.5,
    0.5092, 0.5186, 0.5283, 0.5386, 0.5499, 0.5623, 0.5768, 0.5947, 0.6205, 0.6483, 0.6661, 0.804,
)  # fmt: skip
RAGGED_3D = (
    0.218, 0.3612, 0.3763, 0.3998, 0.4212, 0.436, 0.4478, 0.4581, 0.4674, 0.476, 0.4842, 0.4921, 0.4999,
    0.5077, 0.5157, 0.5239, 0.5325, 0.5418, 0.5521, 0.564, 0.5788, 0.6002, 0.6236, 0.6387, 0.767,
)  # fmt: skip
"""Below which value of each noise ``SHARES`` of it lie: measured on 2 (in the plane) and 14 million points (in space)."""

SMOOTH = {"Scale": 1.0, "Detail": 3.0, "Roughness": 0.5}
RAGGED = {"Scale": 1.0, "Detail": 7.0, "Roughness": 0.68}


@dataclass(frozen=True)
class Field:
    """Noise whose distribution is known.

    Attributes:
        value: around 0.5.
        quantiles: its values at ``SHARES``.
    """

    value: Socket
    quantiles: tuple[float, ...]

    def threshold(self, share: float, edge: float) -> float:
        """Where to cut so that a share (0 to 1) of the surface is covered, on average.

        Args:
            share: asked for.
            edge: half the width of the smooth step from bare to covered, in units of the noise.
        """
        values = np.interp(np.linspace(0.0, 1.0, 1001), SHARES, self.quantiles)
        low, high = values[0] - edge, values[-1] + edge
        for _ in range(24):
            cut = 0.5 * (low + high)
            step = np.clip((values - cut + edge) / (2.0 * edge), 0.0, 1.0)
            low, high = (cut, high) if (step * step * (3.0 - 2.0 * step)).mean() > share else (low, cut)
        return float(high if share == 0.0 else low)

    def above(self, graph: Graph, cut: Socket, edge: float) -> Socket:
        """1 where the noise is above a threshold, 0 below, with a smooth step between."""
        return graph.ramp(self.value, graph.math("SUBTRACT", cut, edge), graph.math("ADD", cut, edge), smooth=True)


def hollows(graph: Graph, size_m: float, seed: int) -> Field:
    """Smooth noise over the world's xy plane, the same for all pieces of ground."""
    return Field(_plane_noise(graph, size_m, seed, SMOOTH), SMOOTH_2D)


def patches(graph: Graph, size_m: float, seed: int, *, ground: bool) -> Field:
    """Ragged noise: over the world's xy plane on ground; else in the object's frame, so that it goes where the object goes."""
    if ground:
        return Field(_plane_noise(graph, size_m, seed, RAGGED), RAGGED_2D)
    where = graph.position(seed, 1.0 / size_m)
    return Field(graph.node("ShaderNodeTexNoise", {**RAGGED, "Vector": where}).outputs[0], RAGGED_3D)


def unevenness(graph: Graph, size_m: float, seed: int) -> Socket:
    """Smooth noise around 0 in the object's frame, within about a quarter."""
    noise = graph.node("ShaderNodeTexNoise", {**SMOOTH, "Vector": graph.position(seed, 1.0 / size_m)}).outputs[0]
    return graph.math("SUBTRACT", noise, 0.5)


def _plane_noise(graph: Graph, size_m: float, seed: int, octaves: Mapping[str, float]) -> Socket:
    position = graph.node("ShaderNodeNewGeometry", {}).outputs["Position"]
    where = graph.vector("MULTIPLY_ADD", position, (1.0 / size_m,) * 3, offset_of(seed))
    return graph.node("ShaderNodeTexNoise", {**octaves, "Vector": where}, noise_dimensions="2D").outputs[0]


def upward(graph: Graph) -> Socket:
    """The z of the world's surface normal: 1 faces up, 0 is a wall, -1 faces down. Relief of the shader is left out."""
    geometry: bpy.types.ShaderNode = graph.node("ShaderNodeNewGeometry", {})
    return graph.separate(geometry.outputs["Normal"])[2]
