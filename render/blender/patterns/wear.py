"""Wear: smudges and scratches that show mostly in the reflections."""

import bpy

from setpiece.assets.material import Material
from setpiece.assets.patterns import Wear
from setpiece.render.blender.patterns.apply import apply_pattern
from setpiece.render.blender.patterns.graph import Graph


@apply_pattern.register
def _(pattern: Wear, tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> None:
    graph = Graph(tree, bsdf)
    smudges = graph.noise(graph.position(pattern.seed, 1.0 / pattern.scale_m), 3.0, 0.6, 0.6)
    # Scratches: the zero crossings of noise stretched 40:1, thinned by the smudges so that they come in patches.
    stretched = graph.position(pattern.seed + 1, (4.0 / pattern.scale_m, 160.0 / pattern.scale_m, 40.0 / pattern.scale_m))
    ridge = graph.math("ABSOLUTE", graph.math("SUBTRACT", graph.noise(stretched, 0.0), 0.5))
    scratches = graph.math("MULTIPLY", graph.ramp(ridge, 0.0, 0.03, 1.0, 0.0), graph.ramp(smudges, 0.5, 0.65))
    change = graph.math("MULTIPLY_ADD", scratches, 0.5, graph.ramp(smudges, 0.3, 0.7, -0.35, 0.45))
    graph.roughen(graph.math("MULTIPLY", change, 0.6 * pattern.amount))
    graph.brighten(graph.math("MULTIPLY_ADD", change, -0.15 * pattern.amount, 1.0))
    graph.bump(smudges, pattern.bump_m)
