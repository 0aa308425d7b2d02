"""Brushed: noise stretched 150 to one."""

import bpy

from setpiece.assets.material import Material
from setpiece.assets.patterns import Brushed
from setpiece.render.blender.patterns.apply import apply_pattern
from setpiece.render.blender.patterns.graph import Graph


@apply_pattern.register
def _(pattern: Brushed, tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> None:
    graph = Graph(tree, bsdf)
    along = 1.0 / (150.0 * pattern.streak_m)
    across = 1.0 / pattern.streak_m
    streaks = graph.noise(graph.position(pattern.seed, (along, across, across)), 4.0, 0.65)
    smudges = graph.noise(graph.position(pattern.seed + 1, 9.0), 2.0, 0.5)
    change = graph.math("MULTIPLY_ADD", graph.math("SUBTRACT", streaks, 0.5), 0.9, graph.math("MULTIPLY_ADD", smudges, 0.5, -0.25))
    graph.roughen(graph.math("MULTIPLY", change, 0.4 * pattern.amount))
    graph.brighten(graph.math("MULTIPLY_ADD", graph.math("SUBTRACT", streaks, 0.5), 0.3 * pattern.amount, 1.0))
    graph.bump(streaks, 0.00004 * pattern.amount)
    # The highlight stretches across the brushing: tell the BSDF which way that is, or it would circle the object's z axis.
    grain = graph.node("ShaderNodeVectorTransform", {0: (1.0, 0.0, 0.0)}, vector_type="VECTOR", convert_from="OBJECT", convert_to="WORLD")
    graph.set("Tangent", grain.outputs[0])
