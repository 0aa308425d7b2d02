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
    # Scratches: the zero crossings of noise stretched sixty to one, where hands and things have been.
    stretched = graph.position(pattern.seed + 1, (10.0, 600.0, 600.0))
    ridge = graph.math("ABSOLUTE", graph.math("SUBTRACT", graph.noise(stretched, 0.0), 0.5))
    scratches = graph.math("MULTIPLY", graph.ramp(ridge, 0.0, 0.02, 1.0, 0.0), graph.ramp(smudges, 0.48, 0.75))
    film = graph.ramp(smudges, 0.3, 0.7, -0.35, 0.45)
    graph.roughen(graph.math("MULTIPLY", graph.math("MULTIPLY_ADD", scratches, 0.3, film), 0.6 * pattern.amount))
    graph.brighten(graph.math("MULTIPLY_ADD", film, -0.15 * pattern.amount, 1.0))
    graph.bump(smudges, pattern.bump_m)
