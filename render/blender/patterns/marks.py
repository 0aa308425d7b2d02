"""Marks that patterns share: what rolling, sliding and spilling leave behind. Each is a number from 0, none, to 1."""

import math

from setpiece.render.blender.patterns.graph import Graph, Socket

NOISE_DEVIATION = 0.11
"""Of Blender's fractal noise about its mean of 0.5."""


def tracks(graph: Graph, seed: int, width_m: float, length_m: float) -> Socket:
    """Soft streaks along the object's x axis, some fine, most of them gathered in a few broad bands."""
    fine = graph.noise(graph.position(seed, (1.0 / length_m, 1.0 / width_m, 1.0 / width_m)), 2.0, 0.5)
    broad = graph.noise(graph.position(seed + 1, (0.3 / length_m, 0.08 / width_m, 0.08 / width_m)), 2.0)
    band = graph.ramp(broad, 0.4, 0.65, smooth=True)
    return graph.math("MULTIPLY", band, graph.ramp(fine, 0.25, 0.75, 0.45, 1.0))


def scratches(graph: Graph, seed: int, length_m: float, width_m: float) -> Socket:
    """Thin lines along the object's x axis, here and there."""
    ridge = graph.noise(graph.position(seed, (1.0 / length_m, 0.08 / width_m, 0.08 / width_m)), 0.0)
    line = graph.ramp(graph.math("ABSOLUTE", graph.math("SUBTRACT", ridge, 0.5)), 0.0, 0.03, 1.0, 0.0)
    where = graph.noise(graph.position(seed + 1, (1.5 / length_m, 12.0, 12.0)), 2.0)
    return graph.math("MULTIPLY", line, graph.ramp(where, 0.5, 0.66))


def stains(graph: Graph, seed: int, size_m: float, share: float) -> Socket:
    """Pools that have dried: irregular patches with darker rims, over about that share of the surface."""
    noise = graph.noise(graph.position(seed, 1.0 / size_m), 5.0, 0.5, 0.5)
    # The noise is nearly normal: this is the quantile of the share, by the logistic approximation.
    edge = 0.5 + NOISE_DEVIATION * quantile(share)
    inside = graph.ramp(noise, edge, edge + 0.02, smooth=True)
    rim = graph.ramp(noise, edge + 0.02, edge + 0.07, 1.0, 0.55, smooth=True)
    return graph.math("MULTIPLY", inside, rim)


def quantile(share: float) -> float:
    """Standard deviations above the mean beyond which a share of a normal distribution lies (Tocher's logistic approximation)."""
    bounded = min(max(share, 1e-4), 1.0 - 1e-4)
    return math.log((1.0 - bounded) / bounded) / 1.702
