"""Fields: cells of a stretched Voronoi diagram, each of the colour that its random number picks."""

import bpy

from setpiece.assets.material import Material
from setpiece.assets.patterns import Fields
from setpiece.render.blender.patterns.apply import apply_pattern
from setpiece.render.blender.patterns.graph import Graph, Socket

SLENDER = 2.3
"""Length of a field over its width."""


@apply_pattern.register
def _(pattern: Fields, tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> None:
    graph = Graph(tree, bsdf)
    number = _number(graph, pattern)
    tone: Socket = pattern.colors[0]
    for k, color in enumerate(pattern.colors[1:], 1):
        tone = graph.mix_color(graph.math("GREATER_THAN", number, 1.0 - pattern.share * (1.0 - 0.25 * k)), tone, color)
    other = graph.math("GREATER_THAN", number, 1.0 - pattern.share)
    graph.tint(graph.math("MULTIPLY", other, _away(graph, pattern)), tone)
    blotches = graph.noise(graph.position(pattern.seed, 4.0 / pattern.size_m), 6.0, 0.6)
    graph.brighten(graph.ramp(blotches, 0.25, 0.75, 0.6, 1.4))
    tufts = graph.noise(graph.position(pattern.seed + 1, 1.0 / pattern.tuft_m), 2.0, 0.65)
    graph.brighten(graph.ramp(tufts, 0.25, 0.75, 0.4, 1.6))


def _number(graph: Graph, pattern: Fields) -> Socket:
    """A number from 0 to 1 that is the same all over a field."""
    scale = (1.0 / pattern.size_m, SLENDER / pattern.size_m, 0.0)
    cells = graph.node(
        "ShaderNodeTexVoronoi",
        {"Vector": graph.position(pattern.seed, scale), "Scale": 1.0, "Randomness": 0.75},
        voronoi_dimensions="2D",
    )
    return graph.separate(cells.outputs["Color"])[0]


def _away(graph: Graph, pattern: Fields) -> Socket:
    """0 within ``size_m`` of the origin, 1 beyond."""
    x, y, _ = graph.separate(graph.node("ShaderNodeTexCoord", {}).outputs["Object"])
    reach = graph.math("SQRT", graph.math("ADD", graph.math("MULTIPLY", x, x), graph.math("MULTIPLY", y, y)))
    return graph.math("GREATER_THAN", reach, pattern.size_m)
