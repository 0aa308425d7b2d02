"""Belt: embossing or modules, then what the goods have left on them."""

import math

import bpy

from setpiece.assets.material import Material
from setpiece.assets.patterns import Belt
from setpiece.render.blender.patterns.apply import apply_pattern
from setpiece.render.blender.patterns.graph import Graph, Socket
from setpiece.render.blender.patterns.marks import scratches, stains, tracks

GAP_M = 0.0006
"""Half the width of the gaps between modules."""


@apply_pattern.register
def _(pattern: Belt, tree: bpy.types.ShaderNodeTree, bsdf: bpy.types.ShaderNode, material: Material) -> None:
    graph = Graph(tree, bsdf)
    x, y, _ = graph.separate(graph.node("ShaderNodeTexCoord", {}).outputs["Object"])
    if pattern.module_m[0] > 0.0:
        _modules(graph, x, y, pattern)
    elif pattern.emboss_m > 0.0:
        _embossing(graph, x, y, pattern)
    if pattern.splice_m is not None:
        _splice(graph, x, y, pattern.splice_m)
    _soil(graph, pattern)


def _soil(graph: Graph, pattern: Belt) -> None:
    """Dust in tracks and patches, scratches, dried liquids."""
    patches = graph.noise(graph.position(pattern.seed + 4, (4.0, 9.0, 9.0)), 5.0, 0.6, 0.3)
    dust = graph.math("MULTIPLY", tracks(graph, pattern.seed, pattern.streak_m, 2.5), graph.ramp(patches, 0.3, 0.7, 0.35, 1.0))
    graph.tint(graph.math("MULTIPLY", dust, pattern.dirt), pattern.dirt_color)
    roughness: Socket = graph.math("MULTIPLY", dust, 0.25 * pattern.dirt)
    if pattern.stains > 0.0:
        wet = stains(graph, pattern.seed + 7, 0.13, pattern.stains)
        graph.brighten(graph.math("MULTIPLY_ADD", wet, -0.3, 1.0))
        roughness = graph.math("MULTIPLY_ADD", wet, -0.1, roughness)
    if pattern.scratches > 0.0:
        lines = scratches(graph, pattern.seed + 9, 1.5, 0.0012)
        graph.tint(graph.math("MULTIPLY", lines, 0.5 * pattern.scratches), tuple(min(0.8, 1.8 * c + 0.05) for c in pattern.dirt_color))
    graph.roughen(roughness)


def _embossing(graph: Graph, x: Socket, y: Socket, pattern: Belt) -> None:
    """Rows of rounded bumps, turned by 45 degrees, whose valleys hold dirt."""
    turn = 2.0 * math.pi / (pattern.emboss_m * math.sqrt(2.0))
    across = graph.math("SINE", graph.math("MULTIPLY", graph.math("ADD", x, y), turn))
    along = graph.math("SINE", graph.math("MULTIPLY", graph.math("SUBTRACT", x, y), turn))
    height = graph.math("MULTIPLY_ADD", graph.math("MULTIPLY", across, along), 0.5, 0.5)
    graph.brighten(graph.ramp(height, 0.0, 0.5, 0.8, 1.0))
    graph.bump(height, pattern.bump_m)


def _modules(graph: Graph, x: Socket, y: Socket, pattern: Belt) -> None:
    """Rows of modules, laid like bricks, hinged to each other by fingers."""
    length, width = pattern.module_m
    reach = 0.16 * length
    phase = graph.math("DIVIDE", y, 2.0 * pattern.finger_m)
    side = graph.math("SUBTRACT", graph.math("MULTIPLY", graph.math("LESS_THAN", graph.math("FRACT", phase), 0.5), 2.0), 1.0)
    place = graph.math("DIVIDE", graph.math("MULTIPLY_ADD", side, reach, x), length)
    row = graph.math("FLOOR", place)
    hinge = graph.math("MULTIPLY", graph.math("PINGPONG", place, 0.5), length)
    # The flanks of the fingers: where y crosses from one to the next, near the line between two rows.
    flank = graph.math("MULTIPLY", graph.math("PINGPONG", graph.math("MULTIPLY", phase, 2.0), 0.5), pattern.finger_m)
    straight = graph.math("MULTIPLY", graph.math("PINGPONG", graph.math("DIVIDE", x, length), 0.5), length)
    flank = graph.math("ADD", flank, graph.math("MULTIPLY", graph.math("GREATER_THAN", straight, reach), 1.0))
    column_place = graph.math("ADD", graph.math("DIVIDE", y, width), graph.math("MULTIPLY", row, 0.5))
    column = graph.math("FLOOR", column_place)
    seam = graph.math("MULTIPLY", graph.math("PINGPONG", column_place, 0.5), width)
    nearest = graph.math("MINIMUM", graph.math("MINIMUM", hinge, flank), seam)
    face = graph.ramp(nearest, 0.5 * GAP_M, 1.5 * GAP_M, smooth=True)
    random = graph.node("ShaderNodeTexWhiteNoise", {"Vector": graph.combine(column, row, float(pattern.seed % 1000))}).outputs["Value"]
    graph.brighten(graph.math("MULTIPLY", graph.ramp(random, 0.0, 1.0, 0.93, 1.05), graph.ramp(face, 0.0, 1.0, 0.3, 1.0)))
    graph.bump(graph.ramp(nearest, 0.0, 3.0 * GAP_M, smooth=True), 0.0008)


def _splice(graph: Graph, x: Socket, y: Socket, splice_m: float) -> None:
    """The finger splice: a fine zigzag, pressed flat and shiny on both sides of it."""
    zigzag = graph.math("MULTIPLY", graph.math("SUBTRACT", graph.math("PINGPONG", graph.math("DIVIDE", y, 0.03), 0.5), 0.25), 0.16)
    off = graph.math("SUBTRACT", graph.math("SUBTRACT", x, zigzag), splice_m)
    # Slanted edges look wider along x than they are.
    line = graph.ramp(graph.math("ABSOLUTE", off), 0.0015, 0.0035, 1.0, 0.0)
    pressed = graph.ramp(graph.math("ABSOLUTE", graph.math("SUBTRACT", x, splice_m)), 0.05, 0.056, 1.0, 0.0)
    graph.brighten(graph.math("MULTIPLY", graph.math("MULTIPLY_ADD", line, -0.4, 1.0), graph.math("MULTIPLY_ADD", pressed, 0.05, 1.0)))
    graph.roughen(graph.math("MULTIPLY", pressed, -0.12))
