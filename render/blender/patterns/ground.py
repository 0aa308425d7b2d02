"""Ground: noise of two sizes, and Voronoi edges for cracks."""

import bpy

from setpiece.assets.material import Material
from setpiece.assets.patterns import Ground
from setpiece.render.blender.patterns.apply import apply_pattern
from setpiece.render.blender.patterns.graph import Graph, Socket

CRACK_M = 0.012
"""Width over which a crack is dark."""


@apply_pattern.register
def _(pattern: Ground, tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> None:
    graph = Graph(tree, bsdf)
    patches = graph.noise(graph.position(pattern.seed, 1.0 / pattern.patch_m), 5.0, 0.6, 0.4)
    half_width = 0.26 - 0.2 * pattern.patch_contrast
    graph.tint(graph.ramp(patches, 0.5 - half_width, 0.5 + half_width, smooth=True), pattern.second_color)
    grain = graph.noise(graph.position(pattern.seed + 1, 1.0 / pattern.grain_m), 2.0, 0.65)
    # Fractal noise keeps within about 0.25 of its mean.
    graph.brighten(graph.math("MULTIPLY_ADD", graph.math("SUBTRACT", grain, 0.5), 3.2 * pattern.grain_contrast, 1.0))
    graph.roughen(graph.ramp(patches, 0.3, 0.7, -0.05, 0.05))
    graph.bump(grain, pattern.bump_m)
    if pattern.cracks > 0.0:
        open_ = _cracks(graph, pattern)
        graph.brighten(graph.math("MULTIPLY_ADD", open_, -0.7, 1.0))
        graph.bump(graph.math("SUBTRACT", 1.0, open_), 0.004)


def _cracks(graph: Graph, pattern: Ground) -> Socket:
    """1 in a crack: crooked cell borders, shown where a slow noise allows."""
    shake = graph.noise(graph.position(pattern.seed + 2, 2.5 / pattern.crack_m), 5.0, 0.62, color=True)
    where = graph.vector("MULTIPLY_ADD", shake, (1.1, 1.1, 1.1), graph.position(pattern.seed + 3, 1.0 / pattern.crack_m))
    edge = graph.node("ShaderNodeTexVoronoi", {"Vector": where, "Scale": 1.0}, feature="DISTANCE_TO_EDGE").outputs["Distance"]
    line = graph.ramp(edge, 0.25 * CRACK_M / pattern.crack_m, CRACK_M / pattern.crack_m, 1.0, 0.0)
    slow = graph.noise(graph.position(pattern.seed + 4, 0.25 / pattern.crack_m), 2.0)
    # Noise near 0.5 with deviation 0.11: all of it lies within 0.2 to 0.8.
    threshold = 0.8 - 0.6 * pattern.cracks
    return graph.math("MULTIPLY", line, graph.ramp(slow, threshold, threshold + 0.05))
