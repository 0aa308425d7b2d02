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
    # The lines themselves are smooth, and bent by a rough noise: were they rough, they would close into islands.
    warp = graph.noise(where, 6.0, 0.6, color=True)
    bent = graph.vector("MULTIPLY_ADD", warp, (0.9, 0.9, 0.9), graph.vector("MULTIPLY", where, (0.55, 1.0, 0.8)))
    main = graph.noise(bent, 0.0)
    fine = graph.noise(graph.vector("MULTIPLY_ADD", warp, (1.1, 1.1, 1.1), graph.vector("MULTIPLY", where, (1.3, 2.1, 1.7))), 0.0)
    patchy, thick, cloudy = graph.separate(warp)
    # Veins swell and thin out, break off and start again.
    broad = graph.ramp(thick, 0.35, 0.65, 0.006, 0.012 + 0.06 * pattern.width)
    strength = graph.ramp(patchy, 0.42, 0.6, 0.03, 1.0, smooth=True)
    veins = graph.math("MULTIPLY", _ridge(graph, main, broad), strength)
    hair = graph.math("MULTIPLY", _ridge(graph, fine, 0.012), graph.math("MULTIPLY", strength, 0.4))
    # Each vein lies in a soft halo of its own.
    halo = graph.math("MULTIPLY", _ridge(graph, main, 0.16), graph.ramp(cloudy, 0.35, 0.7))
    share = graph.math("MULTIPLY", graph.math("MAXIMUM", veins, hair), pattern.amount)
    graph.tint(graph.math("MULTIPLY_ADD", halo, pattern.clouds, share, clamp=True), pattern.second_color)


def _ridge(graph: Graph, noise: Socket, width: Socket) -> Socket:
    """1 on the line where the noise is 0.5, falling to 0 within ``width`` of it."""
    return graph.ramp(graph.math("ABSOLUTE", graph.math("SUBTRACT", noise, 0.5)), 0.0, width, 1.0, 0.0, smooth=True)
