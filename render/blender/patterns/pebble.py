"""Pebble: domed Voronoi cells."""

import bpy

from setpiece.assets.material import Material
from setpiece.assets.patterns import Pebble
from setpiece.render.blender.patterns.apply import apply_pattern
from setpiece.render.blender.patterns.graph import Graph


@apply_pattern.register
def _(pattern: Pebble, tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> None:
    graph = Graph(tree, bsdf)
    where = graph.position(pattern.seed, 1.0 / pattern.scale_m)
    wobble = graph.noise(graph.vector("MULTIPLY", where, (0.6, 0.6, 0.6)), 1.0, 0.5, color=True)
    where = graph.vector("MULTIPLY_ADD", wobble, (0.8, 0.8, 0.8), where)
    cell = graph.node("ShaderNodeTexVoronoi", {"Vector": where, "Scale": 1.0})
    dome = graph.ramp(cell.outputs["Distance"], 0.1, 0.75, 1.0, 0.0, smooth=True)
    hide = graph.noise(graph.position(pattern.seed + 1, 0.03 / pattern.scale_m), 3.0, 0.55)
    uneven = graph.math("MULTIPLY_ADD", graph.math("SUBTRACT", hide, 0.5), 1.2 * pattern.unevenness, 1.0)
    graph.brighten(graph.math("MULTIPLY", graph.ramp(dome, 0.0, 0.6, 1.0 - pattern.crease, 1.0), uneven))
    graph.roughen(graph.math("MULTIPLY_ADD", graph.math("SUBTRACT", hide, 0.5), 0.5 * pattern.unevenness, 0.0))
    graph.bump(dome, pattern.bump_m)
