"""Tiles: a grid in the plane that the surface faces."""

import bpy

from setpiece.assets.material import Material
from setpiece.assets.patterns import Tiles
from setpiece.render.blender.patterns.apply import apply_pattern
from setpiece.render.blender.patterns.graph import Graph


@apply_pattern.register
def _(pattern: Tiles, tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> None:
    graph = Graph(tree, bsdf)
    width, height = pattern.size_m
    where = graph.facing()
    if pattern.uneven > 0.0:
        wobble = graph.noise(graph.vector("MULTIPLY", where, (0.2 / pattern.joint_m,) * 3), 2.0, 0.6, color=True)
        reach = pattern.uneven * pattern.joint_m
        where = graph.vector("ADD", graph.vector("MULTIPLY_ADD", wobble, (2.0 * reach,) * 3, (-reach,) * 3), where)
    x, y, _ = graph.separate(where)
    row_place = graph.math("DIVIDE", y, height)
    row = graph.math("FLOOR", row_place)
    shift = graph.math("MULTIPLY", graph.math("FLOORED_MODULO", row, 2.0), pattern.offset)
    column_place = graph.math("ADD", graph.math("DIVIDE", x, width), shift)
    column = graph.math("FLOOR", column_place)
    edge = graph.math(
        "MINIMUM",
        graph.math("MULTIPLY", graph.math("PINGPONG", column_place, 0.5), width),
        graph.math("MULTIPLY", graph.math("PINGPONG", row_place, 0.5), height),
    )
    half = 0.5 * pattern.joint_m
    face = graph.ramp(edge, 0.7 * half, 1.3 * half + 1e-5, smooth=True)
    random = graph.node("ShaderNodeTexWhiteNoise", {"Vector": graph.combine(column, row, float(pattern.seed % 1000))}).outputs["Value"]
    # Each tile is its own piece of clay or stone: the mottling starts anew in each.
    piece = graph.combine(random, random, random)
    mottle = graph.noise(graph.vector("MULTIPLY_ADD", piece, (97.0, 61.0, 83.0), graph.position(pattern.seed, 40.0)), 4.0, 0.6)
    shade = graph.math("MULTIPLY_ADD", graph.math("SUBTRACT", random, 0.5), pattern.variation, 1.0)
    graph.brighten(graph.math("MULTIPLY_ADD", graph.math("SUBTRACT", mottle, 0.5), 1.6 * pattern.mottle, shade))
    graph.set("Base Color", graph.mix_color(face, pattern.joint_color, graph.input("Base Color")))
    graph.set("Roughness", graph.mix(face, 0.9, graph.input("Roughness")))
    graph.set("Coat Weight", graph.math("MULTIPLY", face, graph.input("Coat Weight")))
    graph.bump(graph.ramp(edge, 0.7 * half, 1.3 * half + 0.0015, smooth=True), pattern.depth_m)
