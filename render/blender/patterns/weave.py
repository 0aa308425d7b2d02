"""Weave: threads that pass over and under each other."""

import bpy

from setpiece.assets.material import Material
from setpiece.assets.patterns import Weave
from setpiece.render.blender.patterns.apply import apply_pattern
from setpiece.render.blender.patterns.graph import Graph, Socket


@apply_pattern.register
def _(pattern: Weave, tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> None:
    graph = Graph(tree, bsdf)
    x, y, _ = graph.separate(graph.facing())
    along = graph.math("DIVIDE", x, pattern.thread_m)
    across = graph.math("DIVIDE", y, pattern.thread_m)
    # Plain weave: on a checkerboard of crossings the warp lies on top in every other one.
    parity = graph.math("FLOORED_MODULO", graph.math("ADD", graph.math("FLOOR", along), graph.math("FLOOR", across)), 2.0)
    warp = _thread(graph, along, across)
    weft = _thread(graph, across, along)
    height = graph.mix(parity, warp, weft)
    # Yarn is uneven along its length; each thread differs from its neighbour.
    uneven_x = graph.noise(
        graph.combine(graph.math("MULTIPLY", along, 0.02), graph.math("MULTIPLY", across, 0.9), float(pattern.seed)), 2.0
    )
    uneven_y = graph.noise(
        graph.combine(graph.math("MULTIPLY", along, 0.9), graph.math("MULTIPLY", across, 0.02), float(pattern.seed + 7)), 2.0
    )
    yarn = graph.math("SUBTRACT", graph.mix(parity, uneven_x, uneven_y), 0.5)
    graph.tint(parity, pattern.weft_color)
    shade = graph.math("MULTIPLY_ADD", yarn, 1.5 * pattern.slub, graph.ramp(height, 0.0, 1.0, 0.62, 1.1))
    graph.brighten(shade)
    graph.bump(graph.math("MULTIPLY_ADD", yarn, pattern.slub, height), pattern.bump_m)


def _thread(graph: Graph, lengthwise: Socket, crosswise: Socket) -> Socket:
    """Height of a thread: round across, and domed where it passes over the other one."""
    across = graph.math("MULTIPLY", graph.math("PINGPONG", crosswise, 0.5), 2.0)
    along = graph.math("MULTIPLY", graph.math("PINGPONG", lengthwise, 0.5), 2.0)
    return graph.math("MULTIPLY", graph.math("SQRT", across), graph.math("MULTIPLY_ADD", along, 0.5, 0.5))
