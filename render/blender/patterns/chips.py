"""Chips: Voronoi cells, each a chip of one colour or a gap."""

import bpy

from setpiece.assets.material import Material
from setpiece.assets.patterns import Chips
from setpiece.render.blender.patterns.apply import apply_pattern
from setpiece.render.blender.patterns.graph import Graph, Socket


@apply_pattern.register
def _(pattern: Chips, tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> None:
    graph = Graph(tree, bsdf)
    where = graph.position(pattern.seed, 1.0 / pattern.chip_m)
    if pattern.ragged > 0.0:
        shake = graph.noise(graph.vector("MULTIPLY", where, (1.7, 1.7, 1.7)), 1.0, 0.6, color=True)
        where = graph.vector("MULTIPLY_ADD", shake, (pattern.ragged,) * 3, where)
    cell = graph.node("ShaderNodeTexVoronoi", {"Vector": where, "Scale": 1.0})
    kind, presence, shade = graph.separate(cell.outputs["Color"])
    chip = graph.math("LESS_THAN", presence, pattern.share)
    if pattern.joint > 0.0:
        edge = graph.node("ShaderNodeTexVoronoi", {"Vector": where, "Scale": 1.0}, feature="DISTANCE_TO_EDGE").outputs["Distance"]
        # Distances to the edge reach about half a cell; each chip is shrunk by its own amount, so sizes differ.
        inset = graph.math("MULTIPLY", graph.math("ADD", shade, 0.3), 0.5 * pattern.joint)
        chip = graph.math("MULTIPLY", chip, graph.ramp(graph.math("SUBTRACT", edge, inset), 0.0, 0.03))
    graph.tint(chip, _palette(graph, kind, pattern))
    graph.brighten(graph.ramp(shade, 0.0, 1.0, 0.8, 1.15))
    graph.roughen(graph.math("MULTIPLY_ADD", chip, -0.08, 0.04))
    graph.bump(chip, pattern.bump_m)


def _palette(graph: Graph, kind: Socket, pattern: Chips) -> Socket:
    """The chip's colour: a staircase over its random number."""
    color: Socket = pattern.colors[0]
    for number, following in enumerate(pattern.colors[1:], start=1):
        color = graph.mix_color(graph.math("GREATER_THAN", kind, number / len(pattern.colors)), color, following)
    return color
