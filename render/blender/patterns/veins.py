"""Veins: the places where distorted noise crosses its mean."""

import bpy

from setpiece.assets.material import Material
from setpiece.assets.patterns import Veins
from setpiece.render.blender.patterns.apply import apply_pattern
from setpiece.render.blender.patterns.graph import Graph, Socket


@apply_pattern.register
def _(pattern: Veins, tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> None:
    graph = Graph(tree, bsdf)
    where = graph.position(pattern.seed, 1.0 / pattern.scale_m)
    warp = graph.noise(where, 4.0, 0.55, color=True)
    bent = graph.vector("MULTIPLY_ADD", warp, (1.3, 1.3, 1.3), where)
    main = graph.noise(graph.vector("MULTIPLY", bent, (0.9, 1.6, 0.9)), 1.0, 0.5)
    fine = graph.noise(graph.vector("MULTIPLY", bent, (3.1, 2.3, 2.7)), 3.0, 0.6)
    patchy = graph.ramp(graph.separate(warp)[0], 0.38, 0.62, 0.1, 1.0)
    veins = graph.math("MULTIPLY", _ridge(graph, main, 0.004 + 0.05 * pattern.width), patchy)
    hair = graph.math("MULTIPLY", _ridge(graph, fine, 0.006 + 0.02 * pattern.width), graph.math("MULTIPLY", patchy, 0.35))
    clouds = graph.math("MULTIPLY", graph.ramp(main, 0.42, 0.62, smooth=True), pattern.clouds)
    share = graph.math("MULTIPLY", graph.math("MAXIMUM", veins, hair), pattern.amount)
    graph.tint(graph.math("MAXIMUM", share, clouds), pattern.second_color)


def _ridge(graph: Graph, noise: Socket, width: float) -> Socket:
    """1 on the line where the noise is 0.5, falling to 0 within ``width`` of it."""
    return graph.ramp(graph.math("ABSOLUTE", graph.math("SUBTRACT", noise, 0.5)), 0.0, width, 1.0, 0.0, smooth=True)
